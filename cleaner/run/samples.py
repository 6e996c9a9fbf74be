"""Samples: a few lines of a run to show people, the same ones however the run was divided.

A line is drawn by a number that its own document settles; of two samples the one with the smaller number stays. So
samples of parts of a run, put together in any order, are those of the whole.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Ints
from cleaner.batch import Batch
from cleaner.document import Verdict
from cleaner.kinds import KINDS

OF_A_KIND: Final = 12
"""Examples of each kind that went."""
UNCERTAIN: Final = 40
"""Lines nearest to the strictness."""
LEFT_ALONE: Final = 100
"""Documents that are left alone."""
LONGEST: Final = 300
"""Characters of a line that are shown."""
_kind: Final = attrgetter("kind")
_MIX, _MASK = 2_654_435_761, 2**32 - 1  # Knuth's multiplicative hash


class Sample(NamedTuple):
    """One line."""

    order: float  # the smaller, the sooner it is shown
    document: str
    line: int  # 1-based
    kind: str
    probability: float  # of being of a kept kind
    kept: bool
    text: str  # its beginning


@dataclass(slots=True)
class Samples:
    """Lines of a run, or of a part of it."""

    kinds: dict[str, list[Sample]] = field(default_factory=dict)  # examples of what went, in order
    uncertain: list[Sample] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)

    def add(self, other: Samples) -> None:
        """Take in those of another part."""
        for kind, some in other.kinds.items():
            self.kinds[kind] = _first(OF_A_KIND, [*self.kinds.get(kind, ()), *some])
        self.uncertain = _first(UNCERTAIN, [*self.uncertain, *other.uncertain])
        self.left_alone = _first(LEFT_ALONE, [*self.left_alone, *other.left_alone])

    def forget(self, name: str) -> None:
        """Drop those of a file: it is done again."""
        beginnings = (f"{name}: ", f"{name}, ")  # as `judging` calls the documents of a file with records

        def others(document: str) -> bool:
            return document != name and not document.startswith(beginnings)

        kinds = {kind: [one for one in some if others(one.document)] for kind, some in self.kinds.items()}
        self.kinds = {kind: some for kind, some in kinds.items() if some}
        self.uncertain = [one for one in self.uncertain if others(one.document)]
        self.left_alone = [document for document in self.left_alone if others(document)]

    def take(self, verdict: Verdict, name: Callable[[int], str], lines_before: int = 0) -> None:
        """Draw from a verdict, whose documents, by their places in it, have these names; `lines_before` it, where it is
        a piece of one."""
        batch, decision = verdict.batch, verdict.decision
        has_text = verdict.lead >= 0
        lines = np.flatnonzero(has_text & ~verdict.kept)
        kind, number = decision.kind[verdict.lead[lines]], _numbers(batch, lines)
        most = np.array([_bound(OF_A_KIND, self.kinds.get(one, [])) for one in KINDS])
        may_be_shown = np.flatnonzero(number <= most[kind])
        drawn = may_be_shown[_lowest_of_each(kind[may_be_shown], number[may_be_shown], OF_A_KIND)]
        for one, some in groupby(_samples(verdict, lines[drawn], number[drawn], name, lines_before), _kind):
            self.kinds[one] = _first(OF_A_KIND, [*self.kinds.get(one, ()), *some])
        lines = np.flatnonzero(has_text)
        near = np.abs(decision.probability[verdict.lead[lines]] - decision.least[batch.document_of(lines)])
        drawn = _lowest(near, UNCERTAIN, _bound(UNCERTAIN, self.uncertain))
        if len(drawn):
            some_near = _samples(verdict, lines[drawn], near[drawn], name, lines_before)
            self.uncertain = _first(UNCERTAIN, [*self.uncertain, *some_near])
        alone = np.flatnonzero(decision.left_alone).tolist()
        if alone:
            self.left_alone = _first(LEFT_ALONE, [*self.left_alone, *map(name, alone)])

    def as_dict(self) -> dict[str, Any]:
        """For the run record."""
        return {
            "kinds": {kind: [one._asdict() for one in some] for kind, some in sorted(self.kinds.items())},
            "uncertain": [one._asdict() for one in self.uncertain],
            "left_alone": self.left_alone,
        }

    @classmethod
    def of(cls, found: dict[str, Any]) -> Samples:
        """What `as_dict` gave."""
        kinds = {kind: [Sample(**one) for one in some] for kind, some in found["kinds"].items()}
        return cls(kinds, [Sample(**one) for one in found["uncertain"]], list(found["left_alone"]))


def _first(number: int, of: Iterable[Any]) -> list[Any]:
    """The first of them in order, each once."""
    return heapq.nsmallest(number, dict.fromkeys(of))


def _bound(number: int, known: Sequence[Sample]) -> float:
    """Order beyond which a line would come behind `number` of those that are known, in order."""
    return known[number - 1].order if len(known) >= number else np.inf


def _lowest(values: NDArray[Any], number: int, most: float = np.inf) -> Ints:
    """Places of the lowest values, all that equal the last of them included, none of them above `most`."""
    if len(values) > number:
        most = min(most, np.partition(values, number - 1)[number - 1])
    return np.flatnonzero(values <= most)


def _lowest_of_each(kind: Ints, values: NDArray[Any], number: int) -> Ints:
    """Places of the lowest values of each kind, kind by kind, all that equal the last of them included."""
    order = np.lexsort((values, kind))
    kind, values = kind[order], values[order]
    first = np.searchsorted(kind, kind)  # of the same kind
    after = np.searchsorted(kind, kind, side="right")
    drawn: Ints = order[values <= values[np.minimum(first + number, after) - 1]]
    return drawn


def _numbers(batch: Batch, lines: Ints) -> NDArray[np.float64]:
    """A number for each line that looks drawn, in [0, 1): from its size, its place, and how long its document is.

    Pages of a site begin with the same lines; the documents' lengths let each of these lines be drawn from some.
    """
    document = batch.document_of(lines)
    place = lines - batch.first_line[document]
    size = batch.raw_stop[lines] - batch.raw_start[lines]
    whole = batch.raw_stop[batch.first_line[document + 1] - 1]
    mixed = (whole * 8191 + batch.raw_start[lines] * 31 + place * 7 + size).astype(np.uint64)
    for _ in range(2):
        mixed = (mixed * np.uint64(_MIX)) & np.uint64(_MASK)
        mixed ^= mixed >> np.uint64(15)
    return np.asarray(mixed / (_MASK + 1))


def _samples(
    verdict: Verdict, lines: Ints, order: NDArray[np.float64], name: Callable[[int], str], lines_before: int
) -> list[Sample]:
    batch, decision = verdict.batch, verdict.decision
    if not len(lines):
        return []
    document = batch.document_of(lines)
    row = verdict.lead[lines]
    columns = (
        order.tolist(), document.tolist(), lines.tolist(), decision.kind[row].tolist(),
        decision.probability[row].tolist(), verdict.kept[lines].tolist(),
    )  # fmt: skip
    return [
        Sample(
            number, name(d), line - int(batch.first_line[d]) + 1 + lines_before, KINDS[kind], probability, kept,
            batch.line_text(d, line).strip()[:LONGEST],
        )
        for number, d, line, kind, probability, kept in zip(*columns, strict=True)
    ]  # fmt: skip
