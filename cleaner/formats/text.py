"""Text files: one document a file, in UTF-8, in UTF-16 with a mark, or in an encoding that was said.

Where none was said, bytes that are not UTF-8 become lone surrogates on the way in and the same bytes on the way out
(Python's "surrogateescape"), so that text in any encoding that holds ASCII, a byte-order mark and every odd byte pass
as they are.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.formats import LOOKED_AT, Cleaned, Fields, Format, NotText, Record, Writer, WrongContent, compressed
from cleaner.formats.encodings import check_beginning, decoded

ENCODING: Final = "utf-8"
ODD_BYTES: Final = "surrogateescape"
MARK: Final = "\ufeff"
"""A byte-order mark, as it stands before a text in UTF-8."""
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
    encoding: str | None = None  # one that was said; None for UTF-8 and UTF-16

    def encode(self, text: str) -> bytes:
        """Another text in the encoding of this one. Raises WrongContent if an encoding that was said cannot hold it."""
        return _encoded(text, self.mark, self.encoding)


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """UTF-16 where a mark says so and every byte of it bears that out, otherwise UTF-8 with odd bytes as surrogates.

    What has no mark, of UTF-8 neither, is in `encoding` if that is said. Raises WrongContent where it is not.
    """
    mark = content[:2]
    if mark in _WIDE and not content.startswith(_WIDER):
        try:
            wide = Decoded(content[2:].decode(_WIDE[mark], "surrogatepass"), mark)
            if wide.encode(wide.text) == content:
                return wide
        except UnicodeError:
            pass
    if encoding is None or content.startswith(codecs.BOM_UTF8):
        return Decoded(content.decode(ENCODING, ODD_BYTES), b"")
    return Decoded(decoded(content, encoding), b"", encoding)


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


def _encoded(text: str, mark: bytes, encoding: str | None) -> bytes:
    if mark:
        return mark + text.encode(_WIDE[mark], "surrogatepass")
    if encoding is None:
        return encode(text)
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        raise WrongContent(f"{text[error.start]!a} is no character of {encoding}") from error


def encode(text: str) -> bytes:
    """The bytes that `decode` made this text of, unless they were UTF-16."""
    return text.encode(ENCODING, ODD_BYTES)


def raw_where_misread(raw: bytes, clean: bytes, text: str, encoding: str | None) -> dict[int, str]:
    """The raw content, as the first record's, if `clean`, which is to say `text` in `encoding`, says something else."""
    odd = (encoding or is_wide(raw) or is_wide(clean)) and decode(clean, encoding).text != text
    return {0: raw.decode(ENCODING, ODD_BYTES)} if odd else {}


class TextFile(Format):
    """One document, compressed or not; a block is all of the file."""

    structured = False
    divided = False

    def __init__(self, fields: Fields, refused: str | None = None, encoding: str | None = None) -> None:
        """`refused`: why files whose names end like this are taken for no texts. `encoding`: of files without a mark;
        None for UTF-8 with whatever odd bytes."""
        super().__init__(fields)
        self.refused, self.encoding = refused, encoding

    def is_text(self, block: bytes) -> bool:
        """Not with the beginning of a well-known format, nor with NUL in what is neither UTF-8, nor UTF-16 or UTF-32
        with a mark."""
        return not _is_binary(block)

    def look(self, path: Path) -> None:
        """Raise NotText for what is none, WrongContent for what is not in the encoding; of a compressed file the end of
        the content is not known."""
        with compressed.reading(path) as file:
            content, end = file.read(LOOKED_AT), b""
            if len(content) == LOOKED_AT and file.seekable():
                file.seek(-len(_PARQUET), os.SEEK_END)
                end = file.read()
        if not self.is_text(content + end):
            raise NotText(NOT_TEXT)
        if self.encoding and len(content) < LOOKED_AT:
            decode(content, self.encoding)
        elif self.encoding and not content.startswith((*_WIDE, codecs.BOM_UTF8)):
            check_beginning(content, self.encoding)

    def blocks(self, path: Path) -> Iterator[bytes]:
        """The file's content."""
        with compressed.reading(path) as file:
            yield file.read()

    def records(self, block: bytes) -> Sequence[Record]:
        """The one document."""
        text, mark, encoding = decode(block, self.encoding)
        return [Record(1, text, source=mark, encoding=encoding)]

    def part(self, block: bytes, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> bytes:
        """The content in the encoding that it came in."""
        [record], [one] = records, cleaned
        if one is None:
            return block
        return encode(one.raw) if one.raw is not None else _encoded(one.text, record.source, record.encoding)

    def raws(self, block: bytes, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> dict[int, str]:
        """The content where what stays of it would be taken for another encoding."""
        [record], [one] = records, cleaned
        if one is None:
            return {}
        return raw_where_misread(block, self.part(block, records, cleaned), one.text, record.encoding)

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """The file, compressed as its name says."""
        with compressed.writing(path, suffix) as file:
            yield file.write
