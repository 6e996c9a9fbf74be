"""Labelled documents -> Model. The only module that uses scikit-learn.

Line layer: one-against-rest logistic regressions on hashed n-grams. Embedding and context layer: small networks
on scores that the line layer gave to pages it was not fitted on (folds by site), so that they learn how far to trust
them. Sequence: affinities of neighbouring states, counted.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

from cleaner.context import LARGEST, UNIT, Floats, context, quantise
from cleaner.examples import Examples, make_examples
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import Labelled
from cleaner.model import ACTIVATION, Dense, LineLayer, Model, largest_weight, run_layers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a fit can be told; the numbers are those of `training/EXPERIMENTS.md`."""

    bits: int = 18  # the weight table has 2**bits rows
    embed: tuple[int, ...] = (32, 8)  # units of the layers that make a line's embedding
    look: tuple[int, ...] = (64, 8)  # units of the layers that make it anew from the context
    hidden: tuple[int, ...] = (96,)  # units of the context layers
    folds: int = 5
    line_epochs: int = 5
    epochs: tuple[int, ...] = (10, 4)  # of the networks, each stage at a tenth of the rate before
    penalty: float = 1e-6  # of the line layer's weights
    chain: float = 0.3  # 0: lines judged apart; 1: affinities as counted
    seed: int = 0

    def __post_init__(self) -> None:
        """Both embeddings stand in the same columns: raise ValueError when their widths differ."""
        if self.embed[-1] != self.look[-1]:
            raise ValueError(f"embed and look must end in equally many units, got {self.embed} and {self.look}")


_LONE_KINDS = ("byline", "date", "caption", "share", "promo", "ad")
STATES: Final = np.array([0 if kind in ARTICLE else 1 if kind in _LONE_KINDS else 2 for kind in KINDS])
"""State of each kind in the sequence step: the article, noise of single lines, noise that comes in blocks."""

_RATE = 2e-3  # of the networks' first epochs
_TABLE_QUANTILE = 0.9999  # weights beyond this quantile are clipped, so that the rest use int8's range
_SMOOTHING = 100.0  # neighbours added to every cell of the counted affinities


def fit(documents: Sequence[Labelled], settings: Settings | None = None) -> Model:
    """Fit a model. The same documents and settings give the same model, up to the library's arithmetic.

    Raises ValueError when the documents hold fewer than two kinds or nothing but unsure labels.
    """
    settings = settings or Settings()
    examples = make_examples(documents, bits=settings.bits, folds=settings.folds)
    sure = examples.weight > 0
    if len(np.unique(examples.kind[sure])) < 2:
        raise ValueError("the labelled documents must hold both article lines and noise lines")
    log.info("%d documents, %d rows", len(documents), len(sure))

    whole = _fit_lines(examples, sure, settings)
    unseen = np.zeros((len(sure), len(KINDS)), dtype=np.float32)
    for fold in range(settings.folds):
        inside = examples.fold == fold
        if inside.any():
            others = sure & ~inside
            unseen[inside] = examples.grams[inside] @ (
                _fit_lines(examples, others, settings) if others.any() else whole
            )
            log.info("line layer: fold %d of %d", fold + 1, settings.folds)
    table, unit = _table(whole)
    features = np.concatenate((np.rint(unseen / unit), examples.shape), axis=1)

    center, spread = _moments(features, examples.weight)
    quantised = quantise(features, center, spread)
    own = quantised.astype(np.float32)
    embed, _ = _fit_network(own, settings.embed, examples, settings)
    log.info("embedding fitted")
    columns = context(quantised, run_layers(embed, own), examples.first_row)
    look, _ = _fit_network(columns, settings.look, examples, settings)
    log.info("first look at the context fitted")
    columns = context(quantised, run_layers(look, columns), examples.first_row)
    hidden, output = _fit_network(columns, settings.hidden, examples, settings)
    log.info("context layer fitted")
    affinity = _affinity(examples, settings.chain)
    return Model(KINDS, LineLayer(table), center, spread, embed, look, hidden, output, STATES, affinity)


