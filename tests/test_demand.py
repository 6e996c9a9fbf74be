"""What documents ask of their lines, from given probabilities; and that the program asks it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner.demand import LEAST_SURE, OF_PAGE, POWER, demands
from cleaner.kinds import KINDS
from cleaner.policy import Policy, decide, least
from cleaner.regime import LOOSE, PAGE, TIGHT

seeds = st.integers(0, 2**32 - 1)
sizes = st.lists(st.integers(0, 8), min_size=1, max_size=5)


def rows(*article: float) -> NDArray[np.float64]:
    """Rows that are body with these probabilities, and else navigation."""
    values = np.zeros((len(article), len(KINDS)))
    values[:, KINDS.index("body")] = article
    values[:, KINDS.index("navigation")] = 1 - np.array(article)
    return values


def of_one(article: list[float], chars: list[int] | None = None) -> float:
    size = np.array(chars or [50] * len(article))
    (demand,) = demands(rows(*article), np.array([0, len(article)]), size).tolist()
    return float(demand)


@pytest.mark.parametrize(
    ("article", "chars", "asked", "why"),
    [
        ([1.0] * 50, None, 1.0, "a text that is all article, surely: what the policy says"),
        ([1.0] * 30 + [0.0] * 20, None, 1.0, f"as much noise as a text may have, {LOOSE}"),
        ([1.0] * 15 + [0.0] * 35, None, OF_PAGE, f"a page of noise, from {TIGHT} on"),
        ([1.0] * 22 + [0.0] * 28, None, 1 + (OF_PAGE - 1) * 9 / 16, "in between, by sixteenths"),
        ([1.0] + [0.0] * 9, None, 1.0, f"so few lines are no page, below {PAGE}"),
        ([0.8] * 50, None, 0.8**POWER, "unsure everywhere"),
        ([1.0] * 49 + [0.5], None, (49.25 / 49.5) ** POWER, "sure but for a line"),
        ([1.0, 0.6], [900, 0], 1.0, "characters are what counts"),
        ([1.0, 0.6], [900, 100], (936 / 960) ** POWER, "all of them"),
        ([0.4] * 5, None, LEAST_SURE**POWER, "nothing that is likely article: no less than this is asked"),
        ([0.0] * 5, None, 1.0, "surely no article at all"),
        ([], None, 1.0, "an empty document"),
    ],
)
def test_what_a_document_asks_for(article: list[float], chars: list[int] | None, asked: float, why: str) -> None:
    assert of_one(article, chars) == pytest.approx(asked), why


@pytest.mark.parametrize(
    ("demand", "strictness", "probability"),
    [(1, 0.1, 0.1), (1, 1e-9, 1e-9), (2, 0.5, 0.585786), (0.5, 0.5, 0.414214), (2, 0.01, 0.019668), (9, 1e-9, 0)],
)
def test_least_is_in_odds(demand: float, strictness: float, probability: float) -> None:
    assert least(strictness, np.array([demand], dtype=float)).tolist() == [probability]


def test_a_line_stays_from_the_least_of_its_document_on() -> None:
    """Two documents, one of them asking for more: the same line stays in the one and goes from the other."""
    line = rows(1.0, 0.15)
    decision = decide(np.concatenate((line, line)), np.array([0, 2, 4]), Policy(), demand=np.array([1.0, OF_PAGE]))
    assert decision.least.tolist() == [0.1, 0.171733]
    assert decision.kept.tolist() == [True, True, True, False]
    assert [KINDS[kind] for kind in decision.kind.tolist()] == ["body", "body", "body", "navigation"]
    asked = rows(1.0, 0.171733, 0.171732)
    decision = decide(asked, np.array([0, 3]), Policy(), demand=np.array([OF_PAGE]))
    assert decision.kept.tolist() == [True, True, False]


@given(seeds, sizes)
def test_a_document_asks_the_same_alone_and_in_a_batch(seed: int, sizes: list[int]) -> None:
    draw = np.random.default_rng(seed)
    probabilities = draw.dirichlet(np.full(len(KINDS), 0.15), sum(sizes))
    chars = draw.integers(0, 1000, sum(sizes))
    first_row = np.concatenate(([0], np.cumsum(sizes)))
    together = demands(probabilities, first_row, chars)
    assert ((together >= LEAST_SURE**POWER) & (together <= OF_PAGE)).all()
    for d, size in enumerate(sizes):
        own = slice(first_row[d], first_row[d + 1])
        assert demands(probabilities[own], np.array([0, size]), chars[own]).tolist() == [together[d]]


@pytest.mark.parametrize(("strictness", "low", "high"), [(0.01, 0.0006, 0.02), (0.1, 0.009, 0.18), (0.9, 0.87, 0.91)])
def test_a_strict_policy_gets_no_less_anywhere(strictness: float, low: float, high: float) -> None:
    """While a lenient one is as different from document to document as these are."""
    asked = least(strictness, np.array([LEAST_SURE**POWER, OF_PAGE]))
    assert low < asked[0] < strictness < asked[1] < high


def test_a_document_without_an_article_is_left_alone_though_it_asks_for_little() -> None:
    """Its lines are nowhere near the strictness, and all of it unsure; with one that is, the others are judged."""
    demand = np.array([LEAST_SURE**POWER])
    menu, line = rows(0.05, 0.001, 0.02), rows(0.05, 0.001, 0.1)
    for some, alone in ((menu, True), (line, False)):
        decision = decide(some, np.array([0, 3]), Policy(), demand=demand)
        assert decision.left_alone.tolist() == [alone]
        assert decision.kept.tolist() == [True, alone, True]


@given(st.floats(0.001, 0.999), st.floats(0.001, 0.999), st.floats(LEAST_SURE**POWER, OF_PAGE))
def test_a_stricter_policy_asks_for_more_in_every_document(one: float, other: float, demand: float) -> None:
    low, high = sorted((one, other))
    (lenient,), (strict,) = (least(each, np.array([demand])).tolist() for each in (low, high))
    assert lenient <= strict
