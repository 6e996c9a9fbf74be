"""Restore: the raw files from the cleaned ones and what went from them, record by record."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final

from cleaner.formats import Cleaned, Fields, Format, MissingExtra, Record, WrongContent
from cleaner.formats.sorts import Sorts
from cleaner.removed import Row, from_json, rebuild
from cleaner.run.places import Places, WrongUse, check_places
from cleaner.run.reasons import why
from cleaner.run.tree import Entry, Passed, Tree

NO_RECORD: Final = 0
SUFFIX: Final = ".jsonl"


def restore(clean: Path, removed: Path, out: Path, fields: Fields) -> list[tuple[str, str]]:
    """Rebuild every file of `clean` below `out`; returns the names of those that could not be, and why.

    What was compressed is compressed anew: its content is the raw file's, the bytes around it need not be. Raises
    WrongUse when the places do not fit.
    """
    if not removed.is_dir():
        raise WrongUse(f"{removed}: no such folder; name what apply --removed wrote")
    checked = check_places(clean, out, removed, ("CLEAN", "OUT"))
    places = replace(checked, removed=None)  # nothing is written to the folder of removed lines
    sorts, failed = Sorts(fields), []
    places.sweep()
    for entry in places.tree.entries():
        if isinstance(entry, Passed):
            failed.append((entry.name, entry.reason))
            continue
        try:
            _restore(places, entry.name, removed / f"{entry.name}{SUFFIX}", sorts.of(entry.name))
        except (OSError, WrongContent, MissingExtra, MemoryError) as error:
            failed.append((entry.name, why(error)))
    places.sweep()
    return [*failed, *_without_clean(places.tree, Tree(removed))]


def _without_clean(clean: Tree, removed: Tree) -> Iterator[tuple[str, str]]:
    """Files of which something was removed and that are not there."""
    for entry in removed.entries() if clean.only is None else ():
        if isinstance(entry, Entry) and entry.name.endswith(SUFFIX):
            name = entry.name.removesuffix(SUFFIX)
            if not clean.path(name).is_file():
                yield name, f"not there, but {removed.path(entry.name)} says what went from it"


def _restore(places: Places, name: str, removed: Path, form: Format) -> None:
    source = places.tree.path(name)
    if not _is_there(removed):
        with places.clean.writing(name) as path:
            shutil.copyfile(source, path)
        return
    went = groupby(_rows(removed), key=lambda row: row.record)
    number, rows = next(went, (NO_RECORD, iter(())))
    with places.clean.writing(name) as path, form.writing(path, source) as write:
        for block in form.blocks(source):
            restored: list[Cleaned | None] = []
            records = form.records(block)
            for record in records:
                if record.number != number or record.text is None:
                    restored.append(None)
                    continue
                restored.append(_restored(record, record.text, list(rows)))
                number, rows = next(went, (NO_RECORD, iter(())))
            write(form.packed(form.part(block, records, restored), source.suffix.lower()))
        if number != NO_RECORD:
            raise WrongContent(f"{removed} speaks of record {number}, which the cleaned file does not have")


def _is_there(removed: Path) -> bool:
    try:
        return removed.exists()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:  # nothing went from a file of so long a name, or it would not be there
            raise
        return False


def _restored(record: Record, clean: str, rows: list[Row]) -> Cleaned:
    """A record's raw text. Raises WrongContent when what went from it is not where it says it was."""
    if rows[0].raw is not None:
        return Cleaned("", (), rows[0].raw)
    text = rebuild(clean, [row.removed for row in rows])
    if any(text[row.removed.start : row.removed.end] != row.removed.text for row in rows):
        raise WrongContent(f"record {record.number}: not the text that the lines were removed from; was it changed?")
    return Cleaned(text, ())


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield from_json(line.decode("utf-8", "surrogateescape"))
            except ValueError as error:
                raise WrongContent(f"{path}, line {number}: {error}") from error
