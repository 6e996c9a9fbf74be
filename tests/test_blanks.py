"""Blank lines beside what was removed. In the cases a letter is a line: `b` stays, `x` goes, a dot is a blank line."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.batch import make_batch
from cleaner.blanks import keep_across, keep_lines
from cleaner.render import render

CASES = {
    "nothing": ("", ""),
    "blank lines only": ("...", "..."),
    "nothing went": ("b..b.", "b..b."),
    "equal runs become one": ("b.x.b", "b.b"),
    "the longer run is before": ("b..x.b", "b..b"),
    "the longer run is after": ("b.x..b", "b..b"),
    "a run on one side only, before": ("b..xb", "b..b"),
    "a run on one side only, after": ("bx..b", "b..b"),
    "no run at all": ("bxb", "bb"),
    "several lines went": ("b.xxx..b", "b..b"),
    "runs between what went count too": ("b.x...x..b", "b...b"),
    "two gaps are two runs": ("b.x..b..x.b", "b..b..b"),
    "a run not beside what went stays": ("b...b.x.b...b", "b...b.b...b"),
    "at the start": (".x..b", "..b"),
    "at the start, the longer first": ("...x.b", "...b"),
    "at the start, without blank lines before": ("x.b", ".b"),
    "at the end": ("b.x..", "b.."),
    "at the end, without blank lines after": ("b.x", "b."),
    "blank lines at the ends stay": ("..b.x.b..", "..b.b.."),
    "everything went": (".x..x.", ".."),
    "everything went, without blank lines": ("xx", ""),
}


def lines(marks: str) -> str:
    return "".join("\n" if mark == "." else f"{mark}\n" for mark in marks)


def cleaned(*texts: str) -> list[str]:
    batch = make_batch(texts)
    return render(batch, keep_lines(batch, batch.codes[batch.row_start] == ord("b")))


@pytest.mark.parametrize(("raw", "clean"), CASES.values(), ids=CASES)
def test_blank_lines(raw: str, clean: str) -> None:
    assert cleaned(lines(raw)) == [lines(clean)]


def test_documents_of_a_batch_are_apart() -> None:
    """Blank lines at the end of one document and at the start of the next are two runs; so are all cases at once."""
    assert cleaned(lines("b.x."), lines("..x.b")) == [lines("b."), lines("..b")]
    assert cleaned(*(lines(raw) for raw, _ in CASES.values())) == [lines(clean) for _, clean in CASES.values()]


@pytest.mark.parametrize(
    ("raw", "clean", "why"),
    [
        ("b\n \nx\n\t\nb\n", "b\n \nb\n", "of equals the first"),
        ("b\n \nx\n\t\n\t\nb\n", "b\n\t\n\t\nb\n", "the longer one, as it came"),
        ("b\r\n\r\nx\r\n\r\nb\r\n", "b\r\n\r\nb\r\n", "whatever the line end"),
        ("b\n\u3000\nx\nb", "b\n\u3000\nb", "an ideographic space is blank"),
        ("b\n\0\nx\nb", "b\nb", "a NUL is not blank: it is a line with text, and goes"),
    ],
)
def test_blank_lines_stay_as_they_came(raw: str, clean: str, why: str) -> None:
    assert cleaned(raw) == [clean], why


def test_what_was_given_is_not_changed() -> None:
    batch = make_batch(["b\n\nx\n\nb\n"])
    rows = np.array([True, False, True])
    keep_lines(batch, rows)
    assert rows.tolist() == [True, False, True]


@pytest.mark.parametrize(("raw", "clean"), CASES.values(), ids=CASES)
def test_a_cut_between_any_two_lines_changes_nothing(raw: str, clean: str) -> None:
    """As long as it parts no run of blank lines."""
    for at in range(len(raw) + 1):
        if raw[:at].endswith(".") and raw[at:].startswith("."):
            continue
        first, then = (make_batch([lines(part)]) for part in (raw[:at], raw[at:]))
        kept, kept_then = (keep_lines(batch, batch.codes[batch.row_start] == ord("b")) for batch in (first, then))
        before = kept.tolist(), kept_then.tolist()
        both = keep_across(first, kept, then, kept_then)
        assert "".join((*render(first, both[0]), *render(then, both[1]))) == lines(clean), f"{raw[:at]} {raw[at:]}"
        assert (kept.tolist(), kept_then.tolist()) == before, "what was given is not changed"


def test_a_run_that_a_cut_parts_stays_whole() -> None:
    first, then = make_batch([lines("b.")]), make_batch([lines("..b")])
    both = keep_across(first, np.ones(2, dtype=bool), then, np.ones(3, dtype=bool))
    assert [kept.tolist() for kept in both] == [[True] * 2, [True] * 3]
