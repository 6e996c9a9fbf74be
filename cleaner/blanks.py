"""Blank lines around what was removed: the runs on both sides become one, as long as the longest of them."""

from __future__ import annotations

import numpy as np

from cleaner.array_types import Bools, Ints
from cleaner.batch import Batch


def keep_lines(batch: Batch, kept_rows: Bools) -> Bools:
    """Which lines stay, (n_lines,), given which rows (lines with text, or parts of them) do.

    Blank lines stay, but of the runs between two neighbouring kept rows only the longest, the first of equals.
    Nothing removed between them: one run, untouched. The document's two ends count as kept rows.
    """
    kept = np.ones(batch.n_lines, dtype=bool)
    kept[batch.row_line] = False
    kept[batch.row_line[kept_rows]] = True
    blank = np.ones(batch.n_lines, dtype=bool)
    blank[batch.row_line] = False
    lines = np.flatnonzero(blank)
    if not len(lines) or kept.all():
        return kept

    rows_before = np.cumsum(~blank)
    kept_before = np.cumsum(~blank & kept)
    document = np.repeat(np.arange(len(batch.documents)), np.diff(batch.first_line))
    n_documents = len(batch.documents)
    run = rows_before[lines] * n_documents + document[lines]  # blank lines of equal `run` follow one another
    gap = kept_before[lines] * n_documents + document[lines]  # runs of equal `gap` have only removed rows between
    opens = np.flatnonzero(np.diff(run, prepend=-1))
    length = np.diff(opens, append=len(lines))
    gap_of_run = gap[opens]
    best_first = np.lexsort((opens, -length, gap_of_run))
    chosen = best_first[np.flatnonzero(np.diff(gap_of_run[best_first], prepend=-1))]
    stays = np.zeros(len(opens), dtype=bool)
    stays[chosen] = True
    kept[lines] = np.repeat(stays, length)
    return kept


def keep_across(batch: Batch, kept: Bools, after: Batch, kept_after: Bools) -> tuple[Bools, Bools]:
    """Which lines stay of two pieces of one text, each a batch by itself, the second right behind the first.

    The blank run that each piece kept at the cut is there for the same gap, so only the longer of the two stays, the
    first of equals. A run that the cut itself parts stays whole. A gap as long as a whole piece may keep two runs.
    """
    closing, opening = _outer_runs(batch, kept)[1], _outer_runs(after, kept_after)[0]
    if not (len(closing) and len(opening)) or (closing[-1] == batch.n_lines - 1 and opening[0] == 0):
        return kept, kept_after
    kept, kept_after = kept.copy(), kept_after.copy()
    if len(closing) >= len(opening):
        kept_after[opening] = False
    else:
        kept[closing] = False
    return kept, kept_after


def _outer_runs(batch: Batch, kept: Bools) -> tuple[Ints, Ints]:
    """The blank lines that stay before the first line with text that does, and those behind the last one."""
    lines = np.flatnonzero(kept)
    has_text = np.zeros(batch.n_lines, dtype=bool)
    has_text[batch.row_line] = True
    place = np.flatnonzero(has_text[lines])
    if not len(place):
        return lines, lines
    return lines[: place[0]], lines[place[-1] + 1 :]
