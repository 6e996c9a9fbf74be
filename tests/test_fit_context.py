"""What the looks see of all documents: the same in any pieces."""

from __future__ import annotations

import numpy as np
import pytest
from made_up import QUICK, page

from cleaner import fit_context
from cleaner.array_types import Floats
from cleaner.context import LARGEST, feature_names
from cleaner.examples import Examples, make_examples
from cleaner.fit_context import Looked
from cleaner.kinds import KINDS
from cleaner.layers import Dense
from cleaner.looks import Look

EXAMPLES = make_examples([page(number) for number in range(9)], bits=QUICK.bits, folds=QUICK.folds)


def looked(examples: Examples = EXAMPLES) -> Looked:
    random = np.random.default_rng(0)
    n_rows = len(examples.kind)
    own = random.integers(-LARGEST, LARGEST + 1, (n_rows, len(feature_names()))).astype(np.float32)
    return Looked(own, examples, random.normal(0, 4, (n_rows, len(KINDS))).astype(np.float32))


LAST = int(EXAMPLES.first_row[-2])
"""Rows before the last document."""


@pytest.fixture(params=[1, 30, LAST, LAST + 1])
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(fit_context, "PIECE", request.param)
    return int(request.param)


def look(columns: Floats) -> Look:
    """A look that tells two of its columns apart."""
    weights = np.zeros((columns.shape[1], len(KINDS)), dtype=np.int16)
    weights[3, 0] = weights[-1, 1] = 1
    return Look((), Dense(weights, np.ones(len(KINDS), dtype=np.float32), np.zeros(len(KINDS), dtype=np.float32)))


def test_a_piece_is_of_whole_documents_and_ends_with_one(piece: int) -> None:
    ends: list[int] = []
    for each in looked().pieces():
        assert each.rows.start == (ends[-1] if ends else 0)
        begins = EXAMPLES.first_row[(EXAMPLES.first_row >= each.rows.start) & (EXAMPLES.first_row <= each.rows.stop)]
        first_row = begins - each.rows.start
        assert first_row[0] == 0
        assert first_row[-1] == each.rows.stop - each.rows.start
        assert {len(part) for part in each.columns.parts} == {first_row[-1]}
        assert first_row[-2] < piece <= first_row[-1] or each.rows.stop == len(EXAMPLES.kind)
        ends.append(each.rows.stop)
    assert set(ends) <= set(EXAMPLES.first_row.tolist())
    assert ends[-1] == len(EXAMPLES.kind)
    assert (len(ends) > 1) == (piece <= LAST)


def test_what_is_seen_does_not_follow_the_pieces(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.arange(len(EXAMPLES.kind))[::3]
    columns, again = looked().columns(rows), looked().again(look(looked().columns(rows))).log_odds
    monkeypatch.undo()  # one piece for all
    assert sum(1 for _ in looked().pieces()) == 1
    whole = looked().columns(np.arange(len(EXAMPLES.kind)))
    assert np.array_equal(columns, whole[rows])
    assert np.array_equal(again, look(whole)(whole))
