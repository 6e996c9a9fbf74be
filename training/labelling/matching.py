"""Which words of a page are the words of its truth: a longest common subsequence that prefers long runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

from cleaner.array_types import Ints

_FIRST_CHAR, _SURROGATES, _AFTER_SURROGATES = 0x100, 0xD800, 0xE000
_ANCHOR = 6
"""Words in a row that must agree before a match is believed wherever it stands."""
_LINK = 3
"""Words in a row that must agree between two anchors."""
_NEAR, _FAR = 40, 1 << 30
"""Words: a run shorter than an anchor counts only this close to its neighbour; one or two words closer."""


@dataclass(slots=True)
class Alphabet:
    """Words as single characters: a sequence of words becomes a ``str`` that can be searched and aligned."""

    known: dict[str, str] = field(default_factory=dict)

    def write(self, words: Sequence[str]) -> str:
        """The words as one ``str``, a character each; the same word is the same character ever after."""
        known = self.known
        for word in words:
            if word not in known:
                point = len(known) + _FIRST_CHAR
                known[word] = chr(point if point < _SURROGATES else point - _SURROGATES + _AFTER_SURROGATES)
        return "".join([known[word] for word in words])


@dataclass(frozen=True, slots=True)
class Run:
    """``size`` words in a row, equal from ``a`` on in the one sequence and from ``b`` on in the other."""

    a: int
    b: int
    size: int


def pair(one: str, other: str) -> Ints:
    """For each item of ``one`` its partner's index in ``other``, -1 for none (longest common subsequence)."""
    partner = np.full(len(one), -1, dtype=np.int64)
    for block in LCSseq.editops(one, other).as_matching_blocks():
        partner[block.a : block.a + block.size] = np.arange(block.b, block.b + block.size)
    return partner


def _runs(one: str, other: str, width: int) -> list[Run]:
    """Common runs of at least ``width`` items, ascending and disjoint in both sequences."""
    if len(one) < width or len(other) < width:
        return []
    if width == 1:
        a, b = one, other
    else:
        grams = Alphabet()
        a, b = (
            grams.write([text[start : start + width] for start in range(len(text) - width + 1)])
            for text in (one, other)
        )
    runs: list[Run] = []
    for block in LCSseq.editops(a, b).as_matching_blocks():
        if not block.size:
            continue
        run = Run(block.a, block.b, block.size + width - 1)
        if runs:
            # Overlapping grams may agree on two diagonals: the later run gives way where it overlaps.
            cut = max(0, runs[-1].a + runs[-1].size - run.a, runs[-1].b + runs[-1].size - run.b)
            run = Run(run.a + cut, run.b + cut, run.size - cut)
        if run.size > 0:
            runs.append(run)
    return runs


def _pulled_together(runs: list[Run], one: str, other: str) -> list[Run]:
    """Move each run as near to the longest as its words allow: a headline's words also stand in a menu."""
    if not runs:
        return runs
    middle = max(range(len(runs)), key=lambda index: runs[index].size)
    moved = list(runs)
    for index in range(middle - 1, -1, -1):
        run, after = moved[index], moved[index + 1]
        if after.b - (run.b + run.size) > after.a - (run.a + run.size):
            nearest = other.rfind(one[run.a : run.a + run.size], run.b + 1, after.b)
            if nearest >= 0:
                moved[index] = Run(run.a, nearest, run.size)
    for index in range(middle + 1, len(runs)):
        run, before = moved[index], moved[index - 1]
        if run.b - (before.b + before.size) > run.a - (before.a + before.size):
            nearest = other.find(one[run.a : run.a + run.size], before.b + before.size, run.b + run.size - 1)
            if nearest >= 0:
                moved[index] = Run(run.a, nearest, run.size)
    return moved


def _fill(runs: list[Run], one: str, other: str, width: int) -> list[Run]:
    """The runs and, between each two of them, what else agrees in runs of at least ``width``."""
    filled: list[Run] = []
    a = b = 0
    for run in [*runs, Run(len(one), len(other), 0)]:
        found = [Run(a + inner.a, b + inner.b, inner.size) for inner in _runs(one[a : run.a], other[b : run.b], width)]
        filled += (inner for inner in found if _believed(inner, a, b, run))
        if run.size:
            filled.append(run)
        a, b = run.a + run.size, run.b + run.size
    return filled


def _believed(inner: Run, a: int, b: int, after: Run) -> bool:
    """Whether a run in the gap from (a, b) to ``after`` is the truth's, not chance."""
    if inner.size >= _ANCHOR:
        return True
    before_gap, after_gap = inner.b - b, after.b - (inner.b + inner.size)
    missing_before, missing_after = inner.a - a, after.a - (inner.a + inner.size)
    # Words the truth leaves out between the run and its neighbours; at an end there is no neighbour.
    left = before_gap - missing_before if b else _FAR
    right = after_gap - missing_after if after.size else _FAR
    return min(left, right) <= (_NEAR if inner.size >= _LINK else inner.size)


def locate(truth: Sequence[str], page: str) -> Ints:
    """Lay the lines of a truth over a page; both are written with one ``Alphabet``.

    Returns the page index of each word of the truth, its lines end to end; -1: not found.
    Order is kept but for whole lines that stand elsewhere, such as a caption the truth puts at the end.
    """
    one = "".join(truth)
    runs = _pulled_together(_runs(one, page, _ANCHOR), one, page)
    runs = _pulled_together(_fill(runs, one, page, _LINK), one, page)
    runs = _fill(runs, one, page, 1)
    found = np.full(len(one), -1, dtype=np.int64)
    for run in runs:
        found[run.a : run.a + run.size] = np.arange(run.b, run.b + run.size)
    _find_moved_lines(truth, page, found)
    return found


def _find_moved_lines(truth: Sequence[str], page: str, found: Ints) -> None:
    """Look for lines of which most is missing anywhere on the page, the nearest free place first."""
    taken = np.zeros(len(page), dtype=np.bool_)
    taken[found[found >= 0]] = True
    if not taken.any():
        return
    start = 0
    for text in truth:
        end = start + len(text)
        here = found[start:end]
        if len(text) >= _LINK and (here < 0).mean() > 0.5:
            taken[here[here >= 0]] = False
            known = found[:start][found[:start] >= 0]
            expected = int(known[-1]) if known.size else int(np.flatnonzero(taken)[0]) if taken.any() else 0
            place = _nearest_free(text, page, taken, expected)
            if place >= 0:
                found[start:end] = np.arange(place, place + len(text))
            taken[found[start:end][found[start:end] >= 0]] = True
        start = end


def _nearest_free(text: str, page: str, taken: npt.NDArray[np.bool_], expected: int) -> int:
    best = -1
    place = page.find(text)
    while place >= 0:
        free = not taken[place : place + len(text)].any()
        if free and (best < 0 or abs(place - expected) < abs(best - expected)):
            best = place
        place = page.find(text, place + 1)
    return best
