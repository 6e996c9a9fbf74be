"""The value of one field of a JSON object, found and replaced in place: all else stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from json import decoder
from json.encoder import encode_basestring
from typing import Any, Final, NamedTuple

from cleaner.formats.text import encode
from cleaner.removed import escape_unsafe, escaped, has_line_ends, is_utf8

MARK: Final = "\ufeff"
"""A byte-order mark."""
BLANKS: Final = " \t\n\r"
"""What JSON lets stand between its parts."""
_scan_string: Final[Callable[[str, int, bool], tuple[str, int]]] = getattr(decoder, "scanstring")  # noqa: B009
_blanks: Final = re.compile(f"[{BLANKS}]*").match
_plain_name: Final = re.compile(rf'"([^"\\\x00-\x1f]*)"[{BLANKS}]*:[{BLANKS}]*').match
_next_field: Final = re.compile(f"[{BLANKS}]*,[{BLANKS}]*").match


class Number(str):
    """A number as it is written: its value does not matter, and may take long to compute."""

    __slots__ = ()


_decoder: Final = json.JSONDecoder(strict=False, parse_int=Number, parse_float=Number, parse_constant=Number)
_scan: Final[Callable[[str, int], tuple[Any, int]]] = getattr(_decoder, "scan_once")  # noqa: B009
_UNSAFE_BUT_ODD_BYTES: Final = re.compile("[\x85\u2028\u2029\ud800-\udc7f\udd00-\udfff]")
_TWO_HALVES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ODD_BYTE: Final = re.compile("[\udc80-\udcff]")
_RARE: Final = bytes({*range(0x20)} - {ord("\n")})
"""Control characters, which JSON escapes, but the one that nearly every text has."""


class Value(NamedTuple):
    """Where a value stands in its line, and what it is."""

    start: int
    end: int
    value: Any


class Found(NamedTuple):
    """The values of some fields of an object, by name, and where its closing brace stands."""

    values: dict[str, Value]
    brace: int


def find(line: str, wanted: tuple[str, ...]) -> Found:
    """The values of the wanted fields of the object that the line is.

    A name that comes twice means its last value, as with every JSON reader. A byte-order mark before the object is let
    pass. Raises ValueError for what is no object.
    """
    found: dict[str, Value] = {}
    try:
        at = _after(line, len(MARK) if line.startswith(MARK) else 0, "{")
        if line[at] != "}":
            at = _fields(line, at, wanted, found)
        rest = _blank(line, at + 1)
    except (IndexError, StopIteration) as error:
        raise ValueError("not a whole JSON object") from error
    except json.JSONDecodeError as error:  # it speaks of lines and columns of its own
        raise ValueError(f"{error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if rest != len(line):
        raise ValueError("something follows the JSON object")
    return Found(found, at)


def _fields(line: str, at: int, wanted: tuple[str, ...], found: dict[str, Value]) -> int:
    """Read the fields from the first one on, up to the closing brace."""
    while True:
        if plain := _plain_name(line, at):  # with a mark behind it, as nearly all are
            name, at = plain[1], plain.end()
        else:
            name, at = _name(line, at)
        value, end = _scan(line, at)
        if name in wanted:
            found[name] = Value(at, end, value)
        if further := _next_field(line, end):
            at = further.end()
        else:
            at = _blank(line, end)
            if line[at] == "}":
                return at
            raise ValueError(f"not a JSON object: no , at character {at + 1}")


def _name(line: str, at: int) -> tuple[str, int]:
    """A field's name, and where its value begins."""
    if line[at] != '"':
        raise ValueError(f"a field's name is missing at character {at + 1}")
    name, at = _scan_string(line, at + 1, False)
    return name, _after(line, at, ":")


def _after(line: str, at: int, mark: str) -> int:
    at = _blank(line, at)
    if line[at] != mark:
        raise ValueError(f"not a JSON object: no {mark} at character {at + 1}")
    return _blank(line, at + 1)


def _blank(line: str, at: int) -> int:
    match = _blanks(line, at)
    return match.end() if match else at


def written(text: str, like: str) -> str:
    """A string as JSON: in ASCII if `like`, the string that stood there, is; else with characters as they are."""
    if like.isascii():
        return json.dumps(text)
    encoded = encode_basestring(text)
    if not is_utf8(like) and _ODD_BYTE.search(like):  # bytes that were not UTF-8: written as the bytes they were
        return _UNSAFE_BUT_ODD_BYTES.sub(escaped, encoded)
    return escape_unsafe(encoded)


def written_bytes(text: str, like: str) -> bytes:
    """`written` as the bytes of the file, in half of the time for texts with nothing rare in them."""
    plain = b""
    if not (like.isascii() or has_line_ends(text)):
        with suppress(UnicodeEncodeError):
            plain = text.encode()
    if not plain or len(plain.translate(None, _RARE)) != len(plain):
        return encode(written(text, like))
    return b'"' + plain.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def is_ambiguous(text: str) -> bool:
    """Whether half a character that was written as an escape stands before a byte that is not UTF-8: as JSON, the two
    would be one character."""
    return not is_utf8(text) and bool(_TWO_HALVES.search(text))
