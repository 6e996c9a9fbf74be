"""CSV and TSV: rows as Python's csv reader finds them; nothing but the text's cell changes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from by_rule import BY_RULE, EMPTYING, ByRule, cleaned
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trees import decode, encode

from cleaner.formats import Fields, WrongContent, rows
from cleaner.formats.separated import Separated


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(decode(content), newline=""), delimiter=delimiter))


class Row(NamedTuple):
    before: str  # the cells before the text's, with the delimiters behind them
    text: str  # what it says
    cell: str  # how it is written
    after: str  # the rest


class Table(NamedTuple):
    delimiter: str
    header: str
    place: int  # of the text
    rows: list[Row]


TEXTS = [
    "", "a", "#",
    "a\n#\nb", "a\r\n#\r\n", "a\r#\rb", 'say "a"\n#\n', "a, b; c\n#\n", "é\n#\udcff\n", " a \n#", "a\t#\n\tb", "\udc80",
]  # fmt: skip
OTHERS = ["", "1.50", "1e5", " x ", "é", "a,b;c\td", 'a "b"', "\udcfe", "#", "a\nb", "\ufeff"]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Cells stand in quotes where they must and where it pleases; the last row may have no end."""
    delimiter, end = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    place, behind = draw(st.integers(0, 2)), draw(st.integers(0, 2))

    def cell(value: str) -> str:
        must = any(mark in value for mark in (delimiter, '"', "\n", "\r")) or not (value or place or behind)
        return '"' + value.replace('"', '""') + '"' if must or draw(st.booleans()) else value

    def others(number: int) -> list[str]:
        return [cell(value) for value in draw(st.lists(st.sampled_from(OTHERS), min_size=number, max_size=number))]

    names = [*"ab"[:place], draw(st.sampled_from(["text", '"text"'])), *"yz"[:behind]]
    rows: list[Row] = []
    for text in draw(st.lists(st.sampled_from(TEXTS), max_size=4)):
        before = "".join(f"{other}{delimiter}" for other in others(place))
        after = "".join(f"{delimiter}{other}" for other in others(behind))
        rows.append(Row(before, text, cell(text), after + end))
    ended: bool = draw(st.booleans())
    if rows and not ended:
        rows[-1] = rows[-1]._replace(after=rows[-1].after.removesuffix(end))
    return Table(delimiter, draw(st.sampled_from(["", "\ufeff"])) + delimiter.join(names) + end, place, rows)


@given(tables(), st.booleans())
@settings(max_examples=40)
@example(Table(",", "text\n", 0, [Row("", "a\n#\n", '"a\n#\n"', "\n"), Row("", "", '""', "\n")]), True)
@example(Table(",", "text,a\n", 0, [Row("", "a", '"a"', ",1.50\n"), Row("", "#", "#", ",\n")]), False)
def test_nothing_but_the_text_changes(table: Table, large: bool) -> None:
    """The law of this format: bytes around the text, whole rows that lose nothing, and back to what there was."""
    raw = encode(table.header + "".join(row.before + row.cell + row.after for row in table.rows))
    done = cleaned({"d/f.csv": raw}, large=large)
    assert not done.failed
    assert not done.wrong
    texts = [BY_RULE.clean(row.text) for row in table.rows]
    rest = decode(done.clean["d/f.csv"])
    assert rest.startswith(table.header)
    rest = rest.removeprefix(table.header)
    for row, clean in zip(table.rows, texts, strict=True):
        if clean == row.text:
            expected = row.before + row.cell + row.after
        else:
            assert rest.startswith(row.before)
            quoted = rest.startswith('"', len(row.before))
            cell = '"' + clean.replace('"', '""') + '"' if quoted else clean
            expected = row.before + cell + row.after
        assert rest.startswith(expected)
        rest = rest.removeprefix(expected)
    assert rest == ""
    assert [row[table.place] for row in read(done.clean["d/f.csv"], table.delimiter)[1:]] == texts
    assert not done.not_restored
    assert done.restored == {"d/f.csv": raw}


def rows_of(content: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))


