"""Our filter behind other systems' outputs, as their authors recorded them on the article extraction benchmark.

Somebody who has an extractor already asks what is gained, and what is risked, by one step more. For measuring only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from cleaner.pipeline import Cleaner
from training.corpora import Page
from training.measuring.shingles import score
from training.measuring.side_by_side import BODY_ONLY, ours, overlaps
from training.report import Cell, Table

HAVE_LINES: Final = 0.5
"""Share of a system's outputs, those without any text left out, from which on it counts as recorded with line ends."""
ALIKE: Final = 0.003
"""Change of F1 up to which a system is neither better nor worse for the step."""

Row = tuple[Cell, ...]


def behind_tables(recorded: Mapping[str, Mapping[str, str]], pages: Sequence[Page], cleaner: Cleaner) -> list[Table]:
    """F1 of every system before and after, those recorded with line ends first, each in the order of their F1."""
    rows: list[tuple[str, bool, float, float, float]] = []
    for system, outputs in recorded.items():
        before = [outputs.get(page.id, "") for page in pages]
        after = ours(cleaner, BODY_ONLY, before).texts
        f1 = [score(overlaps(pages, texts)).f1 for texts in (before, after)]
        rows.append((system, have_lines(before), f1[0], f1[1], f1[1] - f1[0]))
    rows.sort(key=lambda row: (not row[1], -row[2]))
    return [
        Table(
            "behind",
            f"Behind the outputs of {len(rows)} other systems, {len(pages)} pages: F1",
            {"system": "", "lines": "", "before": ".3f", "after": ".3f", "change": "+.3f"},
            tuple(rows),
            "The texts that other systems made of the benchmark's pages, as recorded there, before and after `cleaner "
            "--keep heading,body`. A system has lines when at least half of its outputs are more than one line of "
            "text; where all is one line, sentences and what is glued to it are all that can go.",
        ),
        _summary(rows),
    ]


def have_lines(texts: Sequence[str]) -> bool:
    """Whether at least `HAVE_LINES` of the texts, empty ones left out, are more than one line of text."""
    lines = [sum(bool(line.strip()) for line in text.splitlines()) for text in texts]
    return sum(n > 1 for n in lines) >= HAVE_LINES * max(sum(n > 0 for n in lines), 1)


def _summary(rows: Sequence[tuple[str, bool, float, float, float]]) -> Table:
    """One row for the systems with lines, one for the others, none for a group without systems."""
    groups: list[Row] = []
    for name, lines in (("with lines", True), ("without", False)):
        change = np.array([row[4] for row in rows if row[1] is lines])
        if len(change):
            counts = [int(some.sum()) for some in (change > 0, change > ALIKE, change < -ALIKE)]
            groups.append((name, len(change), *counts, float(change.min()), float(np.median(change))))
    more = [f"{word} by more than {ALIKE:g}" for word in ("better", "worse")]
    counted = dict.fromkeys(("number", "better", *more), "d")
    formats = {"systems": "", **counted, "worst change": "+.3f", "median": "+.3f"}
    return Table("behind-summary", "Behind other systems, in one line each", formats, tuple(groups))
