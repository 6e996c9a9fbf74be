"""`.lines` files, and the labels of a raw text that follow from its hand-cleaned twin."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import labelled
from trees import write_tree

from cleaner.kinds import KINDS
from cleaner.labels import (
    Glue,
    LabelError,
    Labelled,
    align_pair,
    format_lines,
    read_folder,
    read_lines,
    read_pairs,
    without_glue,
)

RAW_PAGE, CLEAN_PAGE = "Rain\nShare\nIt rained.\n", "Rain\nIt rained.\n"
FILE = "title\tRain\n\nbody\tIt rained.\nad?\tBuy\tthis\nbody\t⟦12 March ⟧It stopped.\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_a_file_as_it_is_meant(tmp_path: Path) -> None:
    document = read_lines(write(tmp_path / "rain.lines", FILE), language="en")
    assert document == Labelled(
        name="rain",
        lines=("Rain", "", "It rained.", "Buy\tthis", "12 March It stopped."),
        kinds=("title", None, "body", "ad", "body"),
        sure=(True, True, True, False, True),
        language="en",
        group="en/rain",
        glue=(Glue(4, 0, 9),),
    )
    assert document.text == "Rain\n\nIt rained.\nBuy\tthis\n12 March It stopped.\n"


@pytest.mark.parametrize(
    ("text", "lines", "why"),
    [
        ("", (), "an empty file is an empty document"),
        ("\n", ("",), "one blank line"),
        ("body\ta\n", ("a",), "a last newline makes no line"),
        ("body\ta", ("a",), "nor does its absence unmake one"),
        ("body\ta\n\n", ("a", ""), "a blank line at the end stays"),
        ("body\ta\r\nbody\tb\r\n", ("a", "b"), "CR LF, as some editors write it"),
        ("body\t a \n", (" a ",), "spaces belong to the line"),
        ("body\t\n", ("",), "a kind without text is a blank line"),
        ("\ufeffbody\ta\n", ("a",), "a byte-order mark, as some editors write it"),
        ("body\t\ufeffa\n", ("\ufeffa",), "but one in the text is text"),
    ],
)
def test_lines(text: str, lines: tuple[str, ...], why: str, tmp_path: Path) -> None:
    document = read_lines(write(tmp_path / "a.lines", text))
    assert document.lines == lines, why
    assert [kind is None for kind in document.kinds] == [not line for line in lines]
    assert all(document.sure)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"body\ta\nbody b\n", "line 2: no tab"),
        (b"body\ta\n\nsidebar\tb\n", "line 3: unknown kind 'sidebar'"),
        (b"Body\ta\n", "line 1: unknown kind 'Body'"),
        (b"body??\ta\n", r"line 1: unknown kind 'body\?'"),
        ("body\ta ⟦b\n".encode(), "line 1: ⟦ and ⟧ must come in pairs"),
        ("body\ta ⟧b⟦\n".encode(), "line 1: ⟦ and ⟧ must come in pairs"),
        ("body\t⟦a ⟦b⟧ c⟧\n".encode(), "line 1: ⟦ and ⟧ must come in pairs"),
        ("body\ta\nbody\tb\u2028c\n".encode(), r"line 2: .*U\+2028"),
        ("body\ta\nbody\tb\x85c\n".encode(), "line 2: .*NEL"),
        (b"body\t\xff\n", "not UTF-8 at byte 5"),
    ],
)
def test_files_that_cannot_be_read(text: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "odd.lines").write_bytes(text)
    with pytest.raises(LabelError, match=rf"odd\.lines.*{said}"):
        read_lines(tmp_path / "odd.lines")


_texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\n\r\x85\u2028\u2029⟦⟧"), min_size=1, max_size=12
).filter(str.strip)
Row = tuple[str, str, bool] | None
_rows: st.SearchStrategy[Row] = st.none() | st.tuples(st.sampled_from(KINDS), _texts, st.booleans())


@given(st.lists(_rows, max_size=12))
def test_what_is_written_is_read_back_equal(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    document = Labelled(
        name="document",
        lines=tuple(row[1] if row else "" for row in rows),
        kinds=tuple(row[0] if row else None for row in rows),
        sure=tuple(row[2] if row else True for row in rows),
        language="en",
        group="site",
    )
    path = write(tmp_path_factory.getbasetemp() / "document.lines", format_lines(document))
    assert read_lines(path, language="en", group="site") == document


@pytest.mark.parametrize(
    ("marked", "bare", "spans"),
    [
        ("⟦12 March ⟧It rained.⟦ (Photo)⟧", "12 March It rained. (Photo)", [(0, 9), (19, 27)]),
        ("It ⟦(see below) ⟧rained.", "It (see below) rained.", [(3, 15)]),
        ("It rained.⟦⟧", "It rained.", []),
    ],
    ids=["at both ends", "amid the line", "nothing between the marks"],
)
def test_marks_become_spans_and_spans_marks(
    marked: str, bare: str, spans: list[tuple[int, int]], tmp_path: Path
) -> None:
    document = read_lines(write(tmp_path / "a.lines", f"\nbody\t{marked}\n"))
    assert document.lines == ("", bare)
    assert document.glue == tuple(Glue(1, start, end) for start, end in spans)
    assert format_lines(document) == f"\nbody\t{marked}\n".replace("⟦⟧", "")


def test_marks_in_a_line_that_goes_say_nothing(tmp_path: Path) -> None:
    assert read_lines(write(tmp_path / "a.lines", "ad\t⟦12 March ⟧Buy\n")).glue == ()


GLUED = labelled([("date", "1 May"), (None, ""), ("body", "2 May It rained. Read on"), ("body", "It stopped.")])
GLUED = replace(GLUED, glue=(Glue(2, 0, 6), Glue(2, 16, 24, "related")))


@pytest.mark.parametrize("glue", [Glue(4, 0, 1), Glue(-1, 0, 1), Glue(2, 20, 25), Glue(2, 3, 3), Glue(2, -1, 3)])
def test_glue_outside_its_line_is_refused(glue: Glue) -> None:
    """Documents are fitted on one behind the other: it would be a label of another line, or of another document."""
    with pytest.raises(ValueError, match=rf"made-up: .* of line {glue.line + 1} are not in it"):
        replace(GLUED, glue=(glue,))


@pytest.mark.parametrize(
    ("which", "lines", "glue"),
    [
        (slice(2, 4), ["2 May It rained. Read on", "It stopped."], (Glue(0, 0, 6), Glue(0, 16, 24, "related"))),
        (slice(0, 2), ["1 May", ""], ()),
        (slice(3, 9), ["It stopped."], ()),
    ],
)
def test_a_part_takes_along_what_is_glued_to_its_lines(which: slice, lines: list[str], glue: tuple[Glue, ...]) -> None:
    part = GLUED.part(which, name="part")
    assert (part.name, list(part.lines), part.glue) == ("part", lines, glue)
    assert (part.kinds, part.sure) == (GLUED.kinds[which], GLUED.sure[which])


def test_lines_without_what_is_glued_to_them() -> None:
    assert without_glue(GLUED) == ("1 May", "", "It rained.", "It stopped.")


def test_a_folder_and_its_languages(tmp_path: Path) -> None:
    write(tmp_path / "hi" / "b.lines", "body\tख\n")
    write(tmp_path / "hi" / "a.lines", "body\tक\n")
    write(tmp_path / "c.lines", "body\tx\n")
    write(tmp_path / "hi" / "notes.txt", "not labelled")
    documents = read_folder(tmp_path)
    assert [(d.language, d.name, d.group) for d in documents] == [
        ("und", "c", "und/c"), ("hi", "a", "hi/a"), ("hi", "b", "hi/b"),
    ]  # fmt: skip
    assert [d.name for d in read_folder(tmp_path / "c.lines")] == ["c"]


@pytest.mark.parametrize(("place", "said"), [("missing", "no such file or folder"), ("empty", "no .lines files")])
def test_folders_without_labels(place: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(LabelError, match=f"{place}: {said}"):
        read_folder(tmp_path / place)


@pytest.mark.parametrize(
    ("kinds", "regime"),
    [
        (["title", "body", "heading"], "no noise"),
        (["body", "body", "ad"], "mostly clean"),
        (["body", "ad"], "full page"),
        (["ad"], "full page"),
        ([], "no noise"),
    ],
)
def test_regime(kinds: list[str], regime: str) -> None:
    rows: list[tuple[str | None, str]] = [(kind, "x") for kind in kinds]
    assert labelled([*rows, (None, ""), (None, "")]).regime == regime


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
    for name in ("site/a.txt", "site/deep/b.txt", "c.txt", "site/alone.txt"):
        write(tmp_path / "raw" / name, "keep\nx\n")
        if "alone" not in name:
            write(tmp_path / "clean" / name, "keep\n")
    write(tmp_path / "clean" / "only-here.txt", "keep\n")
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


@pytest.mark.parametrize(("kinds", "sure"), [(("body",), (True, True)), (("body", "ad"), (True,)), ((), ())])
def test_labels_that_do_not_run_in_parallel_are_refused(kinds: tuple[str, ...], sure: tuple[bool, ...]) -> None:
    said = f"odd: 2 lines, {len(kinds)} kinds and {len(sure)} of `sure`; give as many of each"
    with pytest.raises(ValueError, match=said):
        Labelled("odd", ("It rained.", "Buy"), kinds, sure)