@given(st.text(st.sampled_from('",;\n\r\ta #é'), max_size=30), st.sampled_from([",", ";", "\t"]))
@settings(max_examples=300)
@example('a\n"b"c,d\n"""",\n', ",")
@example('"a""b', ",")
@example('x"\n"', ",")
@example("a,,\n", ",")
def test_cells_are_those_of_the_csv_reader(body: str, delimiter: str) -> None:
    """Of whatever characters: as many rows, in each the same text or a complaint; refused is only an open quote."""
    content = f"text{delimiter}b\n{body}"
    expected = rows_of(content, delimiter)
    opened = len(rows_of(f"{content}\nx", delimiter)) == len(expected)  # the next line is still in the last cell
    form = Separated(Fields())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content.encode())
        if opened:
            with pytest.raises(WrongContent, match="never closed"):
                list(form.blocks(path))
            return
        blocks = list(form.blocks(path))
    records = [record for block in blocks for record in form.records(block)]
    assert len(records) == len(expected)
    for record, row in list(zip(records, expected, strict=True))[1:]:
        assert record.text == (row[0] if row and not record.wrong else None)
        assert not record.wrong or '"' in content or len(row) > 2
    left = [(block, form.records(block)) for block in blocks]
    assert b"".join(form.part(block, some, [None] * len(some)) for block, some in left) == content.encode()


