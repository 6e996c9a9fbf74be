"""Tally: what became of some documents, in numbers that add up; one row of them a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Ints
from cleaner.document import Verdict
from cleaner.kinds import KINDS

SHARES: Final = 10
"""Classes of documents by the share of their characters that went: less than a tenth, less than two tenths, ..."""
NAMES: Final = (
    "documents",
    "lines",
    "kept",
    "blanks",  # blank lines that went
    "trimmed",  # stretches that went from the ends of lines that stayed
    "left_alone",  # documents in which no article, or hardly any, was found, so that nothing was removed
    "chars",
    "chars_gone",
    *(f"gone_{kind}" for kind in KINDS),  # lines with text that went, by what they were taken for
    *(f"share_{tenth}" for tenth in range(SHARES)),  # documents, by the share of their characters that went
)
"""Names of the columns; lines = kept + blanks + sum of gone."""

_PLACE: Final = {name: place for place, name in enumerate(NAMES)}


class Tally:
    """Sums over documents, by the names of the columns."""

    __slots__ = ("values",)

    def __init__(self, values: Iterable[int] = ()) -> None:
        """`values` in the order of `NAMES`; none: all zero."""
        self.values = np.array([*values] or [0] * len(NAMES), dtype=np.int64)

    def __getitem__(self, name: str) -> int:
        """The number of this name."""
        return int(self.values[_PLACE[name]])

    def __eq__(self, other: object) -> bool:
        """Whether all numbers are equal."""
        return isinstance(other, Tally) and bool((self.values == other.values).all())

    __hash__ = None  # type: ignore[assignment]  # it changes

    def add(self, other: Tally | Ints) -> None:
        """Take in the numbers of other documents."""
        self.values += other.values if isinstance(other, Tally) else other

    def as_dict(self) -> dict[str, int]:
        """The numbers that are not zero, by name."""
        return {name: int(value) for name, value in zip(NAMES, self.values, strict=True) if value}

    @classmethod
    def of(cls, numbers: dict[str, int]) -> Tally:
        """What `as_dict` gave."""
        return cls(numbers.get(name, 0) for name in NAMES)


def count(verdict: Verdict) -> NDArray[np.int64]:
    """A row for each document of a verdict, (n_documents, len(NAMES))."""
    batch, decision = verdict.batch, verdict.decision
    n = len(batch.documents)
    document = np.repeat(np.arange(n), np.diff(batch.first_line))
    size = batch.raw_stop - batch.raw_start
    gone = np.flatnonzero(~verdict.kept & (verdict.lead >= 0))
    kinds = document[gone] * len(KINDS) + decision.kind[verdict.lead[gone]]
    by_kind = np.bincount(kinds, minlength=n * len(KINDS)).reshape(n, len(KINDS))
    lines = np.diff(batch.first_line)
    kept = np.bincount(document[verdict.kept], minlength=n)
    trimmed = np.diff(verdict.trims.first)
    trims = np.repeat(np.arange(n), trimmed)
    trim_chars = np.bincount(trims, verdict.trims.stop - verdict.trims.start, minlength=n).astype(np.int64)
    chars = np.bincount(document, size, minlength=n).astype(np.int64)
    chars_gone = chars - np.bincount(document[verdict.kept], size[verdict.kept], minlength=n).astype(np.int64)
    chars_gone += trim_chars
    tenth = np.minimum(SHARES * chars_gone // np.maximum(chars, 1), SHARES - 1)
    blanks = lines - kept - by_kind.sum(axis=1)
    ones = np.ones(n, dtype=np.int64)
    first = (ones, lines, kept, blanks, trimmed, decision.left_alone, chars, chars_gone)
    return np.concatenate((np.stack(first, axis=1), by_kind, np.eye(SHARES, dtype=np.int64)[tenth]), axis=1)


def as_one(numbers: Ints) -> Ints:
    """The sum over the pieces of one document as the row of that document, (len(NAMES),)."""
    row = numbers.copy()
    pieces, chars, gone = (int(row[_PLACE[name]]) for name in ("documents", "chars", "chars_gone"))
    row[_PLACE["documents"]] = 1
    row[_PLACE["left_alone"]] = int(row[_PLACE["left_alone"]] == pieces)
    row[_PLACE["share_0"] :] = np.eye(SHARES, dtype=np.int64)[min(SHARES * gone // max(chars, 1), SHARES - 1)]
    return row
