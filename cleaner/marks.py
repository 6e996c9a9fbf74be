"""Marks that say what a line is in any language: years, clock times, a lead before a colon, links."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Ints
from cleaner.batch import Batch
from cleaner.characters import Class, is_class


def first_in_row(positions: Ints, batch: Batch) -> Ints:
    """Characters of each row before the first of the (ascending) positions in it, or -1."""
    first = np.append(positions, len(batch.codes))[np.searchsorted(positions, batch.row_start)]
    return np.asarray(np.where(first < batch.row_end, first - batch.row_start, -1))


def count_in_rows(positions: Ints, batch: Batch) -> Ints:
    """How many of the (ascending) positions lie in each row."""
    before, after = np.searchsorted(positions, batch.row_start), np.searchsorted(positions, batch.row_end)
    return np.asarray(after - before)


def four_digits(classes: NDArray[np.uint8]) -> Ints:
    """First characters of runs of exactly four digits."""
    digits = np.concatenate(([False], is_class(classes, Class.DIGIT), [False]))
    edges = np.flatnonzero(digits[1:] != digits[:-1])
    start, end = edges[0::2], edges[1::2]
    return np.asarray(start[end - start == 4])


def colons_between_digits(classes: NDArray[np.uint8]) -> Ints:
    """Colons with a digit on either side, as in clock times."""
    colons = np.flatnonzero(is_class(classes[1:-1], Class.COLON)) + 1
    return colons[is_class(classes[colons - 1], Class.DIGIT) & is_class(classes[colons + 1], Class.DIGIT)]


def link_marks(codes: NDArray[np.uint32]) -> Ints:
    """Where web addresses ("://") and markdown links ("](") have their middle."""
    slashes = np.flatnonzero((codes[:-1] == ord("/")) & (codes[1:] == ord("/")))
    slashes = slashes[codes[slashes - 1] == ord(":")]
    brackets = np.flatnonzero((codes[:-1] == ord("]")) & (codes[1:] == ord("(")))
    return np.sort(np.concatenate((slashes, brackets)))
