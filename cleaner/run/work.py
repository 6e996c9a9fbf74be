"""Work: what is done with a task, in whatever process: blocks to records, records cleaned in batches, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from cleaner.batch import Ints
from cleaner.document import Verdict
from cleaner.formats import Cleaned, Format, MissingExtra, Part, Record, WrongContent
from cleaner.formats.sorts import Sorts
from cleaner.formats.text import encode
from cleaner.pieces import is_long, pieces
from cleaner.pipeline import Cleaner, in_batches
from cleaner.removed import Removed, removed_lines, to_jsonl
from cleaner.run.journal import Done
from cleaner.run.places import Places
from cleaner.run.samples import Samples
from cleaner.run.tally import NAMES, as_one, count
from cleaner.run.tasks import Block, Files, Mark, Outcome, Result, Task
from cleaner.run.tree import Entry, reason

KILLED: Final = "the process that worked on it was killed twice, most often for lack of memory; try it by itself"


@dataclass(slots=True)
class _Opened:
    """A block on its way."""

    outcome: Outcome
    block: Any
    records: Sequence[Record]
    cleaned: list[Cleaned | None]


class _Told(NamedTuple):
    """What became of a record's text, and its numbers."""

    cleaned: Cleaned | None
    tally: Ints


@dataclass(frozen=True, slots=True)
class Work:
    """The places, the cleaner and the formats of a run; called with a task in any process."""

    places: Places
    cleaner: Cleaner
    sorts: Sorts
    checksum: bool = False
    sample: bool = True

    def __call__(self, task: Task) -> Result:
        """Do a task; what goes wrong with a file is in its outcome."""
        if isinstance(task, Mark):
            return Result(mark=task)
        return self._block(task) if isinstance(task, Block) else self._files(task.entries)

    def apart(self, task: Task) -> Sequence[Task]:
        """A task's files one by one."""
        return [Files((entry,)) for entry in task.entries] if isinstance(task, Files) else [task]

    def lost(self, task: Task) -> Result:
        """What is said of a file that killed its process twice."""
        if isinstance(task, Files):
            return Result([Outcome(entry.name, failed=KILLED) for entry in task.entries])
        return Result(part=Outcome(task.name, failed=KILLED)) if isinstance(task, Block) else Result(mark=task)

    def _block(self, task: Block) -> Result:
        result = Result(part=(outcome := Outcome(task.name)))
        kind = self.sorts.of(task.name)
        try:
            opened = self._opened(outcome, kind, task.block)
            self._clean([opened], result.samples)
            outcome.part, outcome.removed = self._closed(opened, kind)
        except (OSError, WrongContent, MissingExtra, MemoryError) as error:
            outcome.failed = why(error)
        return result

    def _files(self, entries: Sequence[Entry]) -> Result:
        result = Result()
        ready: list[tuple[Entry, str | None, list[_Opened]]] = []
        for entry in entries:
            result.outcomes.append(outcome := Outcome(entry.name))
            try:
                ready.append((*self._read(entry), self._blocks(entry, outcome)))
            except (OSError, WrongContent, MissingExtra, MemoryError) as error:
                outcome.failed = why(error)
        self._clean([block for _, _, blocks in ready for block in blocks], result.samples)
        by_name = {outcome.name: outcome for outcome in result.outcomes}
        for entry, digest, blocks in ready:
            outcome = by_name[entry.name]
            if outcome.failed:
                continue
            try:
                written = self._write(entry, blocks)
                outcome.done = Done(entry, digest, outcome.tally, written)
            except (OSError, WrongContent, MissingExtra, MemoryError) as error:
                outcome.failed = why(error)
        return result

    def _read(self, entry: Entry) -> tuple[Entry, str | None]:
        path = self.places.tree.path(entry.name)
        found = path.stat()
        return Entry(entry.name, found.st_size, found.st_mtime_ns), digest_of(path) if self.checksum else None

    def _blocks(self, entry: Entry, outcome: Outcome) -> list[_Opened]:
        kind = self.sorts.of(entry.name)
        blocks = kind.blocks(self.places.tree.path(entry.name))
        return [self._opened(outcome, kind, block) for block in blocks]

    def _opened(self, outcome: Outcome, kind: Format, block: Any) -> _Opened:
        records = kind.records(block)
        outcome.note_wrong([record.wrong for record in records if record.wrong])
        return _Opened(outcome, block, records, [None] * len(records))

    def _clean(self, blocks: Sequence[_Opened], samples: Samples) -> None:
        """Clean the records of the blocks, batch by batch across them."""
        waiting = _with_texts(blocks)
        for texts in in_batches(record.text or "" for _, _, record in _with_texts(blocks)):
            self._judge([next(waiting) for _ in texts], texts, samples)

    def _judge(self, of: Sequence[tuple[_Opened, int, Record]], texts: Sequence[str], samples: Samples) -> None:
        try:
            told = self._told_long(of[0], texts[0], samples) if is_long(texts) else self._told(of, texts, samples)
        except Exception as error:  # whatever it is, it must not cost the other documents
            if len(texts) == 1:
                self._failed(*of[0], error)
                return
            for one, text in zip(of, texts, strict=True):
                self._judge([one], [text], samples)
            return
        for (opened, place, _), (cleaned, tally) in zip(of, told, strict=True):
            opened.cleaned[place] = cleaned
            opened.outcome.tally.add(tally)

    def _told(self, of: Sequence[tuple[_Opened, int, Record]], texts: Sequence[str], samples: Samples) -> list[_Told]:
        """What became of the texts of a batch, and their numbers."""
        verdict = self.cleaner.judge(texts)
        clean, tallies = verdict.clean(), count(verdict)
        if self.sample:
            names = [_document(opened.outcome.name, record) for opened, _, record in of]
            samples.take(verdict, names, self.cleaner.policy.strictness)
        return [
            _Told(self._cleaned(text, clean[d], self._went(verdict, d)), tallies[d]) for d, text in enumerate(texts)
        ]

    def _told_long(self, of: tuple[_Opened, int, Record], text: str, samples: Samples) -> list[_Told]:
        """The same of a text that is judged in pieces."""
        opened, _, record = of
        clean, went, tally = [], [], np.zeros(len(NAMES), dtype=np.int64)
        lines = chars = 0
        for piece in pieces(text):
            verdict = self.cleaner.judge([piece])
            if self.sample:
                names = [_document(opened.outcome.name, record)]
                samples.take(verdict, names, self.cleaner.policy.strictness, lines_before=lines)
            clean += verdict.clean()
            went += [one._replace(line=one.line + lines, start=one.start + chars) for one in self._went(verdict, 0)]
            tally += count(verdict)[0]
            lines, chars = lines + verdict.batch.n_lines, chars + len(piece)
        whole = "".join(clean)
        return [_Told(self._cleaned(text, text if whole == text else whole, tuple(went)), as_one(tally))]

    def _went(self, verdict: Verdict, document: int) -> tuple[Removed, ...]:
        """What went from a document of a verdict, where it is asked for."""
        if not (self.sorts.fields.annotate or self.places.removed):
            return ()
        return tuple(removed_lines(verdict, self.cleaner.policy, document))

    def _cleaned(self, text: str, clean: str, went: tuple[Removed, ...]) -> Cleaned | None:
        """What became of a text; None if it stays as it is, so that its bytes do."""
        annotate = self.sorts.fields.annotate
        return None if clean is text and not annotate else Cleaned(text if annotate else clean, went)

    def _failed(self, opened: _Opened, place: int, record: Record, error: Exception) -> None:
        if len(opened.records) == 1:
            opened.outcome.failed = why(error)
        else:
            opened.outcome.note_wrong([f"record {record.number}: {why(error)}"])

    def _write(self, entry: Entry, blocks: Sequence[_Opened]) -> int:
        """Write a file, and what went from it; how many bytes it has."""
        kind, source = self.sorts.of(entry.name), self.places.tree.path(entry.name)
        name = kind.output_name(entry.name)
        removed: list[bytes] = []
        with self.places.clean.writing(name) as path:
            with kind.writing(path, source) as write:
                for opened in blocks:
                    part, went = self._closed(opened, kind)
                    write(part)
                    removed.append(went)
            check_unchanged(source, entry)
            if self.places.removed:  # first, so that a clean file never stands without what went from it
                put(self.places.removed, name, b"".join(removed))
            return path.stat().st_size

    def _closed(self, opened: _Opened, kind: Format) -> tuple[Part, bytes]:
        """A block's part of the output, and its lines of removed lines."""
        part = kind.part(opened.block, opened.records, opened.cleaned)
        if not self.places.removed:
            return part, b""
        raws = kind.raws(opened.block, opened.records, opened.cleaned)
        rows = [
            to_jsonl(one.removed, record.id or opened.outcome.name, record.number, raws.get(place))
            for place, (record, one) in enumerate(zip(opened.records, opened.cleaned, strict=True))
            if one is not None
        ]
        return part, encode("".join(rows))


def _with_texts(blocks: Sequence[_Opened]) -> Iterator[tuple[_Opened, int, Record]]:
    for opened in blocks:
        for place, record in enumerate(opened.records):
            if record.text is not None:
                yield opened, place, record


def _document(name: str, record: Record) -> str:
    """How people are told of a document."""
    if record.id is not None:
        return f"{name}: {record.id}"
    return name if record.number == 1 else f"{name}, {record.number}"


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


def why(error: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, MemoryError):
        return "not enough memory for a file of this size"
    if isinstance(error, WrongContent | MissingExtra):
        return str(error)
    return f"the program failed on it, please report: {type(error).__name__}: {error}"
