"""Landmarks: how far the nearest headline, date, share bar, teaser, comment lies before and behind each row.

An article stands below its headline and its date and above tags, teasers and comments. Means over the rows around a row
say little about a single row far away, and where an article is made of short lines nothing else tells where it is
(`training/EXPERIMENTS.md`, "Landmarks").
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaner.array_types import Floats, Ints
from cleaner.distances import to_nearest
from cleaner.looks import GROUPS
from cleaner.structure import SURE

NAMES: Final = tuple(f"{side}_{group[0]}" for group in GROUPS for side in ("since", "until"))
"""Names of the columns in order; kept in the model and compared when it is loaded."""


def landmarks(told: Floats, first_row: Ints) -> Floats:
    """The columns of `NAMES`, (n_rows, len(NAMES)), whole numbers.

    `told` (n_rows, len(GROUPS)) is what `looks.margins` gives; `first_row` (n_documents + 1,) says where documents
    begin.
    """
    return np.asarray(to_nearest(np.ascontiguousarray(told.T) >= SURE, first_row).T)
