"""Removed lines: what went from a document, as JSON lines, and the raw text back from them.

Cleaned text and removed lines together are the raw text: `rebuild` puts every removed line back at its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np

from cleaner.document import BLANK_WENT, Verdict, reason_for
from cleaner.kinds import KINDS, Kind
from cleaner.policy import DECIMALS, Policy

_encode = json.JSONEncoder(ensure_ascii=False).encode
_UNSAFE: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff]")
"""Characters JSON allows as they are, but some readers take for line ends or UTF-8 cannot hold."""


class Removed(NamedTuple):
    """One line that went."""

    line: int  # 1-based number in the raw text
    start: int  # characters of the raw text before it; an undecodable byte counts as one
    kind: Kind | None  # None for a blank line
    probability: float  # of being of a kept kind, 0 to 1; 0 for a blank line
    reason: str
    text: str  # with its line end


def removed_lines(verdict: Verdict, policy: Policy, document: int) -> Iterator[Removed]:
    """What went from one document (0-based) of a batch, in order."""
    batch, decision = verdict.batch, verdict.decision
    lines = batch.lines_of(document)
    gone = lines.start + np.flatnonzero(~verdict.kept[lines])
    if not len(gone):
        return
    row = np.minimum(np.searchsorted(batch.rows, gone), batch.n_rows - 1)
    raw = batch.documents[document]
    for line, start, stop, has_text, kind, probability in zip(
        (gone - lines.start + 1).tolist(),
        batch.raw_start[gone].tolist(),
        batch.raw_stop[gone].tolist(),
        (batch.rows[row] == gone).tolist(),
        decision.kind[row].tolist(),
        np.round(decision.probability[row], DECIMALS).tolist(),
        strict=True,
    ):
        if has_text:
            why = reason_for(KINDS[kind], probability, policy, left_alone=False)
            yield Removed(line, start, KINDS[kind], probability, why, raw[start:stop])
        else:
            yield Removed(line, start, None, 0.0, BLANK_WENT, raw[start:stop])


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
