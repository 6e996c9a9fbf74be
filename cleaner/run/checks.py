"""Checks: what can be told of a run before it begins; a dry run refuses what a run does."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from cleaner.formats import Fields
from cleaner.formats.encodings import encoding_called
from cleaner.formats.sorts import Sorts
from cleaner.pipeline import Cleaner
from cleaner.run.past_runs import whole_run
from cleaner.run.places import WrongUse, check_places, check_record
from cleaner.run.tree import Passed
from cleaner.run.work import Work


def checked_work(
    raw: Path,
    clean: Path,
    ready: Cleaner,
    *,
    removed: str | Path | None,
    fields: Fields | None,
    encoding: str | None,
    checksum: bool,
    limit: int | None,
    record: str | Path | None,
) -> Work:
    """The work of a run. Raises WrongUse for what cannot be meant, and InUse."""
    work = Work(check_places(raw, clean, removed), ready, checked_sorts(fields, encoding), checksum)
    if work.sorts.fields.annotate and work.places.removed:
        raise WrongUse("--annotate keeps the texts whole, so nothing is removed; leave one of the two out")
    _check_inputs(work)
    if record is not None:
        check_record(Path(record), raw)
    _check_limit(work, limit)
    return work


def checked_sorts(fields: Fields | None, encoding: str | None) -> Sorts:
    """The formats of a run. Raises WrongUse for an encoding that texts cannot be said to be in."""
    try:
        return Sorts(fields or Fields(), None if encoding is None else encoding_called(encoding))
    except ValueError as error:
        raise WrongUse(f"--encoding: {error}") from error


def _check_inputs(work: Work) -> None:
    """Raise WrongUse where there is nothing to read, or nothing of what is asked for."""
    skipped: Counter[str] = Counter()
    others = 0
    for entry in work.places.tree.entries():
        if isinstance(entry, Passed):
            if entry.failed:
                return
            skipped["no regular file"] += 1
        elif refused := work.sorts.of(entry.name).refused:
            skipped[refused] += 1
        elif work.sorts.fields.annotate and not work.sorts.of(entry.name).structured:
            others += 1
        else:
            return
    if others:
        raise WrongUse(f"{work.places.raw}: --annotate needs files with records: JSON lines, CSV or Parquet")
    if skipped and work.places.tree.only:
        raise WrongUse(f"{work.places.raw}: {next(iter(skipped))}")
    told = "".join(f" ({number:,} skipped: {why})" for why, number in sorted(skipped.items()))
    raise WrongUse(f"{work.places.raw}: no file in it{told}; RAW is a file or a folder of them")


def _check_limit(work: Work, limit: int | None) -> None:
    """Raise WrongUse where a run over the first few files, and the beginning of large ones, would take the place of a
    whole one; InUse."""
    outputs = work.places.clean
    whole = None if limit is None else whole_run(outputs.folder, outputs.only)
    if whole:
        raise WrongUse(f"{whole} holds what a run without --limit made; name another folder for a trial")
