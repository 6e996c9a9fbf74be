"""Residual text from whole pages: what most users have is mostly article with a few noise lines left in it.

A labelled rendering is thinned: most of its noise goes, by runs, and the blank lines are laid out as one or another
extractor does. Or it is cut to a window around the article. The article's lines and their labels stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cleaner.examples import stable_number
from cleaner.kinds import ARTICLE, Kind
from cleaner.labels import Glue, Labelled
from training.mixing.chance import one_of

STAYS: Final = 0.4
"""Chance that a run of noise lines leaves something behind."""
LONGEST: Final = 8
"""The most lines it leaves."""
LEAST_ARTICLE: Final = 4
"""Article lines below which a page is not thinned."""


@dataclass(frozen=True, slots=True)
class _Entry:
    line: str
    kind: Kind
    sure: bool
    blanks: int  # blank lines before it
    glue: tuple[Glue, ...]  # noise glued to it


def residual(document: Labelled) -> Labelled | None:
    """The document with most of its noise gone; None when it holds too little article.

    Which noise stays follows from the document's name, so every run gives the same text.
    """
    entries = _entries(document)
    if sum(entry.kind in ARTICLE for entry in entries) < LEAST_ARTICLE:
        return None
    random = np.random.default_rng(stable_number(document.name))
    wanted: list[_Entry] = []
    for is_article, run in _runs(entries):
        if is_article:
            wanted += run
        elif random.random() < STAYS:
            size = 1 + int(random.integers(min(len(run), LONGEST)))
            from_end = bool(random.integers(2))
            wanted += run[-size:] if from_end else run[:size]
    return _laid_out(document, wanted, "residual", random)


def article_alone(document: Labelled) -> Labelled | None:
    """The article's lines and nothing else; None when there are too few."""
    entries = [entry for entry in _entries(document) if entry.kind in ARTICLE and entry.sure]
    if len(entries) < LEAST_ARTICLE:
        return None
    random = np.random.default_rng(stable_number(document.name) + 1)
    return _laid_out(document, entries, "article", random)


def window(document: Labelled) -> Labelled | None:
    """The article and a random number of the lines before and after it; None when there are too few article lines.

    Few lines are as likely as many: the number's logarithm is drawn evenly.
    """
    inside = [i for i, kind in enumerate(document.kinds) if kind in ARTICLE]
    if len(inside) < LEAST_ARTICLE:
        return None
    random = np.random.default_rng((stable_number(document.name), 1))
    first, last = inside[0], inside[-1]
    before, after = (int((1 + there) ** random.random()) - 1 for there in (first, len(document.lines) - 1 - last))
    return document.part(slice(first - before, last + 1 + after), name=f"{document.name}/window")


def relaid(document: Labelled, number: int) -> Iterator[Labelled]:
    """`number` copies of the document whose blank lines are laid out anew; the first is the document itself."""
    yield document
    for i in range(1, number):
        random = np.random.default_rng((stable_number(document.name), i))
        yield _laid_out(document, _entries(document), f"layout {i}", random)


def _entries(document: Labelled) -> list[_Entry]:
    glue: dict[int, tuple[Glue, ...]] = {}
    for each in document.glue:
        glue[each.line] = (*glue.get(each.line, ()), each)
    entries = []
    blanks = 0
    rows = zip(document.lines, document.kinds, document.sure, strict=True)
    for number, (line, kind, sure) in enumerate(rows):
        if kind is None:
            blanks += 1
        else:
            entries.append(_Entry(line, kind, sure, blanks, glue.get(number, ())))
            blanks = 0
    return entries


def _runs(entries: list[_Entry]) -> Iterator[tuple[bool, list[_Entry]]]:
    run: list[_Entry] = []
    for entry in entries:
        if run and (entry.kind in ARTICLE) != (run[-1].kind in ARTICLE):
            yield run[-1].kind in ARTICLE, run
            run = []
        run.append(entry)
    if run:
        yield run[-1].kind in ARTICLE, run


def _laid_out(document: Labelled, entries: list[_Entry], variant: str, random: np.random.Generator) -> Labelled:
    """Blank lines as they were, none at all, or one between any two lines; spaces at the ends of lines gone or not."""
    layout = one_of(("as it was", "none", "one"), random)
    strip = bool(random.integers(2))
    lines: list[str] = []
    kinds: list[Kind | None] = []
    sure: list[bool] = []
    glue: list[Glue] = []
    for i, entry in enumerate(entries):
        blanks = {"as it was": min(entry.blanks, 3), "none": 0, "one": 1}[layout] if i else 0
        line = entry.line.strip() if strip else entry.line
        lines += [""] * blanks + [line]
        kinds += [None] * blanks + [entry.kind]
        sure += [True] * blanks + [entry.sure]
        glue += _moved(entry, line, len(lines) - 1)
    return replace(
        document,
        name=f"{document.name}/{variant}",
        lines=tuple(lines),
        kinds=tuple(kinds),
        sure=tuple(sure),
        glue=tuple(glue),
    )


def _moved(entry: _Entry, line: str, number: int) -> Iterator[Glue]:
    """What is glued to the entry, where it stands in `line`, its text with or without the spaces at its ends."""
    indent = entry.line.index(line)
    for each in entry.glue:
        start, end = max(each.start - indent, 0), min(each.end - indent, len(line))
        if start < end:
            yield Glue(number, start, end, each.kind)
