"""The last look: one network for text that is mostly article, one for pages of noise, and what lies between.

One network for both pays for pages with text, or the other way round, however the rows are weighed
(`training/EXPERIMENTS.md`, "A last look for each regime").
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from cleaner.array_types import Floats, Ints
from cleaner.context import Columns
from cleaner.kinds import KINDS
from cleaner.looks import Look
from cleaner.regime import LEVELS, levels, sum_by_document

NAMES: Final = ("last_text", "last_page")
"""Of the two looks, in order, in a model that is saved."""


class LastLook(NamedTuple):
    """A look for each regime, at the same columns."""

    text: Look
    page: Look

    def __call__(self, columns: Columns, rows: Ints, level: Ints) -> Floats:
        """Log-odds of the numbered rows, (len(rows), n_kinds), up to a constant per row.

        `level` (n_rows,) is that of each row's document, in all of the batch: between the ends each look has its share.
        """
        of_document = level[rows]
        page, text = np.flatnonzero(of_document > 0), np.flatnonzero(of_document < LEVELS)
        log_odds = np.zeros((len(rows), len(KINDS)), dtype=np.float32)
        log_odds[page] = _said(self.page, columns, rows[page])
        share = ((LEVELS - of_document[text, None]) / LEVELS).astype(np.float32)
        log_odds[text] += share * (_said(self.text, columns, rows[text]) - log_odds[text])
        return log_odds


def _said(look: Look, columns: Columns, rows: Ints) -> Floats:
    return np.concatenate([look(some) for some in columns.chunks(rows)])


def row_levels(evidence: Floats, first_row: Ints) -> Ints:
    """The level of each row's document, (n_rows,), from the rows' evidence of being article."""
    rows, seems_noise = np.diff(first_row), (evidence < 0).astype(np.int64)
    return np.repeat(levels(sum_by_document(seems_noise, first_row), rows), rows)
