"""The context layer's features: a line, its neighbours, what lies before and after it, and where it stands.

Everything here is whole numbers (line features held as int8, summed as integers), so that a document gets the same
numbers alone or in a batch, whatever stands beside it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.batch import Ints
from cleaner.kinds import KINDS
from cleaner.shape import COLUMNS

Quantised = NDArray[np.int8]
Floats = NDArray[np.float32]

UNIT: Final = 24
"""One standard deviation of a line feature, as int8; the range of int8 then reaches past five of them."""
LARGEST: Final = 127

NEIGHBOURS: Final = (-2, -1, 1, 2)
"""Rows looked at one by one, relative to the row itself."""
SPANS: Final = (4, 16)
"""Rows averaged on either side of the row; all of the document on either side comes on top."""
POOLED_SHAPES: Final = ("chars", "closes_sentence", "blanks_before")
"""Shape columns looked at in neighbours and averages, beside the line's embedding."""
POSITIONS: Final = ("rows_before", "rows_after", "rows", "place")


def quantise(values: NDArray[np.floating], center: Floats, spread: Floats) -> Quantised:
    """Standardise columns and hold them as int8, `UNIT` to a standard deviation, clipped at +-`LARGEST`."""
    scaled = np.rint((values - center) * (UNIT / spread))
    return np.clip(scaled, -LARGEST, LARGEST).astype(np.int8)


def column_names(n_embedding: int) -> tuple[str, ...]:
    """Names of the context columns in order; kept in the model and compared when it is loaded."""
    pooled = [*(f"embedding_{i}" for i in range(n_embedding)), *POOLED_SHAPES]
    names = [*feature_names()]
    names += [f"{name}@{offset:+d}" for offset in NEIGHBOURS for name in pooled]
    for span in (*SPANS, "all"):
        names += [f"{name}@{side}_{span}" for side in ("before", "after") for name in pooled]
    return (*names, *POSITIONS)


def feature_names() -> tuple[str, ...]:
    """Names of a line's own features in order: the n-grams' score for every kind, then the shape."""
    return (*(f"score_{kind}" for kind in KINDS), *(column.name for column in COLUMNS))


def context(features: Quantised, embedding: Floats, first_row: Ints) -> Floats:
    """Context columns of every row, (n_rows, len(column_names(n_embedding))): whole numbers within +-`LARGEST`.

    `features` is (n_rows, len(feature_names())), as `quantise` gives it; `embedding` (n_rows, n_embedding) holds whole
    numbers; `first_row` (n_documents + 1,) says where documents begin.
    """
    n_rows, per_document = len(features), np.diff(first_row)
    first = np.repeat(first_row[:-1], per_document)
    after = np.repeat(first_row[1:], per_document)
    row = np.arange(n_rows)
    pooled = np.concatenate((embedding, features[:, _POOLED]), axis=1).astype(np.int8)
    width = pooled.shape[1]

    table = np.empty((n_rows, len(column_names(embedding.shape[1]))), dtype=np.float32)
    table[:, : features.shape[1]] = features
    filled = features.shape[1]
    for offset in NEIGHBOURS:
        neighbour = row + offset
        inside = (neighbour >= first) & (neighbour < after)
        columns = pooled.take(np.where(inside, neighbour, 0), axis=0)
        table[:, filled : filled + width] = columns * inside[:, None]
        filled += width
    total = np.zeros((n_rows + 1, width), dtype=np.int32 if n_rows * LARGEST < np.iinfo(np.int32).max else np.int64)
    np.cumsum(pooled, axis=0, dtype=total.dtype, out=total[1:])
    for span in (*SPANS, n_rows):
        for low, high in ((np.maximum(row - span, first), row), (row + 1, np.minimum(row + 1 + span, after))):
            sums = total.take(high, axis=0) - total.take(low, axis=0)
            size = np.maximum(high - low, 1).astype(np.float32)
            np.rint(sums / size[:, None], out=table[:, filled : filled + width], casting="same_kind")
            filled += width
    table[:, filled:] = _positions(row - first, after - row - 1)
    return table


_POOLED = [feature_names().index(name) for name in POOLED_SHAPES]


def _positions(before: Ints, after: Ints) -> NDArray[np.floating]:
    rows = before + after + 1
    logs = [UNIT * (np.log1p(np.minimum(count, 1000)) - 3) for count in (before, after, rows)]
    place = UNIT * (4 * before / np.maximum(rows - 1, 1) - 2)
    return np.asarray(np.clip(np.rint(np.stack([*logs, place], axis=1)), -LARGEST, LARGEST))
