"""The last look: each regime has its own, between them both have a share, and two that are alike are one."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.array_types import Floats
from cleaner.context import CHUNK, Columns
from cleaner.kinds import KINDS
from cleaner.last_look import LastLook, row_levels
from cleaner.layers import Dense
from cleaner.looks import Look
from cleaner.regime import LEVELS

N_IN = 3


def look(seed: int) -> Look:
    """Any network of two units."""
    random = np.random.default_rng(seed)

    def layer(n_in: int, n_out: int) -> Dense:
        weights = random.integers(-50, 51, (n_in, n_out)).astype(np.int16)
        return Dense(weights, random.random(n_out).astype(np.float32), random.normal(0, 3, n_out).astype(np.float32))

    return Look((layer(N_IN, 2),), layer(2, len(KINDS)))


def inputs(n: int) -> Floats:
    return np.random.default_rng(n).integers(-20, 21, (n, N_IN)).astype(np.float32)


TEXT, PAGE = look(1), look(2)


@pytest.mark.parametrize("n", [0, 1, 5, CHUNK + 1])
def test_each_row_is_judged_by_its_level(n: int) -> None:
    """Rows of all levels side by side, in any order, however many go through together."""
    rows, level = inputs(n), np.arange(n) % (LEVELS + 1)
    columns = Columns((rows[:, :1], rows[:, 1:]))
    order = np.random.default_rng(0).permutation(n)
    found = LastLook(TEXT, PAGE)(columns, order, level)
    text, page, share = TEXT(rows), PAGE(rows), level[:, None] / LEVELS
    assert found == pytest.approx((text + share * (page - text))[order], rel=1e-4, abs=1e-3)
    ends = {0: text, LEVELS: page}
    for end, said in ends.items():
        assert np.array_equal(found[level[order] == end], said[order][level[order] == end])


def test_a_regime_of_which_there_is_nothing_is_not_asked() -> None:
    """What the other would say does not count, not even if it is no number."""
    odd = Look(TEXT.layers, Dense(TEXT.output.weights, TEXT.output.scale, np.full(len(KINDS), np.nan, np.float32)))
    columns, rows = Columns((inputs(9),)), np.arange(9)
    assert np.isfinite(LastLook(TEXT, odd)(columns, rows, np.zeros(9, np.int64))).all()
    assert np.isfinite(LastLook(odd, PAGE)(columns, rows, np.full(9, LEVELS))).all()
    assert not np.isfinite(LastLook(TEXT, odd)(columns, rows, np.ones(9, np.int64))).any()


def test_two_that_are_alike_say_what_one_says() -> None:
    """To the last bit, at every level: models that have one judge as they did."""
    rows, level = inputs(400), np.arange(400) % (LEVELS + 1)
    found = LastLook(TEXT, TEXT)(Columns((rows,)), np.arange(400), level)
    assert found.tobytes() == TEXT(rows).tobytes()


def test_the_level_of_a_row_is_that_of_its_document() -> None:
    """Undecided rows are no noise."""
    evidence = np.array([1.0] * 50 + [-1.0] * 50 + [0.0] * 60 + [-3.0], dtype=np.float32)
    levels = row_levels(evidence, np.array([0, 50, 100, 100, 161]))
    assert levels.tolist() == [0] * 50 + [LEVELS] * 50 + [0] * 61
