"""Character classes: one table look-up that says what every code point is, in every script.

Combining marks belong to words (a Devanagari vowel sign does not end one), which the `\\w` of regular expressions
gets wrong. The table is made by `python -m training.characters` and travels with the package.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Class(IntEnum):
    """What a character is; the first six make words."""

    UPPER = 0
    LOWER = 1
    LETTER = 2  # a letter without case
    UNSPACED = 3  # a letter of a script that puts no spaces between words: each is a word of its own
    MARK = 4  # combining marks and joiners: part of the word they follow
    DIGIT = 5
    SPACE = 6
    BREAK = 7  # ends a line
    TERMINAL = 8  # closes a sentence: . ! ? and danda, ideographic and Arabic ones
    COMMA = 9
    COLON = 10
    QUOTE = 11
    BRACKET = 12
    DASH = 13
    SEPARATOR = 14  # bars, bullets, arrows, slashes
    MENTION = 15  # @ and #
    SYMBOL = 16
    OTHER = 17  # controls, unassigned, private, and the surrogates that stand for undecodable bytes


WORD_CLASSES: Final = 6  # classes below this number are part of words
N_CLASSES: Final = len(Class)


class Tables(NamedTuple):
    """Look-up tables over all code points, 0 to 0x10FFFF."""

    classes: NDArray[np.uint8]  # (0x110000,) values of Class
    fold: NDArray[np.uint32]  # (0x110000,) lower-cased code point; any decimal digit gives "0"


@cache
def tables() -> Tables:
    """Expand the packaged runs into look-up tables; about 2 ms, once a process."""
    with np.load(Path(__file__).with_name("characters.npz"), allow_pickle=False) as stored:
        size = 0x110000
        lengths = np.diff(stored["run_start"].astype(np.int64), append=size)
        classes = np.repeat(stored["run_class"], lengths)
        fold = np.arange(size, dtype=np.uint32)
        fold[stored["folded"]] = stored["folded_to"]
    return Tables(classes, fold)


def is_class(classes: NDArray[np.uint8], *wanted: Class) -> NDArray[np.bool_]:
    """Which characters are of one of the wanted classes; same shape as `classes`."""
    found: NDArray[np.bool_] = classes == np.uint8(wanted[0])
    for another in wanted[1:]:
        found |= classes == np.uint8(another)
    return found
