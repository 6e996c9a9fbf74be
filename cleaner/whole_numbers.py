"""Fitted networks over whole numbers: the form in which a model holds them, so that every sum is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Floats
from cleaner.context import LARGEST, UNIT
from cleaner.kinds import KINDS
from cleaner.layers import ACTIVATION, Dense, largest_weight
from cleaner.looks import Look


def whole_numbers(network: Any, sample: Floats) -> Look:
    """The network's layers over whole numbers: weights as int16 and activations that use the range of `activate`.

    `sample` (n, n_in) are some of the rows it was fitted on, in standard deviations.
    """
    layers: list[Dense] = []
    activations = sample
    gain_in, largest_input = np.full(sample.shape[1], UNIT), LARGEST
    for weights, bias in zip(network.coefs_[:-1], network.intercepts_[:-1], strict=True):
        activations = np.maximum(activations @ weights + bias, 0)
        gain = ACTIVATION / np.maximum(np.quantile(activations, 0.999, axis=0), 1e-3)
        layers.append(_dense(weights / gain_in[:, None] * gain, bias * gain, largest_input))
        gain_in, largest_input = gain, ACTIVATION

    kinds = network.classes_
    weights, bias = network.coefs_[-1] / gain_in[:, None], network.intercepts_[-1]
    if len(kinds) == 2:  # the library gives one output, the log-odds of the second kind
        weights, bias = np.concatenate((0 * weights, weights), axis=1), np.append(0, bias)
    every_weight = np.zeros((len(weights), len(KINDS)))
    every_bias = np.full(len(KINDS), -30.0)  # a kind without examples: a probability of nothing
    every_weight[:, kinds], every_bias[kinds] = weights, bias
    return Look(tuple(layers), _dense(every_weight, every_bias, ACTIVATION))


def _dense(weights: NDArray[Any], bias: NDArray[Any], largest_input: int) -> Dense:
    limit = largest_weight(len(weights), largest_input)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / limit
    whole = np.rint(weights / scale).astype(np.int16)
    return Dense(whole, scale.astype(np.float32), bias.astype(np.float32))


def average(networks: Sequence[Look]) -> Look:
    """Networks over the same inputs, equal in their units, as one whose outputs are the mean of theirs."""
    depth = range(len(networks[0].layers))
    layers = [_beside([network.layers[i] for network in networks], shared_input=i == 0) for i in depth]
    return Look(tuple(layers), _mean([network.output for network in networks]))


def _beside(layers: Sequence[Dense], *, shared_input: bool) -> Dense:
    """Layers as one: their outputs stand one after the other, and so do their inputs unless they share them."""
    scale, bias = (np.concatenate([getattr(layer, name) for layer in layers]) for name in ("scale", "bias"))
    weights = [layer.weights for layer in layers]
    return Dense(np.concatenate(weights, axis=1) if shared_input else _blocks(weights), scale, bias)


def _mean(outputs: Sequence[Dense]) -> Dense:
    """The mean of output layers, each of which sees the hidden layers of its own network alone."""
    weights = np.concatenate([output.weights * output.scale.astype(np.float64) for output in outputs]) / len(outputs)
    return _dense(weights, np.mean([output.bias for output in outputs], axis=0), ACTIVATION)


def _blocks(weights: Sequence[NDArray[np.int16]]) -> NDArray[np.int16]:
    whole = np.zeros(np.sum([block.shape for block in weights], axis=0), dtype=np.int16)
    at = np.zeros(2, dtype=np.int64)
    for block in weights:
        (row, column), (rows, columns) = at, block.shape
        whole[row : row + rows, column : column + columns] = block
        at += block.shape
    return whole
