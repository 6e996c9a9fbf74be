"""What a model does to a language it was not fitted on: every language of `data/` left out in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Final

from cleaner.evaluate import Figures, evaluate
from cleaner.examples import stable_number
from cleaner.labels import Labelled
from training import phrases
from training.corpora import bbc
from training.report import Cell, Table
from training.validation.material import Material

FOLDS: Final = 5
"""Folds of `data/` by which the figures with the language are made."""

Counts = dict[str, int]
"""The fields of `Figures`."""


def language_table(material: Material, groups: Sequence[tuple[str, ...]]) -> Table:
    """A row for each group of languages: its documents of `data/`, by models fitted without the group and with it."""
    with_it = _with_the_language(material)
    rows: list[tuple[Cell, ...]] = []
    total: dict[str, Counter[str]] = {"without": Counter(), "with": Counter()}
    for group in groups:
        without: Counts = material.results.of(
            f"languages-{'+'.join(group)}",
            material.key(languages=group),
            partial(_left_out, material, group),
        )
        both = (Counter(without), _sum(with_it.get(language, {}) for language in group))
        for side, counts in zip(total, both, strict=True):
            total[side].update(counts)
        rows.append(("+".join(group), *_cells(*both)))
    rows.append(("all", *_cells(total["without"], total["with"])))
    formats = {
        "language left out": "", "documents": "d", "article characters lost": ".2%", "lost with it": ".2%",
        "noise lines": "d", "noise lines removed": ".1%", "removed with it": ".1%",
    }  # fmt: skip
    pages = "pages of the corpora, " if material.pages else ""
    note = (
        "All documents of data/ in the language, by a model fitted without its documents, stock lines and composed "
        f"documents; with it: by models fitted on the language too, each without a fifth of data/. Fitted on {pages}"
        "documents of data/ and composed ones."
    )
    return Table("languages", "A language that was not there", formats, tuple(rows), note)


def _cells(without: Counter[str], with_it: Counter[str]) -> tuple[Cell, ...]:
    first, second = (Figures(**counts) for counts in (without, with_it))
    noise = bool(first.noise_lines)
    return (
        first.documents, first.lost, second.lost, first.noise_lines,
        first.removed if noise else None, second.removed if noise else None,
    )  # fmt: skip


def _sum(several: Any) -> Counter[str]:
    total: Counter[str] = Counter()
    for counts in several:
        total.update(counts)
    return total


def _left_out(material: Material, languages: tuple[str, ...]) -> Counts:
    """Counts of the languages' documents by a model fitted without them."""
    pages, data = ([d for d in some if d.language not in languages] for some in (material.pages, material.data))
    own = own_lines(material, languages)
    documents = [document for document in material.mixed(pages, data) if is_foreign(document, languages, own)]
    measured = [d for d in (*material.data, *material.aside) if d.language in languages]
    return asdict(evaluate(material.fitted_on(documents, languages), measured).overall)


def is_foreign(document: Labelled, languages: Sequence[str], own: frozenset[str]) -> bool:
    """Whether a training document holds nothing of the languages; a composed one may in a single line."""
    composed = document.name.startswith("composed/")
    return document.language not in languages and not (composed and any(line.strip() in own for line in document.lines))


def own_lines(material: Material, languages: Sequence[str]) -> frozenset[str]:
    """Lines that only these languages' material holds: a line such as WhatsApp gives no language away."""
    own: set[str] = set()
    others: set[str] = set()
    for language, lines in _stock(material, material.archives if material.mixture.bbc else None):
        (own if language in languages else others).update(line.strip() for line in lines)
    return frozenset(own - others)


def _stock(material: Material, archives: Path | None) -> Iterator[tuple[str, Sequence[str]]]:
    """Language and lines of all that documents are composed of, but for the pages, which are left out as they are."""
    for document in material.data:
        yield document.language, [line for line in document.lines if line.strip()]
    for language, _, lines in phrases.pieces():
        yield language, lines
    if archives:
        for language, _, text in bbc.strings(archives):
            yield language, [text]
        yield from bbc.headlines(archives)


def _with_the_language(material: Material) -> dict[str, Counter[str]]:
    """Counts by language over all of `data/`, every document by a model that was not fitted on its fold.

    The held-out slice is in no fit at all.
    """
    found: dict[str, Counter[str]] = {}
    for fold in range(FOLDS):
        for language, counts in material.results.of(
            f"languages-with-fold-{fold}",
            material.key(fold=fold, folds=FOLDS),
            partial(_fold, material, fold),
        ).items():
            found.setdefault(language, Counter()).update(counts)
    return found


def _fold(material: Material, fold: int) -> dict[str, Counts]:
    def inside(document: Labelled) -> bool:
        return stable_number(document.group or document.name) % FOLDS == fold

    measured = [document for document in (*material.data, *material.aside) if inside(document)]
    if not measured:
        return {}
    cleaner = material.fitted(material.pages, [document for document in material.data if not inside(document)])
    return {language: asdict(figures) for language, figures in evaluate(cleaner, measured).by_language.items()}
