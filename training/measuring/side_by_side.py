"""Our figures on the two public sets beside rules on the same text and extractors that read the HTML."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.baselines import HTML, TEXT, Outputs, run
from training.corpora import Page
from training.measuring.shingles import Overlap, Segments, count_segments, overlap, score
from training.render import RENDERINGS
from training.report import Cell, Table

log = logging.getLogger(__name__)

BODY_ONLY: Final = Policy(keep=("heading", "body"))
"""For truths that leave the headline out, as the article extraction benchmark's do."""
OURS: Final = "cleaner"
_COUNTS: Final = {"empty": "d", "failed": "d"}

Scored = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """Pages and the raw text scrapers leave of them."""

    pages: tuple[Page, ...]
    texts: Mapping[str, tuple[str, ...]]  # rendering -> one text a page, in the pages' order


def render(pages: Sequence[Page]) -> Rendered:
    """Every page in every rendering; a rendering that fails on a page is an empty text, which is logged."""
    return Rendered(
        tuple(pages),
        {name: tuple(as_text(page.html) for page in pages) for name, as_text in RENDERINGS.items()},
    )


def _outputs(
    rendered: Rendered, cleaner: Cleaner, policies: Mapping[str, Policy]
) -> Iterator[tuple[str, str, Outputs]]:
    """Method, what it reads, and its outputs: ours and the rules on every rendering, then what reads HTML."""
    for rendering, texts in rendered.texts.items():
        for name, policy in policies.items():
            log.info("  %s on %s", name, rendering)
            yield name, rendering, ours(cleaner, policy, texts)
        for name, extract in TEXT.items():
            yield name, rendering, run(name, extract, texts)
    for name, extract in HTML.items():
        log.info("  %s on HTML", name)
        yield name, "HTML", run(name, extract, [page.html for page in rendered.pages])


def ours(cleaner: Cleaner, policy: Policy, texts: Sequence[str]) -> Outputs:
    """Our outputs under a policy."""
    return Outputs(tuple(cleaner.with_policy(policy).clean_many(texts)))


def overlaps(pages: Sequence[Page], texts: Sequence[str]) -> list[Overlap]:
    """What each page's truth text shares with the text that was made of it; texts in the pages' order."""
    return [overlap("\n".join(page.truth), text) for page, text in zip(pages, texts, strict=True)]


def shingle_tables(rendered: Rendered, cleaner: Cleaner, seen: Sequence[bool] | None = None) -> list[Table]:
    """F1 of 4-word shingles on pages that carry a truth text, body only and under the default policy.

    `seen` says of each page whether the model was trained on other pages of its site.
    """
    policies = {f"{OURS} --keep heading,body": BODY_ONLY, OURS: Policy()}
    rows: list[Scored] = []
    by_site: list[Scored] = []
    for name, reads, outputs in _outputs(rendered, cleaner, policies):
        shared = overlaps(rendered.pages, outputs.texts)
        found = score(shared)
        counts = (outputs.empty, outputs.failed)
        rows.append((name, reads, found.precision, found.recall, found.f1, found.error, *counts))
        if seen is not None and name not in TEXT:
            parts = [score(list(compress(shared, part))) for part in (seen, [not one for one in seen])]
            by_site.append((name, reads, *(figure for part in parts for figure in (part.f1, part.error))))
    what = f"Article extraction benchmark, {len(rendered.pages)} pages"
    formats = {"method": "", "reads": "", **dict.fromkeys(("precision", "recall", "F1", "±"), ".3f"), **_COUNTS}
    note = (
        "Shingles of 4 words, means over pages. The truth leaves the headline out. None of these pages was trained on."
    )
    tables = [
        _f1_by_input("aeb", f"{what}: F1", note, rows, f1=4),
        Table("aeb-details", what, formats, tuple(rows), detail=True),
    ]
    if seen is None:
        return tables
    return [tables[0], _by_site(by_site, seen), tables[1]]


def _by_site(rows: Sequence[Scored], seen: Sequence[bool]) -> Table:
    """F1 apart by whether the model knows the site."""
    known, other = f"{sum(seen)} pages of sites trained on", f"{len(seen) - sum(seen)} of other sites"
    formats = {"method": "", "reads": "", known: ".3f", "±": ".3f", other: ".3f", "± ": ".3f"}
    note = (
        "Sites of which the training corpora hold other pages, and the rest. Tools that learnt from neither show how "
        "much harder the rest is."
    )
    return Table("aeb-sites", "The same F1 by site", formats, tuple(rows), note)


def segment_tables(rendered: Rendered, cleaner: Cleaner) -> list[Table]:
    """F1 of segments that must and must not be in the output, on pages that carry them."""

    def scored(outputs: Outputs) -> Scored:
        counts = Segments()
        for page, text in zip(rendered.pages, outputs.texts, strict=True):
            counts += count_segments(page.wanted, page.unwanted, text)
        return counts.precision, counts.recall, counts.accuracy, counts.f1, outputs.empty, outputs.failed

    found = _outputs(rendered, cleaner, {OURS: Policy()})
    rows = [(name, reads, *scored(outputs)) for name, reads, outputs in found]
    what = f"Trafilatura's evaluation, {len(rendered.pages)} pages"
    measures = ("precision", "recall", "accuracy", "F1")
    formats = {"method": "", "reads": "", **dict.fromkeys(measures, ".3f"), **_COUNTS}
    note = "Segments that must be in the output, and others that must not. None of these pages was trained on."
    return [
        _f1_by_input("trafilatura", f"{what}: F1", note, rows, f1=5),
        Table("trafilatura-details", what, formats, tuple(rows), detail=True),
    ]


def _f1_by_input(name: str, title: str, note: str, rows: Sequence[Scored], *, f1: int) -> Table:
    """One row a method, one column for each thing read, F1 in the cells; `f1` is its place in a row."""
    inputs = [*RENDERINGS, "HTML"]
    cells = {(row[0], row[1]): row[f1] for row in rows}
    methods = dict.fromkeys(row[0] for row in rows)
    table = tuple((method, *(cells.get((method, reads)) for reads in inputs)) for method in methods)
    return Table(name, title, {"method": "", **dict.fromkeys(inputs, ".3f")}, table, note)
