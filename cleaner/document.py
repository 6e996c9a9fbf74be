"""What became of documents: a verdict as arrays, and the same spelt out line by line for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from cleaner.array_types import Bools, Ints
from cleaner.batch import Batch
from cleaner.kinds import DESCRIPTION, KINDS, Kind
from cleaner.policy import DECIMALS, Decision, Policy
from cleaner.render import render
from cleaner.trims import Trims

BLANK_WENT: Final = "blank line beside what was removed"
"""The reason of a blank line that goes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A batch and what becomes of it."""

    batch: Batch
    decision: Decision  # per row, that is per part of a line with text
    kept: Bools  # (n_lines,) blank lines included
    trims: Trims  # what goes from lines that stay
    lead: Ints  # (n_lines,) the row that speaks for each line, -1 for a blank one

    def clean(self) -> list[str]:
        """The cleaned documents; one that lost nothing is the very object that came in."""
        return render(self.batch, self.kept, self.trims)


class Judged(NamedTuple):
    """A verdict on whole documents, or on a piece of one."""

    verdict: Verdict
    lines: int  # of the document before the piece; 0 for whole documents
    chars: int  # of the document before the piece; 0 for whole documents


@dataclass(frozen=True, slots=True)
class Trim:
    """A stretch at an edge of a line that went from it, while the line stayed."""

    start: int  # characters of the line before it
    text: str
    kind: Kind
    probability: float  # of being of a kept kind, 0 to 1
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the raw text."""

    number: int  # 1-based
    text: str  # without its line end
    kind: Kind | None  # None for a blank line
    probability: float  # of being of a kept kind, 0 to 1; for a blank line 1 when it stays, 0 when it goes
    least: float  # the probability from which a line of its document, or of its piece of a long one, stays
    kept: bool
    reason: str
    trims: tuple[Trim, ...] = ()  # what went from a line that was kept

    @property
    def clean(self) -> str:
        """What stays of the text, "" for a line that went."""
        if not self.kept:
            return ""
        pieces, at = [], 0
        for trim in self.trims:
            pieces.append(self.text[at : trim.start])
            at = trim.start + len(trim.text)
        return "".join([*pieces, self.text[at:]])


@dataclass(frozen=True, slots=True)
class Document:
    """One judged document."""

    raw: str
    clean: str
    lines: tuple[Line, ...]
    left_alone: bool  # nothing was removed: no article was found, or hardly any and on weak evidence; `reason` says it

    @property
    def removed(self) -> tuple[Line, ...]:
        """The lines that went, blank ones included."""
        return tuple(line for line in self.lines if not line.kept)


def documents(verdict: Verdict, policy: Policy, *, are_pieces: bool = False) -> list[Document]:
    """Spell a verdict out for people: one Document for each of the batch, one Line for each of its lines.

    `are_pieces`: they are pieces of documents, and the reasons say so.
    """
    batch, decision = verdict.batch, verdict.decision
    clean = verdict.clean()
    spelt: list[Document] = []
    for d, raw in enumerate(batch.documents):
        alone = _why_left_alone(decision, d, "this piece of the document" if are_pieces else "the document")
        trims = _trims_by_line(verdict, policy, d)
        lines = []
        least = float(decision.least[d])
        for number, line in enumerate(range(batch.lines_of(d).start, batch.lines_of(d).stop), 1):
            kept, row = bool(verdict.kept[line]), int(verdict.lead[line])
            text = batch.line_text(d, line)
            if row < 0:
                reason = "blank line" if kept else BLANK_WENT
                lines.append(Line(number, text, None, float(kept), least, kept, reason))
                continue
            kind, probability = KINDS[decision.kind[row]], float(decision.probability[row])
            reason = alone or reason_for(kind, probability, least, policy)
            lines.append(Line(number, text, kind, probability, least, kept, reason, tuple(trims.get(line, ()))))
        spelt.append(Document(raw, clean[d], tuple(lines), bool(alone)))
    return spelt


def joined(raw: str, parts: Sequence[Document]) -> Document:
    """Documents that are the pieces of `raw`, in order, as one; it is left alone where all of its pieces are."""
    if len(parts) == 1:
        return parts[0]
    lines: list[Line] = []
    for part in parts:
        before = len(lines)
        lines += [replace(line, number=line.number + before) for line in part.lines]
    clean = joined_text(raw, [part.clean for part in parts])
    return Document(raw, clean, tuple(lines), all(part.left_alone for part in parts))


def joined_text(raw: str, parts: Sequence[str]) -> str:
    """What is left of the pieces of `raw`, in order, as one text; the very object `raw` where nothing went."""
    if len(parts) == 1:
        return parts[0]
    clean = "".join(parts)
    return raw if clean == raw else clean


def _trims_by_line(verdict: Verdict, policy: Policy, document: int) -> dict[int, list[Trim]]:
    """The trims of one document (0-based) under the numbers, through the batch, of their lines."""
    batch, decision, trims = verdict.batch, verdict.decision, verdict.trims
    found: dict[int, list[Trim]] = {}
    for i in range(trims.of(document).start, trims.of(document).stop):
        line, row = int(trims.line[i]), int(trims.row[i])
        start = int(trims.start[i] - batch.raw_start[line])
        text = batch.documents[document][trims.start[i] : trims.stop[i]]
        kind, probability = KINDS[decision.kind[row]], float(decision.probability[row])
        reason = reason_for(kind, probability, float(decision.least[document]), policy)
        found.setdefault(line, []).append(Trim(start, text, kind, probability, reason))
    return found


def _why_left_alone(decision: Decision, document: int, name: str) -> str:
    """Why nothing goes from a document (0-based) of this name, in words; "" where it is not left alone."""
    if not decision.left_alone[document]:
        return ""
    if decision.hardly_any[document]:
        return f"left alone: hardly anything of {name} would stay, and what would go may be article"
    return f"left alone: no article was found in {name}"


def reason_for(kind: str, probability: float, least: float, policy: Policy) -> str:
    """Why a line with text stays or goes, in words; the one wording of `explain` and of the removed files.

    `least` is the probability from which lines of its document stay.
    """
    stays, of_policy = probability >= least, least == policy.strictness
    for decimals in range(2, DECIMALS + 1):  # as many as show on which side it lies
        shown, asked = f"{probability:.{decimals}f}", str(least) if of_policy else f"{least:.{decimals}f}"
        if (float(shown) >= float(asked)) == stays:
            break
    relation, strictness = "at least" if stays else "below", f"strictness {policy.strictness}"
    asked = strictness if of_policy else f"{asked} at {strictness}"
    return f"{DESCRIPTION[kind]} (kept with {shown}, {relation} {asked})"
