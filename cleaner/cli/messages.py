"""Plain words on stderr: complaints, and the closing figures where there is no terminal to draw on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cleaner.run.dry import DryRun
from cleaner.run.leftovers import Leftovers
from cleaner.run.stream import STREAM
from cleaner.run.summary import Summary
from cleaner.visible import visible

MOST: Final = 20
"""Failures that are said one by one; the record of the run names all."""
FEW: Final = 5
"""Outputs whose inputs are gone that are named; the record of the run names more."""
LEAST: Final = 0.05
"""Seconds, or MB a second, below which there would be none in tenths."""


def complain(message: str) -> None:
    """Say on stderr what is wrong, on one line whatever the width."""
    print(f"cleaner: {visible(message)}", file=sys.stderr)


def tell(message: str) -> None:
    """Say on stderr what is no complaint."""
    print(visible(message), file=sys.stderr)


def called(path: Path) -> str:
    """A file or folder as it is called in what is said."""
    return "standard input" if path == STREAM else str(path)


def of_file(folder: Path, name: str, why: str) -> str:
    """What is said of a file of a folder, or of the one file that is named in place of a folder."""
    return f"{folder / name if folder.is_dir() else folder}: {why}"


def as_folder(path: Path) -> str:
    """A folder as it is called in what is said, with a slash behind it."""
    return f"{path}{os.sep}"


def many(number: int, what: str) -> str:
    """So many of them, "1 file" and "2,000 files"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def summary_rows(summary: Summary) -> list[tuple[str, str]]:
    """The closing table: names and figures. What did not occur has no row."""
    tally = summary.tally
    done = summary.files + summary.known
    counts = [
        ("files", summary.files, True),
        ("files done before, left as they are", summary.known, False),
        ("documents", tally["documents"] if tally["documents"] != done else 0, False),
        ("lines", tally["lines"], True),
        ("kept", tally["kept"], True),
        *((f"dropped: {kind}", n, False) for kind, n in sorted(summary.dropped.items(), key=lambda of: -of[1])),
        ("dropped: blank lines beside what went", tally["blanks"], False),
        ("trimmed: ends of kept lines", tally["trimmed"], False),
        ("left alone (no article found)", tally["left_alone"], False),
        ("records without a text", summary.without_text, False),
        ("failed", len(summary.failed), False),
        ("skipped", summary.skipped.total(), False),
        *((f"  {what}", n, False) for what, n in sorted(summary.skipped.items())),
        ("outputs whose input is gone", summary.leftovers.number, False),
    ]
    rate = summary.bytes / 1e6 / max(summary.seconds, 1e-9)
    return [
        *((name, f"{n:,}") for name, n, always in counts if n or always),
        ("seconds", f"{summary.seconds:,.1f}" if summary.seconds >= LEAST else "<0.1"),
        *([("MB/s", f"{rate:,.1f}")] if rate >= LEAST else []),
    ]


def print_dry_run(found: DryRun) -> None:
    """What a run would do."""
    for name in found.first:
        print(f"would clean {visible(name)}", file=sys.stderr)
    if found.files > len(found.first):
        print(f"... and {found.files - len(found.first):,} more", file=sys.stderr)
    print(f"{many(found.files, 'file')} of {_size(found.bytes)} would be cleaned", file=sys.stderr)
    if found.known:
        were, are = ("was", "it is") if found.known == 1 else ("were", "they are")
        print(f"{found.known:,} {were} done before and would be left as {are}", file=sys.stderr)
    for what, n in sorted(found.skipped.items()):
        print(f"{n:,} would be skipped: {what}", file=sys.stderr)
    if found.leftovers.number:
        tell(f"{of_leftovers(found.leftovers)} would stay")
    complain_of([f"{name}: {why}" for name, why in found.failed])


def of_leftovers(found: Leftovers) -> str:
    """What is said of outputs whose inputs are gone, up to what becomes of them."""
    named = ", ".join(found.first[:FEW])
    more = f" and {found.number - FEW:,} more" if found.number > FEW else ""
    return f"{many(found.number, 'output')} whose input is no longer there ({named}{more})"


def complain_of(messages: Sequence[str], rest: str = "", *, every: bool = False) -> None:
    """Say what is wrong with some files; of many only with the first, and how many more there are, `rest` of which,
    unless `every` one is to be named."""
    for message in messages if every else messages[:MOST]:
        complain(message)
    if len(messages) > MOST and not every:
        complain(f"... and {len(messages) - MOST:,} more{rest}")


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"


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
            print(f"cleaner: {many(files, 'file')}, {done / 1e6:,.1f} MB, {rate:.1f} MB/s", file=sys.stderr, flush=True)

    yield report


def print_summary(summary: Summary) -> None:
    """The closing table without lines and colours."""
    rows = summary_rows(summary)
    width = max(len(name) for name, _ in rows)
    print(*(f"{name:{width}}  {value:>12}" for name, value in rows), sep="\n", file=sys.stderr)
