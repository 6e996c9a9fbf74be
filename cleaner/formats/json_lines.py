"""JSON lines: an object a line, one of its fields the document; compressed or not.

A line is changed only where its text stands. One that is no object, or has no text, comes out as it went in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.formats import BLOCK_BYTES, LOOKED_AT, Cleaned, Format, Record, Writer, WrongContent, compressed
from cleaner.formats.json_field import BLANKS, Number, Value, find, find_text, is_ambiguous, written_bytes
from cleaner.formats.text import ENCODING, MARK, ODD_BYTES, encode, is_wide
from cleaner.json_escapes import escape_unsafe
from cleaner.removed import spans

LARGEST_LINE: Final = 1 << 28
"""Bytes a line may have: a large file that is not lines must not come into memory as one."""


class Lines(NamedTuple):
    """Lines of a file that follow one another."""

    first: int  # 1-based number of the first
    content: bytes


Place = tuple[int, int, int]
"""Where in its block, in bytes, a record's text begins and ends, quotes included, and where the last brace stands."""


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
        lines = enumerate(_lines(block.content), block.first)  # decoded one by one: as narrow as each may be
        return [self._record(number, begin, line) for number, (begin, line) in lines]

    def _record(self, number: int, begin: int, content: bytes) -> Record:
        """The record of a line that begins so many bytes into its block."""
        try:
            line = content.decode()
        except UnicodeDecodeError:
            return self._odd_record(number, begin, content, content.decode(ENCODING, ODD_BYTES), odd=True)
        found = find_text(line, self.fields.text)
        if found is None or self.fields.annotate in found[-1]:
            return self._odd_record(number, begin, content, line)
        value, start, end, brace, others = found
        identity = _identity(others.get(self.fields.id)) if self.fields.id else None
        return Record(number, value, identity, None, _place(begin, content, line, (start, end, brace)))

    def _odd_record(self, number: int, begin: int, content: bytes, line: str, *, odd: bool = False) -> Record:
        """`_record` of a line that is not as nearly all are; `odd` where some of its bytes are not UTF-8."""
        if not line.strip(BLANKS + MARK):
            return Record(number, None)
        try:
            found, brace = find(line, self._wanted)
        except ValueError as error:
            return Record(number, None, wrong=f"line {number}: {error}")
        named = found.get(self.fields.id) if self.fields.id else None
        identity = _identity(named.value) if named else None
        text, wrong = self._text(found, odd)
        if text is None:
            return Record(number, None, identity, f"line {number}: {wrong}" if wrong else None)
        start, end, _ = found[self.fields.text]
        return Record(number, text, identity, None, _place(begin, content, line, (start, end, brace)))

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
        content, at = block.content, 0
        parts: list[bytes] = []
        for record, one in zip(records, cleaned, strict=True):
            if one is not None:
                start, end, new = self._new(content, record.source, one)
                parts += content[at:start], new
                at = end
        parts.append(content[at:])
        return b"".join(parts)

    def _new(self, content: bytes, place: Place, cleaned: Cleaned) -> tuple[int, int, bytes]:
        """What is written for a stretch of the block."""
        start, end, brace = place
        if self.fields.annotate:
            added = escape_unsafe(json.dumps({self.fields.annotate: spans(cleaned.removed)}, ensure_ascii=False))
            behind = end + len(content[end:brace].rstrip(BLANKS.encode()))
            return behind, behind, b", " + encode(added[1:-1])
        new = written_bytes(cleaned.text, content[start:end]) if cleaned.raw is None else encode(cleaned.raw)
        return start, end, new

    def packed(self, part: bytes, suffix: str) -> bytes:
        """A stream of its own."""
        return compressed.member(part, suffix)

    def raws(self, block: Lines, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> dict[int, str]:
        """Strings with escapes that need not be, or in ASCII where what stays of them does not show it."""
        raws = {}
        for place, (record, one) in enumerate(zip(records, cleaned, strict=True)):
            if one is not None and record.text is not None:  # there is none without the other
                start, end, _ = record.source
                raw = block.content[start:end]
                if written_bytes(record.text, written_bytes(one.text, raw)) != raw:
                    raws[place] = raw.decode(ENCODING, ODD_BYTES)
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
        whole = taken.rfind(b"\n") + 1
        tail = taken[whole:]
        if whole:
            content = b"".join([*begun, memoryview(taken)[:whole]])
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


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a block without their ends, and where they begin."""
    begin = 0
    while (end := content.find(b"\n", begin)) >= 0:
        yield begin, content[begin:end]
        begin = end + 1
    if begin < len(content) or not content:
        yield begin, content[begin:]


def _place(begin: int, content: bytes, line: str, places: Place) -> Place:
    """Places in a line's characters as places in its block's bytes."""
    start, end, brace = places
    if len(content) == len(line):
        return begin + start, begin + end, begin + brace
    stop = begin + len(content)
    return begin + len(encode(line[:start])), stop - len(encode(line[end:])), stop - (len(line) - brace)


def _identity(value: Any) -> str | None:
    return None if value is None else str(value)
