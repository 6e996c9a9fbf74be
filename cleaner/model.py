"""Model: the arrays a fit leaves, and how they turn a batch into probabilities of kinds.

Line layer: a hashed table of small weights, summed over a line's n-grams, in two halves (`fit_lines`) and senses
(`fit_senses`). Looks: small networks, the first over a row's own features, each further one over the context columns,
which hold what the look before made of the neighbours; of the last there are two, for text that is mostly article and
for pages of noise. All sums run over whole numbers that float32 holds exactly, so their order, and with it the size of
the batch, the library and the processor, cannot change a result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Floats, Probabilities
from cleaner.batch import Batch
from cleaner.context import Context, quantise
from cleaner.kinds import Kind
from cleaner.last_look import LastLook, row_levels
from cleaner.looks import Look
from cleaner.ngrams import Grams, buckets, find_grams, find_words
from cleaner.sequence import Chain
from cleaner.shape import measure
from cleaner.telling import tell

LANES: Final = 4
"""Weights packed into one uint64, 16 bits each: one look-up and one sum serve four outputs."""
_OFFSET = 128  # added to an int8 weight so that a lane is never negative
SETTLED: Final = 40
"""Evidence, in the units of `structure.evidence`, from which the word of a look at the context stands: odds of 150 to
1. After the first of them that is half of a page's rows, of which 1 in 100,000 would come out on the other side of the
default strictness (`training/EXPERIMENTS.md`, "Speed")."""


@dataclass(frozen=True, slots=True)
class LineLayer:
    """Scores of a line from its own n-grams."""

    table: NDArray[np.int8]  # (2**bits, n_scores)
    packed: NDArray[np.uint64] = field(init=False, repr=False)  # (2**bits, n_scores / 4 rounded up)

    def __post_init__(self) -> None:
        """Pack the weights: lane j of column i holds weight 4 * i + j, raised by 128."""
        missing = -self.n_scores % LANES
        lanes = np.pad(self.table.astype(np.int16) + _OFFSET, ((0, 0), (0, missing))).astype(np.uint16)
        object.__setattr__(self, "packed", np.ascontiguousarray(lanes).view(np.uint64))

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
        sums = np.zeros((len(grams.count), self.packed.shape[1]), dtype=np.uint64)
        for families in grams.alike():
            some = families[0]
            if len(some.rows):
                weights = self.packed.take(buckets(some.hashes, self.bits), axis=0)
                for family in families[1:]:
                    weights += self.packed.take(buckets(family.hashes, self.bits), axis=0)
                one_each = len(some.hashes) == len(some.rows)
                sums[some.rows] += weights if one_each else np.add.reduceat(weights, some.opens, axis=0)
        lanes = sums.view(np.uint16).astype(np.float32)
        count = grams.count[:, None].astype(np.float32)
        sums_of_weights = lanes[:, : self.n_scores] - np.float32(_OFFSET) * count
        return np.asarray(sums_of_weights / np.sqrt(np.maximum(count, 1)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt."""

    kinds: tuple[Kind, ...]
    line_layer: LineLayer
    center: Floats  # (n_features,) mean of each of a line's own features
    spread: Floats  # (n_features,) its standard deviation
    looks: tuple[Look, ...]  # the first at a row's own features, the others at its context
    last: LastLook  # at the context too
    chain: Chain  # of the sequence step

    def kind_probabilities(self, batch: Batch) -> Probabilities:
        """Probability of every kind for every row, (n_rows, n_kinds), before the sequence step."""
        words = find_words(batch)
        grams = find_grams(batch, words)
        features = np.concatenate((self.line_layer.scores(grams), measure(batch, words, grams)), axis=1)
        own = quantise(features, self.center, self.spread)
        first, *further = self.looks
        context, chars = Context(own, batch.first_row), batch.row_end - batch.row_start
        log_odds, open_ = first(own), np.arange(batch.n_rows)
        seen, told, where = tell(log_odds, chars, batch.first_row)
        for look in further:
            columns = context.columns(told, where)
            log_odds[open_] = np.concatenate([look(some) for some in columns.chunks(open_)])
            seen, told, where = tell(log_odds, chars, batch.first_row)
            open_ = np.flatnonzero(np.abs(seen) < SETTLED)
        log_odds[open_] = self.last(context.columns(told, where), open_, row_levels(seen, batch.first_row))
        return _softmax(log_odds.astype(np.float64))


def _softmax(log_odds: Probabilities) -> Probabilities:
    odds = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
