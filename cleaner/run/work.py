"""Work: what is done with a task, in whatever process: blocks to records, records cleaned in batches, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from cleaner.formats import Format, MissingExtra, NotText, Part, WrongContent
from cleaner.formats.sorts import Sorts
from cleaner.formats.text import NOT_TEXT, encode
from cleaner.pipeline import Cleaner
from cleaner.removed import Whole, to_jsonl
from cleaner.run.judging import Judging, Opened
from cleaner.run.places import Places
from cleaner.run.reasons import why
from cleaner.run.samples import Samples
from cleaner.run.tasks import Block, Files, Mark, Outcome, Result, Task
from cleaner.run.tree import Entry

KILLED: Final = "the process that worked on it was killed twice, most often for lack of memory; try it by itself"


@dataclass(frozen=True, slots=True)
class Work:
    """The places, the cleaner and the formats of a run; called with a task in any process."""

    places: Places
    cleaner: Cleaner
    sorts: Sorts
    checksum: bool = False
    sample: bool = True
    written_as: str | None = None  # suffix of what is written, where its name does not say it
    samples: Samples = field(default_factory=Samples, init=False, compare=False)
    """Of all that this process has done, in every result of it: what would not be shown of these is not told again."""

    @property
    def _judging(self) -> Judging:
        fields = self.sorts.fields
        return Judging(self.cleaner, bool(fields.annotate), self.places.removed is not None, self.sample)

    def __call__(self, task: Task) -> Result:
        """Do a task; what goes wrong with a file is in its outcome."""
        if isinstance(task, Mark):
            return Result(mark=task)
        with _threads().limit(limits=1, user_api="blas"):  # several wait for each other where the cores are busy
            return self._block(task) if isinstance(task, Block) else self._files(task.entries)

    def apart(self, task: Task) -> Sequence[Task]:
        """A task's files one by one."""
        return [Files((entry,)) for entry in task.entries] if isinstance(task, Files) else [task]

    def lost(self, task: Task) -> Result:
        """What is said of a file that killed its process twice."""
        if isinstance(task, Files):
            return Result([Outcome(entry.name, failed=KILLED) for entry in task.entries])
        return Result(part=Outcome(task.name, failed=KILLED)) if isinstance(task, Block) else Result(mark=task)

    def look(self, entry: Entry) -> Outcome:
        """What would come of a file, as far as its beginning tells: it fails, is skipped, or neither yet."""
        outcome = Outcome(entry.name)
        with self._failing(outcome):
            self.sorts.of(entry.name).look(self.places.tree.path(entry.name))
        return outcome

    @contextmanager
    def _failing(self, outcome: Outcome) -> Iterator[None]:
        """What goes wrong with a file is said in its outcome."""
        try:
            yield
        except NotText as error:  # of a folder; one that was named was meant
            outcome.failed, outcome.skipped = str(error), self.places.tree.only is None
        except (OSError, WrongContent, MissingExtra, MemoryError) as error:
            outcome.failed = why(error, self.places.tree.path(outcome.name))

    def _block(self, task: Block) -> Result:
        result = Result(part=(outcome := Outcome(task.name)), samples=self.samples)
        form = self.sorts.of(task.name)
        try:
            opened = self._opened(outcome, form, task.block)
            self._judging([opened], result.samples)
            outcome.part, outcome.removed = self._closed(opened, form)
        except (OSError, WrongContent, MissingExtra, MemoryError) as error:
            outcome.failed = why(error)
        return result

    def _files(self, entries: Sequence[Entry]) -> Result:
        result = Result(samples=self.samples)
        ready: list[tuple[Entry, str | None, list[Opened]]] = []
        for entry in entries:
            result.outcomes.append(outcome := Outcome(entry.name))
            with self._failing(outcome):
                ready.append((*self._read(entry), self._blocks(entry, outcome)))
        self._judging([block for _, _, blocks in ready for block in blocks], result.samples)
        by_name = {outcome.name: outcome for outcome in result.outcomes}
        for entry, digest, blocks in ready:
            outcome = by_name[entry.name]
            if outcome.failed:
                continue
            with self._failing(outcome):
                written = self._write(entry, blocks)
                outcome.finish(entry, digest, written)
        return result

    def _read(self, entry: Entry) -> tuple[Entry, str | None]:
        path = self.places.tree.path(entry.name)
        found = path.stat()
        return Entry(entry.name, found.st_size, found.st_mtime_ns), digest_of(path) if self.checksum else None

    def _blocks(self, entry: Entry, outcome: Outcome) -> list[Opened]:
        form = self.sorts.of(entry.name)
        blocks = form.blocks(self.places.tree.path(entry.name))
        return [self._opened(outcome, form, block) for block in blocks]

    def _opened(self, outcome: Outcome, form: Format, block: Any) -> Opened:
        if not form.is_text(block):
            raise NotText(NOT_TEXT)
        records = form.records(block)
        outcome.note_wrong([record.wrong for record in records if record.wrong])
        return Opened(outcome, block, records, [None] * len(records))

    def _write(self, entry: Entry, blocks: Sequence[Opened]) -> int:
        """Write a file, and what went from it; how many bytes it has."""
        form, source = self.sorts.of(entry.name), self.places.tree.path(entry.name)
        name = form.output_name(entry.name)
        removed: list[bytes] = []
        with self.places.clean.writing(name) as path:
            with form.writing(path, source, self.places.clean.suffix_of(name)) as write:
                for opened in blocks:
                    part, went = self._closed(opened, form)
                    write(part)
                    removed.append(went)
            check_unchanged(source, entry)
            if self.places.removed:  # first, so that a clean file never stands without what went from it
                put(self.places.removed, name, b"".join(removed))
            return path.stat().st_size

    def _closed(self, opened: Opened, form: Format) -> tuple[Part, bytes]:
        """A block's part of the output, and its lines of removed lines."""
        name = form.output_name(opened.outcome.name)
        suffix = self.places.clean.suffix_of(name) if self.written_as is None else self.written_as
        part = form.packed(form.part(opened.block, opened.records, opened.cleaned), suffix)
        if not self.places.removed:
            return part, b""
        raws = form.raws(opened.block, opened.records, opened.cleaned)
        rows = [
            to_jsonl(
                one.removed,
                record.id or opened.outcome.name,
                record.number,
                raw=raws.get(place),
                whole=Whole.of(record.text),
                encoding=record.encoding,
            )
            for place, (record, one) in enumerate(zip(opened.records, opened.cleaned, strict=True))
            if one is not None and record.text is not None  # there is none without the other
        ]
        return part, encode("".join(rows))


@cache
def _threads() -> ThreadpoolController:
    """The threads of this process's libraries; to look for them takes a millisecond and more, as long as five pages."""
    return ThreadpoolController()


def put(removed: Any, name: str, rows: bytes) -> None:
    """Write a file of removed lines, or see to it that there is none."""
    if rows:
        removed.write(name, rows)
    else:
        removed.discard(name)


def check_unchanged(path: Path, entry: Entry) -> None:
    """Raise OSError if a file is no longer as it was when its reading began."""
    found = path.stat()
    if (found.st_size, found.st_mtime_ns) != (entry.size, entry.changed):
        raise OSError("it was changed while it was read; run again when nothing writes to it")


def digest_of(path: Path) -> str:
    """The sha256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
