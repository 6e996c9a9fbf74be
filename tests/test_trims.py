"""Trims: what of a line stays, given the probabilities of its parts; no model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch import make_batch
from cleaner.blanks import keep_lines
from cleaner.kinds import KINDS
from cleaner.policy import Policy, decide
from cleaner.render import render
from cleaner.trims import SURE, SURE_DATE, find_trims, lead_rows, settle

STAMP, TEXT, CODA = (
    "Updated: 4 March, 10:12",
    "Mayors said that the pier was closed. It rained.",
    "Also read: The tower",
)
LINE = f"  {STAMP}  {TEXT}  {CODA} "
SURELY = SURE * 0.5 - 0.001
DOUBTFUL = SURE * 0.5


def cleaned(text: str, probabilities: list[float], strictness: float = 0.5, noise: str = "ad") -> str:
    """What stays when the parts of the document have these probabilities of being body, and are else of this kind."""
    batch = make_batch([text])
    assert batch.n_rows == len(probabilities)
    rows = np.zeros((batch.n_rows, len(KINDS)))
    rows[:, KINDS.index("body")] = probabilities
    rows[:, KINDS.index(noise)] = 1 - rows.sum(axis=1)
    policy = Policy(strictness=strictness)
    decision = decide(rows, batch.first_row, policy)
    stays = settle(decision, batch)
    trims = find_trims(batch, stays, decision.probability)
    return render(batch, keep_lines(batch, stays), trims)[0]


@pytest.mark.parametrize(
    ("probabilities", "stays", "why"),
    [
        ([0.9, 0.9, 0.9], LINE, "nothing is noise"),
        ([SURELY, 0.9, 0.9], f"{TEXT}  {CODA} ", "a start that is surely noise, with the blanks around it"),
        ([0.9, 0.9, SURELY], f"  {STAMP}  {TEXT}", "an end, likewise"),
        ([SURELY, 0.9, SURELY], TEXT, "both"),
        ([DOUBTFUL, 0.9, DOUBTFUL], LINE, "doubtful is not sure"),
        ([0.9, SURELY, 0.9], LINE, "what stands amid what stays stays"),
        ([SURELY, SURELY, 0.9], CODA + " ", "two parts at one end"),
        ([SURELY, DOUBTFUL, 0.9], f"{TEXT}  {CODA} ", "the sure one alone"),
        ([SURELY, 0.4, SURELY], "", "no part is likely enough"),
        ([SURELY, 0.5, SURELY], TEXT, "one is"),
    ],
)
def test_what_stays_of_a_line(probabilities: list[float], stays: str, why: str) -> None:
    after = "\nIt rained.\n"
    assert cleaned(LINE + after, [*probabilities, 0.9]) == (stays + after if stays else after[1:]), why


@pytest.mark.parametrize(
    ("noise", "probability", "stays"),
    [
        ("date", SURE_DATE * 0.5 - 0.001, f"{TEXT}  {CODA} "),
        ("date", SURE_DATE * 0.5, LINE),
        ("byline", SURE_DATE * 0.5 - 0.001, LINE),
    ],
)
def test_a_date_goes_sooner(noise: str, probability: float, stays: str) -> None:
    assert cleaned(LINE, [probability, 0.9, 0.9], noise=noise) == stays


def test_the_line_end_stays() -> None:
    for end in ("\n", "\r\n", "\r", "\u2028", ""):
        assert cleaned(LINE + end, [SURELY, 0.9, SURELY]) == TEXT + end


def test_a_document_that_is_left_alone_is_not_trimmed() -> None:
    assert cleaned(LINE, [SURELY, 0.4, SURELY]) == LINE


def test_offsets_are_those_of_the_document() -> None:
    """In a batch, behind other documents, and behind a line of which only the ends are looked at."""
    documents = ["a\n", "x" * 70_000 + "\n" + LINE + "\n", LINE]
    batch = make_batch(documents)
    stays = np.ones(batch.n_rows, dtype=bool)
    stays[[2, 4, 5, 7]] = False
    trims = find_trims(batch, stays, np.linspace(0, 1, batch.n_rows))
    assert [documents[d][trims.start[i] : trims.stop[i]] for d in (1, 2) for i in range(4)[trims.of(d)]] == [
        f"  {STAMP}  ", f"  {CODA} ", f"  {STAMP}  ", f"  {CODA} ",
    ]  # fmt: skip
    assert trims.row.tolist() == [2, 4, 5, 7]
    assert render(batch, np.ones(batch.n_lines, dtype=bool), trims)[2] == TEXT


def test_the_likeliest_part_speaks_for_a_line() -> None:
    batch = make_batch([f"\n{LINE}\nIt rained."])
    assert lead_rows(batch, np.array([0.1, 0.3, 0.2, 0.0])).tolist() == [-1, 1, 3]
    assert lead_rows(batch, np.array([0.3, 0.3, 0.2, 0.0])).tolist() == [-1, 0, 3]


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_stricter_policy_never_keeps_more(probabilities: list[float], one: float, other: float) -> None:
    """Of a line, beside one that always stays, so that the document is not left alone."""
    text = f"It rained.\n{LINE}"
    lenient, strict = (cleaned(text, [1.0, *probabilities], strictness) for strictness in sorted((one, other)))
    assert strict.partition("\n")[2] in lenient
