"""Blank lines around what was removed: the runs on both sides become one, as long as the longest of them."""

from __future__ import annotations

import numpy as np

from cleaner.batch import Batch, Bools


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
