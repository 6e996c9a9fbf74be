"""What the looks are fitted to: the kind of every row, and how much the row counts for a look of one regime."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from cleaner.array_types import Floats, Ints, Wide
from cleaner.settings import Settings

MANY: Final = 200_000
"""Rows from which it pays to leave some out, and to fit networks side by side."""


class Targets(NamedTuple):
    """What a network is to say of every row, and how much the row counts."""

    kind: Ints  # (n_rows,)
    weight: Floats  # (n_rows,), above 0


def of_regime(share: Wide, targets: Targets, settings: Settings) -> tuple[Ints, Targets]:
    """Which rows a look for one regime is fitted on, of (n_rows,) that are of it by this share, and their targets.

    A row of the other regime weighs little (`Settings.other_regime`); where there are many, few of them are drawn
    instead, for the same result in less time.
    """
    weight = targets.weight * (settings.other_regime + (1 - settings.other_regime) * share)
    some = np.arange(len(share))
    if len(share) >= MANY:
        chance = np.random.default_rng(settings.seed).random(len(share))
        some = np.flatnonzero((share > 0) | (chance < settings.other_regime))
        weight = np.where(share > 0, weight, targets.weight)
    return some, Targets(targets.kind[some], weight[some].astype(np.float32))
