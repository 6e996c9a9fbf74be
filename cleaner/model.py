"""Model: the arrays a fit leaves, and how they turn a batch into probabilities of kinds.

Line layer: a hashed table of small weights, summed over a line's n-grams. Context layer: a small network over the
context columns. All sums run over whole numbers that float32 holds exactly, so their order, and with it the size of the
batch, the library and the processor, cannot change a result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.batch import Batch
from cleaner.context import LARGEST, Floats, context, quantise
from cleaner.kinds import Kind
from cleaner.ngrams import Grams, buckets, find_grams, find_words
from cleaner.shape import measure

Probabilities = NDArray[np.float64]

LANES: Final = 4
"""Weights packed into one uint64, 16 bits each: one look-up and one sum serve four outputs."""
_OFFSET = 128  # added to an int8 weight so that a lane is never negative
EXACT: Final = 2**24 - 1
"""Whole numbers up to this size are exact in float32."""
ACTIVATION: Final = 127
"""Activations are rounded to whole numbers from 0 to this."""


@dataclass(frozen=True, slots=True)
class LineLayer:
    """Scores of a line from its own n-grams."""

    table: NDArray[np.int8]  # (2**bits, n_scores)
    packed: tuple[NDArray[np.uint64], ...] = field(init=False, repr=False)  # each (2**bits,)

    def __post_init__(self) -> None:
        """Pack the weights: lane j of array i holds weight 4 * i + j, raised by 128."""
        missing = -self.n_scores % LANES
        lanes = np.pad(self.table.astype(np.int16) + _OFFSET, ((0, 0), (0, missing))).astype(np.uint16)
        words = np.ascontiguousarray(lanes).view(np.uint64)
        object.__setattr__(self, "packed", tuple(np.ascontiguousarray(column) for column in words.T))

    @property
    def bits(self) -> int:
        """Logarithm to base 2 of the number of buckets."""
        return len(self.table).bit_length() - 1

    @property
    def n_scores(self) -> int:
        """Number of outputs."""
        return int(self.table.shape[1])

    def scores(self, grams: Grams) -> Floats:
        """Weights of each row's n-grams, summed, over the root of their number: (n_rows, n_scores), in table units."""
        n_rows = len(grams.count)
        sums = np.zeros((len(self.packed), n_rows), dtype=np.uint64)
        for family in grams.families:
            if not len(family.row):
                continue
            bucket = buckets(family.hashes, self.bits)
            opens = np.flatnonzero(np.diff(family.row, prepend=-1))
            present = family.row[opens]
            for total, weights in zip(sums, self.packed, strict=True):
                total[present] += np.add.reduceat(weights[bucket], opens)
        lanes = np.ascontiguousarray(sums.T).view(np.uint16).astype(np.float32)  # (n_rows, n_scores)
        count = grams.count[:, None].astype(np.float32)
        sums_of_weights = lanes[:, : self.n_scores] - np.float32(_OFFSET) * count
        return np.asarray(sums_of_weights / np.sqrt(np.maximum(count, 1)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Dense:
    """One fully connected layer over whole numbers: output = (input @ weights) * scale + bias."""

    weights: NDArray[np.int16]  # (n_in, n_out)
    scale: Floats  # (n_out,)
    bias: Floats  # (n_out,)

    def __call__(self, inputs: Floats) -> Floats:
        """(n, n_in) whole numbers to (n, n_out)."""
        return (inputs @ self.weights.astype(np.float32)) * self.scale + self.bias


def activate(values: Floats) -> Floats:
    """Rectify and round to whole numbers from 0 to `ACTIVATION`; layers are scaled for it when they are fitted."""
    return np.clip(np.rint(values), 0, ACTIVATION)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt."""

    kinds: tuple[Kind, ...]
    line_layer: LineLayer
    center: Floats  # (n_features,) mean of each of a line's own features
    spread: Floats  # (n_features,) its standard deviation
    embed: tuple[Dense, ...]  # a line's own features -> a few numbers that tell its neighbours what it is
    look: tuple[Dense, ...]  # its context -> the same, better informed
    hidden: tuple[Dense, ...]  # its context, once more
    output: Dense  # to log-odds of kinds, up to a constant per row
    state_of_kind: NDArray[np.int64]  # (n_kinds,) state of the sequence step that each kind belongs to
    affinity: Probabilities  # (n_states, n_states) how much likelier a state follows another than by chance

    def kind_probabilities(self, batch: Batch) -> Probabilities:
        """Probability of every kind for every row, (n_rows, n_kinds), before the sequence step."""
        words = find_words(batch)
        grams = find_grams(batch, words)
        features = np.concatenate((self.line_layer.scores(grams), measure(batch, words, grams)), axis=1)
        quantised = quantise(features, self.center, self.spread)
        embedding = run_layers(self.embed, quantised.astype(np.float32))
        embedding = run_layers(self.look, context(quantised, embedding, batch.first_row))
        activations = run_layers(self.hidden, context(quantised, embedding, batch.first_row))
        return _softmax(self.output(activations).astype(np.float64))


def run_layers(layers: tuple[Dense, ...], inputs: Floats) -> Floats:
    """Whole numbers through layers, each rectified and rounded."""
    for layer in layers:
        inputs = activate(layer(inputs))
    return inputs


def largest_weight(n_in: int, largest_input: int = LARGEST) -> int:
    """The largest weight with which a sum over `n_in` inputs of that size stays exact in float32."""
    return min(EXACT // (n_in * largest_input), np.iinfo(np.int16).max)


def _softmax(log_odds: Probabilities) -> Probabilities:
    odds = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
