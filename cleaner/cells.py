"""Cells: prose that shares its lines with menu entries in a cell beside it, as converters lay out tables of old pages.

    World            The ferry left at six in the morning with forty people on board, and nobody was late.
    Weather          Residents said that they had asked for a second bridge since the floods of last year.

Such a line is cut at the gap between the two. That of a table of figures or names is not: its cells are short, and
belong together.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaner.array_types import Bools, Ints

GAP: Final = 4
"""Blanks in a row, between cells, that nobody types between sentences."""
PROSE: Final = 60
"""Characters from which a cell is prose: about ten words."""


def gaps_beside_prose(start: Ints, end: Ints, first: Ints) -> tuple[Ints, Ints, Ints]:
    """Line, first character behind and last end before every gap beside prose, in order.

    `start` and `end` are those of runs of visible characters, (n_runs,); `first` (n_lines + 1,) the first of each line.
    """
    run = np.flatnonzero(start[1:] - end[:-1] >= GAP) + 1
    line = np.searchsorted(first, run, side="right") - 1
    within = run > first[line]  # or the gap is a line's end and the indent of the next
    run, line = run[within], line[within]
    at, before = start[run], end[run - 1]
    again = np.append(False, line[1:] == line[:-1])[: len(line)]  # the line's second such gap, or a later one
    cell_start, cell_end = start[first[line]], end[first[line + 1] - 1]
    cell_start[again] = at[:-1][again[1:]]
    cell_end[:-1][again[1:]] = before[1:][again[1:]]
    prose = (before - cell_start >= PROSE) | (cell_end - at >= PROSE)
    return line[prose], at[prose], before[prose]


def beside_longer(glued: Bools, start: Ints, end: Ints) -> Bools:
    """Which parts of lines stand beside a longer one across a gap, (n_rows,): a line is called by what the longer is.

    `glued` says which rows go on in the line of the row before, `start` and `end` where their characters are.
    """
    size = end - start
    apart = np.flatnonzero(glued[1:] & (start[1:] - end[:-1] >= GAP))
    longer_follows = size[apart + 1] > size[apart]
    beside = np.zeros(len(glued), dtype=bool)
    beside[np.where(longer_follows, apart, apart + 1)] = True
    return beside
