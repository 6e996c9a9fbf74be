"""What the shipped model is trained on: pages, their residual forms, composed documents and `data/`, weighed."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cleaner.examples import folds_of, stable_number
from cleaner.labels import Labelled
from training import phrases
from training.compose import Stock, compose
from training.consensus import reconcile
from training.corpora import bbc
from training.regimes import article_alone, relaid, residual
from training.render import RENDERINGS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Shares of the training material; the numbers are those of `training/EXPERIMENTS.md`."""

    renderings: int = 2  # whole-page renderings of each page, of the three; together they weigh 1
    every: int = 1  # take one page in so many, for quick experiments; 0: none
    residual: float = 1.0  # weight of the thinned form of a page
    article: float = 1.0  # weight of the article alone
    data: float = 3.0  # weight of a copy of a document of `data/`
    copies: int = 6  # of each document of `data/`, with blank lines laid out in different ways
    composed: float = 1.0  # weight of a composed document
    hindi: int = 800  # composed documents, likewise below
    english: int = 600
    other: int = 150  # in each other language, at most `reuse` times its articles
    reuse: int = 40
    bbc: bool = True  # compose from the typed blocks, headlines and strings of a news renderer too
    folds: int = 5  # those of the fit: pieces of one fold never meet an article of another


def mix(pages: Sequence[Labelled], data: Sequence[Labelled], archives: Path, mixture: Mixture) -> list[Labelled]:
    """All training documents. `pages` are labelled renderings, as `dataset.labelled_pages` gives them."""
    pages = reconcile(pages, [*(page for page in pages if page.name.endswith("/inscriptis")), *data])
    composed = list(_composed(pages, data, archives, mixture)) if mixture.composed else []
    documents = [
        *_page_forms(pages, mixture),
        *(replace(copy, weight=mixture.data) for document in data for copy in relaid(document, mixture.copies)),
        *composed,
    ]
    log.info("%d training documents, %d of them composed", len(documents), len(composed))
    return documents


def _page_forms(pages: Sequence[Labelled], mixture: Mixture) -> Iterator[Labelled]:
    names = list(RENDERINGS)
    for page in pages:
        identity, rendering = page.name.rsplit("/", 1)
        number = stable_number(identity)
        if not mixture.every or number // 7 % mixture.every:
            continue
        turn = (names.index(rendering) + number) % len(names)
        if turn < mixture.renderings:
            yield replace(page, weight=1 / mixture.renderings)
        thinned = residual(page) if turn == 1 and mixture.residual else None
        if thinned:
            yield replace(thinned, weight=mixture.residual)
        alone = article_alone(page) if turn == 2 and mixture.article else None
        if alone:
            yield replace(alone, weight=mixture.article)


def _composed(
    pages: Sequence[Labelled], data: Sequence[Labelled], archives: Path, mixture: Mixture
) -> Iterator[Labelled]:
    """Composed documents, fold by fold, so that the line layer never scores a piece that it was fitted on."""
    stocks = [Stock() for _ in range(mixture.folds)]
    whole = list(bbc.articles(archives)) if mixture.bbc else []
    taken = [page for page in pages if page.name.endswith("/inscriptis") and stable_number(page.name) % 3 == 0]
    for documents in (whole, taken, data):
        for document, fold in zip(documents, folds_of(documents, mixture.folds), strict=True):
            stocks[fold].add_document(document)
    if mixture.bbc:
        _add_lists(stocks, archives)
    for language, kind, lines in phrases.pieces():
        stocks[stable_number(lines[0]) % len(stocks)].add_piece(language, [(kind, line) for line in lines])
    yield from whole
    for fold, stock in enumerate(stocks):
        for language in sorted(stock.pieces):
            number = {"hi": mixture.hindi, "en": mixture.english}.get(language, mixture.other) // mixture.folds
            number = min(number, mixture.reuse * max(1, len(stock.articles[language])))
            for document in compose(stock, language, number, name=f"composed/{language}/{fold}"):
                yield replace(document, weight=mixture.composed)


def _add_lists(stocks: Sequence[Stock], archives: Path) -> None:
    """Interface strings as single lines; headline lists in fives, with a head line of their language or without."""
    heads: dict[str, list[str]] = defaultdict(list)
    for language, kind, text in bbc.strings(archives):
        stocks[stable_number(text) % len(stocks)].add_piece(language, [(kind, text)])
        if kind == "related":
            heads[language].append(text)
    for language, headlines in bbc.headlines(archives):
        for i in range(0, len(headlines), 5):
            some = [("related", headline) for headline in headlines[i : i + 5]]
            stock = stocks[stable_number(headlines[i]) % len(stocks)]
            stock.add_piece(language, some)
            if heads[language]:
                head = heads[language][i // 5 % len(heads[language])]
                stock.add_piece(language, [("related", head), *some])
