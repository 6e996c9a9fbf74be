"""What must be escaped in JSON beside what JSON itself asks for, so that it is one line of UTF-8 for any reader."""

from __future__ import annotations

import re
from typing import Final

_LINE_ENDS: Final = "\x85\u2028\u2029"
_UNSAFE: Final = re.compile(f"[{_LINE_ENDS}\ud800-\udfff]")
"""Characters JSON allows as they are, but some readers take for line ends or UTF-8 cannot hold."""


def escape_unsafe(encoded: str) -> str:
    """JSON with the few characters escaped that would break it as a line of UTF-8."""
    safe = encoded.isascii() or (is_utf8(encoded) and not has_line_ends(encoded))
    return encoded if safe else _UNSAFE.sub(escaped, encoded)


def has_line_ends(text: str) -> bool:
    """Whether some readers take a character in it for a line end that is none in JSON."""
    return "\x85" in text or "\u2028" in text or "\u2029" in text  # half of the time of a loop over `_LINE_ENDS`


def is_utf8(text: str) -> bool:
    """Whether UTF-8 can hold it: no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def escaped(match: re.Match[str]) -> str:
    """A character as JSON's escape of it."""
    return f"\\u{ord(match[0]):04x}"
