"""Plain words on stderr: complaints, and the closing figures where there is no terminal to draw on."""

from __future__ import annotations

import sys
from typing import Final

from cleaner.summary import Summary

_SHOWN: Final = (
    {c: f"\\x{c:02x}" for c in (*range(32), *range(127, 160)) if c != ord("\t")}
    | {c: f"\\u{c:04x}" for c in (0x2028, 0x2029, *range(0xD800, 0xE000))}
    | {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(128, 256)}
)


def visible(text: str) -> str:
    """Text safe to show: control characters, which could drive a terminal, and odd bytes as `\\x1b`."""
    return text.translate(_SHOWN)


def complain(message: str) -> None:
    """Say on stderr what is wrong, on one line whatever the width."""
    print(f"cleaner: {visible(message)}", file=sys.stderr)


def summary_rows(summary: Summary) -> list[tuple[str, str]]:
    """The closing table: names and figures."""
    return [
        ("files", f"{summary.files:,}"),
        ("lines", f"{summary.lines:,}"),
        ("kept", f"{summary.kept:,}"),
        *((f"dropped: {kind}", f"{n:,}") for kind, n in summary.dropped.most_common()),
        ("dropped: blank lines beside", f"{summary.blanks:,}"),
        ("trimmed: ends of kept lines", f"{summary.trimmed:,}"),
        ("left alone (no article found)", f"{summary.left_alone:,}"),
        ("failed", f"{len(summary.failed):,}"),
        ("skipped", f"{summary.skipped.total():,}"),
        *((f"skipped: {what}", f"{n:,}") for what, n in sorted(summary.skipped.items())),
        ("seconds", f"{summary.seconds:.1f}"),
        ("MB/s", f"{summary.bytes / 1e6 / max(summary.seconds, 1e-9):.1f}"),
    ]


def print_summary(summary: Summary) -> None:
    """The closing table without lines and colours."""
    rows = summary_rows(summary)
    width = max(len(name) for name, _ in rows)
    print(*(f"{name:{width}}  {value:>12}" for name, value in rows), sep="\n", file=sys.stderr)
