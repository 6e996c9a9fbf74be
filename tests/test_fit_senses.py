"""Senses: n-grams of like lines have like ones, whatever they are labelled; what tells nothing has none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from cleaner.array_types import Floats
from cleaner.context import N_SENSES
from cleaner.fit_senses import fit_senses

SEA, LAND, BOTH = range(0, 30), range(30, 60), range(60, 65)
"""N-grams that stand in lines about one thing, about another, and in any line."""
N_GRAMS = 70
ALONE, ABSENT = 68, 69
"""An n-gram of one line alone, and one of none."""


def lines(number: int = 600, seed: int = 0) -> sparse.csr_matrix:
    """Every other line is about the sea: six n-grams of its own subject, and two of any."""
    random = np.random.default_rng(seed)
    grams = np.zeros((number, N_GRAMS), dtype=np.float32)
    for line, row in enumerate(grams):
        row[random.choice(SEA if line % 2 else LAND, 6, replace=False)] = 1
        row[random.choice(BOTH, 2, replace=False)] = 1
    grams[0, ALONE] = 1
    return sparse.csr_matrix(grams / np.sqrt(8))


def likeness(one: Floats, other: Floats) -> float:
    """The cosine of the angle between the means of some n-grams' senses."""
    a, b = one.mean(axis=0), other.mean(axis=0)
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def test_ngrams_of_like_lines_have_like_senses() -> None:
    senses = fit_senses(lines(), np.arange(600), seed=0)
    assert senses.shape == (N_GRAMS, N_SENSES)
    sea, land = senses[list(SEA)], senses[list(LAND)]
    assert likeness(sea[::2], sea[1::2]) > 0.6
    assert likeness(sea, land) < 0.1


def test_an_ngram_of_one_line_or_of_none_says_nothing() -> None:
    senses = fit_senses(lines(), np.arange(600), seed=0)
    assert not senses[[ALONE, ABSENT]].any()
    assert senses[SEA[0]].any()


def test_the_numbered_rows_alone_are_looked_at() -> None:
    about_land = np.arange(0, 600, 2)
    senses = fit_senses(lines(), about_land, seed=0)
    assert not senses[list(SEA)].any()
    assert senses[list(LAND)].any(axis=1).all()


@pytest.mark.parametrize("rows", [0, 1, 2, N_SENSES - 1, N_SENSES])
def test_few_lines_give_few_senses(rows: int) -> None:
    senses = fit_senses(lines(), np.arange(rows), seed=0)
    assert np.isfinite(senses).all()
    assert not senses[:, rows:].any()
    assert senses.any() == (rows > 2)  # what all lines have says nothing of any


def test_the_same_lines_give_the_same_senses() -> None:
    """To the rounding of the library's sums."""
    one, other = (fit_senses(lines(), np.arange(600), seed=0) for _ in range(2))
    np.testing.assert_allclose(one, other, atol=1e-4)
