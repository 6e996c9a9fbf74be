"""The labels of a raw text that follow from its hand-cleaned twin."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from trees import write_tree

from cleaner.labels import LabelError, format_lines
from cleaner.pairs import align_pair, read_pairs

RAW_PAGE, CLEAN_PAGE = "Rain\nShare\nIt rained.\n", "Rain\nIt rained.\n"

PAIRS = {
    "nothing went": ("a\nb\n", "a\nb\n", "bb"),
    "a line went": ("a\nx\nb\n", "a\nb\n", "bob"),
    "everything went": ("a\nb\n", "", "oo"),
    "blank lines have no label": ("a\n\nx\n\nb\n", "a\n\nb\n", "b.o.b"),
    "spaces at the ends do not count": ("  a\t\nb\n", "a\n b\n", "bb"),
    "the order counts: a line that changed places is unsure": ("a\nb\nc\n", "c\na\nb\n", "bb?"),
    "a line that stands twice and stayed once": ("a\nb\na\n", "a\nb\n", "bbo"),
    "a line that stands twice and stayed twice": ("a\nx\na\n", "a\na\n", "bob"),
    "half of a line stayed": ("today: it rained\nb\n", "it rained\nb\n", "bb"),
    "less than half of a line stayed: it went": ("updated on 12 March 2031: it rained\nb\n", "it rained\nb\n", "ob"),
    "a line that stayed elsewhere is no part of this one": ("it rained\ntoday: it rained\n", "it rained\n", "bo"),
    "CR LF against LF": ("a\r\nx\r\nb\r\n", "a\nb\n", "bob"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "clean", "marks"), PAIRS.values(), ids=PAIRS)
def test_pairs(raw: str, clean: str, marks: str) -> None:
    document = align_pair("pair", raw, clean)
    found = zip(document.kinds, document.sure, strict=True)
    labels = {None: ".", "body": "b", "other": "o"}
    told = "".join(labels[kind] if sure else "?" for kind, sure in found)
    assert told == marks


@pytest.mark.parametrize(
    ("raw", "clean", "marked"),
    [
        ("today: it rained\n", "it rained\n", "⟦today: ⟧it rained"),
        ("it rained here (photo)\n", " it rained here\n", "it rained here⟦ (photo)⟧"),
        ("  it rained  \n", "it rained\n", "  it rained  "),
        ("now: it rained here (photo)\n", "it rained here\n", "⟦now: ⟧it rained here⟦ (photo)⟧"),
    ],
    ids=["at its start", "at its end", "blanks are no noise", "at both ends"],
)
def test_what_went_from_a_line_is_glued_to_it(raw: str, clean: str, marked: str) -> None:
    assert format_lines(align_pair("pair", raw, clean)) == f"body\t{marked}\n"


def test_a_line_that_stands_often_is_as_good_as_any() -> None:
    """On long documents the library would leave out frequent lines, if it were let."""
    document = align_pair("pair", "x\n" + "and so on\n" * 300, "and so on\n" * 300)
    assert document.kinds == ("other", *("body",) * 300)


def test_pairs_of_folders(tmp_path: Path) -> None:
    """The same path below both folders; a file without its twin is left out; the first folder is the site."""
    names = ("site/a.txt", "site/deep/b.txt", "c.txt")
    write_tree(tmp_path / "raw", dict.fromkeys((*names, "site/alone.txt"), b"keep\nx\n"))
    write_tree(tmp_path / "clean", dict.fromkeys((*names, "only-here.txt"), b"keep\n"))
    documents = list(read_pairs(tmp_path / "raw", tmp_path / "clean"))
    assert [(d.name, d.group) for d in documents] == [
        ("c.txt", "c.txt"), ("site/a.txt", "site"), ("site/deep/b.txt", "site"),
    ]  # fmt: skip
    assert {d.kinds for d in documents} == {("body", "other")}


def test_pairs_need_both_folders(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with pytest.raises(LabelError, match="clean: no such folder"):
        list(read_pairs(tmp_path / "raw", tmp_path / "clean"))


@pytest.mark.parametrize(
    ("raw", "clean", "why"),
    [
        (RAW_PAGE.encode("utf-8-sig"), CLEAN_PAGE.encode(), "a mark in the raw file alone"),
        (RAW_PAGE.encode(), CLEAN_PAGE.encode("utf-8-sig"), "a mark in the clean file alone"),
        (RAW_PAGE.encode("utf-16"), CLEAN_PAGE.encode(), "UTF-16, with a mark"),
        (RAW_PAGE.encode("utf-16"), CLEAN_PAGE.encode("utf-16"), "UTF-16, both"),
        (RAW_PAGE.replace("\n", "\r\n").encode(), CLEAN_PAGE.encode(), "CR LF"),
    ],
)
def test_pairs_are_read_as_apply_reads(raw: bytes, clean: bytes, why: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"raw/a": raw, "clean/a": clean})
    [document] = read_pairs(tmp_path / "raw", tmp_path / "clean")
    assert document.lines == ("Rain", "Share", "It rained."), why
    assert document.kinds == ("body", "other", "body"), why
    assert document.glue == (), why


def test_compressed_pairs(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"raw/a.gz": gzip.compress(RAW_PAGE.encode()), "clean/a.gz": gzip.compress(CLEAN_PAGE.encode())}
    )
    [document] = read_pairs(tmp_path / "raw", tmp_path / "clean")
    assert document.kinds == ("body", "other", "body")


def test_folders_without_a_pair(tmp_path: Path) -> None:
    write_tree(tmp_path, {"raw/a": b"Rain\n", "clean/b": b"Rain\n"})
    said = f"no file of {tmp_path / 'raw'} has a twin of the same name in {tmp_path / 'clean'}"
    with pytest.raises(LabelError, match=re.escape(said)):
        list(read_pairs(tmp_path / "raw", tmp_path / "clean"))
