"""JSON lines: an object a line, one of its fields the document; compressed or not.

A line is changed only where its text stands. One that is no object, or has no text, comes out as it went in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.formats import BLOCK_BYTES, LOOKED_AT, Cleaned, Format, Record, Writer, WrongContent, compressed
from cleaner.formats.json_field import BLANKS, MARK, Found, Number, Value, find, is_ambiguous, written, written_bytes
from cleaner.formats.text import ENCODING, ODD_BYTES, encode, is_wide
from cleaner.removed import escape_unsafe, spans

LARGEST_LINE: Final = 1 << 28
"""Bytes a line may have: a large file that is not lines must not come into memory as one."""


class Lines(NamedTuple):
    """Lines of a file that follow one another."""

    first: int  # 1-based number of the first
    content: bytes


class Line(NamedTuple):
    """A line of a file without its end, and where its values stand if it is an object."""

    line: str
    found: Found | None = None


class JsonLines(Format):
    """One document a line."""

    def look(self, path: Path) -> None:
        """Raise what its first bytes would."""
        with compressed.reading(path) as file:
            _check_narrow(file.read(LOOKED_AT))

    def blocks(self, path: Path) -> Iterator[Lines]:
        """Some lines at a time; a line is never parted."""
        with compressed.reading(path) as file:
            yield from blocks_of(file.read)

    def records(self, block: Lines) -> Sequence[Record]:
        """A record for each line, blank ones included."""
        lines = block.content.removesuffix(b"\n").split(b"\n")  # decoded one by one: as narrow as each may be
        return [self._record(number, *_decoded(line)) for number, line in enumerate(lines, block.first)]

    def _record(self, number: int, line: str, odd: bool) -> Record:
        """`odd` where some of the line's bytes are not UTF-8."""
        if not line.strip(BLANKS + MARK):
            return Record(number, None, source=Line(line))
        try:
            found = find(line, self._wanted)
        except ValueError as error:
            return Record(number, None, wrong=f"line {number}: {error}", source=Line(line))
        identity = _identity(found.values.get(self.fields.id)) if self.fields.id else None
        text, wrong = self._text(found.values, odd)
        return Record(number, text, identity, f"line {number}: {wrong}" if wrong else None, Line(line, found))

    def _text(self, found: Mapping[str, Value], odd: bool) -> tuple[str | None, str | None]:
        """The document among the fields, or why there is none where one should be."""
        field = found.get(self.fields.text)
        if field is None:
            return None, f"no field {self.fields.text!r}"
        if field.value is None:
            return None, None
        if isinstance(field.value, Number) or not isinstance(field.value, str):
            return None, f"{self.fields.text!r} is not a string"
        if self.fields.annotate in found:
            return None, f"there is a field {self.fields.annotate!r} already"
        if odd and is_ambiguous(field.value):
            return None, f"{self.fields.text!r} holds half a character and, behind it, a byte that is not UTF-8"
        return field.value, None

    @property
    def _wanted(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.fields.text, self.fields.id, self.fields.annotate)))

    def part(self, block: Lines, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> bytes:
        """The lines with their texts replaced, or with what would go from them as a field of its own."""
        lines = [
            encode(record.source.line) if one is None else self._line(record.source, one)
            for record, one in zip(records, cleaned, strict=True)
        ]
        return b"\n".join([*lines, b""] if block.content.endswith(b"\n") else lines)

    def packed(self, part: bytes, suffix: str) -> bytes:
        """A stream of its own."""
        return compressed.member(part, suffix)

    def _line(self, source: Line, cleaned: Cleaned) -> bytes:
        line, found = source
        assert found
        if self.fields.annotate:
            added = escape_unsafe(json.dumps({self.fields.annotate: spans(cleaned.removed)}, ensure_ascii=False))
            end = len(line[: found.brace].rstrip(BLANKS))
            return encode(f"{line[:end]}, {added[1:-1]}{line[end:]}")
        value = found.values[self.fields.text]
        raw = line[value.start : value.end]
        new = written_bytes(cleaned.text, raw) if cleaned.raw is None else encode(cleaned.raw)
        return encode(line[: value.start]) + new + encode(line[value.end :])

    def raws(self, block: Lines, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> dict[int, str]:
        """Strings with escapes that need not be, or in ASCII where what stays of them does not show it."""
        del block
        raws = {}
        for place, (record, one) in enumerate(zip(records, cleaned, strict=True)):
            if one is not None:
                line, found = record.source
                value = found.values[self.fields.text]
                raw = line[value.start : value.end]
                if written(value.value, written(one.text, raw)) != raw:
                    raws[place] = raw
        return raws

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """The file, compressed as its name says."""
        with compressed.writing_members(path, suffix) as file:
            yield file.write


def blocks_of(read: Callable[[int], bytes]) -> Iterator[Lines]:
    """Whole lines, those that end in what one `read` gives, so that a slow writer's first does not wait for its second.

    Raises WrongContent for what cannot be JSON lines.
    """
    first, size = 1, 0
    begun: list[bytes] = []  # pieces of a line of which the end is still to come
    while taken := read(BLOCK_BYTES):
        if first == 1 and not begun:
            _check_narrow(taken)
        head, newline, tail = taken.rpartition(b"\n")
        if newline:
            content = b"".join([*begun, head, newline])
            yield Lines(first, content)
            first, size, begun = first + content.count(b"\n"), 0, []
        size += len(tail)
        if size > LARGEST_LINE:
            raise WrongContent(f"line {first}: longer than {LARGEST_LINE:,} bytes; is each record on its own line?")
        if tail:
            begun.append(tail)
    if begun:
        yield Lines(first, b"".join(begun))


def _check_narrow(beginning: bytes) -> None:
    if is_wide(beginning):
        raise WrongContent("line 1: this is UTF-16; JSON lines are UTF-8")


def _decoded(line: bytes) -> tuple[str, bool]:
    """A line as text, and whether some of its bytes are not UTF-8."""
    try:
        return line.decode(), False
    except UnicodeDecodeError:
        return line.decode(ENCODING, ODD_BYTES), True


def _identity(value: Value | None) -> str | None:
    return None if value is None or value.value is None else str(value.value)
