"""A folder for the files of a target, which goes when the process ends."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory


def scratch() -> Path:
    """The folder, one for each process."""
    return Path(_temporary().name)


@cache
def _temporary() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="fuzz-")
