"""Parts: where a line is cut, so that what is glued to its ends is judged apart from its text.

A stamp before a first sentence, an "also read" after a last one, a whole page on one line: noise does not always have
a line of its own. Cuts are made where a sentence ends or a stamp does, at most two in an ordinary line, so that most
lines stay one part; only a line far longer than a paragraph is cut at every sentence, and one with prose in a cell of a
table at the cell's edges (`cells.py`). A cut by itself changes nothing: parts are put back verbatim, and only what is
surely noise at a line's edge goes (`trims.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Bools, Ints
from cleaner.cells import gaps_beside_prose
from cleaner.characters import Class, is_class
from cleaner.ragged import places

LEAST: Final = 15
"""Characters a line must leave beside what is cut off its end, or it is not cut; beside a stamp twice as many."""
STAMP: Final = 100
"""Characters from a line's start within which a stamp may end."""
TAIL: Final = 200
"""Characters that the last sentence of a line may have to be cut off."""
LONG: Final = 1500
"""Characters from which a line is cut at every sentence: three or four times a paragraph."""

_INITIALS = 4  # characters up to which a capitalised run with a full stop is an abbreviation, not a sentence's end
_ZONE = 4  # characters of what may follow a clock time: PM, IST, CEST
_SIGN = 2  # characters of a dash or bar that stands alone
_FULL_STOP = ord(".")
_OPENING = np.array([ord(mark) for mark in "([{（［【〔"], dtype=np.uint32)
_CLOSING = np.array([ord(mark) for mark in ")]}）］】〕」』》”’"], dtype=np.uint32)
_IDEOGRAPHIC = 0x3000  # terminal marks from here on need no blank behind them


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of visible characters of lines that have any, line by line; words, in scripts that part them."""

    start: Ints  # (n_runs,) index of the first character
    end: Ints  # (n_runs,) after the last
    first: Ints  # (n_lines + 1,) first run of each such line


def part_edges(codes: NDArray[np.uint32], classes: NDArray[np.uint8], runs: Runs) -> tuple[Ints, Ints, Ints]:
    """Line, first character and end of every part, in order; line counts the lines of `runs`.

    The parts of a line cover its visible characters but for the blanks between them.
    """
    line_start, line_end = runs.start[runs.first[:-1]], runs.end[runs.first[1:] - 1]
    some = np.flatnonzero(line_end - line_start > 2 * LEAST)
    line, at, before = _joints(codes, classes, runs, some)
    start = np.concatenate((line_start, at))
    order = np.argsort(start, kind="stable")
    end = np.concatenate((line_end, before))
    # Sorted likewise, the ends run one behind the starts: a joint ends the part before it.
    return np.concatenate((np.arange(len(line_start)), line))[order], start[order], np.sort(end)


def _joints(codes: NDArray[np.uint32], classes: NDArray[np.uint8], runs: Runs, some: Ints) -> tuple[Ints, Ints, Ints]:
    """Where the lines `some` are cut: the line, the first character behind each cut, the end before it."""
    spaced = _between_runs(codes, classes, runs, some)
    unspaced = _between_ideographs(codes, classes, runs, some)
    cells = gaps_beside_prose(runs.start, runs.end, runs.first)
    line, at, before = (np.concatenate(joints) for joints in zip(spaced, unspaced, cells, strict=True))
    at, once = np.unique(at, return_index=True)
    return line[once], at, before[once]


def _between_runs(
    codes: NDArray[np.uint32], classes: NDArray[np.uint8], runs: Runs, some: Ints
) -> tuple[Ints, Ints, Ints]:
    """Joints at blanks: a stamp's end near the line's start, the last sentence or bracket, every sentence if long."""
    inner = runs.first[some + 1] - runs.first[some] - 1  # gaps between the runs of each line
    line = np.repeat(some, inner)
    run = places(runs.first[some] + 1, inner)
    at, before = runs.start[run], runs.end[run - 1]
    opens, last = classes.take(at), classes.take(before - 1)
    marks = (last >= np.uint8(Class.TERMINAL)) | is_class(last, Class.DIGIT, Class.UPPER)
    marks |= is_class(opens, Class.BRACKET)
    marked = np.flatnonzero(marks & (opens != np.uint8(Class.LOWER)))
    line, run, at, before = (of[marked] for of in (line, run, at, before))
    opens, last = opens[marked], last[marked]
    line_start, line_end = runs.start[runs.first[line]], runs.end[runs.first[line + 1] - 1]
    size = before - runs.start[run - 1]  # of the run before the gap

    quoted = is_class(last, Class.QUOTE, Class.BRACKET) & is_class(classes[before - 2], Class.TERMINAL)
    initials = (codes[before - 1] == _FULL_STOP) & (size <= _INITIALS) & is_class(classes[before - size], Class.UPPER)
    sentence = (is_class(last, Class.TERMINAL) | quoted) & ~initials
    closed = is_class(classes[line_end - 1], Class.BRACKET)
    bracket = closed & is_class(opens, Class.BRACKET) & np.isin(codes[at], _OPENING)
    alone = is_class(last, Class.DASH, Class.SEPARATOR) & (size <= _SIGN)
    zone = (size <= _ZONE) & is_class(last, Class.UPPER) & is_class(classes[before - size], Class.UPPER)
    zone &= run - 1 > runs.first[line]  # or the run before it would be another line's
    dated = _closes_date(classes, before) | (zone & _closes_date(classes, runs.end[run - 2]))
    stamp = alone | is_class(last, Class.BRACKET) | dated

    head = stamp & (at - line_start <= STAMP) & (line_end - at > 2 * LEAST)
    tail = (line_end - at <= TAIL) & (before - line_start > LEAST)
    bracketed = np.isin(line, line[bracket & tail])  # what stands in a last bracket is cut off whole
    chosen = _last_of_line(line, head) | _last_of_line(line, np.where(bracketed, bracket, sentence) & tail)
    chosen |= sentence & (line_end - line_start > LONG)
    return line[chosen], at[chosen], before[chosen]


def _between_ideographs(
    codes: NDArray[np.uint32], classes: NDArray[np.uint8], runs: Runs, some: Ints
) -> tuple[Ints, Ints, Ints]:
    """Joints behind sentence marks that need no blank: the last of a line, every one of a long line."""
    line_start, line_end = runs.start[runs.first[some]], runs.end[runs.first[some + 1] - 1]
    mark = np.flatnonzero((classes == np.uint8(Class.TERMINAL)) & (codes > _IDEOGRAPHIC))
    place = np.searchsorted(line_start, mark, side="right") - 1
    mark, place = mark[place >= 0], place[place >= 0]
    follows = classes[mark + 1]
    text = (follows < np.uint8(Class.SPACE)) | is_class(follows, Class.BRACKET, Class.SEPARATOR, Class.SYMBOL)
    text &= (mark + 1 < line_end[place]) & ~np.isin(codes[mark + 1], _CLOSING)
    mark, place = mark[text], place[text]
    tail = (line_end[place] - mark <= TAIL) & (mark - line_start[place] > LEAST)
    chosen = _last_of_line(place, tail) | (line_end[place] - line_start[place] > LONG)
    return some[place[chosen]], mark[chosen] + 1, mark[chosen] + 1


def _closes_date(classes: NDArray[np.uint8], end: Ints) -> Bools:
    """Whether a year or the last two digits of a date or clock time end here: 2025, 05-05, 10:04."""
    ago = [classes[end - n] for n in range(1, 6)]
    digit = [is_class(each, Class.DIGIT) for each in ago]
    year = digit[0] & digit[1] & digit[2] & digit[3] & ~digit[4]
    parted = is_class(ago[2], Class.COLON, Class.DASH, Class.SEPARATOR, Class.TERMINAL)
    return year | (digit[0] & digit[1] & parted & digit[3])


def _last_of_line(line: Ints, candidates: Bools) -> Bools:
    """The last candidate of each line; `line` ascends."""
    found = np.flatnonzero(candidates)
    is_last = np.append(line[found[1:]] != line[found[:-1]], True) if len(found) else np.zeros(0, dtype=bool)
    chosen = np.zeros(len(line), dtype=bool)
    chosen[found[is_last]] = True
    return chosen
