"""Parts of the record of a run, read whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Part = Mapping[str, Any]
"""A part of a record; any of its names may be missing."""


def part(of: Part, key: str) -> Part:
    """The part of this name, empty where it is missing or null."""
    found: Part = of.get(key) or {}
    return found


def count(of: Part, key: str) -> int:
    """The number of this name, 0 where it is missing or null."""
    return int(of.get(key) or 0)


def share(tally: Part) -> float:
    """Of the characters, those that went."""
    return count(tally, "chars_gone") / max(count(tally, "chars"), 1)
