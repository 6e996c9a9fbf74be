"""Regimes: how much of a page of noise a document is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.regime import LEVELS, LOOSE, PAGE, TIGHT, level_between, levels, sum_by_document


@pytest.mark.parametrize(
    ("noise", "rows", "level"),
    [
        (0, 100, 0),
        (40, 100, 0),
        (43, 100, 2),
        (55, 100, LEVELS // 2),
        (70, 100, LEVELS),
        (100, 100, LEVELS),
        (0, 0, 0),
        (16, 16, 0),  # all of it, but of a page there would be more
        (28, 28, LEVELS),
        (22, 28, LEVELS // 2),
    ],
)
def test_levels_of_documents_of_so_many_rows(noise: int, rows: int, level: int) -> None:
    """At the ends, between them, and in texts of fewer rows than a page, whose share is that of a page."""
    assert (LOOSE, TIGHT, PAGE) == (0.4, 0.7, 40)
    assert levels(np.array([noise]), np.array([rows])).tolist() == [level]


@given(st.lists(st.integers(0, 200), min_size=2, max_size=30), st.integers(1, 200))
def test_more_noise_is_never_a_lower_level(noise: list[int], rows: int) -> None:
    ordered = np.minimum(np.sort(noise), rows)
    found = levels(ordered, np.full(len(noise), rows))
    assert (np.diff(found) >= 0).all()
    assert (found >= 0).all()
    assert (found <= LEVELS).all()


def test_between_any_two_shares() -> None:
    assert level_between(np.array([0.1, 0.2, 0.25, 0.3, 0.9]), 0.2, 0.3).tolist() == [0, 0, LEVELS // 2, LEVELS, LEVELS]


@given(st.lists(st.lists(st.integers(-9, 9), max_size=6), max_size=6))
def test_sums_are_those_of_each_document(documents: list[list[int]]) -> None:
    """Also of one without rows, wherever it stands."""
    values = np.array([value for document in documents for value in document], dtype=np.int64)
    first_row = np.concatenate(([0], np.cumsum([len(document) for document in documents], dtype=np.int64)))
    assert sum_by_document(values, first_row.astype(np.int64)).tolist() == [sum(document) for document in documents]
