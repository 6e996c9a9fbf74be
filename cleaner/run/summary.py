"""Summary: what a run did, in numbers, and what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cleaner.kinds import KINDS, Kind
from cleaner.run.done import Done
from cleaner.run.leftovers import Leftovers
from cleaner.run.samples import Samples
from cleaner.run.tally import Tally
from cleaner.run.tasks import Outcome
from cleaner.run.tree import Passed

MOST_FOLDERS: Final = 20_000
"""Folders counted apart; what lies in further ones is counted under their topmost."""


@dataclass(slots=True)
class Summary:
    """What came of the inputs: those of this run, and of an earlier one whose outputs stand."""

    files: int = 0  # written by this run
    known: int = 0  # written by an earlier one
    bytes: int = 0  # of the files of this run
    passed_bytes: int = 0  # of files that need not be done, or could not
    tally: Tally = field(default_factory=Tally)  # over the documents of both
    folders: dict[str, Tally] = field(default_factory=dict)  # the same by folder, or by file with records
    failed: list[tuple[str, str]] = field(default_factory=list)  # (name, reason)
    skipped: Counter[str] = field(default_factory=Counter)  # what is never read, by what it is
    without_text: int = 0  # records that should have a text and have none; they came out as they went in
    wrong: list[tuple[str, str]] = field(default_factory=list)  # (name, reason) of some of them
    leftovers: Leftovers = field(default_factory=Leftovers)  # outputs of earlier runs whose inputs are gone
    problems: list[str] = field(default_factory=list)  # of the run itself
    recorded: list[Path] = field(default_factory=list)  # where the record of the run could be written
    samples: Samples = field(default_factory=Samples)
    seconds: float = 0.0

    @property
    def inputs(self) -> int:
        """Files that there were."""
        return self.files + self.known + len(self.failed)

    @property
    def dropped(self) -> dict[Kind, int]:
        """Lines with text that went, by what they were taken for."""
        return {kind: self.tally[f"gone_{kind}"] for kind in KINDS if self.tally[f"gone_{kind}"]}

    def take(self, outcome: Outcome, folder: str) -> None:
        """Count what came of a file, under this folder."""
        self._count_wrong(outcome.name, outcome.without_text, outcome.wrong)
        if outcome.done:
            self.files += 1
            self.bytes += outcome.done.entry.size
            self._count(outcome.tally, folder)
        else:
            self.note(outcome.passed)

    def note_known(self, done: Done, folder: str) -> None:
        """Count what an earlier run did."""
        self.known += 1
        self.passed_bytes += done.entry.size
        self._count_wrong(done.entry.name, done.without_text, done.wrong)
        self._count(done.tally, folder)

    def _count_wrong(self, name: str, number: int, wrong: Sequence[str]) -> None:
        self.without_text += number
        self.wrong += [(name, why) for why in wrong]
        if number > len(wrong):
            self.wrong.append((name, f"and {number - len(wrong):,} more like these"))

    def _count(self, tally: Tally, folder: str) -> None:
        if folder not in self.folders and len(self.folders) >= MOST_FOLDERS:
            folder = folder.partition("/")[0] + "/"
        self.tally.add(tally)
        self.folders.setdefault(folder, Tally()).add(tally)

    def note(self, passed: Passed) -> None:
        """Count something that is not read."""
        if passed.failed:
            self.failed.append((passed.name, passed.reason))
        else:
            self.skipped[passed.reason] += 1
