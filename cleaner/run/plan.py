"""Plan: which inputs of a run are to be done, and as what tasks, found as the run goes on."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from cleaner.formats import Format, MissingExtra, WrongContent
from cleaner.formats.compressed import inner_name
from cleaner.formats.sorts import Sorts
from cleaner.run.done import Done
from cleaner.run.noted import Noted
from cleaner.run.places import Places
from cleaner.run.reasons import why
from cleaner.run.tasks import Block, Files, Mark, Task
from cleaner.run.tree import Entry, Passed, Tree
from cleaner.run.work import check_unchanged, digest_of

TASK_BYTES: Final = 4_000_000
TASK_FILES: Final = 2_000
"""A task, what a worker is handed at a time, ends at so many bytes or files: about half a second of work."""
NO_FIELDS: Final = "no records to annotate"
"""What is said of a file that has no fields, where texts are to be kept whole and get one more."""
NOT_OURS: Final = "it is there already and no run wrote it; name another folder, or use --overwrite"
LARGE: Final = 1_000_000
LARGE_PACKED: Final = 200_000
"""Bytes of a file, and of a compressed one, from which its blocks are tasks of their own."""


@dataclass(slots=True)
class Plan:
    """The inputs of a run in their order."""

    places: Places
    sorts: Sorts
    noted: Noted | None = None
    """What earlier runs did."""
    checksum: bool = False
    limit: int | None = None
    passed: Callable[[Passed], None] = lambda _: None
    """Told of whatever is not read."""
    known: Callable[[Done], None] = lambda _: None
    """Told of what an earlier run did."""
    again: Callable[[str], None] = lambda _: None
    """Told of what an earlier run did and this one does again."""
    abandoned: set[str] = field(default_factory=set)
    """Large files that need not be read on."""

    def tasks(self) -> Iterator[Task]:
        """The tasks; a large file's blocks stand between a mark of its beginning and one of its end."""
        small: list[Entry] = []
        size = 0
        for entry in self.entries():
            form = self.sorts.of(entry.name)
            large = form.divided and entry.size > (LARGE_PACKED if _packed(entry.name) else LARGE)
            if small and (large or size + entry.size > TASK_BYTES or len(small) == TASK_FILES):
                yield Files(tuple(small))
                small, size = [], 0
            if large:
                yield from self._large(entry, form)
            else:
                small.append(entry)
                size += entry.size
        if small:
            yield Files(tuple(small))

    def entries(self) -> Iterator[Entry]:
        """The files to be done; what is not read and what is done already goes where it is told."""
        yield from islice(self._wanted(), self.limit)

    def _wanted(self) -> Iterator[Entry]:
        for entry in self.places.tree.entries():
            if isinstance(entry, Passed):
                self.passed(entry)
                continue
            form = self.sorts.of(entry.name)
            if form.refused:
                self.passed(Passed(entry.name, form.refused, failed=False))
                continue
            if self.sorts.fields.annotate and not form.structured:
                self.passed(Passed(entry.name, NO_FIELDS, failed=False))
                continue
            output = form.output_name(entry.name)
            if output != entry.name and self._exists(self.places.tree, output):
                self.passed(Passed(entry.name, f"its text would be written where {output} goes", failed=True))
                continue
            done = self.noted.find(entry.name) if self.noted else None
            if done and self._same(done, entry) and self._stands(done, output):
                self.known(done)
                continue
            if done:
                self.again(entry.name)
            elif self.noted and self.noted.stood_before(output):
                there = self.places.clean.path(output)
                if os.path.lexists(there):
                    self.passed(Passed(entry.name, f"{there}: {NOT_OURS}", failed=True))
                    continue
                self.noted.is_gone(output)
            yield entry

    @staticmethod
    def _exists(tree: Tree, name: str) -> bool:
        return tree.only is None and _size(tree.path(name)) is not None

    def _same(self, done: Done, entry: Entry) -> bool:
        if not self.checksum:
            return done.entry == entry
        try:
            return done.entry.size == entry.size and done.digest == digest_of(self.places.tree.path(entry.name))
        except OSError:  # it is told of when it is read
            return False

    def _stands(self, done: Done, output: str) -> bool:
        """Whether what was written is still there, and whole: of files that it wrote just before its power went, a
        system may have lost the content."""
        if _size(self.places.clean.path(output)) != done.written:
            return False
        removed = self.places.removed
        return removed is None or not done.tally["chars_gone"] or bool(_size(removed.path(output)))

    def _large(self, entry: Entry, form: Format) -> Iterator[Task]:
        path = self.places.tree.path(entry.name)
        seen = 0
        try:
            found = path.stat()
            entry = Entry(entry.name, found.st_size, found.st_mtime_ns)
            digest = digest_of(path) if self.checksum else None
            yield Mark(entry.name, entry)
            for block in self._blocks(form, path):
                if entry.name in self.abandoned:
                    break
                yield Block(entry.name, block)
                seen += 1
            check_unchanged(path, entry)
            yield Mark(entry.name, entry, digest=digest, ended=True)
        except (OSError, WrongContent, MissingExtra, MemoryError) as error:
            yield Mark(entry.name, entry, failed=why(error), ended=True)

    def _blocks(self, form: Format, path: Any) -> Iterator[Any]:
        records = 0
        for block in form.blocks(path):
            yield block
            if self.limit is not None:
                records += len(form.records(block))
                if records >= self.limit:
                    return


def _size(path: Path) -> int | None:
    """Bytes of a file, None if there is none; what cannot be looked at is as if it were not there, and said when it is
    written."""
    with suppress(OSError):
        found = path.stat()
        return found.st_size if stat.S_ISREG(found.st_mode) else None
    return None


def _packed(name: str) -> bool:
    return inner_name(name) != name or name.lower().endswith(".parquet")
