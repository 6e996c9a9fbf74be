"""Stretches laid one after the other, against loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.ragged import edges, places

stretches = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 6)), max_size=8)
"""Start and length of some stretches, empty ones among them."""


@given(stretches)
def test_stretches_are_what_loops_say(some: list[tuple[int, int]]) -> None:
    start, length = np.array(some, dtype=np.int64).reshape(-1, 2).T
    assert places(start, length).tolist() == [first + i for first, size in some for i in range(size)]
    first, after = edges(length)
    laid_out = np.repeat(np.arange(len(some)), length)
    for i, (a, b) in enumerate(zip(first.tolist(), after.tolist(), strict=True)):
        assert (laid_out[a:b] == i).all()
        assert b - a == some[i][1]
