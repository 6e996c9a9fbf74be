"""Word tokens for alignment: what two versions of one text share, whatever lay between the words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Written without spaces between words: a base character (with its marks) is a token of its own.
_UNSPACED = (
    (0x0E01, 0x0E30),
    (0x0E32, 0x0E33),
    (0x0E40, 0x0E46),  # Thai letters, vowels that stand alone
    (0x0E81, 0x0EB0),
    (0x0EB2, 0x0EB3),
    (0x0EBD, 0x0EC6),  # Lao
    (0x1000, 0x102A),
    (0x1050, 0x1055),
    (0x1780, 0x17B3),  # Myanmar, Khmer
    (0x3005, 0x3007),
    (0x3031, 0x3035),
    (0x303B, 0x303C),  # ideographic marks of repetition
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x31F0, 0x31FF),  # kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),
    (0x20000, 0x323AF),
)
# Invisible and inside words: soft hyphen, zero-width spaces and joiners, marks of direction, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_ASCII_WORD = re.compile("[a-z0-9]+")
_LAST_WITH_MARKS = 0x1FFFF
_VARIATION_SELECTORS = (0xE0100, 0xE01EF)


def _char_class(ranges: Iterable[tuple[int, int]]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _marks() -> list[tuple[int, int]]:
    """Every combining mark (``\\p{M}``, which ``re`` has no name for) as inclusive ranges, ascending."""
    ranges = [_VARIATION_SELECTORS]
    for point in range(_LAST_WITH_MARKS, 0, -1):
        if unicodedata.category(chr(point))[0] == "M":
            first, last = ranges[-1]
            if point == first - 1:
                ranges[-1] = (point, last)
            else:
                ranges.append((point, point))
    return ranges[::-1]


def _compile() -> re.Pattern[str]:
    single, mark = _char_class(_UNSPACED), _char_class(_marks())
    # A mark alone (the selector after an emoji) is no word: a token begins with a letter or a digit.
    return re.compile(f"(?:[^\\W_{single}]+[{mark}]*)+|[{single}][{mark}]*")


_WORD = _compile()


def tokens(text: str) -> list[str]:
    """Lower-cased words of a text, in order; punctuation, symbols and white space are no token.

    Marks belong to the word they stand in (Devanagari vowel signs, Arabic vowels); every Chinese, Japanese,
    Thai, Lao, Khmer or Myanmar base character is one token. Never raises.
    """
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _WORD.findall(_INVISIBLE.sub("", text).lower())
