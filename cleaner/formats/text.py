"""Text files: one document a file, in any encoding that holds ASCII, or in UTF-16 with a mark.

Bytes that are not UTF-8 become lone surrogates on the way in and the same bytes on the way out (Python's
"surrogateescape"), so that text in any encoding, a byte-order mark and every odd byte pass as they are.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.formats import LOOKED_AT, Cleaned, Fields, Format, NotText, Record, Writer, compressed

ENCODING: Final = "utf-8"
ODD_BYTES: Final = "surrogateescape"
NOT_TEXT: Final = "not text"
"""What is said of a file that is none, and whose name says no format."""
_WIDE: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)  # of UTF-32-LE the first is a part
_MAGIC: Final = (
    b"\x1f\x8b\x08",  # gzip
    b"PK\x03\x04", b"PK\x05\x06",  # zip, and what is made of it
    b"%PDF-",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",  # JPEG
    b"GIF87a", b"GIF89a",
    b"SQLite format 3\0",
    b"\x28\xb5\x2f\xfd",  # zstd
    b"\xfd7zXZ\0",
)  # fmt: skip
_BZIP2: Final = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)").match
_PARQUET: Final = b"PAR1"
_WIDER: Final = codecs.BOM_UTF32_LE  # begins like the mark of UTF-16


class Decoded(NamedTuple):
    """A text and what it takes to write it back."""

    text: str
    mark: bytes  # of UTF-16; empty for everything else

    def encode(self, text: str) -> bytes:
        """Another text in the encoding of this one."""
        return self.mark + text.encode(_WIDE[self.mark], "surrogatepass") if self.mark else encode(text)


def decode(content: bytes) -> Decoded:
    """UTF-16 where a mark says so and every byte of it bears that out, otherwise UTF-8 with odd bytes as surrogates."""
    mark = content[:2]
    if mark in _WIDE and not content.startswith(_WIDER):
        try:
            wide = Decoded(content[2:].decode(_WIDE[mark], "surrogatepass"), mark)
            if wide.encode(wide.text) == content:
                return wide
        except UnicodeError:
            pass
    return Decoded(content.decode(ENCODING, ODD_BYTES), b"")


def _is_binary(content: bytes) -> bool:
    if content.startswith(_MAGIC) or _BZIP2(content) or (content[:4] == content[-4:] == _PARQUET):
        return True
    first = content[:LOOKED_AT]
    if b"\0" not in first or first.startswith(_MARKS):
        return False
    try:
        codecs.getincrementaldecoder(ENCODING)().decode(first)  # its last character may be cut off here
    except UnicodeDecodeError:
        return True
    return False


def is_wide(content: bytes) -> bool:
    """Whether it begins as UTF-16 with a mark does."""
    return content[:2] in _WIDE


def encode(text: str) -> bytes:
    """The bytes that `decode` made this text of, unless they were UTF-16."""
    return text.encode(ENCODING, ODD_BYTES)


def raw_where_misread(raw: bytes, clean: bytes, text: str) -> dict[int, str]:
    """The raw content, as the first record's, if `clean`, which is to say `text`, says something else."""
    odd = (is_wide(raw) or is_wide(clean)) and decode(clean).text != text
    return {0: raw.decode(ENCODING, ODD_BYTES)} if odd else {}


class TextFile(Format):
    """One document, compressed or not; a block is all of the file."""

    structured = False
    divided = False

    def __init__(self, fields: Fields, refused: str | None = None) -> None:
        """`refused`: why files whose names end like this are taken for no texts."""
        super().__init__(fields)
        self.refused = refused

    def is_text(self, block: bytes) -> bool:
        """Not with the beginning of a well-known format, nor with NUL in what is neither UTF-8, nor UTF-16 or UTF-32
        with a mark."""
        return not _is_binary(block)

    def look(self, path: Path) -> None:
        """Raise NotText for what is none; of a compressed file the end of the content is not known."""
        with compressed.reading(path) as file:
            content = file.read(LOOKED_AT)
            if len(content) == LOOKED_AT and file.seekable():
                file.seek(-len(_PARQUET), os.SEEK_END)
                content += file.read()
        if not self.is_text(content):
            raise NotText(NOT_TEXT)

    def blocks(self, path: Path) -> Iterator[bytes]:
        """The file's content."""
        with compressed.reading(path) as file:
            yield file.read()

    def records(self, block: bytes) -> Sequence[Record]:
        """The one document."""
        return [Record(1, decode(block).text)]

    def part(self, block: bytes, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> bytes:
        """The content in the encoding that it came in."""
        del records
        [one] = cleaned
        if one is None:
            return block
        return encode(one.raw) if one.raw is not None else decode(block).encode(one.text)

    def raws(self, block: bytes, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> dict[int, str]:
        """The content where what stays of it would be taken for another encoding."""
        [one] = cleaned
        return {} if one is None else raw_where_misread(block, self.part(block, records, cleaned), one.text)

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """The file, compressed as its name says."""
        with compressed.writing(path, suffix) as file:
            yield file.write
