"""What the shipped model is trained on: pages, their residual forms, what extractors leave of them, composed documents
and `data/`, weighed."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cleaner.examples import folds_of, stable_number
from cleaner.labels import Labelled
from training import phrases
from training.compose import Stock, compose
from training.consensus import reconcile
from training.corpora import CORPORA, bbc
from training.dataset import EXTRACTED, FURTHER, draw
from training.extractors import EXTRACTORS
from training.names import corpus_of, form_of, identity_of, one_of_each
from training.regimes import article_alone, relaid, residual, window
from training.render import RENDERINGS

log = logging.getLogger(__name__)

LEAST_WEIGHT: Final = 0.25
MOST_WEIGHT: Final = 4.0
"""Bounds of what a page weighs for its site and language; the mean was 1 before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Shares of the training material; the numbers are those of `training/EXPERIMENTS.md`."""

    renderings: int = 2  # whole-page renderings of each page, of the three that are measured on, and
    further: int = 1  # of the three further ones, at most `dataset.A_PAGE`; together they weigh 1
    extracted: int = 2  # outputs of each page, of the eight extractors', likewise
    extracted_weight: float = 0.5  # of each
    every: int = 1  # take one page in so many, to fit on and to compose from, for quick experiments; 0: none
    residual: float = 1.0  # weight of the thinned form of a page
    article: float = 1.0  # weight of the article alone
    window: float = 0.5  # weight of the page cut to a window around the article
    site_power: float = 0.5  # a site with n pages weighs like n to the power of this; 1: every page alike
    language_power: float = 0.75  # likewise a language
    all_sorts: float = 0.3  # weight of a page of corpora with pages of every sort
    data: float = 8.0  # weight of a copy of a document of `data/`
    copies: int = 10  # of each document of `data/`, with blank lines laid out in different ways
    composed: float = 4.0  # weight of a composed document
    lexicon: float = 64.0  # weight of a stock line in the line layer; 0: stock lines are composed and no more
    hindi: int = 800  # composed documents, likewise below
    english: int = 600
    other: int = 150  # in each other language, at most `reuse` times its articles
    reuse: int = 40
    bbc: bool = True  # compose from the typed blocks, headlines and strings of a news renderer too
    folds: int = 5  # those of the fit: pieces of one fold never meet an article of another

    def with_fewer_pages(self, every: int) -> Mixture:
        """The same shares for one page in `every`: what is not made of pages weighs so much less."""
        return replace(self, every=self.every * every, data=self.data / every, composed=self.composed / every)


def is_wanted(name: str, mixture: Mixture) -> bool:
    """Whether `mix` has a use for the labelled text of this name: it need not be loaded otherwise.

    The three renderings that are measured on are always wanted; of the others, those that the page's identity chooses.
    """
    page, form = identity_of(name), form_of(name)
    if form in EXTRACTORS:
        return mixture.extracted_weight > 0 and form in draw(page, EXTRACTED, mixture.extracted)
    return form in RENDERINGS or form in draw(page, FURTHER, mixture.further)


def mix(pages: Sequence[Labelled], data: Sequence[Labelled], archives: Path, mixture: Mixture) -> list[Labelled]:
    """All training documents. `pages` are labelled texts of pages, as `dataset.labelled_pages` gives them."""
    pages = reconcile(pages, [*one_of_each(pages), *data])
    weights = page_weights(pages, mixture)
    pages = [page for page in pages if _is_taken(page, mixture)]
    composed = list(_composed(pages, data, archives, mixture)) if mixture.composed else []
    documents = [
        *_page_forms(pages, weights, mixture),
        *(replace(copy, weight=mixture.data) for document in data for copy in relaid(document, mixture.copies)),
        *composed,
    ]
    log.info("%d training documents, %d of them composed", len(documents), len(composed))
    return documents


def _is_taken(page: Labelled, mixture: Mixture) -> bool:
    number = stable_number(identity_of(page.name))
    return mixture.every > 0 and number // 7 % mixture.every == 0 and is_wanted(page.name, mixture)


def _page_forms(pages: Sequence[Labelled], weights: Mapping[str, float], mixture: Mixture) -> Iterator[Labelled]:
    for page in pages:
        identity = identity_of(page.name)
        for document in _forms(page, stable_number(identity), mixture):
            weight = document.weight * weights[identity]
            if weight:
                yield replace(document, weight=weight)


def _forms(page: Labelled, number: int, mixture: Mixture) -> Iterator[Labelled]:
    """What one labelled text of a page is used as, weighed as if all pages were alike."""
    names = list(RENDERINGS)
    form = form_of(page.name)
    if form in EXTRACTORS:
        yield replace(page, weight=mixture.extracted_weight)
        return
    whole = 1 / max(1, mixture.renderings + mixture.further)
    if form not in names:
        yield replace(page, weight=whole)
        return
    turn = (names.index(form) + number) % len(names)
    if turn < mixture.renderings:
        yield replace(page, weight=whole)
    other = {0: (window, mixture.window), 1: (residual, mixture.residual), 2: (article_alone, mixture.article)}
    reduce, weight = other[turn]
    reduced = reduce(page) if weight else None
    if reduced:
        yield replace(reduced, weight=weight)


def page_weights(pages: Sequence[Labelled], mixture: Mixture) -> dict[str, float]:
    """What each page weighs for its site, its language and its corpus, by `<corpus>/<page>`.

    A page of a site with n pages weighs `n ** (site_power - 1)`, so that the site weighs `n ** site_power`; a language
    likewise. This is divided by its mean and kept within `LEAST_WEIGHT` and `MOST_WEIGHT`. A page of a corpus with
    pages of every sort weighs `all_sorts` of it.
    """
    known = {identity_of(page.name): page for page in pages}
    sites = Counter(page.group for page in known.values())
    languages = Counter(page.language for page in known.values())
    raw = {
        name: sites[page.group] ** (mixture.site_power - 1) * languages[page.language] ** (mixture.language_power - 1)
        for name, page in known.items()
    }
    mean = sum(raw.values()) / max(1, len(raw))
    return {
        name: min(MOST_WEIGHT, max(LEAST_WEIGHT, weight / mean)) * (mixture.all_sorts if _all_sorts(name) else 1.0)
        for name, weight in raw.items()
    }


def _all_sorts(name: str) -> bool:
    corpus = CORPORA.get(corpus_of(name))
    return corpus is not None and corpus.all_sorts


def _composed(
    pages: Sequence[Labelled], data: Sequence[Labelled], archives: Path, mixture: Mixture
) -> Iterator[Labelled]:
    """Composed documents, fold by fold, so that the line layer never scores a piece that it was fitted on."""
    stocks = [Stock() for _ in range(mixture.folds)]
    whole = list(bbc.articles(archives)) if mixture.bbc else []
    taken = [page for page in one_of_each(pages) if stable_number(page.name) % 3 == 0]
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


def lexicon(archives: Path, mixture: Mixture) -> list[Labelled]:
    """Stock lines and interface strings, piece by piece, in the folds of `_composed`, for the line layer alone."""
    if not mixture.lexicon:
        return []
    pieces = list(phrases.pieces())
    if mixture.bbc:
        pieces += [(language, kind, [text]) for language, kind, text in bbc.strings(archives)]
    return [
        Labelled(
            f"stock/{language}/{number}", tuple(lines), (kind,) * len(lines), (True,) * len(lines), language,
            group=lines[0], weight=mixture.lexicon,
        )
        for number, (language, kind, lines) in enumerate(pieces)
    ]  # fmt: skip


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
