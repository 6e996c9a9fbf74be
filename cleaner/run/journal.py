"""Journal: which inputs an output folder holds the results of, so that a second run does only what is missing.

One SQLite file below the output folder. It is written after the outputs it speaks of: a run that is killed has done
more than its journal says, never less.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple

from cleaner.run.differences import Differences, differing
from cleaner.run.samples import Samples
from cleaner.run.tally import Tally
from cleaner.run.tree import OWN, Entry

NAME: Final = "journal.sqlite"
_TABLES: Final = """
create table if not exists about (name text primary key, value text not null) without rowid;
create table if not exists done (
    name blob primary key, size integer not null, changed integer not null, digest text, tally text not null,
    written integer not null
) without rowid;
create table if not exists before (name blob primary key) without rowid;
create table if not exists earlier (name blob primary key) without rowid;
"""
FORGET: Final = "delete from done where name = ?"
_EARLIER: Final = "insert or ignore into earlier select name from done"
"""What is forgotten of inputs leaves their names: what was written of them may still stand."""
_BEFORE: Final = "insert or ignore into before values (?)"
_DAMAGED: Final = b"This journal was damaged; the next run begins a new one.\n"
"""In the place of one that was found damaged: a folder without any would be one that no run has written to."""


class InUse(RuntimeError):  # noqa: N818  # named for what happened
    """Another run writes to the same folder."""


class Done(NamedTuple):
    """An input whose outputs are written."""

    entry: Entry  # as it was when it was read
    digest: str | None  # sha256 of its content, where it was asked for
    tally: Tally
    written: int = 0  # bytes of the output: after a power cut it may be shorter
    without_text: int = 0  # records that should have a text and have none
    wrong: tuple[str, ...] = ()  # why, of the first few


class Journal:
    """What was done, and with what. A context: what was noted is on disk when it is left, whatever ends it."""

    def __init__(self, folder: Path, key: Mapping[str, Any], *, anew: bool = False, raw: Path | None = None) -> None:
        """`folder` is the output folder; `key` says what outputs depend on beside their inputs; `raw` is the folder
        that is read, which is noted for whoever must not write there.

        What was done with another key is forgotten, everything if `anew`. The first journal of a folder notes, before
        anything is written, which files stand there already: no run wrote them. Raises OSError, and InUse.
        """
        place = folder / OWN
        place.mkdir(parents=True, exist_ok=True)
        self._path = place / NAME
        self._raw = None if raw is None else os.fsencode(relative(folder, raw)).hex()
        self.samples = Samples()
        self.problem: str | None = None  # why it is not being written
        self.differences: Differences | None = None  # what was done with other settings and is forgotten, if any was
        self._damaged = self._reads_only = self._empty = self._any_before = False
        first = _size(self._path) == 0
        try:
            self._open(key, anew, first)
        except sqlite3.OperationalError as error:
            raise refusal(error, self._path) from error
        except sqlite3.DatabaseError:  # damaged, as by a power cut: it only costs doing things again
            self._file.close()
            self._path.unlink()
            self._open(key, anew, first=False)

    def _open(self, key: Mapping[str, Any], anew: bool, first: bool) -> None:
        self._file = sqlite3.connect(self._path, timeout=1, isolation_level=None)
        self._file.execute("pragma locking_mode = exclusive")
        self._file.execute("begin exclusive")
        for statement in _TABLES.split(";"):
            self._file.execute(statement)
        if anew or not self._is_of(key):
            self._note_differences(key, anew)
            self._file.execute(_EARLIER)
            self._file.execute("delete from done")
            self._file.execute("delete from about")
            self._file.execute("insert into about values ('key', ?)", (json.dumps(key, sort_keys=True),))
        elif samples := self._about("samples"):
            self.samples = Samples.of(json.loads(samples))
        if self._raw is not None and self._raw != self._about("raw"):
            self._try("insert or replace into about values ('raw', ?)", [(self._raw,)])
        if anew:
            self._file.execute("delete from before")
        elif first:
            self._file.executemany(_BEFORE, _standing(self._path.parent.parent))
        self._look()
        self.save()

    def _is_of(self, key: Mapping[str, Any]) -> bool:
        return self._about("key") == json.dumps(key, sort_keys=True)

    def _note_differences(self, key: Mapping[str, Any], anew: bool) -> None:
        """Take down what is forgotten because of its settings; what is done anew anyway needs no reason."""
        last = None if anew else self._about("key")
        settings = differing(json.loads(last), key) if last else ()
        files = self._count("select count(*) from done") if settings else 0
        self.differences = Differences(files, settings) if files else None

    def _count(self, question: str) -> int:
        return int(self._file.execute(question).fetchone()[0])

    def _look(self) -> None:
        self._empty, self._any_before = (
            not self._count("select exists (select 1 from done)"),
            bool(self._count("select exists (select 1 from before)")),
        )

    @classmethod
    def as_it_is(cls, folder: Path, key: Mapping[str, Any], *, anew: bool = False) -> Journal:
        """What a run with this key, and `anew`, would find in the journal of an output folder, to be read alone.

        Raises InUse while a run writes there: nobody knows then what it will have done.
        """
        path = folder / OWN / NAME
        journal = cls.__new__(cls)
        journal._path, journal.samples, journal.problem = path, Samples(), "opened to be read"
        journal.differences = None
        journal._damaged, journal._reads_only = False, True
        first = _size(path) == 0
        journal._file = _begun(folder) if first else opened_to_read(path)
        try:
            journal._look()
            if anew or not journal._is_of(key):
                journal._note_differences(key, anew)
                journal._empty = True
            journal._any_before &= not anew
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise refusal(error, path) from error
            journal._empty, journal._any_before = True, False
        return journal

    def _about(self, name: str) -> str | None:
        row = self._file.execute("select value from about where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def find(self, name: str) -> Done | None:
        """What is known of the input of this name."""
        if self._damaged or self._empty:
            return None
        columns = "size, changed, digest, tally, written"
        try:
            row = self._file.execute(f"select {columns} from done where name = ?", (as_key(name),)).fetchone()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return None
        if row is None:
            return None
        size, changed, digest, tally, written = row
        told = json.loads(tally)
        wrong = tuple(told.get("wrong", ()))
        return Done(
            Entry(name, size, changed), digest, Tally.of(told), written, told.get("without_text", len(wrong)), wrong
        )

    def without_digest(self) -> int:
        """How many inputs are known of whose content no digest was taken."""
        try:
            return 0 if self._empty else self._count("select count(*) - count(digest) from done")
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return 0

    def note(self, done: Iterable[Done]) -> None:
        """Take down that these are done; on disk once `save` was called."""
        rows = (
            (
                as_key(one.entry.name),
                one.entry.size,
                one.entry.changed,
                one.digest,
                json.dumps(_told(one)),
                one.written,
            )
            for one in done
        )
        self._empty = False
        self._try("insert or replace into done values (?, ?, ?, ?, ?, ?)", rows)

    def forget(self, names: Iterable[str]) -> None:
        """Take back what was noted of some inputs; their outputs, if any, were still written by a run."""
        rows = [(as_key(name),) for name in names]
        self._try(f"{_EARLIER} where name = ?", rows)
        self._try(FORGET, rows)

    def written(self) -> Iterator[str]:
        """The names of all inputs of which a run noted that it wrote outputs, with whatever settings, in their order.

        To be read to its end before anything is noted.
        """
        names = "select name from done"
        try:
            if self._file.execute("select 1 from sqlite_master where name = 'earlier'").fetchone():
                names += " union select name from earlier"  # which journals of 0.6.0 do not have
            for (name,) in self._file.execute(f"{names} order by name"):
                yield os.fsdecode(name)
        except sqlite3.DatabaseError as error:
            self._give_up(error)

    def stood_before(self, output: str) -> bool:
        """Whether a file of this name was in the output folder before any run wrote there."""
        if not self._any_before or self._damaged:
            return False
        try:
            row = self._file.execute("select 1 from before where name = ?", (as_key(output),)).fetchone()
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return False
        return row is not None

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
        self._damaged = not isinstance(error, sqlite3.OperationalError)
        self.problem = f"{self._path}: the journal cannot be written ({error}); a second run will do more anew"

    def __enter__(self) -> Journal:
        """The journal itself."""
        return self

    def __exit__(
        self, raised: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Save and close."""
        self.save()
        with suppress(sqlite3.Error):
            self._file.execute("commit")
        self._file.close()
        if self._damaged and not self._reads_only:
            with suppress(OSError):
                self._path.write_bytes(_DAMAGED)


def _standing(folder: Path) -> Iterator[tuple[bytes]]:
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


def _begun(folder: Path) -> sqlite3.Connection:
    """What a first journal of an output folder would hold, in memory."""
    file = sqlite3.connect(":memory:")
    file.executescript(_TABLES)
    file.executemany(_BEFORE, _standing(folder))
    return file


def _size(path: Path) -> int:
    """Bytes of a file, 0 where there is none."""
    return path.stat().st_size if path.is_file() else 0


def opened_to_read(path: Path) -> sqlite3.Connection:
    """A journal that nothing is written to. It is opened when it is first read from: errors come then."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)


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


def relative(folder: Path, other: Path) -> str:
    """Where another folder is, seen from a folder: both can be moved together."""
    try:
        return os.path.relpath(other.resolve(), folder.resolve())
    except ValueError:  # on another drive
        return str(other.resolve())


def _told(done: Done) -> dict[str, Any]:
    """What became of an input's documents; what is wrong with some stands there only where something is."""
    wrong = {"without_text": done.without_text, "wrong": done.wrong} if done.without_text else {}
    return done.tally.as_dict() | wrong


def as_key(name: str) -> bytes:
    """A file's name as it stands in the tables: it need not be UTF-8."""
    return os.fsencode(name)
