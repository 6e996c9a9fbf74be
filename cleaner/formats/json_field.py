"""The value of one field of a JSON object, found and replaced in place: all else stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json import decoder
from typing import Any, Final, NamedTuple

from cleaner.removed import escape_unsafe, escaped

MARK: Final = "\ufeff"
"""A byte-order mark."""
BLANKS: Final = " \t\n\r"
"""What JSON lets stand between its parts."""
_scan_string: Final[Callable[[str, int, bool], tuple[str, int]]] = getattr(decoder, "scanstring")  # noqa: B009
_blanks: Final = re.compile(f"[{BLANKS}]*").match


class Number(str):
    """A number as it is written: its value does not matter, and may take long to compute."""

    __slots__ = ()


_decoder: Final = json.JSONDecoder(strict=False, parse_int=Number, parse_float=Number, parse_constant=Number)
_scan: Final[Callable[[str, int], tuple[Any, int]]] = getattr(_decoder, "scan_once")  # noqa: B009
_UNSAFE_BUT_ODD_BYTES: Final = re.compile("[\x85\u2028\u2029\ud800-\udc7f\udd00-\udfff]")
_TWO_HALVES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ODD_BYTE: Final = re.compile("[\udc80-\udcff]")


class Value(NamedTuple):
    """Where a value stands in its line, and what it is."""

    start: int
    end: int
    value: Any


def find(line: str, wanted: tuple[str, ...]) -> tuple[dict[str, Value], int]:
    """The values of the wanted fields of the object that the line is, and where its closing brace stands.

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
    return found, at


def _fields(line: str, at: int, wanted: tuple[str, ...], found: dict[str, Value]) -> int:
    """Read the fields from the first one on, up to the closing brace."""
    while True:
        if line[at] != '"':
            raise ValueError(f"a field's name is missing at character {at + 1}")
        name, at = _scan_string(line, at + 1, False)
        at = _after(line, at, ":")
        value, end = _scan(line, at)
        if name in wanted:
            found[name] = Value(at, end, value)
        at = _blank(line, end)
        if line[at] == "}":
            return at
        at = _after(line, at, ",")


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
    encoded = json.dumps(text, ensure_ascii=False)
    if _ODD_BYTE.search(like):  # bytes that were not UTF-8: written as the bytes they were
        return _UNSAFE_BUT_ODD_BYTES.sub(escaped, encoded)
    return escape_unsafe(encoded)


def is_ambiguous(text: str) -> bool:
    """Whether half a character that was written as an escape stands before a byte that is not UTF-8: as JSON, the two
    would be one character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return bool(_TWO_HALVES.search(text))
    return False
