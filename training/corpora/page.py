"""One page of a corpus: its HTML and what a person said about its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded page with its human truth.

    A corpus says what it knows and leaves the rest empty: some mark paragraphs (``truth``), some mark
    segments (``wanted``, ``unwanted``). Whether ``truth`` begins with the headline is the corpus's
    convention; ``title`` is filled only where the corpus names the headline itself.
    """

    corpus: str  # name in the registry
    id: str  # unique within the corpus, the same in every run
    site: str  # registrable domain or the best stand-in; the unit of splitting
    language: str  # ISO 639-1 code; "xx" when neither the corpus, the page nor its words tell
    html: str  # decoded, line ends as stored
    truth: tuple[str, ...]  # article paragraphs a person marked, in order, stripped, none empty
    title: str | None = None  # headline, stripped, never empty
    wanted: tuple[str, ...] = ()  # segments that must be in the output
    unwanted: tuple[str, ...] = ()  # segments that must not be
    annotated: str | None = None  # ``html`` with a corpus's labels of noise as class names, for `labelling` alone


def paragraphs(text: str) -> tuple[str, ...]:
    """The non-empty lines of a truth text, stripped of the blanks around them (ideographic ones included)."""
    return tuple(line for line in map(str.strip, text.splitlines()) if line)


def headline(text: object) -> str | None:
    """A headline from a truth file's field: stripped, ``None`` for anything without text."""
    return (text.strip() or None) if isinstance(text, str) else None
