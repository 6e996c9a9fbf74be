"""Tasks: what a worker is handed, and what comes back of it.

A task is some small files, which are read and written where they are cleaned, or one block of a large file, which comes
back as a part of its output: whoever reads the large file puts its parts together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cleaner.formats import Part
from cleaner.run.done import Done
from cleaner.run.samples import Samples
from cleaner.run.tally import Tally
from cleaner.run.tree import Entry, Passed

WRONG_SHOWN: Final = 3
"""Records of a file that are named for having no text they should have; further ones are only counted."""


@dataclass(frozen=True, slots=True)
class Files:
    """A task: some files, none of them large."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A task: a block of a large file."""

    name: str
    block: Any


@dataclass(frozen=True, slots=True)
class Mark:
    """No work: something to know about the files between which it stands, passed on in its place."""

    name: str
    entry: Entry | None = None  # a large file begins
    digest: str | None = None
    failed: str | None = None  # it cannot be read on
    ended: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of one file, or of one block of a large one."""

    name: str
    tally: Tally = field(default_factory=Tally)
    failed: str | None = None  # why there is no output
    skipped: bool = False  # there need not be one
    without_text: int = 0  # records that should have a text and have none
    wrong: list[str] = field(default_factory=list)  # why, of the first few
    done: Done | None = None  # of a file that is written
    part: Part = None  # of a block
    removed: bytes = b""  # of a block: lines of its file of removed lines

    @property
    def passed(self) -> Passed:
        """How it is told of where there is no output."""
        return Passed(self.name, self.failed or "it was not finished", failed=not self.skipped)

    def finish(self, entry: Entry, digest: str | None, written: int) -> None:
        """Its output is written, with so many bytes."""
        self.done = Done(entry, digest, self.tally, written, self.without_text, tuple(self.wrong))

    def note_wrong(self, reasons: Sequence[str], number: int | None = None) -> None:
        """Count records without a text, `number` of them where not all reasons are told."""
        self.without_text += len(reasons) if number is None else number
        self.wrong = [*self.wrong, *reasons][:WRONG_SHOWN]


@dataclass(slots=True)
class Result:
    """What came of a task."""

    outcomes: list[Outcome] = field(default_factory=list)  # of small files
    part: Outcome | None = None  # of a block
    samples: Samples = field(default_factory=Samples)
    mark: Mark | None = None


Task = Files | Block | Mark
