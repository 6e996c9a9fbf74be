"""Removed lines: what went from a document, as JSON lines, and the raw text back from them.

Cleaned text and removed lines together are the raw text: `rebuild` puts every removed line back at its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.batch import Ints
from cleaner.document import BLANK_WENT, Verdict, reason_for
from cleaner.kinds import KINDS, Kind
from cleaner.policy import DECIMALS, Policy

_encode = json.JSONEncoder(ensure_ascii=False).encode
_UNSAFE: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""Characters JSON allows as they are, but some readers take for line ends or UTF-8 cannot hold."""


class Removed(NamedTuple):
    """A line that went, or a stretch that went from the start or end of a line that stayed."""

    line: int  # 1-based number in the raw text
    start: int  # characters of the raw text before it; an undecodable byte counts as one
    kind: Kind | None  # None for a blank line
    probability: float  # of being of a kept kind, 0 to 1; 0 for a blank line
    reason: str
    text: str  # of a line with its line end, of a stretch without


def removed_lines(verdict: Verdict, policy: Policy, document: int) -> Iterator[Removed]:
    """What went from one document (0-based) of a batch, in order."""
    batch, decision, trims = verdict.batch, verdict.decision, verdict.trims
    lines, trimmed = batch.lines_of(document), trims.of(document)
    gone = lines.start + np.flatnonzero(~verdict.kept[lines])
    start = np.concatenate((batch.raw_start[gone], trims.start[trimmed]))
    order = np.argsort(start, kind="stable")
    if not len(order):
        return
    raw = batch.documents[document]
    row = np.concatenate((verdict.lead[gone], trims.row[trimmed]))[order]
    for line, begin, stop, speaks, kind, probability in zip(
        (np.concatenate((gone, trims.line[trimmed]))[order] - lines.start + 1).tolist(),
        start[order].tolist(),
        np.concatenate((batch.raw_stop[gone], trims.stop[trimmed]))[order].tolist(),
        row.tolist(),
        _of_rows(decision.kind, row).tolist(),
        np.round(_of_rows(decision.probability, row), DECIMALS).tolist(),
        strict=True,
    ):
        if speaks >= 0:
            why = reason_for(KINDS[kind], probability, policy, left_alone=False)
            yield Removed(line, begin, KINDS[kind], probability, why, raw[begin:stop])
        else:
            yield Removed(line, begin, None, 0.0, BLANK_WENT, raw[begin:stop])


def _of_rows(values: NDArray[Any], row: Ints) -> NDArray[Any]:
    """The values of some rows; anything for row -1, which there is none of."""
    return values[row] if len(values) else np.zeros(len(row), dtype=values.dtype)


def rebuild(clean: str, removed: Iterable[Removed]) -> str:
    """The raw text, from the cleaned one and what went, in the order in which it was removed."""
    pieces = []
    taken = rebuilt = 0  # characters taken from `clean`, and of the raw text so far
    for line in removed:
        upto = taken + line.start - rebuilt
        pieces += [clean[taken:upto], line.text]
        taken, rebuilt = upto, line.start + len(line.text)
    pieces.append(clean[taken:])
    return "".join(pieces)


def to_jsonl(removed: Iterable[Removed]) -> str:
    """One JSON object a line; only what must be is escaped, so that the lines can be read and grepped."""
    return "".join([_UNSAFE.sub(_escape, _encode(line._asdict())) + "\n" for line in removed])


def from_jsonl(text: str) -> list[Removed]:
    """Read what `to_jsonl` wrote."""
    return [Removed(**json.loads(line)) for line in text.split("\n") if line]


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
