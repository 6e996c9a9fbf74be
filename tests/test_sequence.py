"""The sequence step against the sum over every path, which can be counted out for a few lines."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner import sequence
from cleaner.batch import make_batch
from cleaner.fit import STATES
from cleaner.kinds import ARTICLE, KINDS
from cleaner.regime import LEVELS, LOOSE, PAGE, TIGHT
from cleaner.sequence import LISTS, Chain, Strengths, strengths

Table = NDArray[np.float64]

STATE_OF_KIND = np.array([0, 1, 1, 2])
N_KINDS, N_STATES = len(STATE_OF_KIND), 3

seeds = st.integers(0, 2**32 - 1)


def random_lines(random: np.random.Generator, n: int, n_kinds: int = N_KINDS) -> Table:
    return random.dirichlet(np.full(n_kinds, 0.4), n)


def random_affinity(random: np.random.Generator, n_states: int = N_STATES) -> Table:
    return np.exp(random.normal(0, 1.5, (n_states, n_states)))


def chain_of(random: np.random.Generator) -> Chain:
    """A chain over the states of a fit."""
    n_states = STATES.max() + 1
    return Chain(STATES, random_affinity(random, n_states), random_affinity(random, n_states))


def alike(level: int, n_documents: int) -> Strengths:
    return Strengths(np.full(n_documents, level), np.full(n_documents, level))


def posterior(line: Table, first_row: NDArray[np.int64], states: NDArray[np.int64], affinity: Table) -> Table:
    """The sequence step over lines that are not cut, at its strongest."""
    return held(line, first_row, Chain(states, affinity, affinity), LEVELS)


def held(line: Table, first_row: NDArray[np.int64], chain: Chain, level: int) -> Table:
    """The sequence step over lines that are not cut, every document held alike."""
    strength = alike(level, len(first_row) - 1)
    return sequence.posterior(line, first_row, chain, np.zeros(len(line), dtype=bool), strength)


def brute_force(line: Table, state_of_kind: NDArray[np.int64], affinity: Table) -> Table:
    """Every path of kinds with its weight; a line's probability of a kind is the share of the paths through it."""
    total = np.zeros_like(line)
    for path in itertools.product(range(line.shape[1]), repeat=len(line)):
        weight = np.prod([line[i, kind] for i, kind in enumerate(path)])
        for left, right in itertools.pairwise(path):
            weight *= affinity[state_of_kind[left], state_of_kind[right]]
        total[range(len(line)), path] += weight
    return np.asarray(total / total.sum(axis=1, keepdims=True))


