"""`.lines` files, and the documents they hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import labelled

from cleaner.kinds import KINDS
from cleaner.labels import Glue, LabelError, Labelled, format_lines, read_folder, read_lines, without_glue

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


@pytest.mark.parametrize(("kinds", "sure"), [(("body",), (True, True)), (("body", "ad"), (True,)), ((), ())])
def test_labels_that_do_not_run_in_parallel_are_refused(kinds: tuple[str, ...], sure: tuple[bool, ...]) -> None:
    said = f"odd: 2 lines, {len(kinds)} kinds and {len(sure)} of `sure`; give as many of each"
    with pytest.raises(ValueError, match=said):
        Labelled("odd", ("It rained.", "Buy"), kinds, sure)
