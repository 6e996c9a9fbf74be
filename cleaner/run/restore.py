"""Restore: the raw files from the cleaned ones and what went from them, record by record."""

from __future__ import annotations

import errno
import filecmp
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Final

from cleaner.formats import Cleaned, Fields, Format, MissingExtra, Record, WrongContent
from cleaner.formats.compressed import SUFFIXES
from cleaner.formats.encodings import encoding_called
from cleaner.formats.sorts import Sorts
from cleaner.removed import Row, Whole, from_json, rebuild
from cleaner.run.outputs import Outputs
from cleaner.run.past_runs import raw_of
from cleaner.run.places import Places, WrongUse, check_places, is_within
from cleaner.run.reasons import why
from cleaner.run.tree import Entry, Passed, Tree

NO_RECORD: Final = 0
SUFFIX: Final = ".jsonl"


def restore(
    clean: str | Path,
    removed: str | Path,
    out: str | Path,
    fields: Fields,
    *,
    overwrite: bool = False,
    done: Callable[[str], None] = lambda _: None,
) -> list[tuple[str, str]]:
    """Rebuild every file of `clean` below `out`; returns the names of those that could not be, and why.

    `done` is told the names of the others. A file that is in `out` with other content stays and is a failure, unless
    `overwrite`. What was compressed is compressed anew: its content is the raw file's, the bytes around it need not be.
    Raises WrongUse when the places do not fit, or `out` is the folder that the cleaned files were made of; OSError, and
    InUse while a run writes to `clean`.
    """
    clean, removed, out = Path(clean), Path(removed), Path(out)
    if not removed.is_dir():
        raise WrongUse(f"{removed}: no such folder; name what apply --removed wrote")
    checked = check_places(clean, out, removed, ("CLEAN", "OUT"))
    raw = raw_of(clean)
    if raw and is_within(out, raw):
        raise WrongUse(f"OUT {out} is RAW {raw} of the run or lies inside it; name another folder")
    outputs = checked.clean if raw is None else Outputs(checked.clean.folder, never=raw, only=checked.clean.only)
    places = replace(checked, clean=outputs, removed=None)  # nothing is written to the folder of removed lines
    sorts, failed = Sorts(fields), []
    places.sweep()
    for entry in places.tree.entries():
        if isinstance(entry, Passed):
            failed.append((entry.name, entry.reason))
            continue
        try:
            with places.clean.writing(entry.name) as path:
                _restore(places, entry.name, removed / f"{entry.name}{SUFFIX}", sorts, path)
                if not overwrite:
                    _check_same(path, places.clean.path(entry.name))
        except (OSError, WrongContent, MissingExtra, MemoryError) as error:
            failed.append((entry.name, why(error, places.tree.path(entry.name))))
        else:
            done(entry.name)
    places.sweep()
    return [*failed, *_without_clean(places.tree, Tree(removed))]


def _without_clean(clean: Tree, removed: Tree) -> Iterator[tuple[str, str]]:
    """Files of which something was removed and that are not there."""
    for entry in removed.entries() if clean.only is None else ():
        if isinstance(entry, Entry) and entry.name.endswith(SUFFIX):
            name = entry.name.removesuffix(SUFFIX)
            if not clean.path(name).is_file():
                yield name, f"not there, but {removed.path(entry.name)} says what went from it"


def _check_same(path: Path, there: Path) -> None:
    """Raise WrongContent if another file stands where this one would go."""
    if there.exists() and not (there.is_file() and filecmp.cmp(path, there, shallow=False)):
        raise WrongContent(f"{there} is there already, with other content; name another folder, or use --overwrite")


def _restore(places: Places, name: str, removed: Path, sorts: Sorts, path: Path) -> None:
    """Write the raw file of this name to `path`."""
    source = places.tree.path(name)
    suffix, ends = places.clean.suffix_of(name), source.suffix.lower()
    if not _is_there(removed) and (suffix == ends or not {suffix, ends} & {*SUFFIXES}):
        shutil.copyfile(source, path)
        return
    rows = _rows(removed) if _is_there(removed) else iter(())
    first = [*islice(rows, 1)]
    form = _form(sorts, name, removed, first[0].encoding if first else None)
    went = groupby(chain(first, rows), key=lambda row: row.record)
    number, rows = next(went, (NO_RECORD, iter(())))
    with form.writing(path, source, suffix) as write:
        for block in form.blocks(source):
            restored: list[Cleaned | None] = []
            records = form.records(block)
            for record in records:
                if record.number != number or record.text is None:
                    restored.append(None)
                    continue
                restored.append(_restored(record, record.text, list(rows), removed))
                number, rows = next(went, (NO_RECORD, iter(())))
            write(form.packed(form.part(block, records, restored), suffix))
        if number != NO_RECORD:
            raise WrongContent(f"{removed} speaks of record {number}, which the cleaned file does not have")


def _form(sorts: Sorts, name: str, removed: Path, encoding: str | None) -> Format:
    """The format of a file, whose text was read in `encoding` if that is told."""
    try:
        return sorts.of(name) if encoding is None else replace(sorts, encoding=encoding_called(encoding)).of(name)
    except ValueError as error:
        raise WrongContent(f"{removed}, line 1: {error}") from error


def _is_there(removed: Path) -> bool:
    try:
        return removed.exists()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:  # nothing went from a file of so long a name, or it would not be there
            raise
        return False


def _restored(record: Record, clean: str, rows: list[Row], removed: Path) -> Cleaned:
    """A record's raw text. Raises WrongContent when the rows are not of what went from it."""
    whole = rows[0].whole
    if rows[0].raw is not None:
        return Cleaned("", (), rows[0].raw)
    text = rebuild(clean, [row.removed for row in rows])
    misplaced = any(text[row.removed.start : row.removed.end] != row.removed.text for row in rows)
    if misplaced or (whole and Whole.of(text) != whole):
        raise WrongContent(
            f"record {record.number}: not the text that the lines were removed from; it was changed, or {removed} is "
            "of another run: clean the raw file again with apply --removed"
        )
    return Cleaned(text, ())


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield from_json(line.decode("utf-8", "surrogateescape"))
            except ValueError as error:
                raise WrongContent(f"{path}, line {number}: {error}") from error
