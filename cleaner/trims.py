"""Trims: from the fates of a line's parts to what of the line stays.

A line goes when all of its parts do. Otherwise it stays whole, but for parts at its edges that are surely noise:
the author's sentence must not lose a word because a doubtful piece is glued to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaner.array_types import Bools, Ints, Probabilities
from cleaner.batch import Batch
from cleaner.kinds import KINDS
from cleaner.policy import Decision
from cleaner.ragged import edges, places

SURE: Final = 0.2
"""A part is surely noise when its probability of staying is below this share of what makes a line stay
(`Decision.least`)."""
SURE_DATE: Final = 0.5
"""The same for a date: it is short, and what stands before a sentence and looks like one hardly ever is the sentence's
(`training/EXPERIMENTS.md`, "Glue"). One in a cell beside prose is a timetable's and no stamp: it stays."""


@dataclass(frozen=True, slots=True)
class Trims:
    """Stretches at the edges of kept lines that go, in order; offsets are into the documents' own texts."""

    line: Ints  # (n_trims,) numbered through the batch
    row: Ints  # (n_trims,) the row that says of what kind it is
    start: Ints  # (n_trims,) first character, blanks that go along included
    stop: Ints  # (n_trims,) after the last character
    first: Ints  # (n_documents + 1,) first trim of each document

    def of(self, document: int) -> slice:
        """The trims of one document (0-based) as a slice of the arrays."""
        return slice(int(self.first[document]), int(self.first[document + 1]))


def settle(decision: Decision, batch: Batch) -> Bools:
    """Which rows stay, (n_rows,): those of lines that stay, less what is surely noise at the lines' edges."""
    if not batch.glued.any():
        return decision.kept
    first, parts = batch.line_rows
    line_stays = np.logical_or.reduceat(decision.kept, first)
    stays = np.repeat(line_stays, parts)
    cut = np.flatnonzero(line_stays & (parts > 1))
    row = places(first[cut], parts[cut])
    is_date = decision.kind[row] == KINDS.index("date")
    of_table = is_date & batch.beside_longer[row]
    least = decision.least[batch.document_of(batch.row_line[row])]
    sure = np.where(of_table, 0, np.where(is_date, SURE_DATE, SURE)) * least
    firm = decision.kept[row] | (decision.probability[row] >= sure)
    opens, _ = edges(parts[cut])
    if len(cut):
        low = np.minimum.reduceat(np.where(firm, row, batch.n_rows), opens)
        high = np.maximum.reduceat(np.where(firm, row, -1), opens)
        stays[row] = (row >= np.repeat(low, parts[cut])) & (row <= np.repeat(high, parts[cut]))
    return stays


def find_trims(batch: Batch, stays: Bools, probability: Probabilities) -> Trims:
    """The stretches that go from lines of which a part stays: one at a line's start, one at its end, or both.

    The blanks between a stretch and what stays go with it, the line end never does.
    """
    there = np.flatnonzero(stays & (batch.glued | batch.goes_on))
    opens_line = np.diff(batch.row_line[there], prepend=-1) != 0
    low, high = there[opens_line], there[np.append(opens_line[1:], True)] if len(there) else there
    line = batch.row_line[low]
    first, last = np.searchsorted(batch.row_line, line), np.searchsorted(batch.row_line, line, side="right") - 1
    at_start, at_end = np.flatnonzero(low > first), np.flatnonzero(high < last)
    trimmed = np.concatenate((line[at_start], line[at_end]))
    start = np.concatenate((batch.start[line[at_start]], batch.row_end[high[at_end]]))
    stop = np.concatenate((batch.row_start[low[at_start]], batch.end[line[at_end]]))
    rows = np.concatenate((
        _likeliest(first[at_start], (low - first)[at_start], probability),
        _likeliest(high[at_end] + 1, (last - high)[at_end], probability),
    ))  # fmt: skip
    order = np.argsort(start, kind="stable")
    trimmed, start, stop, rows = trimmed[order], start[order], stop[order], rows[order]
    document = batch.document_of(trimmed)
    return Trims(
        line=trimmed,
        row=rows,
        start=batch.raw_offset(start, document),
        stop=batch.raw_offset(stop, document),
        first=np.searchsorted(trimmed, batch.first_line),
    )


def lead_rows(batch: Batch, probability: Probabilities) -> Ints:
    """The row that speaks for each line, (n_lines,): its likeliest part, which decides its fate; -1 for a blank one."""
    first, parts = batch.line_rows
    lead = np.full(batch.n_lines, -1)
    lead[batch.row_line[first]] = first
    cut = np.flatnonzero(parts > 1)
    lead[batch.row_line[first[cut]]] = _likeliest(first[cut], parts[cut], probability)
    return lead


def _likeliest(first: Ints, size: Ints, probability: Probabilities) -> Ints:
    """The row of the highest probability, the first of equals, of each stretch of rows, none empty."""
    row = places(first, size)
    stretch = np.repeat(np.arange(len(first)), size)
    best_first = np.lexsort((row, -probability[row], stretch))
    return np.asarray(row[best_first][edges(size)[0]])
