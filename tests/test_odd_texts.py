"""Texts that no page should have, through the library, through files of every sort, and back by `restore`."""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from itertools import accumulate, compress, cycle
from operator import not_
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import by_rule
import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_trees import KEEP_ALL, cleaned, in_a_process, in_lines, restored, rows_of
from pyarrow import parquet
from trees import ARTICLE, NOISE, PAGE, as_text, decode, encode, is_blank, lines_of, pages, read_tree, write_tree

from cleaner.pieces import LONGEST, pieces
from cleaner.pipeline import Cleaner
from cleaner.removed import rebuild

BREAKS = ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\n\r")
GLUED = f"12 March 2024 · 14:05 {ARTICLE[0]} {ARTICLE[0]} Share on Facebook\n"


def broken(text: str, ends: tuple[str, ...] = BREAKS) -> str:
    """The text with all sorts of line ends."""
    return "".join(line + end for line, end in zip(text.split("\n"), cycle(ends), strict=False))


def numbered(number: int) -> str:
    return f"{ARTICLE[number % 3]} {number**2}\n\n"


def between(text: str, mark: str) -> str:
    return mark.join(text)


@cache
def ugly(name: str) -> str:
    """A text, by its name in `UGLY`."""
    return UGLY[name][0]()


def short_lines(alphabet: str, number: int) -> str:
    """Lines of one character, with a page among them now and then."""
    random = Random(number)
    lines = "".join(f"{random.choice(alphabet)}\n" for _ in range(number))
    step = len(lines) // 5
    return "".join(PAGE + lines[at : at + step] for at in range(0, len(lines), step))


UGLY: dict[str, tuple[Callable[[], str], str]] = {
    "line ends of all sorts": (lambda: broken(PAGE * 3), "each of them ends a line and stays what it is"),
    "line ends alone": (lambda: "".join(BREAKS) * 50, "nothing but blank lines"),
    "CR before CR LF": (lambda: broken(PAGE, ("\r", "\r\n", "\n", "\r")), "what goes between them joins them"),
    "no line ends": (lambda: PAGE.replace("\n", " "), "one line"),
    "line ends to Python": (lambda: broken(PAGE, ("\x0b", "\x0c", "\x1c", "\x1d", "\x1e")), "and not to us"),
    "100,000 combining marks": (lambda: PAGE + "a" + "\u0301" * 100_000 + "\n" + PAGE, "on one letter"),
    "marks on nothing": (lambda: broken(f"\u0301\n\u0308\u0308 \n{PAGE}".replace("\n", "\n\u0301")), "at line starts"),
    "marks on everything": (lambda: between(PAGE * 3, "\u0301"), "words are torn apart"),
    "right to left": (lambda: between(PAGE, "\u200f") + f"\u202e{PAGE}\u2066{PAGE}\u2069", "marks that turn the text"),
    "joiners": (lambda: between(PAGE, "\u200d") + "\u200d" * 1000 + "\n\u200c\n", "between letters and alone"),
    "nothing to see": (lambda: broken("\u200b\n\ufeff\n\u00ad\n\u2060\n" * 20 + PAGE), "lines that look blank"),
    "NUL": (lambda: between(PAGE, "\0") + "\0" * 300 + "\n\0\n" + PAGE, "between letters, and a line of them"),
    "odd bytes": (lambda: broken(between(PAGE, "\udc80") + "\udcff\n" * 30 + PAGE), "bytes that are not UTF-8"),
    "odd bytes that make a character": (lambda: PAGE + decode(b"\xe2\n\x82\n\xac\n\xe2\x82") + PAGE, "cut in three"),
    "marks of byte order": (lambda: between(f"\ufeff{PAGE}", "\ufeff"), "everywhere"),
    "the ends of Unicode": (lambda: broken("\U0010ffff\ufffe\uffff\U000e0001\ue000\n" * 9 + PAGE), "no characters"),
    "control characters": (lambda: "".join(map(chr, range(160))) * 9 + PAGE, "all of them"),
    "glued": (lambda: GLUED * 9, "noise at the ends of lines that stay"),
    "a line of 20 MB": (lambda: f"{PAGE}{'word ' * 4_000_000}\n{PAGE}", "judged by its ends, and kept whole or not"),
    "a line of 70,000, glued": (lambda: f"{PAGE}{GLUED[:-1]}{ARTICLE[0] * 700} {NOISE[1]}\n", "its middle is left out"),
    "300,000 short lines": (lambda: short_lines("aéе5-.", 300_000), "cut in pieces"),
    "300,000 CR LF": (lambda: short_lines("aé5", 102_000).replace("\n", "\r\n"), "cut, but not between the two"),
    "300,000 blank lines": (lambda: PAGE + "\n" * 310_000 + PAGE, "a run of blank lines that is cut"),
    "a long page": (lambda: PAGE + "".join(map(numbered, range(5000))) + PAGE, "no line of it twice, in pieces"),
    "pieces of odd bytes": (lambda: PAGE + ("\udcff" * 6 + "\u2028") * 45_000 + PAGE, "that end in three bytes"),
}  # fmt: skip
CUT: Final = (
    "300,000 short lines",
    "300,000 CR LF",
    "300,000 blank lines",
    "a long page",
    "pieces of odd bytes",
)
"""Those that are too long to be judged at once."""


