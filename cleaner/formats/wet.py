"""WET: the plain-text records of a web crawl, `.warc.wet.gz`; every `conversion` record is a document.

Headers keep their bytes and their order; length and digests are those of the cleaned text. Where the file is one of
gzip, each record is a gzip member of its own, as the standard has it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Final, NamedTuple

from cleaner.formats import BLOCK_BYTES, Cleaned, Format, Record, Writer, WrongContent, compressed
from cleaner.formats.text import ENCODING, ODD_BYTES, decode, encode

LARGEST_HEADER: Final = 1 << 20
"""Bytes: what has no end by then is no WARC header."""
_LEVEL: Final = 6
_DIGITS: Final = 15  # of a length that can be meant
_LENGTH, _DIGESTS = "Content-Length", ("WARC-Block-Digest", "WARC-Payload-Digest")


class WarcRecord(NamedTuple):
    """One record, byte for byte."""

    header: bytes  # with the blank line that ends it
    content: bytes
    tail: bytes  # the blank lines up to the next record

    def value(self, name: str) -> str | None:
        """The value of the header of this name, whatever its case."""
        match = _line(name).search(self.header)
        return match[1].decode(ENCODING, ODD_BYTES) if match else None


class Records(NamedTuple):
    """Records of a file that follow one another."""

    first: int  # 1-based number of the first
    records: list[WarcRecord]


class Wet(Format):
    """One document a `conversion` record; other records come out as they are."""

    structured = False
    members = True

    def look(self, path: Path) -> None:
        """Raise what the first record would."""
        with compressed.reading(path) as file:
            next(_records(file))

    def blocks(self, path: Path) -> Iterator[Records]:
        """Some records at a time."""
        first, size, records = 1, 0, []
        with compressed.reading(path) as file:
            for record in _records(file):
                records.append(record)
                size += len(record.header) + len(record.content)
                if size >= BLOCK_BYTES:
                    yield Records(first, records)
                    first, size, records = first + len(records), 0, []
        if records:
            yield Records(first, records)

    def records(self, block: Records) -> Sequence[Record]:
        """A record for each; its id is the page's address."""
        found = []
        for number, record in enumerate(block.records, block.first):
            page = record.value("WARC-Type") == "conversion"
            identity = record.value("WARC-Target-URI") or record.value("WARC-Record-ID")
            found.append(Record(number, decode(record.content).text if page else None, identity))
        return found

    def part(self, block: Records, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> list[bytes]:
        """The records."""
        del records
        return [_written(record, one) for record, one in zip(block.records, cleaned, strict=True)]

    def packed(self, part: list[bytes], suffix: str) -> bytes:
        """The records, each a gzip member where the file is one of gzip."""
        return b"".join([gzip.compress(one, _LEVEL, mtime=0) for one in part] if suffix == ".gz" else part)

    def raws(self, block: Records, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> dict[int, str]:
        """Whole records whose digests are not what they would be made again, or whose texts would be misread."""
        del records
        found = {}
        for place, (record, one) in enumerate(zip(block.records, cleaned, strict=True)):
            if one is not None:
                clean = _with(record, one.text)
                if decode(clean.content).text != one.text or _with(clean, decode(record.content).text) != record:
                    found[place] = b"".join(record).decode(ENCODING, ODD_BYTES)
        return found

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """The file, compressed as its name says; members of gzip are compressed already."""
        with compressed.writing(path, "" if suffix == ".gz" else suffix) as file:
            yield file.write


def _records(file: IO[bytes]) -> Iterator[WarcRecord]:
    """The records of a file. Raises WrongContent where it is none of WARC."""
    number, line = 0, file.readline(LARGEST_HEADER)
    while line:
        number += 1
        header = _header(file, line, number)
        match = _line(_LENGTH).search(header)
        if not match or not match[1].isdigit() or len(match[1]) > _DIGITS:
            said = f"is {match[1].decode(ENCODING, 'replace')!r}" if match else "is missing"
            raise WrongContent(f"record {number}: its Content-Length {said}")
        content = _read(file, int(match[1]))
        if len(content) < int(match[1]):
            raise WrongContent(f"record {number}: cut off, or its Content-Length is too large")
        tail = []
        while (line := file.readline(LARGEST_HEADER)) and not line.strip():
            tail.append(line)
        if line and not tail:
            raise WrongContent(f"record {number}: goes on after its end; is its Content-Length right?")
        yield WarcRecord(header, content, b"".join(tail))
    if not number:
        raise WrongContent("no WARC record in it")


def _read(file: IO[bytes], size: int) -> bytes:
    """So many bytes, fewer at the end of the file; room is made for what there is, not for what a header claims."""
    pieces = []
    while size and (piece := file.read(min(size, BLOCK_BYTES))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _header(file: IO[bytes], line: bytes, number: int) -> bytes:
    """The header of a record, whose first line is `line`."""
    if not line.startswith(b"WARC/"):
        before = f"; is the Content-Length of record {number - 1} wrong?" if number > 1 else ""
        raise WrongContent(f"record {number}: does not begin with WARC/{before}")
    lines, size = [line], 0
    while line.strip():
        line = file.readline(LARGEST_HEADER)
        if not line.endswith(b"\n"):
            raise WrongContent(f"record {number}: cut off in its header")
        lines.append(line)
        size += len(line)
        if size > LARGEST_HEADER:
            raise WrongContent(f"record {number}: its header does not end")
    return b"".join(lines)


@cache
def _line(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"^%s[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$" % name.encode("ascii"), re.IGNORECASE | re.MULTILINE)


def _written(record: WarcRecord, cleaned: Cleaned | None) -> bytes:
    if cleaned is None:
        return b"".join(record)
    return b"".join(_with(record, cleaned.text)) if cleaned.raw is None else encode(cleaned.raw)


def _with(record: WarcRecord, text: str) -> WarcRecord:
    """The record with another text, its length and digests in place."""
    content = decode(record.content).encode(text)
    header = _line(_LENGTH).sub(lambda line: _valued(line, str(len(content))), record.header)
    for name in _DIGESTS:
        header = _line(name).sub(lambda line: _valued(line, _digest(content)), header)
    return WarcRecord(header, content, record.tail)


def _valued(line: re.Match[bytes], value: str) -> bytes:
    start, end = line.start(1) - line.start(), line.end(1) - line.start()
    return line[0][:start] + value.encode("ascii") + line[0][end:]


def _digest(content: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii")
