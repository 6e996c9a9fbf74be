"""CSV and TSV: a record a row, one named column the document; cells in quotes may hold line ends; compressed or not.

Rows are found by Python's csv reader. A row is changed only where its text stands.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.formats import BLOCK_BYTES, Cleaned, Fields, Format, Record, Writer, WrongContent, compressed
from cleaner.formats.cells import Cell, cells_of, quoted, value_of, written
from cleaner.formats.text import ENCODING, ODD_BYTES, encode, is_wide
from cleaner.removed import spans

MARK: Final = "\ufeff"  # of byte order
LARGEST_CELL: Final = 1 << 28
"""Characters a cell may have: a quote that is never closed must not take the rest of a large file into memory."""
DELIMITERS: Final = {".csv": ",;\t|", ".tsv": "\t"}
"""Marks between cells, by suffix; the first of them is taken that gives the header a column of the wanted name."""


class Columns(NamedTuple):
    """What the header says."""

    delimiter: str
    number: int  # how many there are
    text: int  # which cell, 0-based
    id: int | None


class Rows(NamedTuple):
    """Rows of a file that follow one another, as they are written."""

    columns: Columns
    first: int  # 1-based number of the first, the header not counted; 0 is the header
    line: int  # 1-based line of the file that it begins on
    rows: list[str]


class Separated(Format):
    """One document a row."""

    def __init__(self, fields: Fields, suffix: str = ".csv") -> None:
        """`suffix` says what stands between cells."""
        super().__init__(fields)
        self.delimiters = DELIMITERS[suffix]

    def blocks(self, path: Path) -> Iterator[Rows]:
        """The header, then some rows at a time."""
        csv.field_size_limit(LARGEST_CELL)
        with compressed.reading(path) as file:
            if is_wide(file.peek(2)):
                raise WrongContent("line 1: this is UTF-16; save it as UTF-8")
            lines = iter(TextIOWrapper(file, ENCODING, ODD_BYTES, newline=""))
            header = next(lines, None)
            if header is None:
                return
            taken = [header]
            columns, size = self._columns(taken, lines)
            header = "".join(taken[:size])
            _check_closed(header.removeprefix(MARK), columns.delimiter, 1)
            yield Rows(columns, 0, 1, [header])
            yield from _blocks(chain(taken[size:], lines), columns, 1 + _line_ends(header))

    def _columns(self, taken: list[str], lines: Iterator[str]) -> tuple[Columns, int]:
        """What the header says, and how many lines it has: a name in quotes may go on in the next.

        `taken` are the first lines of the file; what is read of `lines` is added to them.
        """
        for delimiter in (*self.delimiters, self.delimiters[0]):  # the first again, if it is none of them
            names, size = _names(taken, lines, delimiter)
            if self.fields.text in names:
                break
        text = _place(names, self.fields.text)
        identity = _place(names, self.fields.id) if self.fields.id else None
        if self.fields.annotate in names:
            raise WrongContent(f"line 1: there is a column {self.fields.annotate!r} already; name another")
        return Columns(delimiter, len(names), text, identity), size

    def records(self, block: Rows) -> Sequence[Record]:
        """A record for each row; the header is one without a text."""
        if block.first == 0:
            return [Record(0, None)]
        line, records = block.line, []
        for number, row in enumerate(block.rows, block.first):
            records.append(self._record(block.columns, number, line, row))
            line += _line_ends(row)
        return records

    @staticmethod
    def _record(columns: Columns, number: int, line: int, row: str) -> Record:
        if not row.strip("\r\n"):
            return Record(number, None)
        cells = cells_of(row, columns.delimiter)
        if len(cells) <= columns.text:
            return Record(number, None, wrong=f"line {line}: no cell in the text's column")
        if any(end > start for start, end in cells[columns.number :]):
            return Record(number, None, wrong=f"line {line}: {len(cells)} cells where the header has {columns.number}")
        identity = None
        if columns.id is not None and columns.id < len(cells):
            identity = value_of(row, cells[columns.id])
        text = value_of(row, cells[columns.text])
        wrong = None if text is not None else f"line {line}: something follows a closing quote in the text's cell"
        return Record(number, text, identity, wrong, Cell(*cells[columns.text], alone=len(cells) == 1))

    def part(self, block: Rows, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> bytes:
        """The rows with their texts replaced, or with what would go from them as a cell of its own."""
        if not self.fields.annotate:
            rows = [
                row if one is None else _replaced(row, record.source, one, block.columns.delimiter)
                for row, record, one in zip(block.rows, records, cleaned, strict=True)
            ]
        elif block.first == 0:
            header = block.rows[0].removeprefix(MARK)
            rows = [MARK * block.rows[0].startswith(MARK), _annotated(block.columns, header, self.fields.annotate)]
        else:
            rows = [
                row if one is None else _annotated(block.columns, row, json.dumps(spans(one.removed)))
                for row, one in zip(block.rows, cleaned, strict=True)
            ]
        return encode("".join(rows))

    def packed(self, part: bytes, suffix: str) -> bytes:
        """A stream of its own."""
        return compressed.member(part, suffix)

    def raws(self, block: Rows, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> dict[int, str]:
        """Cells with or without quotes where what stays of them does not show it."""
        found = {}
        delimiter = block.columns.delimiter
        for place, (row, record, one) in enumerate(zip(block.rows, records, cleaned, strict=True)):
            if one is not None:
                cell: Cell = record.source
                raw = row[cell.start : cell.end]
                stays = written(one.text, raw, delimiter, alone=cell.alone)
                if written(record.text or "", stays, delimiter, alone=cell.alone) != raw:
                    found[place] = raw
        return found

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """The file, compressed as its name says."""
        with compressed.writing_members(path, suffix) as file:
            yield file.write


def _replaced(row: str, cell: Cell, cleaned: Cleaned, delimiter: str) -> str:
    new = cleaned.raw
    if new is None:
        new = written(cleaned.text, row[cell.start : cell.end], delimiter, alone=cell.alone)
    return row[: cell.start] + new + row[cell.end :]


def _annotated(columns: Columns, row: str, cell: str) -> str:
    """The row with another cell, in the column behind the header's last: shorter rows are filled up."""
    cells = cells_of(row, columns.delimiter)
    at, missing = cells[-1][1], columns.number + 1 - len(cells)
    if missing <= 0:  # there is an empty cell in that column
        at = cells[columns.number][0]
    return row[:at] + columns.delimiter * missing + written(cell, "", columns.delimiter) + row[at:]


