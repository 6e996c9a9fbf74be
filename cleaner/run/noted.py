"""Noted: what the journal of an output folder tells a run that goes on from it, or a dry run."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cleaner.run.differences import CHECKSUM, Differences, differing
from cleaner.run.done import COLUMNS, Done, as_key, of_row
from cleaner.run.journal_file import NAME, begun, is_begun, opened_to_read, refusal
from cleaner.run.samples import Samples
from cleaner.run.tree import OWN


class Noted:
    """A journal as it is, opened to be read alone. A context: it is closed when it is left."""

    _file: sqlite3.Connection

    def __init__(self, path: Path) -> None:
        """`path` is the journal's file, which whoever makes this opens as `_file`."""
        self._path = path
        self.samples = Samples()
        self.problem: str | None = None  # why it cannot be read, or written
        self._otherwise: Differences | None = None  # what was done with other settings and is forgotten, if any was
        self._damaged = self._empty = self._any_before = False

    @classmethod
    def as_it_is(cls, folder: Path, key: Mapping[str, Any], *, anew: bool = False) -> Noted:
        """What a run with this key, and `anew`, would find in the journal of an output folder.

        Raises InUse while a run writes there: nobody knows then what it will have done.
        """
        path = folder / OWN / NAME
        noted = Noted(path)
        noted._file = opened_to_read(path) if is_begun(path) else begun(folder)
        try:
            noted._look()
            if anew or not noted._is_of(key):
                noted._otherwise = noted._differences(key, anew)
                noted._empty = True
            noted._any_before &= not anew
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise refusal(error, path) from error
            noted._empty, noted._any_before = True, False
        return noted

    def _look(self) -> None:
        self._empty = not self._count("select exists (select 1 from done)")
        self._any_before = bool(self._count("select exists (select 1 from before)"))

    def _is_of(self, key: Mapping[str, Any]) -> bool:
        return self._about("key") == as_told(key)

    def _differences(self, key: Mapping[str, Any], anew: bool) -> Differences | None:
        """What was done with another key than this one; that all is done `anew` anyway needs no reason."""
        last = None if anew else self._about("key")
        settings = differing(json.loads(last), key) if last else ()
        files = self._count("select count(*) from done") if settings else 0
        return Differences(files, settings) if files else None

    def _about(self, name: str) -> str | None:
        row = self._file.execute("select value from about where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _count(self, question: str) -> int:
        return int(self._file.execute(question).fetchone()[0])

    def find(self, name: str) -> Done | None:
        """What is known of the input of this name."""
        if self._damaged or self._empty:
            return None
        row = self._asked(f"select {COLUMNS} from done where name = ?", as_key(name))
        return None if row is None else of_row(name, row)

    def differences(self, *, checksum: bool) -> Differences | None:
        """What was done and is done anew, because the settings were others or, with `checksum`, because no digest was
        taken of the content."""
        if self._otherwise or self._empty or not checksum:
            return self._otherwise
        row = self._asked("select count(*) - count(digest) from done")
        return Differences(row[0], (CHECKSUM,)) if row and row[0] else None

    def written(self) -> Iterator[str]:
        """The names of all inputs of which a run noted that it wrote outputs, with whatever settings, in their order.

        To be read to its end before anything is noted.
        """
        names = "select name from done"
        try:
            if self._count("select exists (select 1 from sqlite_master where name = 'earlier')"):
                names += " union select name from earlier"  # which journals of 0.6.0 do not have
            for (name,) in self._file.execute(f"{names} order by name"):
                yield os.fsdecode(name)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def stood_before(self, output: str) -> bool:
        """Whether a file of this name was in the output folder before any run wrote there."""
        if not self._any_before or self._damaged:
            return False
        return self._asked("select 1 from before where name = ?", as_key(output)) is not None

    def is_gone(self, output: str) -> None:
        """Told that a file that stood before does so no more. Here nothing is taken down."""

    def _asked(self, question: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of the answer; None where there is none, and where the journal cannot be read."""
        try:
            row: tuple[Any, ...] | None = self._file.execute(question, values).fetchone()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return None
        return row

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        self._damaged = not isinstance(error, sqlite3.OperationalError)
        self.problem = f"{self._path}: the journal cannot be read ({error})"

    def __enter__(self) -> Self:
        """The journal itself."""
        return self

    def __exit__(
        self, raised: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close."""
        self._file.close()


def as_told(key: Mapping[str, Any]) -> str:
    """What outputs depend on beside their inputs, as it stands in the journal."""
    return json.dumps(key, sort_keys=True)
