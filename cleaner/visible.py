"""What is safe to show of text that strangers wrote: nothing in it drives a terminal or breaks a line."""

from __future__ import annotations

from typing import Final

_SHOWN: Final = (
    {c: f"\\x{c:02x}" for c in (*range(32), *range(127, 160)) if c != ord("\t")}
    | {c: f"\\u{c:04x}" for c in (0x2028, 0x2029, *range(0xD800, 0xE000))}
    | {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(128, 256)}
)


def visible(text: str) -> str:
    """Text safe to show: control characters, which could drive a terminal, and odd bytes as `\\x1b`."""
    return text.translate(_SHOWN)
