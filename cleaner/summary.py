"""Summary: what a run did, in numbers; parts of a run add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from cleaner.batch import Bools
from cleaner.document import Verdict
from cleaner.formats import Passed
from cleaner.kinds import KINDS, Kind


@dataclass(slots=True)
class Summary:
    """Counts over the files that were written, and what was not; lines = kept + blanks + sum of dropped."""

    files: int = 0
    bytes: int = 0  # read
    lines: int = 0
    kept: int = 0
    blanks: int = 0  # blank lines that went
    dropped: Counter[Kind] = field(default_factory=Counter)  # lines with text that went
    trimmed: int = 0  # stretches that went from the ends of lines that stayed
    left_alone: int = 0  # documents in which no article was found, so that nothing was removed
    failed: list[tuple[str, str]] = field(default_factory=list)  # (name, reason)
    skipped: Counter[str] = field(default_factory=Counter)  # what is never read, by what it is
    seconds: float = 0.0

    def count(self, verdict: Verdict, written: Bools) -> None:
        """Count the lines of a batch's `written` documents, (n_documents,)."""
        batch, decision = verdict.batch, verdict.decision
        line = np.repeat(written, np.diff(batch.first_line))
        leads = verdict.lead[line & ~verdict.kept & (verdict.lead >= 0)]
        gone = np.bincount(decision.kind[leads], minlength=len(KINDS))
        lines, kept, texts = int(line.sum()), int((line & verdict.kept).sum()), int(gone.sum())
        self.trimmed += int(np.repeat(written, np.diff(verdict.trims.first)).sum())
        self.files += int(written.sum())
        self.lines += lines
        self.kept += kept
        self.blanks += lines - kept - texts
        self.dropped.update({kind: int(n) for kind, n in zip(KINDS, gone, strict=True) if n})
        self.left_alone += int(decision.left_alone[written].sum())

    def note(self, passed: Passed) -> None:
        """Count something that gave no document."""
        if passed.failed:
            self.failed.append((passed.name, passed.reason))
        else:
            self.skipped[passed.reason] += 1

    def add(self, other: Summary) -> None:
        """Take in the counts of another part of the run."""
        self.files += other.files
        self.bytes += other.bytes
        self.lines += other.lines
        self.kept += other.kept
        self.blanks += other.blanks
        self.dropped.update(other.dropped)
        self.trimmed += other.trimmed
        self.left_alone += other.left_alone
        self.failed += other.failed
        self.skipped.update(other.skipped)
