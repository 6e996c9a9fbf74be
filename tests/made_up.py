"""Small labelled documents, put together from a few invented lines, for fits that take a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cleaner.kinds import Kind
from cleaner.labels import Labelled
from cleaner.settings import Settings

QUICK = Settings(bits=10, looks=(((8,), 1), ((8,), 1), ((8, 6), 4)), folds=2, line_epochs=3, epochs=(150,), chain=0.5)
HASTY = replace(QUICK, epochs=(2,))
"""For tests to which it does not matter how well the looks have learnt: a tenth of the time."""

TEXT: dict[Kind, tuple[str, ...]] = {
    "title": ("Ferry to Lower Quay returns after nine winters", "Council of Maresby votes to keep its clock tower"),
    "body": (
        "The ferry left at six in the morning with forty people and a goat on board, and nobody was late.",
        "Residents said that they had asked for a second bridge since the floods of the year before last.",
        "The mayor, who was born in the street behind the tower, promised that the clock would be mended.",
    ),
    "related": ("More stories", "Read next: the goat that crossed twice", "See all stories about Maresby"),
    "share": ("Share this page", "Follow us", "Copy link"),
    "date": ("Updated 12 March 2031, 14:05", "Published 1 May 2030"),
}


def labelled(
    rows: Sequence[tuple[Kind | None, str]], name: str = "made-up", *, language: str = "en", group: str = ""
) -> Labelled:
    """A document of (kind, line) rows, all of them sure; kind None for a blank line."""
    return Labelled(
        name, tuple(line for _, line in rows), tuple(kind for kind, _ in rows), (True,) * len(rows), language, group
    )


def page(number: int, *, group: str = "") -> Labelled:
    """A page: title, date, paragraphs with something between them, a list of links, a share bar."""
    random = np.random.default_rng(number)

    def line(kind: Kind) -> tuple[Kind | None, str]:
        return kind, TEXT[kind][int(random.integers(len(TEXT[kind])))]

    order: tuple[Kind, ...] = ("title", "date", "body", "related", "body", "body", "share", "related", "related")
    rows: list[tuple[Kind | None, str]] = []
    for kind in order:
        rows += [line(kind), (None, "")] if random.integers(2) else [line(kind)]
    return labelled(rows, f"page-{number}", group=group or f"site-{number}")