@given(seeds, st.integers(1, 5))
def test_posterior_is_the_sum_over_all_paths(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    line, affinity = random_lines(random, n), random_affinity(random)
    found = posterior(line, np.array([0, n]), STATE_OF_KIND, affinity)
    assert found == pytest.approx(brute_force(line, STATE_OF_KIND, affinity), abs=1e-7)


@given(seeds, st.integers(1, 8))
def test_posterior_of_article_and_noise_on_up_to_eight_lines(seed: int, n: int) -> None:
    """Two kinds, two states, as the article and the rest are."""
    random = np.random.default_rng(seed)
    line, affinity, states = random_lines(random, n, 2), random_affinity(random, 2), np.array([0, 1])
    found = posterior(line, np.array([0, n]), states, affinity)
    assert found == pytest.approx(brute_force(line, states, affinity), abs=1e-7)


@given(seeds, st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_a_document_in_a_batch_is_as_it_is_alone(seed: int, sizes: list[int]) -> None:
    """Documents without a row among them. What the policy compares is rounded to six places; this agrees to ten."""
    random = np.random.default_rng(seed)
    line, affinity = random_lines(random, sum(sizes)), random_affinity(random)
    first_row = np.concatenate(([0], np.cumsum(sizes)))
    together = posterior(line, first_row, STATE_OF_KIND, affinity)
    for first, after in itertools.pairwise(first_row.tolist()):
        alone = posterior(line[first:after], np.array([0, after - first]), STATE_OF_KIND, affinity)
        assert together[first:after] == pytest.approx(alone, abs=1e-10)


@given(seeds, st.lists(st.booleans(), min_size=1, max_size=5))
def test_the_parts_of_a_line_follow_one_another_in_their_own_way(seed: int, glued: list[bool]) -> None:
    """Every path once more, with the affinities between parts wherever a row goes on in its line."""
    random = np.random.default_rng(seed)
    line, affinity, within = random_lines(random, len(glued)), random_affinity(random), random_affinity(random)
    total = np.zeros_like(line)
    for path in itertools.product(range(N_KINDS), repeat=len(line)):
        weight = np.prod([line[i, kind] for i, kind in enumerate(path)])
        for i in range(1, len(path)):
            pair = STATE_OF_KIND[path[i - 1]], STATE_OF_KIND[path[i]]
            weight *= (within if glued[i] else affinity)[pair]
        total[range(len(line)), path] += weight
    chain, parts = Chain(STATE_OF_KIND, affinity, within), np.array([False, *glued[1:]])
    found = sequence.posterior(line, np.array([0, len(line)]), chain, parts, alike(LEVELS, 1))
    assert found == pytest.approx(total / total.sum(axis=1, keepdims=True), abs=1e-7)


def test_documents_are_apart() -> None:
    """A doubtful line beside a sure one follows it, but not across the edge of a document."""
    line = np.array([[0.999, 0.001], [0.5, 0.5]])
    affinity, states = np.array([[1.8, 0.2], [0.2, 1.8]]), np.array([0, 1])
    assert posterior(line, np.array([0, 2]), states, affinity)[1, 0] > 0.85
    assert posterior(line, np.array([0, 1, 2]), states, affinity)[1, 0] == pytest.approx(0.5)


@pytest.mark.parametrize(("side", "expected"), [(0, "article"), (1, "noise")])
def test_a_doubtful_line_follows_its_neighbours(side: int, expected: str) -> None:
    sure = np.eye(2)[[side]] * 0.98 + 0.01
    line = np.concatenate([sure, sure, [[0.5, 0.5]], sure, sure])
    affinity = np.array([[1.6, 0.3], [0.4, 1.7]])
    found = posterior(line, np.array([0, 5]), np.array([0, 1]), affinity)[2]
    assert ("article", "noise")[int(found.argmax())] == expected
    assert found.max() > 0.9


def test_a_line_that_is_sure_overrules_its_neighbours() -> None:
    line = np.array([[0.9, 0.1], [1e-4, 1 - 1e-4], [0.9, 0.1]])
    found = posterior(line, np.array([0, 3]), np.array([0, 1]), np.array([[1.6, 0.3], [0.4, 1.7]]))
    assert found[1, 1] > 0.95


@given(seeds, st.integers(1, 30))
def test_without_affinity_lines_are_judged_apart(seed: int, n: int) -> None:
    line = random_lines(np.random.default_rng(seed), n)
    found = posterior(line, np.array([0, n]), STATE_OF_KIND, np.ones((N_STATES, N_STATES)))
    assert found == pytest.approx(line, abs=1e-9)


@given(seeds, st.integers(1, 30))
def test_kinds_of_one_state_keep_their_proportion(seed: int, n: int) -> None:
    """Neighbours say which state a line is in, and nothing about which of its kinds."""
    random = np.random.default_rng(seed)
    line = random_lines(random, n) + 1e-3
    line /= line.sum(axis=1, keepdims=True)
    found = posterior(line, np.array([0, n]), STATE_OF_KIND, random_affinity(random))
    assert found[:, 1] / found[:, 2] == pytest.approx(line[:, 1] / line[:, 2], rel=1e-6)


@pytest.mark.parametrize("certain", [0.5, 1 - 1e-9, 1.0], ids=["doubtful", "nearly sure", "certain"])
@pytest.mark.parametrize("strength", [1.0, 30.0])
def test_long_chains_stay_finite(certain: float, strength: float) -> None:
    """5,000 lines, whose product of probabilities is far below the least float; article and noise by turns."""
    side = np.arange(5000) % 2
    line = np.stack([np.where(side, 1 - certain, certain), np.where(side, certain, 1 - certain)], axis=1)
    affinity = np.array([[strength, 1 / strength], [1 / strength, strength]])
    found = posterior(line, np.array([0, 5000]), np.array([0, 1]), affinity)
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(1)
    middle = found[1000:4000]
    assert middle[2:] == pytest.approx(middle[:-2], abs=1e-6)  # far from the ends all of a kind are alike


def test_far_along_a_chain_it_is_still_the_sum_over_all_paths() -> None:
    """A line that is certain cuts the chain: what follows is a short chain that opens with it."""
    random = np.random.default_rng(7)
    line, affinity = random_lines(random, 1000), random_affinity(random)
    line[995] = [1, 0, 0, 0]
    found = posterior(line, np.array([0, 1000]), STATE_OF_KIND, affinity)[995:]
    assert found == pytest.approx(brute_force(line[995:], STATE_OF_KIND, affinity), abs=1e-7)


def test_nothing_in_nothing_out() -> None:
    empty = np.zeros((0, N_KINDS))
    assert posterior(empty, np.array([0, 0, 0]), STATE_OF_KIND, np.ones((3, 3))).shape == (0, N_KINDS)


def test_what_was_given_is_not_changed() -> None:
    random = np.random.default_rng(3)
    line, affinity = random_lines(random, 40), random_affinity(random)
    copies = line.copy(), affinity.copy()
    posterior(line, np.array([0, 40]), STATE_OF_KIND, affinity)
    assert np.array_equal(line, copies[0])
    assert np.array_equal(affinity, copies[1])


@pytest.mark.parametrize(
    ("noise", "level"), [(0.0, 0), (LOOSE, 0), ((LOOSE + TIGHT) / 2, LEVELS // 2), (TIGHT, LEVELS), (1.0, LEVELS)]
)
def test_the_more_of_a_document_seems_noise_the_stronger_it_is_held(noise: float, level: int) -> None:
    line = np.tile([1 - noise, noise], (PAGE, 1))
    assert strengths(line, np.array([0, PAGE]), np.array([True, False])).lines.tolist() == [level]


def test_a_short_text_is_no_page_of_noise() -> None:
    """The same lines once and five times over."""
    line = np.tile([[0.1, 0.9], [0.6, 0.4]], (5, 1))
    wanted = np.array([True, False])
    assert strengths(line, np.array([0, 10]), wanted).lines.tolist() == [0]
    assert strengths(np.tile(line, (5, 1)), np.array([0, 50]), wanted).lines[0] > LEVELS // 2


@given(seeds, st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_a_document_is_held_in_a_batch_as_it_is_alone(seed: int, sizes: list[int]) -> None:
    line, wanted = random_lines(np.random.default_rng(seed), sum(sizes)), np.arange(N_KINDS) < 2
    first_row = np.concatenate(([0], np.cumsum(sizes)))
    alone = [
        int(strengths(line[first:after], np.array([0, after - first]), wanted).lines[0])
        for first, after in itertools.pairwise(first_row.tolist())
    ]
    assert strengths(line, first_row, wanted).lines.tolist() == alone


def test_half_the_strength_is_the_root_of_the_affinities() -> None:
    random = np.random.default_rng(5)
    line, affinity = random_lines(random, 20), random_affinity(random)
    one, root = (Chain(STATE_OF_KIND, each, np.ones_like(each)) for each in (affinity, np.sqrt(affinity)))
    first_row = np.array([0, 12, 20])
    assert held(line, first_row, one, LEVELS // 2) == pytest.approx(held(line, first_row, root, LEVELS), abs=1e-9)
    assert held(line, first_row, one, 0) == pytest.approx(line, abs=1e-9)


def test_documents_of_a_batch_are_held_each_in_its_own_way() -> None:
    """The same doubtful line beside a sure one, in a document held by nothing and in one held by all there is."""
    line = np.tile([[0.999, 0.001], [0.5, 0.5]], (2, 1))
    affinity, states = np.array([[1.8, 0.2], [0.2, 1.8]]), np.array([0, 1])
    chain, parts = Chain(states, affinity, affinity), np.zeros(4, dtype=bool)
    strength = Strengths(np.array([0, LEVELS]), np.array([0, LEVELS]))
    found = sequence.posterior(line, np.array([0, 2, 4]), chain, parts, strength)
    assert found[1, 0] == pytest.approx(0.5)
    assert found[3, 0] > 0.85


BLOCKS = Chain(STATE_OF_KIND, np.full((3, 3), 3.0), np.ones((3, 3)), block=2)


@pytest.mark.parametrize(("neighbour", "likelier"), [(3, True), (0, False), (1, False)])
def test_amid_a_list_a_line_is_one_of_it_also_where_lines_are_judged_apart(neighbour: int, likelier: bool) -> None:
    line = np.full((3, N_KINDS), 0.01)
    line[[0, 2], neighbour] = 0.97
    line[1] = 0.25
    lists = Strengths(np.array([0]), np.array([LEVELS]))
    found = sequence.posterior(line, np.array([0, 3]), BLOCKS, np.zeros(3, dtype=bool), lists)
    assert (found[1, 3] > 0.3) == likelier
    assert (found[1] == pytest.approx(line[1], abs=0.01)) != likelier


@pytest.mark.parametrize(
    ("noise", "level"), [(LISTS - 0.01, 0), (LISTS, 0), (LISTS + 0.05, 4), (LOOSE, LEVELS), (1.0, LEVELS)]
)
def test_lists_begin_to_hold_together_in_texts_of_any_length(noise: float, level: int) -> None:
    """Below the share from which other lines do, and without regard to the number of rows."""
    line = np.tile([1 - noise, noise], (10, 1))
    found = strengths(line, np.array([0, 10]), np.array([True, False]))
    assert found.blocks.tolist() == [level]
    assert (found.blocks >= found.lines).all()


def test_where_all_lines_hold_together_lists_do_not_less() -> None:
    """A short list in a long page of noise: the larger of the two strengths counts."""
    line = np.tile([1 - TIGHT, TIGHT], (PAGE, 1))
    found = strengths(line, np.array([0, PAGE]), np.array([True, False]))
    assert (found.lines.tolist(), found.blocks.tolist()) == ([LEVELS], [LEVELS])


CELL, PROSE = "World", "the ferry left at six in the morning with forty people and a goat on board"


def page_of(cell: str, n: int) -> str:
    """Lines of prose, each behind another cell if there is one, above a long menu."""
    return f"{cell}{' ' * 8 if cell else ''}{PROSE}\n" * n + f"{CELL}\n" * 2 * PAGE


@given(seeds, st.integers(1, 6))
def test_a_cell_beside_prose_is_out_of_the_chain(seed: int, n: int) -> None:
    """Prose is as likely as if it stood alone, whatever stands beside it; what does is what it is by itself."""
    random = np.random.default_rng(seed)
    batch = make_batch([page_of(CELL, n), page_of("", n)])
    chain = chain_of(random)
    line = 0.2 * random_lines(random, batch.n_rows, len(KINDS))
    line[:, KINDS.index("other")] += 0.8  # both pages are of noise for more than `TIGHT`, and held alike
    cells, prose = np.arange(0, 2 * n, 2), np.arange(1, 2 * n, 2)
    line[batch.rows_of(1)] = line[np.delete(np.arange(batch.first_row[1]), cells)]
    found = sequence.given_document(line, batch, chain)
    assert found[prose] == pytest.approx(found[batch.rows_of(1)][:n], abs=1e-9)
    assert (found[cells] == line[cells]).all()
    assert (found[prose] != line[prose]).any()


def test_without_such_cells_every_row_is_in_the_chain() -> None:
    random = np.random.default_rng(5)
    batch = make_batch([f"{PROSE}\n" * 4, f"{CELL}\n" * 60])
    line = random_lines(random, batch.n_rows, len(KINDS))
    chain = chain_of(random)
    strength = strengths(line, batch.first_row, np.isin(KINDS, ARTICLE))
    expected = sequence.posterior(line, batch.first_row, chain, batch.glued, strength)
    assert (sequence.given_document(line, batch, chain) == expected).all()
