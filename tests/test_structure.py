"""Structure: where the article seems to be, counted by hand and document by document."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.array_types import Floats
from cleaner.context import LARGEST
from cleaner.kinds import KINDS
from cleaner.looks import GROUPS, PER_LOG_ODD, best_of_groups
from cleaner.structure import NAMES, PARAGRAPH, SURE, WALLS, evidence, structure

seeds = st.integers(0, 2**32 - 1)


def column(name: str, seen: list[float], chars: list[int] | None = None, told: Floats | None = None) -> Floats:
    lengths = np.array(chars or [PARAGRAPH] * len(seen))
    margins = np.zeros((len(seen), len(GROUPS)), dtype=np.float32) if told is None else told
    found = structure(np.array(seen, dtype=np.float32), margins, lengths, np.array([0, len(seen)]))
    return np.asarray(found[:, NAMES.index(name)])


def walls(n_rows: int, at: dict[int, str], strong: float = SURE) -> Floats:
    """Margins of so many rows, of which those at these places are of the group that this kind opens."""
    told = np.zeros((n_rows, len(GROUPS)), dtype=np.float32)
    for row, kind in at.items():
        told[row, [group[0] for group in GROUPS].index(kind)] = strong
    return told


def test_evidence_is_the_lead_of_the_likeliest_kind_of_article() -> None:
    log_odds = np.full((3, len(KINDS)), -5.0, dtype=np.float32)
    log_odds[0, KINDS.index("heading")] = 1.0
    log_odds[1, KINDS.index("ad")] = -3.0
    log_odds[2, KINDS.index("body")] = 1000.0
    assert evidence(best_of_groups(log_odds)).tolist() == [6 * PER_LOG_ODD, -2 * PER_LOG_ODD, LARGEST]


def test_shares_are_of_the_mass_before_and_behind() -> None:
    seen = [-50.0, 40.0, 0.0, 40.0, 80.0]
    assert column("share_before", seen).tolist() == [0, 0, 32, 32, 64]  # of a mass of 160, in 127 parts
    assert column("share_after", seen).tolist() == [127, 95, 95, 64, 0]


def test_density_is_beside_the_densest_place() -> None:
    density = column("density_8", [0.0] * 20 + [100.0] * 20 + [0.0] * 40)
    assert density.max() == density[30] == LARGEST
    assert density[0] == density[79] == 0
    assert 0 < density[15] < density[20] < LARGEST


@pytest.mark.parametrize(("strong", "sure"), [(SURE, True), (SURE - 1, False)])
def test_distances_are_to_rows_that_are_surely_article(strong: float, sure: bool) -> None:
    far = column("since_article", [0.0] * 3)[2]
    since = column("since_article", [strong, 0.0, 0.0])
    assert (since[0], since[1] < since[2] < far) == (far, sure)
    until = column("until_article", [0.0, 0.0, strong])
    assert (until[2], until[1] < until[0] < far) == (far, sure)


@pytest.mark.parametrize(("chars", "counts"), [(PARAGRAPH, True), (PARAGRAPH - 1, False)])
def test_a_paragraph_is_a_long_one(chars: int, counts: bool) -> None:
    since = column("since_paragraph", [100.0, 0.0], [chars, PARAGRAPH])
    assert (since[1] < since[0]) == counts


@pytest.mark.parametrize("kind", WALLS)
def test_a_stretch_lies_between_two_walls(kind: str) -> None:
    told = walls(7, {2: kind, 5: kind})
    seen = [10.0, 20.0, 0.0, 60.0, 10.0, 0.0, 0.0]
    assert column("stretch_share", seen, told=told).tolist() == [38, 38, 0, 89, 89, 0, 0]  # 30 and 70 of 100
    assert column("stretch_beside_most", seen, told=told).tolist() == [54, 54, 0, 127, 127, 0, 0]
    one, two = column("stretch_rows", seen, told=told)[[2, 0]]
    assert column("stretch_rows", seen, told=told).tolist() == [two, two, one, two, two, one, one]
    assert one < two


@pytest.mark.parametrize(("kind", "strong", "parts"), [
    ("related", SURE, True), ("related", SURE - 1, False), ("share", SURE, False), ("legal", SURE, False),
])  # fmt: skip
def test_a_wall_is_surely_noise_that_comes_in_blocks(kind: str, strong: float, parts: bool) -> None:
    rows = column("stretch_rows", [0.0] * 5, told=walls(5, {2: kind}, strong))
    assert (len(set(rows.tolist())) > 1) == parts


@given(seeds, st.lists(st.integers(0, 60), min_size=1, max_size=5))
def test_a_document_in_a_batch_is_as_it_is_alone(seed: int, sizes: list[int]) -> None:
    """To the last bit: these numbers are what a network is fed."""
    random = np.random.default_rng(seed)
    first_row = np.concatenate(([0], np.cumsum(sizes)))
    seen = random.integers(-LARGEST, LARGEST + 1, first_row[-1]).astype(np.float32)
    told = random.integers(-LARGEST, LARGEST + 1, (first_row[-1], len(GROUPS))).astype(np.float32)
    chars = random.integers(1, 2000, first_row[-1])
    together = structure(seen, told, chars, first_row)
    assert (np.abs(together) <= LARGEST).all()
    assert (together == np.rint(together)).all()
    for a, b in zip(first_row[:-1].tolist(), first_row[1:].tolist(), strict=True):
        alone = structure(seen[a:b], told[a:b], chars[a:b], np.array([0, b - a]))
        assert np.array_equal(together[a:b], alone)
