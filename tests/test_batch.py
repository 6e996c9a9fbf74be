"""Batch: where lines begin and end, how they lie in one array, and the way back to text."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import lines_of, pages

from cleaner.batch import LOOK, Batch, make_batch
from cleaner.render import render

LINES = {
    "empty": ("", []),
    "one newline is one blank line": ("\n", [""]),
    "no final newline": ("a", ["a"]),
    "final newline makes no further line": ("a\n", ["a"]),
    "final blank line": ("a\n\n", ["a", ""]),
    "LF": ("a\nb", ["a", "b"]),
    "CR LF is one line end": ("a\r\nb", ["a", "b"]),
    "CR": ("a\rb", ["a", "b"]),
    "CR at the very end": ("a\r", ["a"]),
    "CR LF at the very end": ("a\r\n", ["a"]),
    "LF CR is two line ends": ("a\n\rb", ["a", "", "b"]),
    "CR CR LF is two line ends": ("a\r\r\nb", ["a", "", "b"]),
    "NEL": ("a\x85b", ["a", "b"]),
    "U+2028": ("a\u2028b", ["a", "b"]),
    "U+2029": ("a\u2029b", ["a", "b"]),
    "mixed": ("a\r\nb\rc\x85\u2028d\n", ["a", "b", "c", "", "d"]),
    "form feed ends no line": ("a\x0cb", ["a\x0cb"]),
    "vertical tab ends no line": ("a\x0bb", ["a\x0bb"]),
    "spaces stay in the text": (" a \n\t\n", [" a ", "\t"]),
    "NUL is text": ("\0\n", ["\0"]),
    "a surrogate pair stays two undecodable bytes": ("\ud800\udc00\nb", ["\ud800\udc00", "b"]),
}


def texts_of(batch: Batch, document: int = 0) -> list[str]:
    lines = batch.lines_of(document)
    return [batch.line_text(document, line) for line in range(lines.start, lines.stop)]


def seen(batch: Batch, line: int) -> str:
    """A line as the features see it."""
    return "".join(map(chr, batch.codes[batch.start[line] : batch.end[line]].tolist()))


@pytest.mark.parametrize(("text", "lines"), LINES.values(), ids=LINES)
def test_lines(text: str, lines: list[str]) -> None:
    batch = make_batch([text])
    assert texts_of(batch) == lines
    assert [seen(batch, line) for line in range(batch.n_lines)] == lines


@given(st.lists(pages, max_size=6))
def test_lines_side_by_side_are_the_documents(documents: list[str]) -> None:
    """Every line with its end, split by a plain regular expression; what is seen is the line without its end."""
    batch = make_batch(documents)
    assert batch.documents == tuple(documents)
    for d, text in enumerate(documents):
        lines = batch.lines_of(d)
        spans = zip(batch.raw_start[lines].tolist(), batch.raw_stop[lines].tolist(), strict=True)
        pieces = [text[start:stop] for start, stop in spans]
        assert pieces == lines_of(text)
        assert "".join(pieces) == text
        assert [seen(batch, line) for line in range(lines.start, lines.stop)] == texts_of(batch, d)


@given(st.lists(pages, max_size=6))
def test_rows_are_the_lines_with_something_to_see(documents: list[str]) -> None:
    batch = make_batch(documents)
    invisible = " \t\x0b\x0c\x1c\x1d\x1e\x1f\xa0\u1680\u202f\u205f\u3000\ufeff\u200b" + "".join(
        map(chr, range(0x2000, 0x200B))
    )
    rows = batch.row_line.tolist()
    for line in range(batch.n_lines):
        assert (line in rows) == bool(seen(batch, line).strip(invisible))
    for line in set(rows):
        of_line = [row for row, other in enumerate(rows) if other == line]
        extent = batch.codes[batch.row_start[of_line[0]] : batch.row_end[of_line[-1]]].tolist()
        assert "".join(map(chr, extent)) == seen(batch, line).strip(invisible)
    for d in range(len(documents)):
        lines = batch.lines_of(d)
        assert rows[batch.rows_of(d)] == [line for line in rows if lines.start <= line < lines.stop]


@pytest.mark.parametrize(
    ("documents", "first_line", "first_row"),
    [
        ([], [0], [0]),
        ([""], [0, 0], [0, 0]),
        (["", "a\n\nb", "", "\n \n", "c"], [0, 0, 3, 3, 5, 6], [0, 0, 2, 2, 2, 3]),
        (["a\r", "\nb"], [0, 1, 3], [0, 1, 2]),
    ],
    ids=["none", "one empty", "empty and blank among others", "CR and LF of two documents are two line ends"],
)
def test_documents_do_not_run_together(documents: list[str], first_line: list[int], first_row: list[int]) -> None:
    batch = make_batch(documents)
    assert batch.first_line.tolist() == first_line
    assert batch.first_row.tolist() == first_row


@pytest.mark.parametrize("length", [2 * LOOK - 1, 2 * LOOK, 2 * LOOK + 1, 5 * LOOK])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_an_overlong_line_is_seen_by_its_two_ends(length: int, end: str) -> None:
    long = "".join(chr(ord("a") + i % 26) for i in range(length))
    batch = make_batch(["before\n" + long + end])
    assert seen(batch, 1) == (long if length <= 2 * LOOK else long[:LOOK] + long[-LOOK:])
    assert batch.line_text(0, 1) == long
    assert render(batch, np.array([False, True])) == [long + end]


def test_lines_beside_overlong_ones_keep_their_place() -> None:
    long, longer = "x" * (2 * LOOK + 3), "y" * (3 * LOOK)
    text = f"a\n{long}\nb\r\n{longer}\r\n{long}\nc"
    documents = ["first", text, "short\n", text, "last\n"]
    batch = make_batch(documents)
    for d, document in enumerate(documents):
        assert texts_of(batch, d) == document.replace("\r", "").removesuffix("\n").split("\n")
    kept = np.ones(batch.n_lines, dtype=bool)
    kept[batch.first_line[3] + np.array([1, 4])] = False
    assert render(batch, kept)[3] == f"a\nb\r\n{longer}\r\nc"
    assert len(batch.codes) < 13 * LOOK


@pytest.mark.parametrize(("length", "lines"), [(2 * LOOK, 8), (8_000_000, 1)], ids=["just short", "overlong"])
def test_time_does_not_grow_with_the_square_of_a_line(length: int, lines: int) -> None:
    """These take some hundredths of a second; looked for from every character, they would take minutes."""
    text = ("x" * length + "\n") * lines
    began = time.process_time()
    batch = make_batch([text])
    assert time.process_time() - began < 3
    assert batch.n_lines == lines


@pytest.mark.parametrize(
    ("text", "kept", "rendered"),
    [
        ("a\nb\nc\n", "111", "a\nb\nc\n"),
        ("a\nb\nc\n", "101", "a\nc\n"),
        ("a\nb\nc\n", "010", "b\n"),
        ("a\nb\nc\n", "000", ""),
        ("a\nb\nc", "001", "c"),
        ("a\nb\nc", "110", "a\nb\n"),
        (" a \r\n\tb\u2028c\r", "011", "\tb\u2028c\r"),
        ("é🙂\nx\n水\n", "101", "é🙂\n水\n"),
        ("\udcff\nx\n\udc80", "101", "\udcff\n\udc80"),
    ],
)
def test_render(text: str, kept: str, rendered: str) -> None:
    assert render(make_batch([text]), np.array([mark == "1" for mark in kept])) == [rendered]


def test_a_document_that_loses_nothing_is_the_object_that_came_in() -> None:
    documents = ["a\nb\n" * 3, "c\nd\n"]
    batch = make_batch(documents)
    kept = np.ones(batch.n_lines, dtype=bool)
    assert render(batch, kept)[0] is documents[0]
    kept[-1] = False
    first, second = render(batch, kept)
    assert first is documents[0]
    assert second == "c\n"


def test_rows_of_lines_that_are_cut_and_of_lines_that_are_not() -> None:
    cut = "Updated 3 May 2031, 10:15 The ferry left at six in the morning with forty people on board."
    batch = make_batch([f"Home\n\n{cut}\nNews\n", "", "Sport"])
    first, parts = batch.line_rows
    assert [batch.line_text(0, line) for line in batch.row_line[first[:3]]] == ["Home", cut, "News"]
    assert parts.tolist() == [1, 2, 1, 1]
    assert batch.goes_on.tolist() == [False, True, False, False, False]


def test_a_batch_without_rows_has_no_lines_with_text() -> None:
    batch = make_batch(["", "\n \n"])
    first, parts = batch.line_rows
    assert len(first) == len(parts) == len(batch.goes_on) == 0
