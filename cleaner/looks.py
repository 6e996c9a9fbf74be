"""Looks: what a row seems to be, told to its neighbours and looked at again with what they tell.

The first look sees a row's own features; every further one sees what the look before it made of the row's neighbours
and of the document. A look ends in log-odds of kinds. What neighbours are told of a row are the margins of a few groups
of kinds: how far the likeliest kind of a group is ahead of the other groups'. Such numbers mean the same whichever
network made them; eight units free to mean anything told less (`training/EXPERIMENTS.md`, "Looks").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cleaner.array_types import Floats
from cleaner.context import LARGEST
from cleaner.kinds import KINDS, Kind
from cleaner.layers import Dense, run_layers

GROUPS: Final[tuple[tuple[Kind, ...], ...]] = (
    ("title", "heading"),
    ("body",),
    ("byline", "date", "caption"),
    ("related",),
    ("share", "promo", "ad"),
    ("navigation", "tags"),
    ("comments",),
    ("legal", "other"),
)
"""Kinds that neighbours need not tell apart stand together."""
PER_LOG_ODD: Final = 8
"""Margin of one natural unit of log-odds; `LARGEST` is odds beyond any that count."""

TOLD: Final = tuple(f"margin_{group[0]}" for group in GROUPS)
"""Names of the margins in order."""

_MEMBERS = [np.flatnonzero(np.isin(KINDS, group)) for group in GROUPS]


@dataclass(frozen=True, slots=True)
class Look:
    """One network over every row."""

    layers: tuple[Dense, ...]
    output: Dense  # to log-odds of kinds, up to a constant per row

    def __call__(self, inputs: Floats) -> Floats:
        """(n, n_in) whole numbers to (n, n_kinds)."""
        return self.output(run_layers(self.layers, inputs))


def best_of_groups(log_odds: Floats) -> Floats:
    """(n_rows, n_kinds) log-odds to those of the likeliest kind of each group, (len(GROUPS), n_rows)."""
    of_kind = np.ascontiguousarray(log_odds.T)
    return np.stack([np.maximum.reduce(of_kind[members]) for members in _MEMBERS])


def margins(best: Floats) -> Floats:
    """What `best_of_groups` gives to (n_rows, len(GROUPS)) whole numbers within +-`LARGEST`; one of a row's is above 0
    unless two groups are level."""
    first, second = best[0], np.full_like(best[0], -np.inf)
    for group in best[1:]:
        second = np.maximum(second, np.minimum(first, group))
        first = np.maximum(first, group)
    ahead = best - np.where(best == first, second, first)
    ahead *= PER_LOG_ODD
    return np.asarray(np.clip(np.rint(ahead, out=ahead), -LARGEST, LARGEST, out=ahead).T)
