"""Runs one after the other over the same places, and what the second did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trees import OWN, PAGE, records

from cleaner.pipeline import Cleaner
from cleaner.run.apply import apply
from cleaner.run.summary import Summary

CLEAN_ALREADY = b"The harbour board voted on Tuesday to reopen the old pier to walkers.\n"
LARGE = records(100)
FILES = {
    "a.txt": PAGE.encode(),
    "d/b.txt": PAGE.encode() * 2,
    "d/c.jsonl": LARGE,
    "d/e.txt": CLEAN_ALREADY,
    "f.txt": b"",
}


def run(root: Path, ready: Cleaner, **options: Any) -> Summary:
    chosen: dict[str, Any] = {"removed": root / "removed", "jobs": 1, **options}
    return apply(root / "raw", root / "clean", ready, **chosen)


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """What is different after a file was written, though the same stands in it."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file() and OWN not in path.parts)
    return {str(path.relative_to(root)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def done_again(root: Path, ready: Cleaner, **options: Any) -> list[str]:
    """The inputs that a run did, by the clean files that are new."""
    before = stamps(root / "clean")
    summary = run(root, ready, **options)
    after = stamps(root / "clean")
    again = [name for name in after if after[name] != before.get(name)]
    assert (summary.files, summary.known, summary.failed) == (len(again), len(after) - len(again), [])
    return again


def same_figures(first: Summary, second: Summary) -> bool:
    """What documents came to, whichever run they were cleaned by."""
    return (first.tally, first.folders, first.samples) == (second.tally, second.folders, second.samples)


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"It snowed.\n")
