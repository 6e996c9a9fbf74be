"""Stretches of known lengths, laid one after the other in one array: where they begin and end, what they hold."""

from __future__ import annotations

import numpy as np

from cleaner.array_types import Ints


def edges(length: Ints) -> tuple[Ints, Ints]:
    """Where stretches of these lengths, one after the other, begin and end."""
    after = np.cumsum(length)
    return after - length, after


def places(start: Ints, length: Ints) -> Ints:
    """Every place of the stretches that begin at `start` and have these lengths: start, start + 1, ... of each."""
    return np.repeat(start - edges(length)[0], length) + np.arange(length.sum())
