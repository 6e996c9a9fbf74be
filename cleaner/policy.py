"""Policy: from probabilities to what stays, and why. Arrays in, arrays out; no text and no model are needed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Bools, Ints, Probabilities, Wide
from cleaner.kinds import ARTICLE, KINDS, Kind, check_kinds
from cleaner.regime import sum_by_document

DECIMALS: Final = 6
"""Probabilities are rounded to this many places before they are compared, far above the noise of float arithmetic."""


STRICTNESS: Final = 0.1
"""Strictness unless another is asked for: whole pages come out alike from .07 to .4, while what is lost of articles
falls by two thirds and more (`training/EXPERIMENTS.md`, "Strictness" and "A last look for each regime")."""
HARDLY_ANY: Final = 0.1
"""Share of a document's characters below which so little would stay that it takes strong evidence."""
DOUBT: Final = 0.1
"""Mean probability of staying, over the characters that would go, from which the evidence is not strong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Which kinds stay, and how sure the program must be that a line is one of them.

    `keep`: the kinds that stay, any iterable of names or one string with commas, one behind the last at will.
    `strictness`: a line stays when its probability of being of a kept kind is at least this; in (0, 1), low keeps
    nearly everything, high only what is certain. A document may ask for more or less than that (`demand.demands`).
    """

    keep: tuple[Kind, ...] = ARTICLE
    strictness: float = STRICTNESS

    def __post_init__(self) -> None:
        """Check every field once; raise ValueError naming field, value and what is allowed."""
        names = self.keep.strip().removesuffix(",").split(",") if isinstance(self.keep, str) else self.keep
        if not isinstance(names, Iterable):
            raise ValueError(f"keep must be names of kinds, got {self.keep!r}")
        keep = check_kinds(tuple(str(name).strip() for name in names))
        if not keep:
            raise ValueError(f"keep must name at least one kind of {', '.join(KINDS)}")
        object.__setattr__(self, "keep", tuple(kind for kind in KINDS if kind in keep))
        if not isinstance(self.strictness, Real):
            raise ValueError(f"strictness must be a number in (0, 1), got {self.strictness!r}")
        if not 0 < self.strictness < 1:
            raise ValueError(f"strictness must lie in (0, 1), got {self.strictness}")


def least(strictness: float | Wide, demand: Wide) -> Wide:
    """The probability from which lines stay in documents that ask for this much, in [0, 1), shapes as numpy has them.

    Its odds are those of the strictness times the demand, which counts the less the stricter the policy is: who asks
    for what is certain gets no less anywhere. Where the demand is 1 it is the strictness itself.
    """
    strictness = np.asarray(strictness)
    odds = strictness / (1 - strictness) * demand ** (1 - strictness)
    rounded = np.round(odds / (1 + odds), DECIMALS)
    return np.where(demand == 1, strictness, np.minimum(rounded, 1 - 10.0**-DECIMALS))


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of every row."""

    kept: Bools  # (n_rows,)
    kind: NDArray[np.int64]  # (n_rows,) index into KINDS: the likeliest kind among those of its fate
    probability: Probabilities  # (n_rows,) of being of a kept kind
    demand: Wide  # (n_documents,) how much each asks for (`demand.demands`)
    least: Wide  # (n_documents,) the probability from which its rows stay
    left_alone: Bools  # (n_documents,) nothing goes: no article was found, or hardly any and on weak evidence
    hardly_any: Bools  # (n_documents,) of these, the ones with a line that is likely to stay


def decide(
    probabilities: Probabilities,
    first_row: Ints,
    policy: Policy,
    size: Ints | None = None,
    demand: Wide | None = None,
) -> Decision:
    """Apply a policy to (n_rows, n_kinds) probabilities, kinds in the order of KINDS.

    A document without a single line that is likely article is left alone, and so is one of which hardly anything would
    stay though what goes is not surely noise: the program would rather return a page of menus than lose a page it does
    not understand. `size` (n_rows,) is how much a row counts there, its characters; without it all count alike.
    `demand` (n_documents,) is what documents ask for; without it all ask for what the policy says.
    """
    keeps = np.isin(KINDS, policy.keep)
    rows = np.diff(first_row)
    demand = np.ones(len(rows)) if demand is None else demand
    least_of_document = least(policy.strictness, demand)
    least_of_row = np.repeat(least_of_document, rows)
    probability = np.round(probabilities[:, keeps].sum(axis=1), DECIMALS)
    article = np.round(probabilities[:, np.isin(KINDS, ARTICLE)].sum(axis=1), DECIMALS)
    likely = probability >= least_of_row
    stays = likely | (article >= least_of_row)
    size = np.ones(len(likely), dtype=np.int64) if size is None else size
    whole, staying = sum_by_document(size, first_row), sum_by_document(size * stays, first_row)
    found = stays & (np.maximum(probability, article) >= policy.strictness)
    no_article = (sum_by_document(found, first_row) == 0) & (rows > 0)
    hardly_any = (staying < HARDLY_ANY * whole) & ~no_article
    if hardly_any.any():
        millionths = np.rint(probability * 10**DECIMALS).astype(np.int64)  # whole numbers: their sums are exact
        doubt = sum_by_document(size * ~stays * millionths, first_row)
        hardly_any &= doubt >= DOUBT * 10**DECIMALS * (whole - staying)
    left_alone = no_article | hardly_any
    of_fate = likely[:, None] == keeps[None, :]
    return Decision(
        kept=likely | np.repeat(left_alone, rows),
        kind=np.where(of_fate, probabilities, -1.0).argmax(axis=1),
        probability=probability,
        demand=demand,
        least=least_of_document,
        left_alone=left_alone,
        hardly_any=hardly_any,
    )
