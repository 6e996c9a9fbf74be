"""Where documents come from and where they go: the seam between files and texts.

A source names its documents one after the other, cheaply, without reading them; any worker can then read one
by its name, and write what became of it to a sink under the same name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """A document there is to read."""

    name: str  # relative to the source, parts separated by "/"
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Passed:
    """Something met on the way that gives no document."""

    name: str
    reason: str
    failed: bool  # it should have been read and could not be; otherwise it is of a sort that never is


class Source(Protocol):
    """Documents by name."""

    def entries(self) -> Iterator[Entry | Passed]:
        """Every document, in one order, found as it is asked for: nothing grows with their number."""
        ...

    def read(self, name: str) -> str:
        """The text of one document. Raises OSError with the reason."""
        ...


class Sink(Protocol):
    """Where documents go, by name."""

    def write(self, name: str, text: str) -> None:
        """Write one document whole or not at all. Raises OSError with the reason."""
        ...

    def discard(self, name: str) -> None:
        """Remove what an earlier run wrote under this name, if anything."""
        ...
