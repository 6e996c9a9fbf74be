"""Cells: prose that shares its line with something else is judged apart from it, and tables stay in one piece."""

from __future__ import annotations

import numpy as np
import pytest
from row_texts import parts_of

from cleaner.batch import make_batch
from cleaner.cells import GAP, PROSE
from cleaner.examples import make_examples
from cleaner.kinds import KINDS, Kind
from cleaner.labels import Labelled
from cleaner.policy import Policy, decide
from cleaner.trims import settle

TEXT = "the ferry left at six in the morning with forty people on board"
WIDE, NARROW = " " * GAP, " " * (GAP - 1)

# Parts are parted by "¦" here, in place of a wide gap between them.
CASES = {
    "a menu entry before prose": f"World¦{TEXT}",
    "a menu entry behind prose": f"{TEXT}¦World",
    "menu entries on both sides": f"World¦{TEXT}¦Most read",
    "two columns of prose": f"{TEXT}¦{TEXT}",
    "the entry farther from prose stands with the one nearer": f"Home{WIDE}World¦{TEXT}",
    "cells of a table": f"Maresby{WIDE}12{WIDE}3{WIDE}Lower Quay",
    "prose that is too short": f"World{WIDE}{'x' * (PROSE - 1)}",
    "prose that is just long enough": f"World¦{'x' * PROSE}",
    "a gap that is too narrow": f"World{NARROW}{TEXT}",
    "an indent is no gap": f"{WIDE}{TEXT}{WIDE}",
    "no gap at all": TEXT,
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("gap", [WIDE, "\t" * GAP, "\u3000" * GAP], ids=["spaces", "tabs", "ideographic spaces"])
def test_where_a_line_is_cut(case: str, gap: str) -> None:
    assert parts_of(case.replace("¦", gap)) == [part.strip() for part in case.split("¦")]


def test_lines_do_not_meddle_with_each_other() -> None:
    """The gap between a line's end and the next line's first word is none, however deep that one is indented."""
    cases = list(CASES.values())
    text = "\n".join(case.replace("¦", WIDE) for case in cases) + f"\n\n{' ' * 20}{TEXT}"
    assert parts_of(text) == [part.strip() for case in [*cases, TEXT] for part in case.split("¦")]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        (f"World¦{TEXT}", [True, False]),
        (f"{TEXT}¦World", [False, True]),
        (f"World¦{TEXT}¦Most read", [True, False, True]),
        (f"{TEXT}¦{TEXT}", [False, True]),
        (f"2031-05-05 {TEXT}", [False]),
    ],
    ids=["before", "behind", "on both sides", "the second of equals", "no gap"],
)
def test_what_stands_beside_a_longer_cell(text: str, beside: list[bool]) -> None:
    batch = make_batch([text.replace("¦", WIDE)])
    assert batch.beside_longer.tolist() == beside


def test_a_part_that_is_parted_by_a_sentence_end_stands_beside_nothing() -> None:
    batch = make_batch([f"{TEXT.capitalize()}. It rained. It stopped."])
    assert batch.n_rows == 2
    assert not batch.beside_longer.any()


@pytest.mark.parametrize(
    ("kind", "whole_lines", "sure"),
    [("body", True, [True, False]), ("body", False, [True, True]), ("navigation", True, [True, True])],
    ids=["an article's, where labels are of whole lines", "an article's, by hand", "noise is noise in all cells"],
)
def test_what_a_lines_label_says_of_its_cells(kind: Kind, whole_lines: bool, sure: list[bool]) -> None:
    """Were every part of a line labelled as the line is, menu entries would be taught as article."""
    rows = (f"{TEXT}{WIDE}World", TEXT)
    document = Labelled("d", rows, (kind, "body"), (True, True), whole_lines=whole_lines)
    assert (make_examples([document], bits=8, folds=2).weight[:2] > 0).tolist() == sure


@pytest.mark.parametrize(
    ("noise", "gap", "stays"),
    [("navigation", WIDE, [False, True]), ("date", WIDE, [True, True]), ("date", " ", [False, True])],
    ids=["a menu entry goes", "the time in a timetable stays", "a stamp goes"],
)
def test_what_is_trimmed_beside_prose(noise: Kind, gap: str, stays: list[bool]) -> None:
    batch = make_batch([f"Updated 4 March, 10:12{gap}{TEXT.capitalize()}"])
    probabilities = np.zeros((2, len(KINDS)))
    probabilities[:, KINDS.index("body")] = 0, 1
    probabilities[0, KINDS.index(noise)] = 1
    policy = Policy()
    assert settle(decide(probabilities, batch.first_row, policy), batch).tolist() == stays
