"""Pieces: a text too long to be judged at once, cut at line ends.

What a document needs in memory grows with its lines, to a kilobyte and more for each. A log of a hundred megabytes or
twenty million lines of one character must not take a machine down, so each piece is judged like a document. Pieces are
of nearly equal size: a few lines by themselves would say nothing of where the article is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from cleaner.batch import make_batch

LONGEST: Final = 300_000
"""Characters that are judged at once; a longer text is cut into as few pieces as have about as many at most."""
_NEAR: Final = 16  # a piece ends within this part of LONGEST of where pieces of equal size would, if a line ends there
_LEAST: Final = 4  # what would be left behind an overlong line, less than this part of LONGEST, is no piece of its own
_line_end: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]").search


def is_long(texts: Sequence[str]) -> bool:
    """Whether a batch is one text that must be judged in pieces."""
    return len(texts) == 1 and len(texts[0]) > LONGEST


def pieces(text: str) -> Iterator[str]:
    """The pieces of a text, in order; put together they are the text. One that is short enough is its only piece."""
    start = 0
    while len(text) - start > LONGEST:
        rest = len(text) - start
        end = _cut(text, start + rest // -(-rest // LONGEST))
        if len(text) - end < max(LONGEST // _LEAST, 1):
            break
        yield text[start:end]
        start = end
    yield text[start:] if start else text


def _cut(text: str, target: int) -> int:
    """The line end nearest to `target`, one that parts no run of blank lines if there is any near; else the next."""
    near = LONGEST // _NEAR
    low, high = target - near, target + near
    batch = make_batch([text[low:high]])
    blank = np.ones(batch.n_lines, dtype=bool)
    blank[batch.row_line] = False
    ends = low + batch.raw_stop[:-1]  # the last line may go on behind what is looked at
    parts_no_run = ~(blank[:-1] & blank[1:])
    if parts_no_run.any():
        ends = ends[parts_no_run]
    if len(ends):
        return int(ends[np.abs(ends - target).argmin()])
    end = _line_end(text, high)
    return end.end() if end else len(text)
