"""Judging: what becomes of the records of some blocks, batch by batch across them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

import numpy as np

from cleaner.array_types import Ints
from cleaner.document import Judged
from cleaner.formats import Cleaned, Record
from cleaner.formats.text import ENCODING
from cleaner.pieces import is_long
from cleaner.pipeline import Cleaner, in_batches
from cleaner.removed import Removed, removed_lines
from cleaner.run.reasons import why
from cleaner.run.samples import Samples
from cleaner.run.tally import NAMES, as_one, count
from cleaner.run.tasks import Outcome

_ANY: Final = "surrogatepass"
_GONE: Final = NAMES.index("chars_gone")


@dataclass(slots=True)
class Opened:
    """A block on its way."""

    outcome: Outcome
    block: Any
    records: Sequence[Record]
    cleaned: list[Cleaned | None]


Waiting = tuple[Opened, int, Record]
"""A record with a text, where it stands in its block, and the block."""


@dataclass(frozen=True, slots=True)
class Judging:
    """A cleaner, and what is wanted of it beside the cleaned texts."""

    cleaner: Cleaner
    annotate: bool  # texts stay whole, with what would go from them
    went: bool  # what goes is told
    sample: bool  # so are some lines, for people

    def __call__(self, blocks: Sequence[Opened], samples: Samples) -> None:
        """Clean the records of the blocks, batch by batch across them."""
        waiting, at = list(_with_texts(blocks)), 0
        for texts in in_batches(record.text or "" for _, _, record in waiting):
            self._judge(waiting[at : at + len(texts)], texts, samples)
            at += len(texts)

    def _judge(self, of: Sequence[Waiting], texts: Sequence[str], samples: Samples) -> None:
        try:
            cleaned, tallies = self._told(of, texts, samples)
        except Exception as error:  # whatever it is, it must not cost the other documents
            if len(texts) == 1:
                self._failed(*of[0], error)
                return
            for one, text in zip(of, texts, strict=True):
                self._judge([one], [text], samples)
            return
        for (opened, place, _), became in zip(of, cleaned, strict=True):
            opened.cleaned[place] = became
        first = [n for n, (opened, _, _) in enumerate(of) if not n or opened is not of[n - 1][0]]
        for n, tally in zip(first, np.add.reduceat(tallies, first, axis=0), strict=True):
            of[n][0].outcome.tally.add(tally)

    def _told(self, of: Sequence[Waiting], texts: Sequence[str], samples: Samples) -> tuple[list[Cleaned | None], Ints]:
        """What became of the texts of a batch, and their numbers, (n_texts, len(NAMES))."""
        tells = self.annotate or self.went
        clean: list[str] = []
        long, whole = is_long(texts), bytearray()  # what stays of a long text: as str, one odd character makes all wide
        went: list[list[Removed]] = [[] for _ in texts] if tells else []
        tallies: Ints = np.zeros((len(texts), len(NAMES)), dtype=np.int64)
        for judged in self.cleaner.verdicts(texts):
            if self.sample:
                samples.take(judged.verdict, lambda n: _document(of[n]), lines_before=judged.lines)
            clean = judged.verdict.clean()
            if long:
                whole += clean[0].encode(ENCODING, _ANY)
            for rows, some in zip(went, self._went(judged) if tells else (), strict=True):
                rows.extend(some)
            tallies += count(judged.verdict)
        if long:
            tallies = as_one(tallies[0])[np.newaxis]
            clean = [whole.decode(ENCODING, _ANY)] if tallies[0, _GONE] else list(texts)
        return list(map(self._cleaned, texts, clean, went or repeat(()))), tallies

    def _went(self, judged: Judged) -> Sequence[Sequence[Removed]]:
        """What went from each document of a verdict."""
        verdict, lines, chars = judged
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


def _with_texts(blocks: Sequence[Opened]) -> Iterator[Waiting]:
    for opened in blocks:
        for place, record in enumerate(opened.records):
            if record.text is not None:
                yield opened, place, record


def _document(of: Waiting) -> str:
    """How people are told of a document."""
    opened, _, record = of
    name = opened.outcome.name
    if record.id is not None:
        return f"{name}: {record.id}"
    return name if record.number == 1 else f"{name}, {record.number}"
