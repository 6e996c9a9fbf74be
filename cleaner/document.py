"""What became of a document: every line with its kind, probability, fate and reason."""

from __future__ import annotations

from dataclasses import dataclass

from cleaner.kinds import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the raw text."""

    number: int  # 1-based
    text: str  # without its line end
    kind: Kind | None  # None for a blank line
    probability: float  # of being of a kept kind, 0 to 1; for a blank line 1 when it stays, 0 when it goes
    kept: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One judged document."""

    raw: str
    clean: str
    lines: tuple[Line, ...]
    left_alone: bool  # no article was found, so nothing was removed

    @property
    def removed(self) -> tuple[Line, ...]:
        """The lines that went, blank ones included."""
        return tuple(line for line in self.lines if not line.kept)
