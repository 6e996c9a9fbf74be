"""A file of records cleaned and restored, or annotated, and the laws that hold for every format."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts
from cleaner.pipeline import Cleaner
from cleaner.run.places import check_places
from cleaner.run.restore import restore
from cleaner.run.tasks import Files, Outcome
from cleaner.run.tree import Entry
from cleaner.run.work import Work
from training.fuzz.laws import check
from training.fuzz.scratch import scratch

ADDED: Final = "went"
"""Field of what would go, where texts are kept whole."""
_OUR_FAULT: Final = "please report"


def round_trip(content: bytes, name: str, ready: Cleaner) -> tuple[bytes, Outcome] | None:
    """A file cleaned and restored: what the clean one is, and what came of it. None when it was refused."""
    root = scratch() / "trip"
    outcome = _done(root, content, name, ready, Fields())
    if outcome.failed:
        return None
    failed = restore(root / "clean", root / "removed", root / "again", Fields())
    check(not failed, f"3: what was cleaned can be restored: {failed}")
    check((root / "again" / name).read_bytes() == content, "3: clean file and removed lines rebuild the raw file")
    return (root / "clean" / name).read_bytes(), outcome


def annotated(content: bytes, name: str, ready: Cleaner) -> bytes | None:
    """A file annotated under `ADDED`; None when it was refused."""
    root = scratch() / "annotated"
    outcome = _done(root, content, name, ready, Fields(annotate=ADDED))
    return None if outcome.failed else (root / "clean" / name).read_bytes()


def _done(root: Path, content: bytes, name: str, ready: Cleaner, fields: Fields) -> Outcome:
    """What came of a file below `root/raw`, cleaned into `clean` and, unless it is annotated, `removed` beside it."""
    for folder in ("raw", "clean", "removed", "again"):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / name).unlink(missing_ok=True)
    path = root / "raw" / name
    path.write_bytes(content)
    places = check_places(root / "raw", root / "clean", None if fields.annotate else root / "removed")
    found = path.stat()
    task = Files((Entry(name, found.st_size, found.st_mtime_ns),))
    [outcome] = Work(places, ready, Sorts(fields))(task).outcomes
    said = [outcome.failed or "", *outcome.wrong]
    check(not any(_OUR_FAULT in why for why in said), f"what is wrong is in the file: {said}")
    check(path.read_bytes() == content, "8: raw is never written to")
    return outcome
