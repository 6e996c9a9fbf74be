"""Encodings that a text may be said to be in, and its characters, cut from which the very bytes come out again.

Only encodings are taken in which a character is always the same bytes, whatever stands around it. Where encoding a
decoded text gives its bytes back, the bytes of every character of it are then those it was read from:

    content == encode(decode(content)) == b"".join(encode(c) for c in decode(content))

so that what stays of the text is written with the very bytes that stood there.
"""

from __future__ import annotations

import codecs
import sys
from typing import Final

import numpy as np

from cleaner.formats import WrongContent, line_ends

MANY_BYTES: Final = frozenset({
    "utf-8", "gb2312", "gbk", "gb18030", "big5", "cp950", "euc_jp", "shift_jis", "cp932", "euc_kr", "cp949", "johab",
})  # fmt: skip
"""Encodings of several bytes a character that are taken; of one byte a character all are."""
_ONE_BYTE: Final = ("ascii", "iso8859-1")  # which are no tables
_STATEFUL: Final = ("iso2022_", "hz", "utf-7")
_PAIRS: Final = ("big5hkscs", "euc_jis", "shift_jis_2004", "shift_jisx")
_MARKED: Final = ("utf-16", "utf-32", "utf-8-sig")
_NAMES: Final = "Python's names are known, as windows-1251, shift_jis, gb18030"
_WIDER: Final = {"shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "euc_kr": "cp949"}
"""What pages that say the one are mostly in."""


def encoding_called(name: str) -> str:
    """The encoding of this name, by the one name of all it has. Raises ValueError for one that cannot be taken."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError) as error:  # the latter for a NUL in it
        raise ValueError(f"there is no encoding {name!r}; {_NAMES}") from error
    instead = f"convert the files first, as by: iconv -f {name} -t utf-8"
    if found.name.startswith(_STATEFUL):
        raise ValueError(
            f"what a byte of {name} means depends on those before it, so that no part can be taken out; {instead}"
        )
    if found.name.startswith(_PAIRS):
        raise ValueError(f"{name} has single characters for some pairs of letters, which could be parted; {instead}")
    if found.name.startswith(_MARKED):
        raise ValueError(
            f"{name} is known by the mark that files begin with, where they have one; without it, {instead}"
        )
    if found.name not in MANY_BYTES and found.name not in _ONE_BYTE and not _is_table(found):
        raise ValueError(f"{name} is no encoding of texts; {_NAMES}")
    return found.name


def _is_table(found: codecs.CodecInfo) -> bool:
    """Whether it is one of Python's tables of 256 characters."""
    module = sys.modules.get(getattr(found.incrementaldecoder, "__module__", ""))
    return hasattr(module, "decoding_table")


def decoded(content: bytes, encoding: str) -> str:
    """The text of some bytes. Raises WrongContent, with line and byte (both 1-based), unless the encoding has all of
    them and writes the text as it stands there."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongContent(_none_of_it(content, error.start, encoding)) from error
    again = text.encode(encoding)
    if again != content:
        at = _first_difference(content, again)
        where = f"line {_line(content, at, encoding):,}, byte {at + 1:,}"
        raise WrongContent(f"{where}: {encoding} would write this character in another way; {_convert(encoding)}")
    return text


def check_beginning(content: bytes, encoding: str) -> None:
    """Raise WrongContent where the first bytes of a longer text are none of the encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(content)  # its last character may be cut off here
    except UnicodeDecodeError as error:
        raise WrongContent(_none_of_it(content, error.start, encoding)) from error


def _none_of_it(content: bytes, at: int, encoding: str) -> str:
    wider = _WIDER.get(encoding)
    other = f", {wider} perhaps, which holds more" if wider else ""
    where = f"line {_line(content, at, encoding):,}, byte {at + 1:,}"
    return f"{where}: 0x{content[at]:02x} is not {encoding}; name the encoding that the file is in{other}"


def _convert(encoding: str) -> str:
    return f"convert the file first, as by: iconv -f {encoding} -t utf-8"


def _line(content: bytes, at: int, encoding: str) -> int:
    return 1 + line_ends(content[:at].decode(encoding, "replace"))


def _first_difference(one: bytes, other: bytes) -> int:
    size = min(len(one), len(other))
    different = np.flatnonzero(np.frombuffer(one, np.uint8, size) != np.frombuffer(other, np.uint8, size))
    return int(different[0]) if len(different) else size
