"""Looks: what neighbours are told of a row."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.context import LARGEST
from cleaner.kinds import ARTICLE, KINDS
from cleaner.looks import GROUPS, PER_LOG_ODD, TOLD, best_of_groups, margins


def test_every_kind_is_in_one_group() -> None:
    assert sorted(kind for group in GROUPS for kind in group) == sorted(KINDS)
    assert len(TOLD) == len(set(TOLD)) == len(GROUPS)


def test_no_group_holds_kinds_of_the_article_and_of_noise() -> None:
    """What is told of a group then says on which side it is."""
    assert all(len({kind in ARTICLE for kind in group}) == 1 for group in GROUPS)


def test_a_margin_is_the_lead_over_the_best_other_group() -> None:
    log_odds = np.full((1, len(KINDS)), -9.0, dtype=np.float32)
    log_odds[0, [KINDS.index(kind) for kind in ("title", "heading", "body", "ad")]] = (1.0, 3.0, 2.0, -1.0)
    told = dict(zip(TOLD, margins(best_of_groups(log_odds))[0].tolist(), strict=True))
    assert told["margin_title"] == PER_LOG_ODD  # heading's 3 before body's 2, not before title's 1
    assert told["margin_body"] == -PER_LOG_ODD
    assert told["margin_share"] == -4 * PER_LOG_ODD
    assert told["margin_comments"] == -12 * PER_LOG_ODD


def test_two_groups_that_are_level_have_no_margin() -> None:
    log_odds = np.full((1, len(KINDS)), -9.0, dtype=np.float32)
    log_odds[0, [KINDS.index("body"), KINDS.index("ad")]] = 2.0
    told = dict(zip(TOLD, margins(best_of_groups(log_odds))[0].tolist(), strict=True))
    assert told["margin_body"] == told["margin_share"] == 0


@given(seed=st.integers(0, 2**32 - 1), size=st.floats(0.01, 1000))
def test_margins_are_whole_numbers_of_one_byte_and_do_not_follow_a_constant(seed: int, size: float) -> None:
    """Log-odds are settled up to a constant per row, so that must not be told."""
    log_odds = np.random.default_rng(seed).integers(-50, 50, (7, len(KINDS))).astype(np.float32) * np.float32(size)
    told = margins(best_of_groups(log_odds))
    assert told.shape == (7, len(GROUPS))
    assert (told == np.rint(told)).all()
    assert (np.abs(told) <= LARGEST).all()
    assert ((told > 0).sum(axis=1) <= 1).all()
    whole = np.rint(log_odds)
    assert np.array_equal(margins(best_of_groups(whole)), margins(best_of_groups(whole + np.float32(64))))
