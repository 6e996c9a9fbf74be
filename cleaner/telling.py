"""Telling: what a look leaves to the next one, about each row and about where in its document it stands."""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaner import landmarks, structure
from cleaner.array_types import Floats, Ints
from cleaner.looks import best_of_groups, margins

NAMES: Final = (*structure.NAMES, *landmarks.NAMES)
"""Names of the columns about a row's place, in order; kept in the model and compared when it is loaded."""


def tell(log_odds: Floats, chars: Ints, first_row: Ints) -> tuple[Floats, Floats, Floats]:
    """A row's evidence of being article, (n_rows,), its margins, (n_rows, len(GROUPS)), and the columns of `NAMES`."""
    best = best_of_groups(log_odds)
    seen, told = structure.evidence(best), margins(best)
    where = structure.structure(seen, told, chars, first_row), landmarks.landmarks(told, first_row)
    return seen, told, np.concatenate(where, axis=1)
