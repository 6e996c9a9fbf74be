"""The value of one field of a JSON object, found and replaced in place: all else stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json import decoder
from json.encoder import encode_basestring
from typing import Any, Final, NamedTuple

from cleaner.formats.text import ENCODING, MARK, ODD_BYTES, encode
from cleaner.json_escapes import escape_unsafe, escaped, has_line_ends, is_utf8

BLANKS: Final = " \t\n\r"
"""What JSON lets stand between its parts."""
_scan_string: Final[Callable[[str, int, bool], tuple[str, int]]] = getattr(decoder, "scanstring")  # noqa: B009
_blanks: Final = re.compile(f"[{BLANKS}]*").match
_plain_name: Final = re.compile(rf'"([^"\\\x00-\x1f]*)"[{BLANKS}]*:[{BLANKS}]*').match
_before_string: Final = re.compile(f'[{BLANKS}]*:[{BLANKS}]*(?=")').match
_next_field: Final = re.compile(f"[{BLANKS}]*,[{BLANKS}]*").match


class Number(str):
    """A number as it is written: its value does not matter, and may take long to compute."""

    __slots__ = ()


_decoder: Final = json.JSONDecoder(strict=False, parse_int=Number, parse_float=Number, parse_constant=Number)
_scan: Final[Callable[[str, int], tuple[Any, int]]] = getattr(_decoder, "scan_once")  # noqa: B009
_UNSAFE_BUT_ODD_BYTES: Final = re.compile("[\x85\u2028\u2029\ud800-\udc7f\udd00-\udfff]")
_TWO_HALVES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ODD_BYTE: Final = re.compile("[\udc80-\udcff]")
_RARE: Final = bytes({*range(0x20), 0x7F} - {ord("\n")})
"""Control characters, which JSON escapes, but the one that nearly every text has."""
_IN_ITS_PLACE: Final = "-0e0000"
"""A number as nobody writes it."""


class Value(NamedTuple):
    """Where a value stands in its line, and what it is."""

    start: int
    end: int
    value: Any


class Found(NamedTuple):
    """The values of some fields of an object, by name, and where its closing brace stands."""

    values: dict[str, Value]
    brace: int


Text = tuple[str, int, int, int, dict[str, Any]]
"""A string that is the value of a field; where it stands in its line, and where the object's closing brace does; the
object, with something else under the name of the field."""


def find_text(line: str, name: str) -> Text | None:
    """What `find` finds of a field with a string, in two thirds of the time; None where it takes a closer look.

    The string is read where the name stands first, and then the object with a number in the string's place: if that is
    the field's value, and the number stands nowhere else, the string was the field's.
    """
    at = line.find(f'"{name}"')
    before = _before_string(line, at + len(name) + 2) if at >= 0 else None
    if before is None:
        return None
    start = before.end()
    try:
        value, end = _scan_string(line, start + 1, True)
        around = f"{line[:start]}{_IN_ITS_PLACE}{line[end:]}"
        others, stop = _scan(around, 0)
    except (ValueError, StopIteration, RecursionError):
        return None
    is_field = isinstance(others, dict) and others.get(name) == _IN_ITS_PLACE and around.count(_IN_ITS_PLACE) == 1
    if not is_field or around[stop:].strip(BLANKS):
        return None
    return value, start, end, stop - 1 + len(line) - len(around), others


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


def written_bytes(text: str, like: bytes) -> bytes:
    """`written` as the bytes of the file, in half of the time for texts with nothing rare in them."""
    try:
        plain = text.encode()
    except UnicodeEncodeError:
        plain = b"\0"
    is_usual = plain.isascii() or not (like.isascii() or has_line_ends(text))
    if not is_usual or len(plain.translate(None, _RARE)) != len(plain):
        return encode(written(text, like.decode(ENCODING, ODD_BYTES)))
    return b'"' + plain.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def is_ambiguous(text: str) -> bool:
    """Whether half a character that was written as an escape stands before a byte that is not UTF-8: as JSON, the two
    would be one character."""
    return not is_utf8(text) and bool(_TWO_HALVES.search(text))