def _fit_lines(examples: Examples, rows: NDArray[np.bool_], settings: Settings) -> Floats:
    """Weights (2**bits, n_kinds) of the logistic regressions; a kind without examples keeps zeros."""
    classifier = SGDClassifier(
        loss="log_loss", alpha=settings.penalty, max_iter=settings.line_epochs, tol=None, average=True,
        fit_intercept=False, random_state=settings.seed, n_jobs=-1,
    )  # fmt: skip
    weights = np.zeros((examples.grams.shape[1], len(KINDS)), dtype=np.float32)
    kinds = examples.kind[rows]
    classifier.fit(examples.grams[rows], kinds, sample_weight=examples.weight[rows])
    if len(classifier.classes_) == 2:
        weights[:, classifier.classes_] = classifier.coef_.T * [-1, 1]
    elif len(classifier.classes_) > 2:
        weights[:, classifier.classes_] = classifier.coef_.T
    return weights


def _table(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as int8, and the unit of each output."""
    magnitude = np.abs(weights)
    largest = [np.quantile(column[column > 0], _TABLE_QUANTILE) if column.any() else 1.0 for column in magnitude.T]
    unit = np.array(largest, dtype=np.float32) / np.float32(LARGEST)
    return np.clip(np.rint(weights / unit), -LARGEST, LARGEST).astype(np.int8), unit


def _moments(features: Floats, weight: Floats) -> tuple[Floats, Floats]:
    center = np.average(features, axis=0, weights=weight)
    spread = np.sqrt(np.average((features - center) ** 2, axis=0, weights=weight))
    return center.astype(np.float32), np.maximum(spread, 0.02).astype(np.float32)


def _fit_network(
    inputs: Floats, units: tuple[int, ...], examples: Examples, settings: Settings
) -> tuple[tuple[Dense, ...], Dense]:
    """Fit a network that names the kind of every row; its hidden layers and its output layer over whole numbers."""
    sure = examples.weight > 0
    batch = int(np.clip(sure.sum() // 1000, 16, 1024))  # few rows: small steps, so that there are enough of them
    network = MLPClassifier(units, alpha=1e-5, batch_size=batch, random_state=settings.seed, warm_start=True)
    for stage, epochs in enumerate(settings.epochs):
        network.set_params(learning_rate_init=_RATE / 10**stage, max_iter=epochs, n_iter_no_change=epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is a setting, not a failure
            network.fit(inputs[sure] / np.float32(UNIT), examples.kind[sure], sample_weight=examples.weight[sure])
    return _whole_numbers(network, inputs[sure][:: max(1, sure.sum() // 50_000)])


def _whole_numbers(network: Any, sample: Floats) -> tuple[tuple[Dense, ...], Dense]:
    """The network's layers over whole numbers: weights as int16 and activations that use the range of `activate`."""
    layers: list[Dense] = []
    activations = sample / UNIT
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
    return tuple(layers), _dense(every_weight, every_bias, ACTIVATION)


def _dense(weights: NDArray[Any], bias: NDArray[Any], largest_input: int) -> Dense:
    limit = largest_weight(len(weights), largest_input)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / limit
    whole = np.rint(weights / scale).astype(np.int16)
    return Dense(whole, scale.astype(np.float32), bias.astype(np.float32))


def _affinity(examples: Examples, chain: float) -> NDArray[np.float64]:
    """How much likelier a state follows another than by chance, to the power `chain`."""
    state = STATES[examples.kind]
    n_states = STATES.max() + 1
    follows = np.ones(len(state), dtype=bool)
    follows[examples.first_row[:-1][np.diff(examples.first_row) > 0]] = False
    pair = np.flatnonzero(follows & (examples.weight > 0))
    pair = pair[examples.weight[pair - 1] > 0]
    cells = state[pair - 1] * n_states + state[pair]
    joint = np.bincount(cells, weights=examples.weight[pair], minlength=n_states**2).reshape(n_states, n_states)
    joint = (joint + _SMOOTHING) / (joint + _SMOOTHING).sum()
    chance = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    return np.asarray((joint / chance) ** chain)
