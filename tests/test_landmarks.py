"""Landmarks: how far the nearest row of each group is, counted row by row."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.array_types import Bools
from cleaner.context import LARGEST
from cleaner.distances import FAR, on_scale, to_nearest
from cleaner.landmarks import NAMES, landmarks
from cleaner.looks import GROUPS
from cleaner.structure import SURE

FIRSTS = [group[0] for group in GROUPS]


def counted(marked: Bools, first_row: list[int]) -> list[list[int]]:
    """Rows to the nearest marked row before and behind each row, by looking at one after the other."""
    found = []
    for mark in marked:
        before, behind = [], []
        for first, after in pairwise(first_row):
            for row in range(first, after):
                before.append(next((row - i for i in range(row - 1, first - 1, -1) if mark[i]), FAR))
                behind.append(next((i - row for i in range(row + 1, after) if mark[i]), FAR))
        found += [before, behind]
    return found


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 12), max_size=5), st.integers(1, 3))
def test_distances_are_those_that_counting_gives(seed: int, sizes: list[int], n_marks: int) -> None:
    """No row of another document counts, and none is its own landmark."""
    first_row = [0, *np.cumsum(sizes, dtype=int).tolist()]
    marked = np.random.default_rng(seed).random((n_marks, first_row[-1])) < 0.3
    expected = on_scale(np.array(counted(marked, first_row), dtype=np.int64).reshape(2 * n_marks, -1))
    assert np.array_equal(to_nearest(marked, np.array(first_row)), expected)


def test_the_scale_ends_where_all_are_far() -> None:
    assert on_scale(np.array([FAR - 1, FAR, FAR + 1, 10 * FAR])).tolist() == [124, 124, 124, 124]
    few = on_scale(np.arange(10))
    assert (np.diff(few) > 0).all()
    assert on_scale(np.array([FAR])) <= LARGEST


@pytest.mark.parametrize("group", FIRSTS)
@pytest.mark.parametrize(("strong", "counts"), [(SURE, True), (SURE - 1, False)])
def test_a_landmark_is_surely_of_its_group(group: str, strong: float, counts: bool) -> None:
    told = np.zeros((3, len(GROUPS)), dtype=np.float32)
    told[1, FIRSTS.index(group)] = strong
    found = landmarks(told, np.array([0, 3]))
    near, far = on_scale(np.array([1, FAR]))
    of_group = {name: found[:, NAMES.index(name)].tolist() for name in (f"since_{group}", f"until_{group}")}
    assert of_group == {
        f"since_{group}": [far, far, near if counts else far],
        f"until_{group}": [near if counts else far, far, far],
    }
    assert (found == far).sum() == found.size - 2 * counts
