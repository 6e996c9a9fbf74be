"""The rows of a file of CSV, each as it is written, line ends within quotes included: found by Python's csv reader."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple

from cleaner.formats import BLOCK_BYTES, Fields, WrongContent, line_ends
from cleaner.formats.cells import cells_of, quoted
from cleaner.formats.text import MARK

LARGEST_CELL: Final = 1 << 28
"""Characters a cell may have: a quote that is never closed must not take the rest of a large file into memory."""


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


def read_rows(lines: Iterator[str], delimiters: str, fields: Fields) -> Iterator[Rows]:
    """The rows of a file, from its lines: the header, then some rows at a time.

    Of `delimiters` the first is taken that gives the header a column for the texts. Raises WrongContent for a header
    without the columns that `fields` names, and for a cell that is never closed.
    """
    csv.field_size_limit(LARGEST_CELL)
    header = next(lines, None)
    if header is None:
        return
    taken = [header]
    columns, size = _columns(taken, lines, delimiters, fields)
    header = "".join(taken[:size])
    _check_closed(header.removeprefix(MARK), columns.delimiter, 1)
    yield Rows(columns, 0, 1, [header])
    yield from _blocks(chain(taken[size:], lines), columns, 1 + line_ends(header))


def _columns(taken: list[str], lines: Iterator[str], delimiters: str, fields: Fields) -> tuple[Columns, int]:
    """What the header says, and how many lines it has: a name in quotes may go on in the next.

    `taken` are the first lines of the file; what is read of `lines` is added to them.
    """
    for delimiter in (*delimiters, delimiters[0]):  # the first again, if it is none of them
        names, size = _names(taken, lines, delimiter)
        if fields.text in names:
            break
    text = _place(names, fields.text)
    identity = _place(names, fields.id) if fields.id else None
    if fields.annotate in names:
        raise WrongContent(f"line 1: there is a column {fields.annotate!r} already; name another")
    return Columns(delimiter, len(names), text, identity), size


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
        raise WrongContent(f"line {line + line_ends(row[:start])}: a quote is opened and never closed")
