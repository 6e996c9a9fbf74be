"""What journals of earlier runs say of folders, for whoever is not going on from them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from cleaner.run.done import as_key
from cleaner.run.journal_file import FORGET, NAME, refusal, told
from cleaner.run.tree import OWN


def whole_run(folder: Path, only: str | None = None) -> Path | None:
    """The output folder of a run, of which this one is all or a part, or has a part, and whose journal holds anything
    as done, or the one file `only` of this folder; None if there is none. Raises InUse."""
    folder = folder.absolute()
    for up in (folder, *folder.parents):
        if _knows(up, only and (folder / only).relative_to(up).as_posix()):
            return up
    below = folder.rglob(f"{OWN}/{NAME}") if only is None else ()
    return next((path.parent.parent for path in below if _knows(path.parent.parent, None)), None)


def _knows(folder: Path, name: str | None) -> bool:
    if name is None:
        return told(folder, "select 1 from done") is not None
    return told(folder, "select 1 from done where name = ?", as_key(name)) is not None


def raw_of(clean: Path) -> Path | None:
    """The folder that an output folder was made of, or the one that a file or folder in it was; None where no journal
    tells it. Raises InUse."""
    for folder in (clean, *clean.absolute().parents):
        if (folder / OWN / NAME).is_file():
            row = told(folder, "select value from about where name = 'raw'")
            return None if row is None else _from(folder, os.fsdecode(bytes.fromhex(row[0])))
    return None


def _from(folder: Path, relative: str) -> Path:
    return Path(os.path.normpath(folder.resolve() / relative))


def forget(folder: Path, names: Iterable[str]) -> None:
    """Take back what the journal of an output folder, if it has one, says of some inputs: it will not be so any more.

    Raises OSError, and InUse.
    """
    path = folder / OWN / NAME
    if not path.is_file():
        return
    with closing(sqlite3.connect(path, timeout=1)) as file:
        try:
            file.execute("begin exclusive")
            file.executemany(FORGET, [(as_key(name),) for name in names])
            file.commit()
        except sqlite3.OperationalError as error:
            raise refusal(error, path) from error
        except sqlite3.DatabaseError:  # damaged: the next run that notes anything begins a new one
            return
