"""Judging: what becomes of the records of some blocks, batch by batch across them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cleaner.array_types import Ints
from cleaner.document import Judged, joined_text
from cleaner.formats import Cleaned, Record
from cleaner.pipeline import Cleaner, in_batches
from cleaner.removed import Removed, removed_lines
from cleaner.run.reasons import why
from cleaner.run.samples import Samples
from cleaner.run.tally import NAMES, as_one, count
from cleaner.run.tasks import Outcome


@dataclass(slots=True)
class Opened:
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
class Judging:
    """A cleaner, and what is wanted of it beside the cleaned texts."""

    cleaner: Cleaner
    annotate: bool  # texts stay whole, with what would go from them
    went: bool  # what goes is told
    sample: bool  # so are some lines, for people

    def __call__(self, blocks: Sequence[Opened], samples: Samples) -> None:
        """Clean the records of the blocks, batch by batch across them."""
        waiting = _with_texts(blocks)
        for texts in in_batches(record.text or "" for _, _, record in _with_texts(blocks)):
            self._judge([next(waiting) for _ in texts], texts, samples)

    def _judge(self, of: Sequence[tuple[Opened, int, Record]], texts: Sequence[str], samples: Samples) -> None:
        try:
            told = self._told(of, texts, samples)
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

    def _told(self, of: Sequence[tuple[Opened, int, Record]], texts: Sequence[str], samples: Samples) -> list[_Told]:
        """What became of the texts of a batch, and their numbers."""
        clean: list[list[str]] = [[] for _ in texts]
        went: list[list[Removed]] = [[] for _ in texts]
        tallies = np.zeros((len(texts), len(NAMES)), dtype=np.int64)
        names = [_document(opened.outcome.name, record) for opened, _, record in of] if self.sample else []
        for judged in self.cleaner.verdicts(texts):
            if self.sample:
                samples.take(judged.verdict, names, self.cleaner.policy.strictness, lines_before=judged.lines)
            for pieces, piece in zip(clean, judged.verdict.clean(), strict=True):
                pieces.append(piece)
            for rows, some in zip(went, self._went(judged), strict=True):
                rows.extend(some)
            tallies += count(judged.verdict)
        return [
            _Told(self._cleaned(text, joined_text(text, pieces), rows), as_one(tally) if len(pieces) > 1 else tally)
            for text, pieces, rows, tally in zip(texts, clean, went, tallies, strict=True)
        ]

    def _went(self, judged: Judged) -> Sequence[Sequence[Removed]]:
        """What went from each document of a verdict, where it is asked for."""
        verdict, lines, chars = judged
        if not (self.annotate or self.went):
            return [()] * len(verdict.batch.documents)
        went = removed_lines(verdict, self.cleaner.policy)
        if not lines:
            return went
        return [[one._replace(line=one.line + lines, start=one.start + chars) for one in some] for some in went]

    def _cleaned(self, text: str, clean: str, went: Sequence[Removed]) -> Cleaned | None:
        """What became of a text; None if it stays as it is, so that its bytes do."""
        if clean is text and not self.annotate:
            return None
        return Cleaned(text if self.annotate else clean, went)

    def _failed(self, opened: Opened, place: int, record: Record, error: Exception) -> None:
        if len(opened.records) == 1:
            opened.outcome.failed = why(error)
        else:
            opened.outcome.note_wrong([f"record {record.number}: {why(error)}"])


def _with_texts(blocks: Sequence[Opened]) -> Iterator[tuple[Opened, int, Record]]:
    for opened in blocks:
        for place, record in enumerate(opened.records):
            if record.text is not None:
                yield opened, place, record


def _document(name: str, record: Record) -> str:
    """How people are told of a document."""
    if record.id is not None:
        return f"{name}: {record.id}"
    return name if record.number == 1 else f"{name}, {record.number}"
