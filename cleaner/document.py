"""What became of documents: a verdict as arrays, and the same spelt out line by line for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleaner.batch import Batch, Bools
from cleaner.kinds import DESCRIPTION, KINDS, Kind
from cleaner.policy import Decision, Policy

BLANK_WENT: Final = "blank line beside what was removed"
"""The reason of a blank line that goes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A batch and what becomes of it."""

    batch: Batch
    decision: Decision  # per row, that is per line with text
    kept: Bools  # (n_lines,) blank lines included

    def clean(self) -> list[str]:
        """The cleaned documents; one that lost nothing is the very object that came in."""
        return self.batch.render(self.kept)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the raw text."""

    number: int  # 1-based
    text: str  # without its line end
    kind: Kind | None  # None for a blank line
    probability: float  # of being of a kept kind, 0 to 1; for a blank line 1 when it stays, 0 when it goes
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One judged document."""

    raw: str
    clean: str
    lines: tuple[Line, ...]
    left_alone: bool  # no article was found, so nothing was removed

    @property
    def removed(self) -> tuple[Line, ...]:
        """The lines that went, blank ones included."""
        return tuple(line for line in self.lines if not line.kept)


def documents(verdict: Verdict, policy: Policy) -> list[Document]:
    """Spell a verdict out for people: one Document for each of the batch, one Line for each of its lines."""
    batch, decision = verdict.batch, verdict.decision
    row_of_line = dict(zip(batch.rows.tolist(), range(batch.n_rows), strict=True))
    clean = verdict.clean()
    spelt: list[Document] = []
    for d, raw in enumerate(batch.documents):
        alone = bool(decision.left_alone[d])
        lines = []
        for number, line in enumerate(range(batch.lines_of(d).start, batch.lines_of(d).stop), 1):
            kept = bool(verdict.kept[line])
            text = batch.line_text(d, line)
            row = row_of_line.get(line)
            if row is None:
                reason = "blank line" if kept else BLANK_WENT
                lines.append(Line(number, text, None, float(kept), kept, reason))
                continue
            kind = KINDS[decision.kind[row]]
            probability = float(decision.probability[row])
            reason = reason_for(kind, probability, policy, left_alone=alone)
            lines.append(Line(number, text, kind, probability, kept, reason))
        spelt.append(Document(raw, clean[d], tuple(lines), alone))
    return spelt


def reason_for(kind: str, probability: float, policy: Policy, *, left_alone: bool) -> str:
    """Why a line with text stays or goes, in words; the one wording of `explain` and of the removed files."""
    if left_alone:
        return "left alone: no article was found in the document"
    relation = "at least" if probability >= policy.strictness else "below"
    return f"{DESCRIPTION[kind]} (kept with {probability:.2f}, {relation} strictness {policy.strictness:g})"
