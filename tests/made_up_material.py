"""Material for validations, put together from made-up pages: fits that take a moment, nothing composed of phrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from made_up import QUICK, TEXT, page

from cleaner.kinds import ARTICLE
from cleaner.labels import Labelled
from training.corpora import Page
from training.mixing.shares import Mixture
from training.render import RENDERINGS
from training.results import Results
from training.validation.material import Material

TINY = replace(QUICK, epochs=(8,), looks=(((8,), 1), ((8,), 1), ((8,), 1)))
PLAIN = Mixture(folds=QUICK.folds, copies=1, composed=0.0, bbc=False, lexicon=0.0)


def renderings(number: int, corpus: str = "msv") -> Iterator[Labelled]:
    """One page of its own site in every rendering."""
    for rendering in RENDERINGS:
        yield replace(page(number), name=f"{corpus}/a/{number}/{rendering}", group=f"{number}.example")


def truth_pages(corpus: str) -> Iterator[Page]:
    """The pages whose renderings `renderings` gives: their truth holds the headline, their HTML is a paragraph."""
    for number in range(12):
        document = page(number)
        truth = tuple(line for line, kind in zip(document.lines, document.kinds, strict=True) if kind in ARTICLE)
        html = f"<html><body><p>{TEXT['body'][0] * 5}</p></body></html>"
        yield Page(corpus, f"a/{number}", f"{number}.example", "en", html, truth)


def made_up_material(folder: Path, *, pages: bool = True) -> Material:
    """Twelve pages of two corpora, documents in two languages, parts kept in `folder`."""
    data = [replace(page(number), language="de" if number % 2 else "en") for number in range(12)]
    sites = [labelled for number in range(12) for labelled in renderings(number, "msv" if number < 9 else "wcxb")]
    return Material(
        pages=tuple(sites) if pages else (),
        data=tuple(data[:9]),
        aside=tuple(data[9:]),
        archives=folder / "no-archives",
        settings=TINY,
        mixture=PLAIN,
        results=Results(folder / "parts"),
    )
