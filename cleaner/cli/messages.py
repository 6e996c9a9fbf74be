"""Plain words on stderr: complaints, and the closing figures where there is no terminal to draw on."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cleaner.run.dry import DryRun
from cleaner.run.summary import Summary
from cleaner.visible import visible


def complain(message: str) -> None:
    """Say on stderr what is wrong, on one line whatever the width."""
    print(f"cleaner: {visible(message)}", file=sys.stderr)


def summary_rows(summary: Summary) -> list[tuple[str, str]]:
    """The closing table: names and figures."""
    tally = summary.tally
    before = [("files done before, left as they are", f"{summary.known:,}")] if summary.known else []
    without = [("records without a text", f"{summary.without_text:,}")] if summary.without_text else []
    documents = tally["documents"]
    return [
        ("files", f"{summary.files:,}"),
        *before,
        *([("documents", f"{documents:,}")] if documents != summary.files + summary.known else []),
        ("lines", f"{tally['lines']:,}"),
        ("kept", f"{tally['kept']:,}"),
        *((f"dropped: {kind}", f"{n:,}") for kind, n in sorted(summary.dropped.items(), key=lambda of: -of[1])),
        ("dropped: blank lines beside", f"{tally['blanks']:,}"),
        ("trimmed: ends of kept lines", f"{tally['trimmed']:,}"),
        ("left alone (no article found)", f"{tally['left_alone']:,}"),
        *without,
        ("failed", f"{len(summary.failed):,}"),
        ("skipped", f"{summary.skipped.total():,}"),
        *((f"skipped: {what}", f"{n:,}") for what, n in sorted(summary.skipped.items())),
        ("seconds", f"{summary.seconds:.1f}"),
        ("MB/s", f"{summary.bytes / 1e6 / max(summary.seconds, 1e-9):.1f}"),
    ]


def print_dry_run(found: DryRun) -> None:
    """What a run would do."""
    for name in found.first:
        print(f"would clean {visible(name)}", file=sys.stderr)
    if found.files > len(found.first):
        print(f"... and {found.files - len(found.first):,} more", file=sys.stderr)
    print(f"{found.files:,} files of {found.bytes / 1e6:,.1f} MB would be cleaned", file=sys.stderr)
    print(f"{found.known:,} were done before and would be left as they are", file=sys.stderr)
    for what, n in sorted(found.skipped.items()):
        print(f"{n:,} would be skipped: {what}", file=sys.stderr)
    for name, why in found.failed:
        complain(f"{name}: {why}")


@contextmanager
def plain_progress(every: float = 30.0) -> Iterator[Callable[[int, int], None]]:
    """A line on stderr now and then, where there is no terminal to draw on."""
    began = told = time.monotonic()

    def report(files: int, done: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= every:
            told = now
            rate = done / 1e6 / (now - began)
            print(f"cleaner: {files:,} files, {done / 1e6:,.1f} MB, {rate:.1f} MB/s", file=sys.stderr, flush=True)

    yield report


def print_summary(summary: Summary) -> None:
    """The closing table without lines and colours."""
    rows = summary_rows(summary)
    width = max(len(name) for name, _ in rows)
    print(*(f"{name:{width}}  {value:>12}" for name, value in rows), sep="\n", file=sys.stderr)
