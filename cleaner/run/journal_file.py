"""The file of a journal: where it lies, what tables it has, how it is opened, and why it cannot be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from cleaner.run.done import as_key
from cleaner.run.tree import OWN

NAME: Final = "journal.sqlite"
TABLES: Final = """
create table if not exists about (name text primary key, value text not null) without rowid;
create table if not exists done (
    name blob primary key, size integer not null, changed integer not null, digest text, tally text not null,
    written integer not null
) without rowid;
create table if not exists before (name blob primary key) without rowid;
create table if not exists earlier (name blob primary key) without rowid;
"""
"""`about`: settings and samples. `done`: inputs whose outputs are written. `before`: files that no run wrote.
`earlier`: inputs of which outputs were written and that are not known as done any more."""
FORGET: Final = "delete from done where name = ?"
STANDING: Final = "insert or ignore into before values (?)"


class InUse(RuntimeError):  # noqa: N818  # named for what happened
    """Another run writes to the same folder."""


def opened_to_write(path: Path) -> sqlite3.Connection:
    """A journal that nobody else opens meanwhile, made if there is none, with a transaction begun."""
    file = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        file.execute("pragma locking_mode = exclusive")
        file.execute("begin exclusive")
        for statement in TABLES.split(";"):
            file.execute(statement)
    except sqlite3.Error:
        file.close()
        raise
    return file


def opened_to_read(path: Path) -> sqlite3.Connection:
    """A journal that nothing is written to. It is opened when it is first read from: errors come then."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)


def begun(folder: Path) -> sqlite3.Connection:
    """What a first journal of an output folder would hold, in memory."""
    file = sqlite3.connect(":memory:")
    file.executescript(TABLES)
    file.executemany(STANDING, standing(folder))
    return file


def is_begun(path: Path) -> bool:
    """Whether there is anything in a journal."""
    return path.is_file() and path.stat().st_size > 0


def standing(folder: Path) -> Iterator[tuple[bytes]]:
    """The names of all files in an output folder, but for those that another run into a part of it has made."""
    if any((up / OWN / NAME).is_file() for up in folder.absolute().parents):
        return  # it is itself a part of what a run has made
    for place, folders, files in os.walk(folder):
        if place != str(folder) and OWN in folders and Path(place, OWN, NAME).is_file():
            folders.clear()
            continue
        folders[:] = [name for name in folders if name != OWN]
        for name in files:
            yield (as_key(Path(place, name).relative_to(folder).as_posix()),)


def told(folder: Path, question: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row that the journal of an output folder answers with; None without one, or where the journal is
    absent or damaged. Raises InUse."""
    path = folder / OWN / NAME
    if not path.is_file():
        return None
    with closing(opened_to_read(path)) as file:
        try:
            row: tuple[Any, ...] | None = file.execute(question, values).fetchone()
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise refusal(error, path) from error
            return None
    return row


def refusal(error: sqlite3.DatabaseError, path: Path) -> InUse | OSError:
    """What is said of a journal that is in use, or cannot be written."""
    if "locked" in str(error):
        return InUse(f"{path.parent.parent}: another run is writing there; wait for it or name another folder")
    return OSError(None, f"the journal cannot be written: {error}", str(path))
