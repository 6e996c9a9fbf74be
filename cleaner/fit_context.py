"""What the looks see of all documents that a model is fitted to, some documents at a time: all at once take gigabytes.

No document's numbers depend on another's, so they are the same in any pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from cleaner.array_types import Floats, Ints
from cleaner.arrays import context_columns
from cleaner.context import Columns, Context
from cleaner.examples import Examples
from cleaner.looks import Look
from cleaner.telling import tell

PIECE: Final = 100_000
"""Rows from which on a piece ends with the document."""


class Piece(NamedTuple):
    """Some documents that follow one another."""

    rows: slice  # of all rows
    columns: Columns  # what the next look sees of them


@dataclass(frozen=True, slots=True)
class Looked:
    """All rows as the look before has left them."""

    own: Floats  # (n_rows, n_features) the rows' own features, whole numbers as `quantise` gives them
    examples: Examples
    log_odds: Floats  # (n_rows, n_kinds) that it gives them

    def pieces(self) -> Iterator[Piece]:
        """All documents in order."""
        first_row = self.examples.first_row
        document = 0
        while document < len(first_row) - 1:
            first = first_row[document]
            after = min(int(np.searchsorted(first_row, first + PIECE)), len(first_row) - 1)
            rows, of_piece = slice(int(first), int(first_row[after])), first_row[document : after + 1] - first
            _, told, where = tell(self.log_odds[rows], self.examples.chars[rows], of_piece)
            yield Piece(rows, Context(self.own[rows], of_piece).columns(told, where))
            document = after

    def columns(self, rows: Ints) -> Floats:
        """What the next look sees of the numbered rows, ascending: (len(rows), n_columns) whole numbers."""
        columns = np.empty((len(rows), len(context_columns())), dtype=np.float32)
        for piece in self.pieces():
            low, high = np.searchsorted(rows, (piece.rows.start, piece.rows.stop))
            columns[low:high] = piece.columns.of(rows[low:high] - piece.rows.start)
        return columns

    def again(self, look: Look) -> Looked:
        """All rows as this look leaves them."""
        every = ((columns, np.arange(rows.stop - rows.start)) for rows, columns in self.pieces())
        said = [look(some) for columns, of_piece in every for some in columns.chunks(of_piece)]
        return replace(self, log_odds=np.concatenate(said))
