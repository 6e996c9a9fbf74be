"""Journal: which inputs an output folder holds the results of, so that a second run does only what is missing.

One SQLite file below the output folder. It is written after the outputs it speaks of: a run that is killed has done
more than its journal says, never less.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from cleaner.run.done import Done, as_key, as_row
from cleaner.run.journal_file import FORGET, NAME, STANDING, is_begun, opened_to_write, refusal, standing
from cleaner.run.noted import Noted, as_told
from cleaner.run.places import relative
from cleaner.run.samples import Samples
from cleaner.run.tree import OWN

_EARLIER: Final = "insert or ignore into earlier select name from done"
"""What is forgotten of inputs leaves their names: what was written of them may still stand."""
_DAMAGED: Final = b"This journal was damaged; the next run begins a new one.\n"
"""In the place of one that was found damaged: a folder without any would be one that no run has written to."""


class Journal(Noted):
    """What was done, and with what. A context: what was noted is on disk when it is left, whatever ends it."""

    def __init__(self, folder: Path, key: Mapping[str, Any], *, anew: bool = False, raw: Path | None = None) -> None:
        """`folder` is the output folder; `key` says what outputs depend on beside their inputs; `raw` is the folder
        that is read, which is noted for whoever must not write there.

        What was done with another key is forgotten, everything if `anew`. The first journal of a folder notes, before
        anything is written, which files stand there already: no run wrote them. Raises OSError, and InUse.
        """
        place = folder / OWN
        place.mkdir(parents=True, exist_ok=True)
        super().__init__(place / NAME)
        self._raw = None if raw is None else os.fsencode(relative(folder, raw)).hex()
        first = not is_begun(self._path)
        try:
            self._begin(key, anew, first)
        except sqlite3.OperationalError as error:
            raise refusal(error, self._path) from error
        except sqlite3.DatabaseError:  # damaged, as by a power cut: it only costs doing things again
            self._path.unlink()
            self._begin(key, anew, first=False)

    def _begin(self, key: Mapping[str, Any], anew: bool, first: bool) -> None:
        self._file = opened_to_write(self._path)
        try:
            self._go_on(key, anew, first)
        except sqlite3.Error:
            self._file.close()
            raise

    def _go_on(self, key: Mapping[str, Any], anew: bool, first: bool) -> None:
        if anew or not self._is_of(key):
            self._otherwise = self._differences(key, anew)
            self._file.execute(_EARLIER)
            self._file.execute("delete from done")
            self._file.execute("delete from about")
            self._file.execute("insert into about values ('key', ?)", (as_told(key),))
        elif samples := self._about("samples"):
            self.samples = Samples.of(json.loads(samples))
        if self._raw is not None and self._raw != self._about("raw"):
            self._try("insert or replace into about values ('raw', ?)", [(self._raw,)])
        if anew:
            self._file.execute("delete from before")
        elif first:
            self._file.executemany(STANDING, standing(self._path.parent.parent))
        self._look()
        self.save()

    def note(self, done: Iterable[Done]) -> None:
        """Take down that these are done; on disk once `save` was called."""
        self._empty = False
        self._try("insert or replace into done values (?, ?, ?, ?, ?, ?)", map(as_row, done))

    def forget(self, names: Iterable[str]) -> None:
        """Take back what was noted of some inputs; their outputs, if any, were still written by a run."""
        rows = [(as_key(name),) for name in names]
        self._try(f"{_EARLIER} where name = ?", rows)
        self._try(FORGET, rows)

    def is_gone(self, output: str) -> None:
        """Take down that a file that stood before does so no more: what comes in its place was written by a run."""
        self._try("delete from before where name = ?", [(as_key(output),)])

    def save(self) -> None:
        """Bring to disk what was noted."""
        samples = json.dumps(self.samples.as_dict())
        self._try("insert or replace into about values ('samples', ?)", [(samples,)])
        self._try("commit", None)
        self._try("begin exclusive", None)

    def _try(self, statement: str, rows: Iterable[tuple[Any, ...]] | None) -> None:
        """Run a statement; what cannot be noted is only done again, so it stops nothing."""
        try:
            if not self.problem:
                self._file.execute(statement) if rows is None else self._file.executemany(statement, rows)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        super()._give_up(error)
        self.problem = f"{self._path}: the journal cannot be written ({error}); a second run will do more anew"

    def __exit__(
        self, raised: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Save and close."""
        self.save()
        with suppress(sqlite3.Error):
            self._file.execute("commit")
        super().__exit__(raised, error, at)
        if self._damaged:
            with suppress(OSError):
                self._path.write_bytes(_DAMAGED)
