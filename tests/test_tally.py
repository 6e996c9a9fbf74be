"""Tallies: what became of documents in numbers, against what `explain` shows."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracle import oracle_cleaner
from trees import GLUED, PAGE, pages

from cleaner.document import Document
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run.tally import NAMES, SHARES, Tally, as_one, count

batches = st.lists(pages, min_size=1, max_size=4)
strictnesses = st.sampled_from([0.1, 0.5, 0.9])
counts = st.lists(st.integers(0, 2**40), min_size=len(NAMES), max_size=len(NAMES)).map(Tally)


def counted(document: Document) -> dict[str, int]:
    """The numbers of a document, by what is shown of it."""
    lines = document.lines
    gone = Counter(f"gone_{line.kind}" for line in lines if not line.kept and line.kind)
    chars, chars_gone = len(document.raw), len(document.raw) - len(document.clean)
    tenth = min(SHARES * chars_gone // max(chars, 1), SHARES - 1)
    numbers = {
        "documents": 1,
        "lines": len(lines),
        "kept": sum(line.kept for line in lines),
        "blanks": sum(not line.kept and line.kind is None for line in lines),
        "trimmed": sum(len(line.trims) for line in lines),
        "left_alone": int(document.left_alone),
        "chars": chars,
        "chars_gone": chars_gone,
        f"share_{tenth}": 1,
    }
    return {name: n for name, n in (numbers | gone).items() if n}


@given(batches, strictnesses)
@example([PAGE, "", "\n \n", "Home\nNews\n"], 0.5)
@example([GLUED, GLUED * 3], 0.5)
@example([PAGE.replace("\n", "\r\n").rstrip()], 0.5)
def test_a_row_says_what_explain_shows(small: Cleaner, texts: list[str], strictness: float) -> None:
    ready = small.with_policy(Policy(strictness=strictness))
    rows = count(ready.judge(texts))
    assert rows.shape == (len(texts), len(NAMES))
    assert [Tally(row).as_dict() for row in rows] == [counted(ready.explain(text)) for text in texts]


@given(batches, strictnesses)
def test_numbers_add_up(small: Cleaner, texts: list[str], strictness: float) -> None:
    """Every line is kept, or a blank one that went, or of one kind; every document is in one class."""
    for row in count(small.with_policy(Policy(strictness=strictness)).judge(texts)):
        tally = Tally(row)
        assert tally["lines"] == tally["kept"] + tally["blanks"] + sum(tally[f"gone_{kind}"] for kind in KINDS)
        assert sum(tally[f"share_{tenth}"] for tenth in range(SHARES)) == tally["documents"] == 1
        assert 0 <= tally["chars_gone"] <= tally["chars"]
        assert not tally["left_alone"] or tally["kept"] == tally["lines"]


def test_what_is_trimmed_is_counted(small: Cleaner) -> None:
    """As a stretch, and with its characters; the line is one that stays."""
    [line] = [line for line in small.explain(GLUED).lines if line.trims]
    tally = Tally(count(small.judge([GLUED]))[0])
    assert (tally["trimmed"], tally["lines"], tally["kept"]) == (len(line.trims), 3, 3)
    assert tally["chars_gone"] == sum(len(trim.text) for trim in line.trims) > 0


def test_no_document_is_no_row() -> None:
    assert count(oracle_cleaner().judge([])).shape == (0, len(NAMES))


@pytest.mark.parametrize(
    ("gone", "tenth", "why"),
    [
        (0, 0, "nothing went"),
        (99, 0, "less than a tenth"),
        (100, 1, "a tenth"),
        (899, 8, "less than nine tenths"),
        (900, 9, "nine tenths"),
        (990, 9, "nearly all"),
    ],
)
def test_classes_of_documents(gone: int, tenth: int, why: str) -> None:
    """A thousand characters, line ends among them."""
    text = f"{'body 1 ':x<{999 - gone}}\n" + (f"{'ad 1 ':x<{gone - 1}}\n" if gone else "")
    tally = Tally(count(oracle_cleaner().judge([text]))[0])
    assert (tally["chars"], tally["chars_gone"], tally["gone_ad"]) == (1000, gone, gone > 0)
    assert [tally[f"share_{n}"] for n in range(SHARES)] == np.eye(SHARES)[tenth].tolist(), why


@given(counts, counts, counts)
def test_order_does_not_matter(first: Tally, second: Tally, third: Tally) -> None:
    sums = []
    for order in ((first, second, third), (third, first, second)):
        total = Tally()
        for part in order:
            total.add(part)
        sums.append(total)
    assert sums[0] == sums[1]
    assert sums[0]["lines"] == first["lines"] + second["lines"] + third["lines"]


@given(counts)
@example(Tally())
def test_numbers_survive_json(tally: Tally) -> None:
    assert Tally.of(json.loads(json.dumps(tally.as_dict()))) == tally
    assert 0 not in tally.as_dict().values()


def test_a_tally_starts_at_nothing_and_is_no_other() -> None:
    total, other = Tally(), Tally()
    total.add(Tally.of({"kept": 3}))
    assert (total["kept"], other["kept"]) == (3, 0)
    assert total != other
    assert total != {"kept": 3}


@given(batches, strictnesses)
@example(["Home\nNews\n", PAGE], 0.5)
@example(["Home\nNews\n", "Login\n"], 0.5)
def test_pieces_of_a_document_are_one(small: Cleaner, texts: list[str], strictness: float) -> None:
    """Lines and characters are those of all; it is left alone where every piece is, and in one class."""
    rows = count(small.with_policy(Policy(strictness=strictness)).judge(texts))
    whole, parts = Tally(as_one(rows.sum(axis=0))), [Tally(row) for row in rows]
    for name in ("lines", "kept", "blanks", "trimmed", "chars", "chars_gone", *(f"gone_{kind}" for kind in KINDS)):
        assert whole[name] == sum(part[name] for part in parts)
    assert whole["documents"] == 1
    assert whole["left_alone"] == all(part["left_alone"] for part in parts)
    tenth = min(SHARES * whole["chars_gone"] // max(whole["chars"], 1), SHARES - 1)
    assert [whole[f"share_{n}"] for n in range(SHARES)] == np.eye(SHARES)[tenth].tolist()
