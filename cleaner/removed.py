"""Removed lines: what went from a document, as JSON lines, and the raw text back from them.

Cleaned text and removed lines together are the raw text: `rebuild` puts every removed line back at its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from json.encoder import encode_basestring as _encode
from types import NoneType
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Ints
from cleaner.document import BLANK_WENT, Verdict, reason_for
from cleaner.json_escapes import escape_unsafe
from cleaner.kinds import KINDS, Kind
from cleaner.policy import DECIMALS, Policy

_DIGITS: Final = 16
_AT_A_TIME: Final = 1 << 20  # characters: a text may be as large as memory allows
_FOREIGN: Final = "not a line that cleaner wrote of what it removed"
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "document": (str,),
    "record": (int,),
    "line": (int,),
    "start": (int,),
    "kind": (str, NoneType),
    "probability": (float, int),
    "reason": (str,),
    "text": (str,),
}
"""What a row must hold, and as what."""


class Removed(NamedTuple):
    """A line that went, or a stretch that went from the start or end of a line that stayed."""

    line: int  # 1-based number in the raw text
    start: int  # characters of the raw text before it; an undecodable byte counts as one
    kind: Kind | None  # None for a blank line
    probability: float  # of being of a kept kind, 0 to 1; 0 for a blank line
    reason: str
    text: str  # of a line with its line end, of a stretch without

    @property
    def end(self) -> int:
        """Characters of the raw text up to its end."""
        return self.start + len(self.text)


class Whole(NamedTuple):
    """What tells a raw text from others without keeping it."""

    chars: int
    digest: str  # the first hexadecimal digits of the sha256 of it in UTF-8

    @classmethod
    def of(cls, text: str) -> Whole:
        """What tells this text from others."""
        digest = hashlib.sha256()
        for start in range(0, len(text), _AT_A_TIME):
            digest.update(text[start : start + _AT_A_TIME].encode("utf-8", "surrogatepass"))
        return cls(len(text), digest.hexdigest()[:_DIGITS])


class Row(NamedTuple):
    """A line of a file of removed lines."""

    document: str  # the record's id; without one, the file's name
    record: int  # 1-based number of the record in its file; 1 in a file that is one document
    removed: Removed
    raw: str | None = None  # how the record's text was written, where the cleaned file does not tell
    whole: Whole | None = None  # what the record's raw text was; older versions did not say
    encoding: str | None = None  # what its bytes were read in, where that was said


def removed_lines(verdict: Verdict, policy: Policy) -> list[list[Removed]]:
    """What went from each document of a batch, in order."""
    batch, decision, trims = verdict.batch, verdict.decision, verdict.trims
    went: list[list[Removed]] = [[] for _ in batch.documents]
    gone = np.flatnonzero(~verdict.kept)
    line = np.concatenate((gone, trims.line))
    if not len(line):
        return went
    document = batch.document_of(line)
    start = np.concatenate((batch.raw_start[gone], trims.start))
    order = np.lexsort((start, document))
    row = np.concatenate((verdict.lead[gone], trims.row))[order]
    least = decision.least.tolist()
    for d, number, begin, stop, speaks, kind, probability in zip(
        document[order].tolist(),
        (line - batch.first_line[document] + 1)[order].tolist(),
        start[order].tolist(),
        np.concatenate((batch.raw_stop[gone], trims.stop))[order].tolist(),
        row.tolist(),
        _of_rows(decision.kind, row).tolist(),
        np.round(_of_rows(decision.probability, row), DECIMALS).tolist(),
        strict=True,
    ):
        text = batch.documents[d][begin:stop]
        if speaks >= 0:
            why = reason_for(KINDS[kind], probability, least[d], policy)
            went[d].append(Removed(number, begin, KINDS[kind], probability, why, text))
        else:
            went[d].append(Removed(number, begin, None, 0.0, BLANK_WENT, text))
    return went


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


def spans(removed: Iterable[Removed]) -> list[dict[str, Any]]:
    """What would go, without the text: for records that keep theirs."""
    return [
        {"start": one.start, "end": one.end, "kind": one.kind or "blank", "probability": one.probability}
        for one in removed
    ]


def to_jsonl(
    removed: Iterable[Removed],
    document: str,
    record: int = 1,
    *,
    raw: str | None = None,
    whole: Whole | None = None,
    encoding: str | None = None,
) -> str:
    """One JSON object a line; only what must be is escaped, so that the lines can be read and grepped.

    `document` and what follows it are those of `Row`; `raw`, `whole` and `encoding` stand in the first line alone.
    """
    head = f'{{"document": {_encode(document)}, "record": {record}, "line": '
    tail = "" if whole is None else f', "raw_chars": {whole.chars}, "raw_sha256": "{whole.digest}"'
    tail += "" if raw is None else f', "raw": {_encode(raw)}'
    tail += "" if encoding is None else f', "encoding": {_encode(encoding)}'
    rows = []
    for line, start, kind, probability, reason, text in removed:
        told = f'"{kind}"' if kind else "null"
        rows.append(
            f'{head}{line}, "start": {start}, "end": {start + len(text)}, "kind": {told}, '
            f'"probability": {probability!r}, "reason": {_encode(reason)}, "text": {_encode(text)}{tail}}}\n'
        )
        tail = ""
    return escape_unsafe("".join(rows))


def from_jsonl(text: str) -> list[Removed]:
    """Read what `to_jsonl` wrote of one document."""
    return [from_json(line).removed for line in text.split("\n") if line]


def from_json(line: str) -> Row:
    """One line that `to_jsonl` wrote. Raises ValueError for any other."""
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError(_FOREIGN)
    for name, types in _TYPES.items():
        if name not in row:
            raise ValueError(f"{_FOREIGN}: it has no {name}")
        if type(row[name]) not in types:  # not isinstance: True is no number
            raise ValueError(f"{_FOREIGN}: its {name} is {_shown(row[name])}")
    for name, kind in (("raw", str), ("raw_chars", int), ("raw_sha256", str), ("encoding", str)):
        if type(row.get(name)) not in (kind, NoneType):
            raise ValueError(f"{_FOREIGN}: its {name} is {_shown(row[name])}")
    removed = Removed(**{name: row[name] for name in Removed._fields})
    whole = Whole(row.get("raw_chars") or 0, row["raw_sha256"]) if row.get("raw_sha256") else None
    return Row(row["document"], row["record"], removed, row.get("raw"), whole, row.get("encoding"))


def _shown(value: object) -> str:
    return f"{value!r:.60}"
