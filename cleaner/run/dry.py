"""Dry run: what a run would do, told without writing anything."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cleaner.formats import Fields
from cleaner.pipeline import Cleaner
from cleaner.run.apply import Run, key
from cleaner.run.checks import checked_work
from cleaner.run.differences import Differences
from cleaner.run.leftovers import Leftovers
from cleaner.run.noted import Noted


@dataclass(slots=True)
class DryRun:
    """What a run would do."""

    files: int = 0
    bytes: int = 0
    known: int = 0
    first: list[str] = field(default_factory=list)  # names of some of the files
    skipped: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)
    leftovers: Leftovers = field(default_factory=Leftovers)
    differences: Differences | None = None  # what would be done anew because settings differ from the last run's


SHOWN: Final = 20
"""Files that a dry run names."""


def dry_run(
    raw: str | Path,
    clean: str | Path,
    ready: Cleaner,
    *,
    removed: str | Path | None = None,
    fields: Fields | None = None,
    encoding: str | None = None,
    checksum: bool = False,
    overwrite: bool = False,
    limit: int | None = None,
    record: str | Path | None = None,
) -> DryRun:
    """What `apply` would do, told without writing anything. Raises WrongUse and InUse as it does.

    Of each file that would be cleaned the beginning is looked at, which tells what is no text, or not what its name
    says; what is wrong further on is not known.
    """
    raw, clean = Path(raw), Path(clean)
    work = checked_work(
        raw, clean, ready, removed=removed, fields=fields, encoding=encoding, checksum=checksum, limit=limit,
        record=record,
    )  # fmt: skip
    is_tree = work.places.tree.only is None
    with Noted.as_it_is(clean, key(work), anew=overwrite) if is_tree else nullcontext() as noted:
        run = Run(work, limit=limit, noted=noted)
        run.find_leftovers()
        found = DryRun(leftovers=run.summary.leftovers, differences=run.differences)
        for entry in run.plan.entries():
            outcome = work.look(entry)
            if outcome.failed:
                run.summary.note(outcome.passed)
                continue
            found.files += 1
            found.bytes += entry.size
            if len(found.first) < SHOWN:
                found.first.append(entry.name)
    found.known, found.skipped, found.failed = run.summary.known, run.summary.skipped, sorted(run.summary.failed)
    return found
