"""What a look at the context sees: a line, its neighbours, what lies before and after it, and where it stands.

Everything here is whole numbers, small enough to be summed exactly, so that a document gets the same numbers alone
or in a batch, whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Floats, Ints
from cleaner.kinds import KINDS
from cleaner.shape import COLUMNS

UNIT: Final = 24
"""One standard deviation of a line feature; `LARGEST` then reaches past five of them."""
LARGEST: Final = 127
EXACT: Final = 2**24 - 1
"""Whole numbers up to this size are exact in float32."""

NEIGHBOURS: Final = (-2, -1, 1, 2)
"""Rows looked at one by one, relative to the row itself."""
SPANS: Final = (4, 16)
"""Rows averaged on either side of the row; all of the document on either side comes on top."""
POOLED_SHAPES: Final = ("chars", "closes_sentence", "blanks_before")
"""Shape columns looked at in neighbours and averages, beside what a look tells of them."""
CHUNK: Final = 512
"""Rows that go through the wide layers together."""
N_SENSES: Final = 16
"""Numbers of a line that say what its words are like (`training/EXPERIMENTS.md`, "Senses")."""
BY_HAND: Final = slice(len(KINDS), 2 * len(KINDS))
"""Where the scores by labels made by hand stand among a line's features, and so among all columns, which begin with
these."""
SENSES: Final = slice(BY_HAND.stop, BY_HAND.stop + N_SENSES)
"""Where the senses stand, likewise."""
POSITIONS: Final = ("rows_before", "rows_after", "rows", "place")


def quantise(values: Floats, center: Floats, spread: Floats) -> Floats:
    """Standardise columns into whole numbers, `UNIT` to a standard deviation, clipped at +-`LARGEST`."""
    scaled: Floats = values - center
    scaled *= np.float32(UNIT) / spread
    np.rint(scaled, out=scaled)
    return np.clip(scaled, -LARGEST, LARGEST, out=scaled)


def column_names(told: Iterable[str]) -> tuple[str, ...]:
    """Names of the context columns in order, where neighbours are told numbers of these names."""
    return (*feature_names(), *POSITIONS, *_names_around(POOLED_SHAPES), *_names_around(told))


def feature_names() -> tuple[str, ...]:
    """Names of a line's own features in order: what the line layer says of its n-grams, then the shape."""
    return (*output_names(), *(column.name for column in COLUMNS))


def output_names() -> tuple[str, ...]:
    """Names of the line layer's outputs in order: a score for every kind by all labels, one for every kind by those
    made by hand, and the senses."""
    scores = (f"{half}_{kind}" for half in ("score", "by_hand") for kind in KINDS)
    return (*scores, *(f"sense_{number}" for number in range(1, N_SENSES + 1)))


def _names_around(columns: Iterable[str]) -> list[str]:
    columns = list(columns)
    sides = [f"{side}_{span}" for span in (*SPANS, "all") for side in ("before", "after")]
    return [f"{name}@{place}" for place in (*(f"{n:+d}" for n in NEIGHBOURS), *sides) for name in columns]


@dataclass(frozen=True, slots=True)
class Columns:
    """All that a look at the context sees, in several arrays side by side: (n_rows, n_columns) whole numbers within
    +-`LARGEST`."""

    parts: tuple[Floats, ...]  # (n_rows, some) each

    def of(self, rows: Ints) -> Floats:
        """The numbered rows, (len(rows), n_columns)."""
        columns = np.empty((len(rows), sum(part.shape[1] for part in self.parts)), np.float32)  # the only copy
        for i, some in enumerate(self.chunks(rows)):
            columns[i * CHUNK : (i + 1) * CHUNK] = some
        return columns

    def chunks(self, rows: Ints) -> Iterator[Floats]:
        """The numbered rows, some at a time, so few that they and what a layer makes of them stay in the cache; at
        least once, if of no rows."""
        for i in range(0, max(len(rows), 1), CHUNK):
            some = rows[i : i + CHUNK]
            taken = [part.take(some, axis=0) for part in self.parts]  # in half of the time of part[some]
            yield np.concatenate(taken, axis=1)


class Context:
    """The context columns of a batch. Most are settled by the lines' features; the last follow what a look tells, so
    they alone are computed anew."""

    def __init__(self, features: Floats, first_row: Ints) -> None:
        """`features` (n_rows, len(feature_names())) are the whole numbers that `quantise` gives; `first_row`
        (n_documents + 1,) says where documents begin."""
        per_document = np.diff(first_row)
        first, after = np.repeat(first_row[:-1], per_document), np.repeat(first_row[1:], per_document)
        row = np.arange(len(features))
        self._outside = [np.flatnonzero((row + n < first) | (row + n >= after)) for n in NEIGHBOURS]
        spans = (*SPANS, len(features))
        low = [edge for span in spans for edge in (np.maximum(row - span, first), row + 1)]
        high = [edge for span in spans for edge in (row, np.minimum(row + 1 + span, after))]
        self._spans = [(a, b, np.maximum(b - a, 1).astype(np.float32)[:, None]) for a, b in zip(low, high, strict=True)]
        positions = _positions(row - first, after - row - 1)
        self._settled = np.concatenate((features, positions, *self._around(features[:, _POOLED])), axis=1)

    def columns(self, told: Floats, *more: Floats) -> Columns:
        """The columns of `column_names` where neighbours are told (n_rows, n_told) whole numbers within +-`LARGEST`.

        Those of `more` stand behind them.
        """
        return Columns((self._settled, *self._around(told), *more))

    def _around(self, columns: Floats) -> Iterator[Floats]:
        """What stands around every row: each neighbour's columns, then the columns' means over the spans."""
        n_rows, width = columns.shape
        for offset, outside in zip(NEIGHBOURS, self._outside, strict=True):
            neighbour = np.roll(columns, -offset, axis=0)
            neighbour[outside] = 0
            yield neighbour
        whole = np.float32 if n_rows * LARGEST < EXACT else np.float64
        total: NDArray[np.floating] = np.zeros((n_rows + 1, width), dtype=whole)
        np.cumsum(columns, axis=0, dtype=whole, out=total[1:])
        for low, high, size in self._spans:
            mean = (total.take(high, axis=0) - total.take(low, axis=0)).astype(np.float32, copy=False)
            mean /= np.repeat(size, width, axis=1)  # laid out in full, the division runs over one long array
            yield np.rint(mean, out=mean)


_POOLED = [feature_names().index(name) for name in POOLED_SHAPES]


def _positions(before: Ints, after: Ints) -> Floats:
    rows = before + after + 1
    logs = [UNIT * (np.log1p(np.minimum(count, 1000)) - 3) for count in (before, after, rows)]
    place = UNIT * (4 * before / np.maximum(rows - 1, 1) - 2)
    positions = np.rint(np.stack([*logs, place], axis=1))
    return np.asarray(np.clip(positions, -LARGEST, LARGEST), dtype=np.float32)
