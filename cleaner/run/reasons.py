"""Reasons: what went wrong with a file or a record, for people."""

from __future__ import annotations

from cleaner.formats import MissingExtra, WrongContent
from cleaner.run.tree import reason


def why(error: Exception) -> str:
    """What went wrong, for people."""
    if isinstance(error, OSError):
        return reason(error)
    if isinstance(error, MemoryError):
        return "not enough memory for a file of this size"
    if isinstance(error, WrongContent | MissingExtra):
        return str(error)
    return f"the program failed on it, please report: {type(error).__name__}: {error}"
