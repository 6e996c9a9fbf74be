"""Regimes: a page of noise with an article in it, or an article with some noise left.

The two want different things (`training/EXPERIMENTS.md`, "Two regimes, one chain"): in a page of noise a doubtful line
is as a rule what its neighbours are, while in a text that is mostly article noise stands alone. Which of them it is,
and how much, is one number for each document, made of whole numbers, so that nothing judged beside it can change it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaner.array_types import Bools, Ints, Wide

LEVELS: Final = 16
"""The level of a document that is a page of noise and nothing else; 0 is one that is mostly article."""
LOOSE, TIGHT = 0.4, 0.7
"""Share of a document's rows that seem noise up to which its level is 0, and from which it is `LEVELS`
(`training/EXPERIMENTS.md`, "Two regimes, one chain")."""
PAGE: Final = 40
"""Rows below which a document is no page of noise, whatever they seem to be: its share is taken of so many."""


def levels(noise_rows: Wide | Ints, rows: Ints) -> Ints:
    """How much of a page of noise each document is, 0 to `LEVELS`; (n_documents,) all.

    `rows` are all of its rows, `noise_rows` those that seem noise, which may be counted in parts.
    """
    return level_between(noise_rows / np.maximum(rows, PAGE), LOOSE, TIGHT)


def level_between(share: Wide, low: float, high: float) -> Ints:
    """0 up to a share `low`, `LEVELS` from `high` on."""
    return np.asarray(np.rint(LEVELS * np.clip((share - low) / (high - low), 0, 1)), dtype=np.int64)


def sum_by_document(values: Ints | Bools, first_row: Ints) -> Ints:
    """Sums of whole numbers, or counts of what is true, (n_rows,), over each document; `first_row` (n_documents + 1,)
    says where they begin."""
    total = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return np.asarray(total[first_row[1:]] - total[first_row[:-1]])
