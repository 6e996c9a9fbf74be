"""Reasons: what went wrong with a file or a record, for people."""

from __future__ import annotations

import os
from pathlib import Path

from cleaner.formats import MissingExtra, WrongContent
from cleaner.run.tree import reason


def why(error: Exception, source: Path | None = None) -> str:
    """What went wrong, for people, who are told it of the file `source`: another that could not be read or written is
    named."""
    if isinstance(error, OSError):
        other = source is not None and error.filename and os.fsdecode(error.filename) != str(source)
        return f"{os.fsdecode(error.filename)}: {reason(error)}" if other else reason(error)
    if isinstance(error, MemoryError):
        return "not enough memory for a file of this size"
    if isinstance(error, WrongContent | MissingExtra):
        return str(error)
    return f"the program failed on it, please report: {type(error).__name__}: {error}"
