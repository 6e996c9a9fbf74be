"""What the model does to clean articles, to held-out labelled documents and to acceptance cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from cleaner.evaluate import Figures, evaluate
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.baselines import KEEP_ALL, TEXT, run
from training.corpora import Page
from training.report import Cell, Table
from training.side_by_side import OURS, ours

Row = tuple[Cell, ...]


def harm_table(pages: Sequence[Page], cleaner: Cleaner) -> Table:
    """What goes from truth texts fed in as if they were scraped: all of it is article, so nothing should."""
    truths = [page.truth for page in pages if page.truth]
    rules = {name: partial(run, name, extract) for name, extract in TEXT.items() if name != KEEP_ALL}
    methods = {OURS: partial(ours, cleaner, Policy()), **rules}
    rows: list[Row] = []
    for layout, between in (("blank line between paragraphs", "\n\n"), ("no blank lines", "\n")):
        texts = [between.join(paragraphs) + "\n" for paragraphs in truths]
        before = [visible(text) for text in texts]
        for name, method in methods.items():
            lost = [size - visible(out) for size, out in zip(before, method(texts).texts, strict=True)]
            hurt = sum(size > 0 for size in lost)
            rows.append((name, layout, sum(lost) / max(sum(before), 1), hurt / max(len(lost), 1)))
    formats = {"method": "", "layout": "", "characters lost": ".2%", "documents hurt": ".0%"}
    title = f"Clean articles fed in as raw text, {len(truths)} documents"
    note = "The truth texts of the article extraction benchmark: nothing should go."
    return Table("harm", title, formats, tuple(rows), note)


def visible(text: str) -> int:
    """Characters of a text without the blanks around its lines."""
    return sum(len(line.strip()) for line in text.splitlines())


def held_out_tables(documents: Sequence[Labelled], cleaner: Cleaner) -> list[Table]:
    """What goes from labelled documents the model has not seen, and how well it names their kinds."""
    evaluation = evaluate(cleaner.with_policy(Policy()), documents)
    groups = [
        ("all", evaluation.overall),
        *sorted(evaluation.by_regime.items()),
        *((f"language {name}", figures) for name, figures in sorted(evaluation.by_language.items())),
    ]
    formats = {
        "documents": "", "number": "d", "hurt": ".0%", "article characters lost": ".2%",
        "noise lines": "d", "noise lines removed": ".1%",
    }  # fmt: skip
    rows = tuple((name, *_figures(figures)) for name, figures in groups)
    kinds = tuple((kind, evaluation.by_kind[kind].lines, f1) for kind, f1 in evaluation.kind_f1.items())
    return [
        Table(
            "data",
            "Held-out documents of data/",
            formats,
            rows,
            "Hurt: at least one line of the article went.",
        ),
        Table(
            "data-kinds",
            "Kinds in the held-out documents",
            {"kind": "", "lines": "d", "F1": ".2f"},
            kinds,
            detail=True,
        ),
    ]


def _figures(figures: Figures) -> Row:
    removed = figures.removed if figures.noise_lines else None
    lost = figures.lost if figures.article_chars else None
    return figures.documents, figures.hurt_share, lost, figures.noise_lines, removed


def cases_table(folder: Path, cleaner: Cleaner) -> Table:
    """Acceptance cases: files of `folder/raw` against the exact bytes wanted, in `folder/clean`.

    Raises FileNotFoundError when there is no such pair.
    """
    rows: list[Row] = []
    for path in sorted((folder / "clean").iterdir()):
        raw = (folder / "raw" / path.name).read_bytes().decode("utf-8", "surrogateescape")
        wanted = path.read_bytes()
        clean = cleaner.with_policy(Policy()).clean(raw).encode("utf-8", "surrogateescape")
        ours, theirs = (Counter(data.splitlines()) for data in (clean, wanted))
        rows.append((path.stem, clean == wanted, (theirs - ours).total(), (ours - theirs).total()))
    formats = {"case": "", "exact": "", "lines missing": "d", "lines too many": "d"}
    return Table(
        "seeds",
        "Acceptance cases, byte for byte",
        formats,
        tuple(rows),
        "Blank lines count as lines.",
        detail=True,
    )