SPELLINGS = {
    "quotes stay": ('text,n\n"a\n#\n",1.50\n', 'text,n\n"a\n",1.50\n', "where they were"),
    "no quotes": ("n,text\r\n01,a\u2028#\u2028\r\n", "n,text\r\n01,a\u2028\r\n", "where none were and none are needed"),
    "needless quotes": ('n,text\n"1","a\u2028#"\n2,"b"\n', 'n,text\n"1","a\u2028"\n2,"b"\n', "are left alone"),
    "a quote inside": ('text\n5" pipe\u2028#\n', 'text\n"5"" pipe\u2028"\n', "is doubled where it is written"),
    "a quote inside, untouched": ('text\n5" pipe\n', 'text\n5" pipe\n', "is left alone otherwise"),
    "semicolons": ("n;text\n1,5;a,b\u2028#\n", "n;text\n1,5;a,b\u2028\n", "the header tells"),
    "tabs": ("n\ttext\n1,5\ta,b\u2028#\n", "n\ttext\n1,5\ta,b\u2028\n", "the header tells"),
    "bars": ("n|text\n1,5|a,b\u2028#\n", "n|text\n1,5|a,b\u2028\n", "the header tells"),
    "two marks in the header": ("a;b,text\n1,a\u2028#\n", "a;b,text\n1,a\u2028\n", "the one that gives the column"),
    "a mark of byte order": ('\ufeff"text",n\n"a\n#\n",1\n', '\ufeff"text",n\n"a\n",1\n', "is no part of a name"),
    "carriage returns": ('text,n\r"a\r#\r",1\rb,2\r', 'text,n\r"a\r",1\rb,2\r', "end rows as well"),
    "mixed line ends": ('text,n\r\n"a\n#\n",1\nb,2\r\n', 'text,n\r\n"a\n",1\nb,2\r\n', "each row has its own"),
    "blank lines": ('text\n\n"a\n#\n"\n\r\n', 'text\n\n"a\n"\n\r\n', "are no rows"),
    "a header of two lines": ('"b\nc","text"\n1,a\u2028#\n', '"b\nc","text"\n1,a\u2028\n', "as sheets have"),
    "a header for one mark only": ('a,"b;text\n1;a\u2028#\n', 'a,"b;text\n1;a\u2028\n', "not that one"),
    "short rows": ("text,a,b\na\u2028#\nc,1\n", "text,a,b\na\u2028\nc,1\n", "have a text all the same"),
    "empty cells too many": ("text,a\na\u2028#,1,,\n", "text,a\na\u2028,1,,\n", "change nothing"),
    "header only": ("text,n\n", "text,n\n", "nothing to clean"),
    "header without an end": ("text,n", "text,n", "nothing to clean"),
    "empty": ("", "", "nothing at all"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "clean", "why"), SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("large", [False, True])
def test_spellings(raw: str, clean: str, why: str, large: bool) -> None:
    done = cleaned({"f.csv": raw.encode()}, large=large)
    assert not done.failed
    assert not done.wrong
    assert done.clean == {"f.csv": clean.encode()}, why
    assert done.restored == {"f.csv": raw.encode()}, why


def test_an_emptied_text_does_not_make_its_row_a_blank_line() -> None:
    """Which readers pass over: the rows behind would be numbered anew. With another cell there is no danger."""
    alone, two = b"text\na\xe2\x80\xa8b\nc\n", b'text,n\n"a\nb",1\n'
    done = cleaned({"alone.csv": alone, "two.csv": two}, ready=ByRule(EMPTYING))
    assert done.clean == {"alone.csv": b'text\n""\n""\n', "two.csv": b'text,n\n"",1\n'}
    assert done.restored == {"alone.csv": alone, "two.csv": two}


def test_in_tsv_only_tabs_part_cells() -> None:
    """Though a comma would give the column as well."""
    raw = b"id,text\n1,a\n"
    assert cleaned({"f.csv": raw}).failed == {}
    assert cleaned({"f.tsv": raw}).failed == {"f.tsv": "line 1: no column 'text'; there are id,text"}


REFUSED = {
    "no column": ("id,body\n1,a\n", "line 1: no column 'text'; there are id, body"),
    "another case": ("id,Text\n1,a\n", "line 1: no column 'text'; there are id, Text"),
    "two of the name": ("text,id,text\na,1,b\n", "line 1: several columns 'text'; there are text, id, text"),
    "blank header": ("\ntext\na\n", "line 1: no column 'text'; there are "),
    "an open quote": ('text,n\nb,1\n"a\n\n#,2\nc,3\n', "line 3: a quote is opened and never closed"),
    "an open quote behind others": ('text,n\n"a\nb","c\nd\n', "line 3: a quote is opened and never closed"),
    "an open quote at the end": ('text\na\n"', "line 3: a quote is opened and never closed"),
    "an open quote in the header": ('text,"n\na,1\n', "line 1: a quote is opened and never closed"),
    "utf-16": ("\ufefftext\na\n", "line 1: this is UTF-16; save it as UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("large", [False, True])
def test_files_that_are_refused(raw: str, said: str, large: bool) -> None:
    """With a line, and nothing is written, also where some of it was read before it was seen."""
    content = raw.encode("utf-16-le" if "UTF-16" in said else "utf-8")
    done = cleaned({"f.csv": content, "good.csv": b"text\na\n"}, large=large)
    assert done.failed == {"f.csv": said}
    assert done.clean == {"good.csv": b"text\na\n"}


@pytest.mark.parametrize(("longest", "refused"), [(39, True), (40, False)])
def test_a_cell_has_a_longest(longest: int, refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quote that is missing must not take the rest of a large file into memory."""
    monkeypatch.setattr(rows, "LARGEST_CELL", longest)
    done = cleaned({"f.csv": b'text,n\na,1\n"' + b"b\n" * 20 + b'",2\n'})
    said = "line 3: field larger than field limit (39); is a quote missing?"
    assert done.failed == ({"f.csv": said} if refused else {})


FOLLOWS = "line 3: something follows a closing quote in the text's cell"
BAD = {
    "too few cells": ("1", "line 3: no cell in the text's column"),
    "too many cells": ("1,a,b#", "line 3: 3 cells where the header has 2"),
    "something behind the quote": ('1,"a\u2028#" b', FOLLOWS),
    "quotes escaped in another way": (r'1,"say \"a\"' + '\u2028#"', FOLLOWS),
}  # fmt: skip


@pytest.mark.parametrize(("bad", "said"), BAD.values(), ids=BAD)
def test_bad_rows_come_out_as_they_went_in(bad: str, said: str) -> None:
    """And are told with their lines; their neighbours are cleaned. What cannot be taken apart is not guessed at."""
    raw = f"id,text\n0,a\u2028#\n{bad}\n2,b\u2028#\n"
    done = cleaned({"f.csv": raw.encode()})
    assert done.clean == {"f.csv": raw.replace("0,a\u2028#", "0,a\u2028").replace("2,b\u2028#", "2,b\u2028").encode()}
    assert done.wrong == [said]
    assert done.restored == {"f.csv": raw.encode()}


def test_lines_are_those_of_the_file() -> None:
    """Also behind a header, texts and line ends of several lines, in whatever block."""
    content = '"a\nb",text\r\n"1\r\n2","c\rd\n"\r\n\n3\n'
    for size in (1, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(rows, "BLOCK_BYTES", size)
            assert cleaned({"f.csv": content.encode()}).wrong == ["line 8: no cell in the text's column"]


@pytest.mark.parametrize("block_bytes", [1, 10, 100])
def test_blocks_are_bounded_and_change_nothing(
    block_bytes: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A block ends at a row's end, and the header is one of its own."""
    some = ['"a\n#\n",1', "b,2", "", "3,4,5", '"é\n#",']
    raw = ("text,n\n" + "\n".join(some * 5)).encode()
    whole = cleaned({"f.csv": raw}, large=True)
    monkeypatch.setattr(rows, "BLOCK_BYTES", block_bytes)
    (tmp_path / "f.csv").write_bytes(raw)
    blocks = list(Separated(Fields()).blocks(tmp_path / "f.csv"))
    assert "".join(row for block in blocks for row in block.rows).encode() == raw
    assert blocks[0].rows == ["text,n\n"]
    assert max(len("".join(block.rows)) for block in blocks) < block_bytes + max(map(len, some)) + 1
    parted = cleaned({"f.csv": raw}, large=True)
    assert (parted.clean, parted.removed, parted.restored) == (whole.clean, whole.removed, whole.restored)
    assert (parted.wrong, parted.summary.without_text) == (whole.wrong, whole.summary.without_text)
    assert whole.wrong[0] == "line 7: 3 cells where the header has 2"


def test_annotate_adds_a_column_and_keeps_the_text() -> None:
    """In its own column, however many cells a row has; a row that is none gets none."""
    raw = b'\xef\xbb\xbftext,"n"\r\n"a\n#\n",1.50\nb\n\xe9,2,\n\n"c"\n"d"e,1\n'
    done = cleaned({"f.csv": raw}, Fields(annotate="noise"))
    [spans] = [row[2] for row in read(done.clean["f.csv"])[1:2]]
    assert json.loads(spans) == [{"start": 2, "end": 4, "kind": "ad", "probability": 0.0}]
    cell = '"' + spans.replace('"', '""') + '"'
    expected = f'\ufefftext,"n",noise\r\n"a\n#\n",1.50,{cell}\nb,,[]\n\udce9,2,[]\n\n"c",,[]\n"d"e,1\n'
    assert decode(done.clean["f.csv"]) == expected
    assert done.removed == {}


@pytest.mark.parametrize("header", ["text,noise", '"noise";"text"', "noise,text,noise"])
def test_annotate_does_not_write_a_second_column_of_the_name(header: str) -> None:
    done = cleaned({"f.csv": f"{header}\n".encode()}, Fields(annotate="noise"))
    assert done.failed == {"f.csv": "line 1: there is a column 'noise' already; name another"}


def test_ids_name_rows_and_need_not_differ() -> None:
    raw = b'id,text\nx,a\xe2\x80\xa8#\nx,b\xe2\x80\xa8#\n"y ""z""",c\xe2\x80\xa8#\n,d\xe2\x80\xa8#\n'
    done = cleaned({"f.csv": raw}, Fields(id="id"))
    rows = [json.loads(line) for line in done.removed["f.csv.jsonl"].splitlines()]
    assert [row["document"] for row in rows] == ["x", "x", 'y "z"', "f.csv"]
    assert [row["record"] for row in rows] == [1, 2, 3, 4]
    assert done.restored == {"f.csv": raw}
    missing = cleaned({"f.csv": b"text\n"}, Fields(id="id"))
    assert missing.failed == {"f.csv": "line 1: no column 'id'; there are text"}
