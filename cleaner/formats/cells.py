"""The cells of a row of CSV, found and replaced in place, as Python's csv reader takes a row apart."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final, NamedTuple


class Cell(NamedTuple):
    """Where a text stands in its row."""

    start: int
    end: int
    alone: bool  # it is the only cell


quoted: Final = re.compile('"(?P<content>(?>[^"]*(?:""[^"]*)*))"').match


@cache
def _unquoted(delimiter: str) -> Any:
    return re.compile(f"[^{re.escape(delimiter)}\r\n]*").match


def cells_of(row: str, delimiter: str) -> list[tuple[int, int]]:
    """Where the cells of a row stand, as Python's csv reader takes it apart; the line end is in none of them."""
    cells: list[tuple[int, int]] = []
    unquoted, at = _unquoted(delimiter), 0
    while True:
        cell = quoted(row, at)
        is_open = cell is None and row.startswith('"', at)  # never closed: all the rest
        end = len(row) if is_open else unquoted(row, cell.end() if cell else at).end()
        cells.append((at, end))
        if not row.startswith(delimiter, end):
            return cells
        at = end + 1


def value_of(row: str, span: tuple[int, int]) -> str | None:
    """What a cell says; None if something follows the quoted part of it, which readers do not agree on."""
    start, end = span
    if not row.startswith('"', start):
        return row[start:end]
    cell = quoted(row, start)
    return cell["content"].replace('""', '"') if cell and cell.end() == end else None


def written(text: str, like: str, delimiter: str, *, alone: bool = False) -> str:
    """A text as a cell: in quotes if `like`, the cell that stood there, is, or if it could not be read without.

    `alone`: it is the only cell of its row, so that without quotes nothing would be a blank line, which is no row.
    """
    if like.startswith('"') or any(mark in text for mark in ('"', "\n", "\r", delimiter)) or (alone and not text):
        return '"' + text.replace('"', '""') + '"'
    return text
