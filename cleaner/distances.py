"""Distances: how many rows the nearest marked row of the same document lies before and behind each row."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Bools, Floats, Ints

FAR: Final = 1000
"""Rows from which all distances are alike; no marked row on that side is as far."""
_PER_LOG: Final = 18.0  # brings log(1 + FAR) near `context.LARGEST`
_DISTANCE = np.rint(_PER_LOG * np.log1p(np.arange(FAR + 1))).astype(np.float32)


def on_scale(rows: Ints | NDArray[np.int32]) -> Floats:
    """Numbers of rows as whole numbers that a look can see: their logarithms, the same from `FAR` on."""
    return np.asarray(_DISTANCE.take(rows, mode="clip"))


def to_nearest(marked: Bools, first_row: Ints) -> Floats:
    """For every mark how far the last row with it before each row is, and the next one behind it, `on_scale`.

    `marked` (n_marks, n_rows); `first_row` (n_documents + 1,) says where documents begin. The result is
    (2 * n_marks, n_rows): before and behind of the first mark, then of the second, and so on.
    """
    n_marks, n_rows = marked.shape
    per_document = np.diff(first_row)
    first, after = (np.repeat(edge, per_document).astype(np.int32) for edge in (first_row[:-1], first_row[1:]))
    row = np.arange(n_rows, dtype=np.int32)  # half the bytes of the longer type, and twice the speed
    last = np.full((n_marks, n_rows), -FAR, dtype=np.int32)
    np.copyto(last[:, 1:], row[:-1], where=marked[:, :-1])
    following = np.full((n_marks, n_rows), n_rows + FAR, dtype=np.int32)
    np.copyto(following[:, :-1], row[1:], where=marked[:, 1:])
    np.maximum.accumulate(last, axis=1, out=last)
    from_end = following[:, ::-1]
    np.minimum.accumulate(from_end, axis=1, out=from_end)
    since = np.where(last >= first, row - last, np.int32(FAR))
    until = np.where(following < after, following - row, np.int32(FAR))
    return on_scale(np.stack((since, until), axis=1).reshape(2 * n_marks, n_rows))
