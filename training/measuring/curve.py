"""Harm against noise removed: what every strictness gives, of which one point says little.

Two models at one strictness differ in both figures; at the same harm they can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Wide
from cleaner.judged_lines import judged_documents
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import least

HARMS: Final = (0.002, 0.005, 0.007, 0.01, 0.02, 0.03)
"""Shares of article characters lost at which models are compared."""
BINS: Final = 10
"""Bins of probability that are compared with what is, equally wide."""
HEAD: Final = (
    "| documents | at most lost | strictness | documents hurt | noise lines removed |",
    "|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Lines:
    """The surely labelled lines of some documents and what a cleaner thinks of them."""

    probability: NDArray[np.float64]  # (n_lines,) of being kept
    demand: NDArray[np.float64]  # (n_lines,) of their documents
    wanted: NDArray[np.bool_]  # (n_lines,)
    chars: NDArray[np.int64]  # (n_lines,)
    document: NDArray[np.int64]  # (n_lines,)
    n_documents: int


@dataclass(frozen=True, slots=True)
class Point:
    """What one strictness gives."""

    strictness: float
    lost: float  # share of the characters that should stay
    hurt: float  # share of documents that lose a line that should stay
    removed: float  # share of the lines that should go


def judged(cleaner: Cleaner, documents: Sequence[Labelled]) -> Lines:
    """Judge labelled documents line by line; a line is as likely to stay as its likeliest part."""
    rows: list[tuple[float, float, bool, int, int]] = []
    for number, (document, lines, _) in enumerate(judged_documents(cleaner, documents)):
        chars = [len(document.lines[line.number].strip()) for line in lines]
        rows += [(line.probability, line.demand, line.wanted, n, number) for line, n in zip(lines, chars, strict=True)]
    probability, demand, wanted, size, of = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    return Lines(probability, demand, wanted > 0, size.astype(np.int64), of.astype(np.int64), len(documents))


def at(lines: Lines, strictness: float) -> Point:
    """What this strictness gives; documents that would be left alone are judged like the rest."""
    goes = lines.probability < least(strictness, lines.demand)
    bitten = goes & lines.wanted
    return Point(
        strictness,
        lost=float(lines.chars[bitten].sum() / max(lines.chars[lines.wanted].sum(), 1)),
        hurt=len(np.unique(lines.document[bitten])) / max(lines.n_documents, 1),
        removed=float(goes[~lines.wanted].mean()) if (~lines.wanted).any() else 0.0,
    )


def strictest(lines: Lines, harm: float) -> Point:
    """The largest strictness, in steps of a hundredth, that loses at most `harm` of what should stay."""
    points = [at(lines, step / 100) for step in range(100)]
    return [point for point in points if point.lost <= harm][-1]


def curve_rows(name: str, cleaner: Cleaner, documents: Sequence[Labelled]) -> list[str]:
    """Rows of a Markdown table under `HEAD`; none without documents."""
    if not documents:
        return []
    lines = judged(cleaner, documents)
    points = [(harm, strictest(lines, harm)) for harm in HARMS]
    return [f"| {name} | {harm:.1%} | {p.strictness:.2f} | {p.hurt:.0%} | {p.removed:.1%} |" for harm, p in points]


def precision_and_recall(lines: Lines, strictness: Wide) -> tuple[Wide, Wide]:
    """Of keeping, at each of some strictnesses, lines weighed by their characters. Keeping nothing is precise."""
    stays = lines.probability[None, :] >= least(strictness[:, None], lines.demand[None, :])
    kept = stays @ lines.chars.astype(np.float64)
    right = stays @ (lines.chars * lines.wanted).astype(np.float64)
    precision = np.divide(right, kept, out=np.ones_like(kept), where=kept > 0)
    return precision, right / max(int(lines.chars[lines.wanted].sum()), 1)


def area(precision: Wide, recall: Wide) -> float:
    """Area below precision over recall (average precision), points in the order of a growing strictness."""
    return float((-np.diff(recall, append=0.0) * precision).sum())


def reliability_bins(lines: Lines) -> tuple[Wide, Wide, NDArray[np.int64]]:
    """Mean probability and share of lines that should stay, nan in a bin without lines, and the lines in each bin."""
    found = np.minimum((lines.probability * BINS).astype(np.int64), BINS - 1)
    count = np.bincount(found, minlength=BINS)
    sums = (np.bincount(found, weights=of, minlength=BINS) for of in (lines.probability, lines.wanted))
    predicted, observed = (np.divide(of, count, out=np.full(BINS, np.nan), where=count > 0) for of in sums)
    return predicted, observed, count
