"""The policy: random probabilities in, fates out; no text and no model."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner.kinds import ARTICLE, KINDS
from cleaner.policy import DOUBT, HARDLY_ANY, STRICTNESS, Policy, decide

seeds = st.integers(0, 2**32 - 1)
sizes = st.lists(st.integers(0, 8), min_size=1, max_size=5)
policies = st.builds(
    Policy, keep=st.lists(st.sampled_from(KINDS), min_size=1, unique=True), strictness=st.floats(0.001, 0.999)
)


def random_rows(seed: int, sizes: list[int]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    first_row = np.concatenate(([0], np.cumsum(sizes)))
    return np.random.default_rng(seed).dirichlet(np.full(len(KINDS), 0.15), sum(sizes)), first_row


def row(**probabilities: float) -> NDArray[np.float64]:
    """One row; what is left over goes to `other`."""
    values = np.array([probabilities.get(kind, 0.0) for kind in KINDS])
    values[KINDS.index("other")] += 1 - values.sum()
    return values


def kept(rows: list[NDArray[np.float64]], policy: Policy) -> list[bool]:
    result: list[bool] = decide(np.stack(rows), np.array([0, len(rows)]), policy).kept.tolist()
    return result


HALF = Policy(strictness=0.5)
SURE = row(body=1)  # beside it, a document is never left alone


@pytest.mark.parametrize(
    ("line", "policy", "stays", "why"),
    [
        (row(body=0.5), HALF, True, "at the strictness is enough"),
        (row(body=0.499), HALF, False, "below is not"),
        (row(body=0.2, heading=0.2, title=0.2), HALF, True, "kept kinds count together"),
        (row(body=0.2, heading=0.2, caption=0.2), HALF, False, "kinds that are not kept do not count"),
        (row(body=0.2, heading=0.2, caption=0.2), Policy(keep=(*ARTICLE, "caption")), True, "unless asked for"),
        (row(title=0.9), Policy(keep=("body", "heading")), False, "a kind of the article can be left out"),
        (row(body=0.3), Policy(strictness=0.3), True, "lenient"),
        (row(body=0.8), Policy(strictness=0.9), False, "strict"),
        (row(body=0.5 - 1e-9), HALF, True, "the noise of float arithmetic decides nothing"),
        (row(body=0.5 - 1e-5), HALF, False, "but less than a hundred-thousandth does"),
    ],
)  # fmt: skip
def test_what_stays(line: NDArray[np.float64], policy: Policy, stays: bool, why: str) -> None:
    assert kept([SURE, line], policy) == [True, stays] or "title" not in policy.keep, why
    assert kept([SURE, line], policy)[1] == stays, why


def test_no_article_found_leaves_a_document_alone() -> None:
    """Nothing but menus: nothing goes, and it is said. One line of article: the menus go."""
    menu, nearly = row(navigation=0.9, body=0.1), row(body=0.45)
    rows = np.stack([menu, nearly, menu, SURE])
    decision = decide(rows, np.array([0, 2, 2, 4]), HALF)
    assert decision.left_alone.tolist() == [True, False, False]
    assert not decision.hardly_any.any()
    assert decision.kept.tolist() == [True, True, False, True]
    assert decision.probability.tolist() == [0.1, 0.45, 0.1, 1.0]
    assert KINDS[decision.kind[0]] == "navigation"


@pytest.mark.parametrize(
    ("kept_chars", "doubt", "alone", "why"),
    [
        (99, DOUBT, True, "hardly anything would stay, and what goes is doubtful"),
        (100, DOUBT, False, "enough stays"),
        (99, DOUBT - 1e-6, False, "what goes is surely noise"),
        (99, 0.001, False, "a page of menus with one line of article"),
    ],
)
def test_a_document_that_would_nearly_go_on_weak_evidence_is_left_alone(
    kept_chars: int, doubt: float, alone: bool, why: str
) -> None:
    """A poem of which the title alone looks like an article; the rows' characters are what counts."""
    rows = np.stack([row(title=0.9), *[row(body=doubt, navigation=1 - doubt)] * 9])
    size = np.array([kept_chars, *[(1000 - kept_chars) // 9] * 8, 0])
    size[-1] = 1000 - size.sum()
    decision = decide(rows, np.array([0, 10]), HALF, size)
    assert decision.left_alone.tolist() == decision.hardly_any.tolist() == [alone], why
    assert decision.kept.all() == alone


def test_a_page_is_not_left_alone_for_lack_of_what_was_asked_for() -> None:
    """Asked for captions of a page that is all body: there are none. But a page of menus is left alone."""
    only_captions = Policy(keep=("caption",))
    assert kept([SURE, SURE], only_captions) == [False, False]
    assert kept([row(navigation=1), row(navigation=1)], only_captions) == [True, True]
    assert kept([row(navigation=1), row(caption=1)], only_captions) == [False, True]


@given(seeds, sizes, policies)
def test_the_guard_never_empties_a_document_in_silence(seed: int, sizes: list[int], policy: Policy) -> None:
    """A policy that keeps the article never empties a document; an empty document is not left alone."""
    probabilities, first_row = random_rows(seed, sizes)
    article = Policy(keep=(*ARTICLE, *policy.keep), strictness=policy.strictness)
    decision = decide(probabilities, first_row, article)
    for d, size in enumerate(sizes):
        rows = slice(first_row[d], first_row[d + 1])
        assert decision.kept[rows].any() == (size > 0)
        if decision.left_alone[d]:
            assert size
            assert decision.kept[rows].all()
            assert (decision.probability[rows] < article.strictness).mean() > 1 - HARDLY_ANY
        else:
            assert (decision.kept[rows] == (decision.probability[rows] >= article.strictness)).all()


@given(seeds, sizes, policies, st.floats(0.001, 0.999))
def test_a_stricter_policy_never_keeps_more(seed: int, sizes: list[int], policy: Policy, other: float) -> None:
    """Except in a document that it finds no article in at all, which it says it left alone."""
    probabilities, first_row = random_rows(seed, sizes)
    low, high = sorted((policy.strictness, other))
    lenient = decide(probabilities, first_row, Policy(keep=policy.keep, strictness=low))
    strict = decide(probabilities, first_row, Policy(keep=policy.keep, strictness=high))
    alone = np.repeat(strict.left_alone, np.diff(first_row))
    assert (lenient.kept | alone)[strict.kept].all()
    assert strict.left_alone[lenient.left_alone].all()


@given(seeds, sizes, policies, st.sampled_from(KINDS))
def test_keeping_another_kind_never_removes_more(seed: int, sizes: list[int], policy: Policy, kind: str) -> None:
    probabilities, first_row = random_rows(seed, sizes)
    before = decide(probabilities, first_row, policy)
    after = decide(probabilities, first_row, Policy(keep=(*policy.keep, kind), strictness=policy.strictness))
    alone = np.repeat(before.left_alone, np.diff(first_row))
    assert (after.kept | alone)[before.kept].all()


@given(seeds, sizes, st.floats(0.000_001, 0.999_999_999))
def test_every_kind_kept_is_every_line_kept(seed: int, sizes: list[int], strictness: float) -> None:
    probabilities, first_row = random_rows(seed, sizes)
    decision = decide(probabilities, first_row, Policy(keep=KINDS, strictness=strictness))
    assert decision.kept.all()
    assert not decision.left_alone.any()


@given(seeds, sizes, policies)
def test_the_kind_is_the_likeliest_of_those_of_its_fate(seed: int, sizes: list[int], policy: Policy) -> None:
    """So that a line that went is never said to be of a kind that stays."""
    probabilities, first_row = random_rows(seed, sizes)
    decision = decide(probabilities, first_row, policy)
    for i, kind in enumerate(decision.kind.tolist()):
        likely = decision.probability[i] >= policy.strictness
        rivals = [k for k, name in enumerate(KINDS) if (name in policy.keep) == likely]
        assert kind in rivals
        assert probabilities[i, kind] == max(probabilities[i, rivals])


def test_documents_of_a_batch_are_apart() -> None:
    probabilities, first_row = random_rows(5, [4, 0, 3, 6])
    policy = Policy(strictness=0.9)
    together = decide(probabilities, first_row, policy)
    for d in range(4):
        rows = slice(first_row[d], first_row[d + 1])
        alone = decide(probabilities[rows], first_row[d : d + 2] - first_row[d], policy)
        assert together.kept[rows].tolist() == alone.kept.tolist()
        assert together.left_alone[d] == alone.left_alone[0]


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        ("body,title", ("title", "body")),
        (" body , title ", ("title", "body")),
        ("body, title, ", ("title", "body")),
        (["body", "body"], ("body",)),
        ({"ad"}, ("ad",)),
        (iter(["date", "byline"]), ("byline", "date")),
        (KINDS, KINDS),
    ],
    ids=[
        "a string",
        "a string with spaces",
        "a comma behind the last",
        "twice the same",
        "a set",
        "an iterator",
        "all",
    ],
)
def test_keep_is_any_iterable_of_names(keep: Any, expected: tuple[str, ...]) -> None:
    assert Policy(keep=keep).keep == expected


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"keep": "body,sidebar"}, "unknown kind 'sidebar'"),
        ({"keep": "Body"}, "unknown kind 'Body'"),
        ({"keep": ""}, "unknown kind ''"),
        ({"keep": "body,,title"}, "unknown kind ''"),
        ({"keep": ()}, "keep must name at least one kind"),
        ({"keep": 3}, "keep must be names of kinds, got 3"),
        ({"strictness": 0}, r"strictness must lie in \(0, 1\), got 0"),
        ({"strictness": 1}, r"strictness must lie in \(0, 1\), got 1"),
        ({"strictness": -0.1}, "got -0.1"),
        ({"strictness": float("nan")}, "got nan"),
        ({"strictness": "0.3"}, r"strictness must be a number in \(0, 1\), got '0.3'"),
        ({"strictness": None}, "strictness must be a number .* got None"),
    ],
)
def test_policies_that_cannot_be(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Policy(**fields)


@pytest.mark.parametrize("strictness", [1e-12, 0.5, 1 - 1e-12, np.float64(0.3), np.float32(0.3)])
def test_the_whole_open_range_is_allowed(strictness: float) -> None:
    assert Policy(strictness=strictness).strictness == strictness


def test_a_policy_is_a_value() -> None:
    assert Policy() == Policy(keep=ARTICLE, strictness=STRICTNESS)
    assert Policy(keep=("body", "title")) == Policy(keep=("title", "body"))
    assert pickle.loads(pickle.dumps(Policy(strictness=0.7))) == Policy(strictness=0.7)
    with pytest.raises(FrozenInstanceError):
        Policy().strictness = 0.9  # type: ignore[misc]
