"""Composed documents: an article of one place with the noise of others laid around and into it, as sites do.

Where a language has little of either, its few articles and its few noise lines meet in many ways, so that the model
learns what the lines are instead of where they stood. Labels are those of the pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from cleaner.examples import stable_number
from cleaner.kinds import ARTICLE, Kind
from cleaner.labels import Glue, Labelled, without_glue
from training.mixing.chance import one_of
from training.mixing.stamps import stamp, stamp_lines

Piece = tuple[tuple[Kind, str], ...]
"""Lines that stay together, each with its kind: one advertisement marker, or a head line and the list under it."""

BEFORE: Final = ("navigation", "byline", "date", "share", "caption", "ad", "promo", "tags", "other")
WITHIN: Final = (
    "related",
    "related",
    "related",
    "caption",
    "caption",
    "ad",
    "promo",
    "promo",
    "share",
    "date",
    "other",
)
AFTER: Final = (
    "related",
    "related",
    "related",
    "tags",
    "share",
    "promo",
    "legal",
    "byline",
    "ad",
    "comments",
    "date",
    "other",
)
"""Kinds laid before, into and after an article; one named twice is drawn twice as often."""
ARTICLE_LIKE: Final = ("heading", "body")
"""Kinds of pieces that stay, laid into an article: lines that look like noise and are none."""
LONGEST: Final = 7
"""The most lines of a piece."""
FOREIGN: Final = 0.15
"""Chance that a piece is English on a page in another language, as interface words often are."""
LONGEST_ARTICLE: Final = 60
GLUED: Final = 0.4
"""Chance that a document has noise glued to the start of its first paragraph, and to the end of another."""
STAMPS: Final = ("date", "date", "byline")
"""Kinds glued to a start."""
CODAS: Final = ("related", "related", "related", "caption", "promo", "share", "legal")
"""Kinds glued to an end."""
MADE_UP: Final = 0.4
"""Share of stamps that `stamps` makes up, digits in all orders; the others are stock lines."""
LONGEST_STAMP, LONGEST_CODA = 70, 150  # characters
_AFTER_STAMP: Final = (" ", " ", " ", " | ", " - ", " — ", ": ")
_BEFORE_STAMP: Final = ("", "", "", " ")
_AROUND_CODA: Final = ((" ", ""), (" ", ""), (" ", ""), (" (", ")"), (" [", "]"), ("", ""))


@dataclass(slots=True)
class Stock:
    """What is composed from, by language."""

    articles: dict[str, list[Labelled]] = field(default_factory=lambda: defaultdict(list))
    pieces: dict[str, dict[Kind, list[Piece]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def add_document(self, document: Labelled) -> None:
        """Take a labelled document apart: its article, and each run of one kind of noise."""
        rows = [
            (kind, line.strip())
            for line, kind, sure in zip(without_glue(document), document.kinds, document.sure, strict=True)
            if kind is not None and sure
        ]
        kept = [(kind, line) for kind, line in rows if kind in ARTICLE]
        if len(kept) >= 3:
            kinds, lines = zip(*kept[:LONGEST_ARTICLE], strict=True)
            article = Labelled(document.name, lines, kinds, (True,) * len(lines), document.language, document.group)
            self.articles[document.language].append(article)
        for run in _runs(rows):
            if run[0][0] not in ARTICLE:
                self.add_piece(document.language, run)

    def add_piece(self, language: str, run: Sequence[tuple[Kind, str]]) -> None:
        """Offer a run of lines of one kind."""
        self.pieces[language][run[0][0]].append(tuple(run[:LONGEST]))


def compose(stock: Stock, language: str, number: int, *, name: str) -> Iterator[Labelled]:
    """`number` documents in `language`, called `name`/0 and so on; name and stock settle what they hold."""
    articles = stock.articles[language] or stock.articles["en"]  # the language's noise in a foreign article, if need be
    for i in range(number if articles else 0):
        random = np.random.default_rng((stable_number(name), i))
        article = one_of(articles, random)
        yield _compose(stock, replace(article, language=language), f"{name}/{i}", random)


def _compose(stock: Stock, article: Labelled, name: str, random: np.random.Generator) -> Labelled:
    rows = list(zip(article.kinds, article.lines, strict=True))
    blocks: list[Piece] = [((kind or "body", line),) for kind, line in rows]
    if rows[0][0] == "title" and random.random() < 0.25:  # many scrapes have lost the headline
        blocks = blocks[1:]
    places = ((ARTICLE_LIKE, 3, 1, len(blocks)), (WITHIN, 3, 1, len(blocks)), (BEFORE, 3, 0, 0), (AFTER, 4, -1, -1))
    for kinds, most, low, high in places:
        for _ in range(int(random.integers(most + 1))):
            piece = _piece(stock, article.language, one_of(kinds, random), random)
            if piece:
                place = len(blocks) if low < 0 else int(random.integers(low, max(high, low + 1)))
                blocks.insert(place, piece)
    style = one_of(("none", "between", "around pieces"), random)
    lines: list[str] = []
    kinds_out: list[Kind | None] = []
    for block in blocks:
        for i, (kind, line) in enumerate(block):
            if lines and (style == "between" or (style == "around pieces" and i == 0 and random.random() < 0.8)):
                lines.append("")
                kinds_out.append(None)
            lines.append(line)
            kinds_out.append(kind)
    glue = tuple(_glue(stock, article.language, lines, kinds_out, random))
    return Labelled(
        name, tuple(lines), tuple(kinds_out), (True,) * len(lines), article.language, article.group, glue=glue,
        by_hand=False,
    )  # fmt: skip


def _glue(
    stock: Stock, language: str, lines: list[str], kinds: Sequence[Kind | None], random: np.random.Generator
) -> Iterator[Glue]:
    """Glue noise to lines of body, in place, and say where: a stamp to the first, something else to any of them."""
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    if body and random.random() < GLUED:
        piece: tuple[Kind, str] | None
        if random.random() < MADE_UP:
            piece = ("date", stamp(language, random))
        else:
            piece = _line_of(stock, language, one_of(STAMPS, random), LONGEST_STAMP, random)
        if piece:
            kind, text = piece
            indent = one_of(_BEFORE_STAMP, random)
            before = indent + text + one_of(_AFTER_STAMP, random)
            lines[body[0]] = before + lines[body[0]]
            yield Glue(body[0], 0, len(before), kind)
    if len(body) > 1 and random.random() < GLUED:
        piece = _line_of(stock, language, one_of(CODAS, random), LONGEST_CODA, random)
        if piece:
            kind, text = piece
            before, after = one_of(_AROUND_CODA, random)
            line = one_of(body[1:], random)
            start = len(lines[line])
            lines[line] += before + text + after
            yield Glue(line, start, len(lines[line]), kind)


def _line_of(
    stock: Stock, language: str, kind: Kind, longest: int, random: np.random.Generator
) -> tuple[Kind, str] | None:
    """One line of a kind, None when what was drawn is too long to be glued to another line."""
    piece = _draw(stock, language, kind, random)
    return piece[0] if piece and len(piece[0][1]) <= longest else None


def _piece(stock: Stock, language: str, kind: Kind, random: np.random.Generator) -> Piece | None:
    """A piece of the stock, or a stamp that is made up."""
    if kind == "date" and random.random() < MADE_UP:
        return tuple((kind, line) for line in stamp_lines(language, random))
    return _draw(stock, language, kind, random)


def _draw(stock: Stock, language: str, kind: Kind, random: np.random.Generator) -> Piece | None:
    if random.random() < FOREIGN:
        language = "en"
    pieces = stock.pieces[language][kind]
    if not pieces and kind not in ARTICLE:
        pieces = stock.pieces["en"][kind]
    if not pieces:
        return None
    piece = one_of(pieces, random)
    if kind in ("related", "comments", "tags") and len(piece) > 1:
        return piece[: 1 + int(random.integers(len(piece)))]
    return piece[: 1 + int(random.integers(min(len(piece), 2)))]


def _runs(rows: Iterable[tuple[Kind, str]]) -> Iterator[list[tuple[Kind, str]]]:
    run: list[tuple[Kind, str]] = []
    for kind, line in rows:
        if run and kind != run[-1][0]:
            yield run
            run = []
        run.append((kind, line))
    if run:
        yield run
