"""Removed lines: clean text and what went are the raw text, in memory and through the file."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from trees import GLUED, PAGE, lines_of, pages

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.removed import (
    _AT_A_TIME,
    Removed,
    Row,
    Whole,
    from_json,
    from_jsonl,
    rebuild,
    removed_lines,
    spans,
    to_jsonl,
)


@given(st.lists(pages, min_size=1, max_size=4), st.sampled_from([0.1, 0.5, 0.9]))
@example([PAGE, PAGE], 0.5)
@example([PAGE.replace("\n", "\r\n")], 0.5)
@example([PAGE.replace("\n", "\r")], 0.5)
@example([GLUED, PAGE], 0.5)
def test_clean_and_removed_rebuild_raw(small: Cleaner, raws: list[str], strictness: float) -> None:
    ready = small.with_policy(Policy(strictness=strictness))
    verdict = ready.judge(raws)
    for d, (raw, clean) in enumerate(zip(raws, verdict.clean(), strict=True)):
        records = to_jsonl(removed_lines(verdict, ready.policy)[d], f"page {d}")
        written = records.encode("utf-8")  # strictly: no lone surrogate may be left in it
        assert rebuild(clean, from_jsonl(written.decode("utf-8"))) == raw


def test_rebuilds_where_a_cut_joins_a_line_end() -> None:
    """The middle line gone, CR and LF stand together like one line end: line numbers could not tell."""
    middle = Removed(2, 2, "ad", 0.0, "", "x\n")
    assert rebuild("a\r\n", [middle]) == "a\rx\n\n"
    assert rebuild("a\r\n", [Removed(2, 3, "ad", 0.0, "", "x\n")]) == "a\r\nx\n"


def test_records_say_what_explain_says(small: Cleaner) -> None:
    """Numbers, kinds, probabilities and reasons are those of `explain`, blank lines included."""
    records = removed_lines(small.judge([PAGE, PAGE]), small.policy)[1]
    shown = small.explain(PAGE).removed
    assert records
    assert [(r.line, r.kind, r.probability, r.reason) for r in records] == [
        (line.number, line.kind, line.probability, line.reason) for line in shown
    ]
    pieces = lines_of(PAGE)
    assert [r.text for r in records] == [pieces[r.line - 1] for r in records]


def test_jsonl_is_one_object_a_line_for_any_reader() -> None:
    """Line ends other than LF, which `str.splitlines` and some readers take for one, are escaped."""
    record = Removed(1, 0, "ad", 0.25, "why", "a\x85b\u2028c\u2029d\udcffé\0\n")
    text = to_jsonl([record, record], "page\x85\udcff")
    assert len(text.splitlines()) == 2
    text.encode()  # strictly
    assert "\\udcff" in text
    assert "é" in text
    assert json.loads(text.splitlines()[0])["text"] == record.text
    assert from_jsonl(text) == [record, record]


def test_nothing_removed_is_nothing_to_write(small: Cleaner) -> None:
    ready = small.with_policy(Policy(keep=KINDS))
    assert removed_lines(ready.judge([PAGE]), ready.policy) == [[]]
    assert to_jsonl([], "page") == ""


def test_a_row_says_where_it_belongs() -> None:
    """Document, record, and where in its text it begins and ends; how the record was written stands in its first."""
    first, second = Removed(1, 0, "ad", 0.25, "why", "Buy\n"), Removed(3, 9, None, 0.0, "blank", "\n")
    rows = to_jsonl([first, second], "page 7", 7, raw='"Buy"').splitlines()
    assert [from_json(row) for row in rows] == [Row("page 7", 7, first, '"Buy"'), Row("page 7", 7, second)]
    named = {"document": "page 7", "record": 7, "line": 3, "start": 9, "end": 10}
    told = {"kind": None, "probability": 0.0, "reason": "blank", "text": "\n"}
    assert json.loads(rows[1]) == named | told
    assert list(json.loads(rows[1])) == [*named, *told]
    assert json.loads(to_jsonl([first], "page"))["record"] == 1


WHOLES = {
    "": (0, "e3b0c44298fc1c14"),
    "abc": (3, "ba7816bf8f01cfea"),
    "\udc80": (1, "37098e13faf72a01"),
    "é" * (_AT_A_TIME + 1): (_AT_A_TIME + 1, hashlib.sha256("é".encode() * (_AT_A_TIME + 1)).hexdigest()[:16]),
}


@pytest.mark.parametrize(("text", "told"), WHOLES.items(), ids=["nothing", "known", "no UTF-8", "long"])
def test_a_whole_text_is_told_by_its_length_and_digest(text: str, told: tuple[int, str]) -> None:
    """In the first row alone, from which it is read again; rows without it are those of older versions."""
    whole = Whole.of(text)
    one = Removed(1, 0, "ad", 0.25, "why", "Buy\n")
    first, second = to_jsonl([one, one], "page", whole=whole).splitlines()
    assert (whole.chars, whole.digest) == told
    assert (json.loads(first)["raw_chars"], json.loads(first)["raw_sha256"]) == told
    assert (from_json(first).whole, from_json(second).whole) == (whole, None)


@given(pages)
@example(PAGE)
@example(GLUED)
def test_a_stretch_is_found_by_its_ends(small: Cleaner, raw: str) -> None:
    """In the text, by the numbers alone: that is all that a record keeps of what would go from it."""
    removed = removed_lines(small.judge([raw]), small.policy)[0]
    for one, span in zip(removed, spans(removed), strict=True):
        assert raw[span["start"] : span["end"]] == raw[one.start : one.end] == one.text
        assert (span["kind"], span["probability"]) == (one.kind or "blank", one.probability)


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "3", "{}", '{"document": "page"}', '{"line": 1, "start": 0, "kind": "ad", "probability": 0}'],
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"not a line that cleaner wrote|Expecting"):
        from_json(line)


ROW = {
    "document": "page", "record": 1, "line": 2, "start": 3, "end": 7, "kind": "ad", "probability": 0.25,
    "reason": "said", "text": "Buy!", "raw": "raw",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"kind": None, "probability": 0, "raw": None}, None),
        ({"document": 3}, "its document is 3"),
        ({"record": "1"}, "its record is '1'"),
        ({"record": True}, "its record is True"),
        ({"line": 2.0}, "its line is 2.0"),
        ({"start": "3"}, "its start is '3'"),
        ({"kind": 7}, "its kind is 7"),
        ({"probability": "0.25"}, "its probability is '0.25'"),
        ({"reason": None}, "its reason is None"),
        ({"text": ["Buy!"]}, r"its text is \['Buy!'\]"),
        ({"raw": 1}, "its raw is 1"),
    ],
)
def test_types_are_checked(changes: dict[str, Any], said: str | None) -> None:
    line = json.dumps(ROW | changes)
    if said is None:
        assert from_json(line).removed.text == "Buy!"
        return
    with pytest.raises(ValueError, match=f"not a line that cleaner wrote of what it removed: {said}"):
        from_json(line)


@pytest.mark.parametrize("name", ROW.keys() - {"end", "raw"})
def test_nothing_may_be_absent(name: str) -> None:
    line = json.dumps({key: value for key, value in ROW.items() if key != name})
    with pytest.raises(ValueError, match=f"it has no {name}"):
        from_json(line)