def _names(taken: list[str], lines: Iterator[str], delimiter: str) -> tuple[list[str], int]:
    """The names in the header, and how many lines it has. What is read of `lines` is added to `taken`."""
    size = 0

    def further() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    def header() -> Iterator[str]:
        nonlocal size
        for line in chain(tuple(taken), further()):
            size += 1
            yield line.removeprefix(MARK) if size == 1 else line

    try:
        return next(csv.reader(header(), delimiter=delimiter), []), size
    except csv.Error as error:
        raise WrongContent(f"line 1: {error}; is a quote missing?") from error


def _place(names: list[str], name: str) -> int:
    """Where the column of this name is. Raises WrongContent unless there is one."""
    if names.count(name) != 1:
        found = "several columns" if name in names else "no column"
        raise WrongContent(f"line 1: {found} {name!r}; there are {', '.join(names)}")
    return names.index(name)


def _blocks(lines: Iterator[str], columns: Columns, begins: int) -> Iterator[Rows]:
    """The rows after the header, which begin on the line `begins`."""
    taken: list[str] = []  # lines of the row that is being read

    def taking() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    rows: list[str] = []
    number = first = 1
    line, size = begins, 0
    row, row_begins = "", begins
    reader = csv.reader(taking(), delimiter=columns.delimiter)
    try:
        for _ in reader:
            row, row_begins = "".join(taken), line
            rows.append(row)
            size += len(row)
            line += len(taken)
            number += 1
            taken.clear()
            if size >= BLOCK_BYTES:
                yield Rows(columns, first, begins, rows)
                rows, size, first, begins = [], 0, number, line
    except csv.Error as error:
        raise WrongContent(f"line {line}: {error}; is a quote missing?") from error
    _check_closed(row, columns.delimiter, row_begins)  # of other rows the reader has seen to it
    if rows:
        yield Rows(columns, first, begins, rows)


def _check_closed(row: str, delimiter: str, line: int) -> None:
    """Raise WrongContent if the last cell of a row opens with a quote that is not closed by the end of the file."""
    start, end = cells_of(row, delimiter)[-1]
    if end > start and row[start] == '"' and not quoted(row, start):
        raise WrongContent(f"line {line + _line_ends(row[:start])}: a quote is opened and never closed")


def _line_ends(text: str) -> int:
    """How many lines end in it."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
