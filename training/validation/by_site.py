"""Cross-validation by site on every training corpus, with extractors that read the same pages' HTML beside it.

One model a fold, fitted on the other folds of all corpora together. Compared are the shingles of the page's truth text
and of the output; a headline counts where the truths of the corpus hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.metadata import version
from typing import Final

from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.baselines import HTML, run
from training.corpora import Page
from training.measuring.shingles import Overlap, overlap, score
from training.measuring.side_by_side import BODY_ONLY, OURS, ours
from training.names import corpus_of, form_of, identity, identity_of, one_of_each
from training.render import RENDERINGS
from training.report import Cell, Table
from training.results import digest, digest_of_program
from training.validation.material import Material, site_fold

BESIDE: Final = ("trafilatura", "readability-lxml", "resiliparse")
"""Extractors measured beside ours; in `baselines.HTML` under these names, which are their packages' as well."""

Shares = dict[str, list[float]]
"""Identity of a page -> `Overlap` of its truth and of what was made of it."""
Reader = Callable[[str], Iterable[Page]]
"""Name of a corpus -> its pages."""


def site_tables(material: Material, folds: int, reader: Reader) -> list[Table]:
    """F1 by corpus and method, and all figures as detail."""
    wanted: dict[str, list[str]] = {}
    for name in dict.fromkeys(identity_of(page.name) for page in material.pages):
        wanted.setdefault(corpus_of(name), []).append(name)
    truths = _Truths(reader, {name for names in wanted.values() for name in names})
    headline = {corpus: _holds_headline(material, truths, corpus) for corpus in wanted}
    methods: dict[tuple[str, str], Shares] = {(OURS, rendering): {} for rendering in RENDERINGS}
    for fold in range(folds):
        found = material.results.of(
            f"sites-fold-{fold}",
            material.key(fold=fold, folds=folds, headline=headline),
            partial(_judge_fold, material, fold, folds, headline, truths),
        )
        for rendering, shares in found.items():
            methods[OURS, rendering] |= shares
    for extractor in BESIDE:
        methods[extractor, "HTML"] = {}
        for corpus, names in wanted.items():
            methods[extractor, "HTML"] |= material.results.of(
                f"sites-{extractor}-{corpus}",
                {"version": version(extractor), "program": digest_of_program(), "pages": digest(names)},
                partial(_extract, extractor, names, truths),
            )
    return _tables(methods, wanted, headline, folds)


class _Truths:
    """Pages of the corpora by identity; a corpus is read when one of its pages is first asked for."""

    def __init__(self, reader: Reader, wanted: set[str]) -> None:
        self._reader, self._wanted = reader, wanted
        self._pages: dict[str, Page] = {}

    def of(self, name: str) -> Page:
        """The page of that identity."""
        if name not in self._pages:
            pages = ((identity(page), page) for page in self._reader(corpus_of(name)))
            self._pages |= {found: page for found, page in pages if found in self._wanted}
        return self._pages[name]

    def text(self, name: str) -> str:
        """The truth text of that page."""
        return "\n".join(self.of(name).truth)


def _holds_headline(material: Material, truths: _Truths, corpus: str) -> bool:
    """Whether the truths of a corpus hold most of the lines that are labelled as headlines."""
    pages = [page for page in one_of_each(material.pages) if corpus_of(page.name) == corpus]

    def count() -> bool:
        found = [
            line.strip() in truths.text(identity_of(page.name))
            for page in pages
            for line, kind in zip(page.lines, page.kinds, strict=True)
            if kind == "title"
        ]
        return 2 * sum(found) > len(found)

    return bool(material.results.of(f"sites-headline-{corpus}", material.key(corpus=corpus), count))


def _judge_fold(
    material: Material, fold: int, folds: int, headline: dict[str, bool], truths: _Truths
) -> dict[str, Shares]:
    """Rendering -> shares of the fold's pages, by a model fitted without them."""
    inside = [
        page for page in material.pages if form_of(page.name) in RENDERINGS and site_fold(page, folds) == fold
    ]  # the other forms are fitted on and not measured on
    cleaner = material.fitted([page for page in material.pages if site_fold(page, folds) != fold], material.data)
    found: dict[str, Shares] = {rendering: {} for rendering in RENDERINGS}
    for policy in (Policy(), BODY_ONLY):
        pages = [page for page in inside if headline[corpus_of(page.name)] == (policy == Policy())]
        for page, shares in zip(pages, _ours(cleaner, policy, pages, truths), strict=True):
            found[form_of(page.name)][identity_of(page.name)] = shares
    return found


def _ours(cleaner: Cleaner, policy: Policy, pages: Sequence[Labelled], truths: _Truths) -> list[list[float]]:
    outputs = ours(cleaner, policy, [page.text for page in pages]).texts
    return [_shares(truths.text(identity_of(page.name)), text) for page, text in zip(pages, outputs, strict=True)]


def _extract(extractor: str, names: Sequence[str], truths: _Truths) -> Shares:
    pages = [truths.of(name) for name in names]
    outputs = run(extractor, HTML[extractor], [page.html for page in pages]).texts
    return {name: _shares(truths.text(name), text) for name, text in zip(names, outputs, strict=True)}


def _shares(truth: str, text: str) -> list[float]:
    both = overlap(truth, text)
    return [both.tp, both.fp, both.fn]


def _tables(
    methods: dict[tuple[str, str], Shares], wanted: dict[str, list[str]], headline: dict[str, bool], folds: int
) -> list[Table]:
    """A row for each corpus and one for all; a rendering that is missing on a page is no page of that column."""
    rows: list[tuple[Cell, ...]] = []
    details: list[tuple[Cell, ...]] = []
    everything = [name for names in wanted.values() for name in names]
    for corpus, names in [*wanted.items(), ("all", everything)]:
        f1: list[Cell] = []
        for (method, reads), shares in methods.items():
            found = score([Overlap(*shares[name]) for name in names if name in shares])
            n_pages = sum(name in shares for name in names)
            f1.append(found.f1 if n_pages else None)
            details.append((corpus, method, reads, n_pages, found.precision, found.recall, found.f1, found.error))
        rows.append((corpus, len(names), headline.get(corpus), *f1))
    columns = [f"{method}, {reads}" for method, reads in methods]
    formats = {"corpus": "", "pages": "d", "with headline": "", **dict.fromkeys(columns, ".3f")}
    measures = dict.fromkeys(("precision", "recall", "F1", "±"), ".3f")
    title = f"Cross-validation by site, {folds} folds"
    note = (
        "F1 of 4-word shingles against the truth text. Ours by models fitted without the page's site, on the text of "
        "three renderings; a headline counts where the truths of the corpus hold it. The others read the HTML: "
        "trafilatura without comments, resiliparse its main content."
    )
    return [
        Table("sites", f"{title}: F1", formats, tuple(rows), note),
        Table(
            "sites-details",
            title,
            {"corpus": "", "method": "", "reads": "", "pages": "d", **measures},
            tuple(details),
            detail=True,
        ),
    ]
