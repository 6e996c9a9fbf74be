"""How much of everything the training takes, and what it weighs."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Shares of what is trained on; the numbers are those of `training/EXPERIMENTS.md`."""

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
    data: float = 12.0  # weight of a copy of a document of `data/`
    copies: int = 4  # of each document of `data/`, with blank lines laid out in different ways
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
