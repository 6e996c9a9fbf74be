"""CSV and TSV: a record a row, one named column the document; cells in quotes may hold line ends; compressed or not.

A row is changed only where its text stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from cleaner.formats import Cleaned, Fields, Format, Record, Writer, WrongContent, compressed, line_ends
from cleaner.formats.cells import Cell, cells_of, value_of, written
from cleaner.formats.rows import Columns, Rows, read_rows
from cleaner.formats.text import ENCODING, MARK, ODD_BYTES, encode, is_wide
from cleaner.removed import spans

DELIMITERS: Final = {".csv": ",;\t|", ".tsv": "\t"}
"""Marks between cells, by suffix; the first of them is taken that gives the header a column of the wanted name."""


class Separated(Format):
    """One document a row."""

    def __init__(self, fields: Fields, suffix: str = ".csv") -> None:
        """`suffix` says what stands between cells."""
        super().__init__(fields)
        self.delimiters = DELIMITERS[suffix]

    def blocks(self, path: Path) -> Iterator[Rows]:
        """The header, then some rows at a time."""
        with compressed.reading(path) as file:
            if is_wide(file.peek(2)):
                raise WrongContent("line 1: this is UTF-16; save it as UTF-8")
            lines = iter(TextIOWrapper(file, ENCODING, ODD_BYTES, newline=""))
            yield from read_rows(lines, self.delimiters, self.fields)

    def records(self, block: Rows) -> Sequence[Record]:
        """A record for each row; the header is one without a text."""
        if block.first == 0:
            return [Record(0, None)]
        line, records = block.line, []
        for number, row in enumerate(block.rows, block.first):
            records.append(self._record(block.columns, number, line, row))
            line += line_ends(row)
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
