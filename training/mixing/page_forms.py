"""What one page is used as: whole renderings, residual forms, what extractors leave of it; and what each weighs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cleaner.examples import stable_number
from cleaner.labels import Labelled
from training.corpora import CORPORA
from training.dataset import EXTRACTED, FURTHER, draw
from training.extractors import EXTRACTORS
from training.mixing.regimes import article_alone, residual, window
from training.mixing.shares import Mixture
from training.names import corpus_of, form_of, identity_of
from training.render import RENDERINGS

LEAST_WEIGHT: Final = 0.25
MOST_WEIGHT: Final = 4.0
"""Bounds of what a page weighs for its site and language; the mean was 1 before them."""


def is_wanted(name: str, mixture: Mixture) -> bool:
    """Whether `mix` has a use for the labelled text of this name: it need not be loaded otherwise.

    The three renderings that are measured on are always wanted; of the others, those that the page's identity chooses.
    """
    page, form = identity_of(name), form_of(name)
    if form in EXTRACTORS:
        return mixture.extracted_weight > 0 and form in draw(page, EXTRACTED, mixture.extracted)
    return form in RENDERINGS or form in draw(page, FURTHER, mixture.further)


def page_forms(pages: Sequence[Labelled], weights: Mapping[str, float], mixture: Mixture) -> Iterator[Labelled]:
    """All that labelled texts of pages are used as, times `page_weights`; what weighs nothing is left out."""
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
