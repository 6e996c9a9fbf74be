"""Pieces: a text too long to be judged at once, cut at line ends.

What a document needs in memory grows with its lines, to a kilobyte and more for each. A log of a hundred megabytes or
twenty million lines of one character must not take a machine down, so each piece is judged like a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

LONGEST: Final = 300_000
"""Characters that are judged at once; a piece ends at the first line end after so many."""
_line_end: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]").search


def is_long(texts: Sequence[str]) -> bool:
    """Whether a batch is one text that must be judged in pieces."""
    return len(texts) == 1 and len(texts[0]) > LONGEST


def pieces(text: str) -> Iterator[str]:
    """The pieces of a text, in order; put together they are the text. One that is short enough is its only piece."""
    start = 0
    while len(text) - start > LONGEST:
        end = _line_end(text, start + LONGEST)
        if end is None or end.end() == len(text):
            break
        yield text[start : end.end()]
        start = end.end()
    yield text[start:] if start else text