class Seen(NamedTuple):
    """What the files of a run say."""

    clean: dict[str, bytes]
    removed: dict[str, bytes]
    again: dict[str, bytes]


@pytest.fixture(scope="module")
def seen(small: Cleaner, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """All ugly texts as files of text, cleaned and restored."""
    root = tmp_path_factory.mktemp("ugly")
    write_tree(root / "raw", {name: encode(ugly(name)) for name in UGLY})
    assert cleaned(root, small).failed == []
    return Seen(read_tree(root / "clean"), read_tree(root / "removed"), restored(root))


ugly_texts = pytest.mark.parametrize("name", UGLY)


@ugly_texts
def test_pieces_are_the_text(name: str) -> None:
    parts = list(pieces(ugly(name)))
    assert "".join(parts) == ugly(name)
    assert (len(parts) > 1) == (name in CUT)
    for part in parts[:-1]:
        assert part.endswith(("\n", "\r", "\x85", "\u2028", "\u2029"))
    if name in CUT:
        assert [line for part in parts for line in lines_of(part)] == lines_of(ugly(name))
        assert min(map(len, parts)) > 0.8 * max(map(len, parts))
        assert max(map(len, parts)) < 1.1 * LONGEST


@ugly_texts
def test_library_files_and_removed_lines_agree(name: str, small: Cleaner, seen: Seen) -> None:
    """And every row says where it was, across pieces, beside lines counted without the program's help."""
    text, lines = ugly(name), lines_of(ugly(name))
    starts = [0, *accumulate(map(len, lines))]
    document = small.explain(text)
    explained = document.lines
    assert decode(seen.clean[name]) == document.clean == small.clean(text)
    assert document.raw == text
    assert [line.number for line in explained] == list(range(1, len(lines) + 1))
    pairs = zip(lines, explained, strict=True)
    assert document.clean == "".join(line.clean + raw[len(line.text) :] for raw, line in pairs if line.kept)

    rows = rows_of(seen.removed.get(f"{name}.jsonl", b""))
    for row in rows:
        assert text[row.start : row.end] == row.text
        assert row.line == bisect_right(starts, row.start)
    is_whole = [row.text == lines[row.line - 1] for row in rows]
    whole = [(line.number, lines[line.number - 1], line.kind, line.reason) for line in explained if not line.kept]
    assert [(row.line, row.text, row.kind, row.reason) for row in compress(rows, is_whole)] == whole
    trims = [
        (line.number, starts[line.number - 1] + trim.start, trim.text, trim.kind, trim.reason)
        for line in explained
        for trim in line.trims
        if line.kept
    ]
    parts = compress(rows, map(not_, is_whole))
    assert [(row.line, row.start, row.text, row.kind, row.reason) for row in parts] == trims


@ugly_texts
def test_nothing_is_lost(name: str, small: Cleaner, seen: Seen) -> None:
    """Restored from the files; rebuilt from the rows; and kept where every kind stays."""
    text = ugly(name)
    assert decode(seen.again[name]) == text
    assert rebuild(decode(seen.clean[name]), rows_of(seen.removed.get(f"{name}.jsonl", b""))) == text
    if name not in CUT:
        assert small.with_policy(KEEP_ALL).clean(text) == text


def test_the_ugly_texts_lose_something_in_every_way(seen: Seen) -> None:
    """Or the tests above would test little: lines, trims, blank lines, and lines in pieces other than the first."""
    assert sum(f"{name}.jsonl" in seen.removed for name in UGLY) > len(UGLY) / 2
    rows = {name: rows_of(seen.removed.get(f"{name}.jsonl", b"")) for name in UGLY}
    every = [row for some in rows.values() for row in some]
    assert any(row.kind is None for row in every)
    assert any(row.text not in lines_of(ugly("glued")) for row in rows["glued"])
    first = {name: len(next(pieces(ugly(name)))) for name in CUT if rows[name]}
    assert any(rows[name][0].start < first[name] < rows[name][-1].start for name in first)


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet"])
def test_the_same_in_files_of_records(suffix: str, small: Cleaner, tmp_path: Path) -> None:
    """Every ugly text is a record among the others, in lone surrogates as well where the format has them."""
    texts = {name: ugly(name) for name in UGLY if name not in CUT or name == "a long page"}
    if suffix == ".jsonl":
        texts["halves of characters"] = between(PAGE, "\ud83d\n") + "\udc00\ud800"
        texts["whole characters"] = between(PAGE, "\U0001f600")
        content = "".join(json.dumps({"n": n, "text": text}) + "\n" for n, text in enumerate(texts.values())).encode()
    elif suffix == ".csv":
        written = io.StringIO(newline="")
        csv.writer(written).writerows([["n", "text"], *enumerate(texts.values())])
        content = encode(written.getvalue())
    else:
        content = in_parquet([text for text in texts.values() if text.isascii() or max(text) < "\udc80"])
        texts = {name: text for name, text in texts.items() if text.isascii() or max(text) < "\udc80"}
    write_tree(tmp_path / "raw", {f"f{suffix}": content})
    summary = cleaned(tmp_path, small)
    assert (summary.failed, summary.wrong) == ([], [])
    clean = dict(zip(texts, texts_of(tmp_path / "clean" / f"f{suffix}"), strict=True))
    for name, text in texts.items():
        assert clean[name] == small.clean(text), name
    again = restored(tmp_path)[f"f{suffix}"]
    if suffix == ".parquet":
        assert texts_of(tmp_path / "again" / f"f{suffix}") == list(texts.values())
    else:
        assert again == content


def in_parquet(texts: list[str]) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pyarrow.table({"n": list(range(len(texts))), "text": texts}), file, row_group_size=4)
    return file.getvalue()


def texts_of(path: Path) -> list[str]:
    """The texts of a file of records, read without the program's help."""
    if path.suffix == ".jsonl":
        return [json.loads(line)["text"] for line in path.read_bytes().split(b"\n") if line]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)]
    return [str(text) for text in parquet.read_table(path).column("text").to_pylist()]


LEFT_ALONE = b"cleaner: standard input: no article, or hardly any, was found in it, so nothing was removed there\n"


def test_streams_agree_with_files(model_folder: Path, small: Cleaner, tmp_path: Path) -> None:
    """A long text on standard input is cut where a file is."""
    text = ugly("300,000 CR LF")
    result = in_a_process("apply", "-", "-", "--model", model_folder, content=encode(text))
    assert (result.returncode, result.stderr) == (0, LEFT_ALONE if small.explain(text).left_alone else b"")
    assert decode(result.stdout) == small.clean(text)
    lines = in_lines(text) + in_lines(PAGE)
    streamed = ("apply", "-", "-", "--stdin-format", "jsonl", "--model", model_folder)
    result = in_a_process(*streamed, content=lines)
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [small.clean(text), small.clean(PAGE)]


# The same laws for texts that nobody thought of, cut into small pieces.

long_pages = (
    st.lists(pages | st.just(PAGE) | st.just(GLUED), min_size=1, max_size=6)
    .map("".join)
    .map(as_text)
    .map(encode)
    .map(decode)
)


def with_text(*texts: str) -> list[str]:
    """The lines that are not blank: blank ones around a cut are settled between its two sides.

    A CR LF counts as CR: one before what went and one after it stand side by side afterwards, like one line end.
    """
    lines = (line for text in texts for line in lines_of(text) if not is_blank(line))
    return [line[:-1] if line.endswith("\r\n") else line for line in lines]


@given(long_pages, st.integers(1, 200))
@settings(max_examples=25)
def test_laws_across_pieces(small: Cleaner, text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.pieces.LONGEST", longest)
        patch.setattr("cleaner.pipeline.BATCH_CHARS", longest)
        parts = list(pieces(text))
        assert "".join(parts) == text
        assert [line for part in parts for line in lines_of(part)] == lines_of(text)
        raw = {"page": encode(text), "f.jsonl": in_lines(text) + in_lines(PAGE)}
        done = by_rule.cleaned(raw, ready=small)
        document = small.explain(text)
        assert document.clean == small.clean(text)
        assert with_text(document.clean) == with_text(*(small.judge([part]).clean()[0] for part in parts))
        page = small.clean(PAGE)
    assert (done.failed, done.wrong, done.not_restored, done.restored) == ({}, [], [], raw)
    assert decode(done.clean["page"]) == document.clean
    assert [json.loads(line)["text"] for line in done.clean["f.jsonl"].splitlines()] == [document.clean, page]
    rows = rows_of(done.removed.get("page.jsonl", b""))
    starts = [0, *accumulate(map(len, lines_of(text)))]
    assert all(text[row.start : row.end] == row.text for row in rows)
    assert [row.line for row in rows] == [bisect_right(starts, row.start) for row in rows]
    assert done.summary.tally["lines"] == 2 * len(lines_of(text)) + len(lines_of(PAGE))
