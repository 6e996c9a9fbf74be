"""What the model does to clean articles, to held-out labelled documents and to acceptance cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from cleaner.evaluate import Evaluation, Figures, evaluate
from cleaner.judged_lines import judged_documents
from cleaner.kinds import ARTICLE, KINDS, Kind
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.baselines import KEEP_ALL, TEXT, Outputs, run
from training.corpora import Page
from training.measuring.side_by_side import OURS, ours
from training.report import Cell, Table

Row = tuple[Cell, ...]
Method = Callable[[Sequence[str]], Outputs]

BLANK_LINES: Final = "\n\n"
"""What stands between the paragraphs of a clean article where a blank line parts them."""


def harm_table(pages: Sequence[Page], cleaner: Cleaner) -> Table:
    """What goes from truth texts fed in as if they were scraped: all of it is article, so nothing should."""
    rules = {name: partial(run, name, extract) for name, extract in TEXT.items() if name != KEEP_ALL}
    methods: dict[str, Method] = {OURS: partial(ours, cleaner, Policy()), **rules}
    rows: list[Row] = []
    for layout, between in (("blank line between paragraphs", BLANK_LINES), ("no blank lines", "\n")):
        rows += ((name, layout, *harm(pages, method, between)) for name, method in methods.items())
    formats = {"method": "", "layout": "", "characters lost": ".2%", "documents hurt": ".0%"}
    title = f"Clean articles fed in as raw text, {sum(bool(page.truth) for page in pages)} documents"
    note = "The truth texts of the article extraction benchmark: nothing should go."
    return Table("harm", title, formats, tuple(rows), note)


def harm(pages: Sequence[Page], method: Method, between: str = BLANK_LINES) -> tuple[float, float]:
    """Share of the characters of the pages' truth texts that a method takes away, and of the texts it takes from.

    `between` stands between two paragraphs. Pages without a truth are left out; both shares are 0 where none is left.
    """
    texts = [between.join(page.truth) + "\n" for page in pages if page.truth]
    before = [visible_chars(text) for text in texts]
    lost = [size - visible_chars(out) for size, out in zip(before, method(texts).texts, strict=True)]
    return sum(lost) / max(sum(before), 1), sum(size > 0 for size in lost) / max(len(lost), 1)


def visible_chars(text: str) -> int:
    """Characters of a text without the blanks around its lines."""
    return sum(len(line.strip()) for line in text.splitlines())


def held_out_tables(documents: Sequence[Labelled], cleaner: Cleaner) -> list[Table]:
    """What goes from labelled documents the model has not seen, and how well it names their kinds."""
    cleaner = cleaner.with_policy(Policy())
    evaluation = evaluate(cleaner, documents)
    alone = left_alone(cleaner, documents)
    by_regime = Counter(document.regime for document in alone)
    by_language = Counter(document.language for document in alone)
    groups = [
        ("all", evaluation.overall, len(alone)),
        *((name, figures, by_regime[name]) for name, figures in sorted(evaluation.by_regime.items())),
        *((f"language {name}", found, by_language[name]) for name, found in sorted(evaluation.by_language.items())),
    ]
    formats = {
        "documents": "", "number": "d", "hurt": ".0%", "article characters lost": ".2%",
        "noise lines": "d", "noise lines removed": ".1%", "stretches": "d", "trimmed": ".0%", "left alone": "d",
    }  # fmt: skip
    note = (
        "Hurt: a line of the article went, whole or in part. Stretches: noise glued to a line of the article. Left "
        "alone: no article was found or hardly anything would have stayed, so nothing was removed."
    )
    rows = tuple((name, *_figures(figures), number) for name, figures, number in groups)
    return [Table("data", "Held-out documents of data/", formats, rows, note), *kind_tables(evaluation)]


def left_alone(cleaner: Cleaner, documents: Sequence[Labelled]) -> list[Labelled]:
    """The documents that the cleaner leaves alone."""
    return [judged.document for judged in judged_documents(cleaner, documents) if judged.left_alone]


def kind_tables(evaluation: Evaluation) -> list[Table]:
    """What became of the lines of every kind and how well they were named; what was named what."""
    found = evaluation.kind_f1
    rows: list[Row] = [(kind, *_gone(evaluation.by_kind[kind]), f1) for kind, f1 in found.items()]
    noise = evaluation.overall
    rows.append(("all noise, F1 as the mean of its kinds", noise.noise_lines, noise.removed, noise_f1(found)))
    confusion: list[Row] = [(kind, *(evaluation.confusion[kind, judged] for judged in KINDS)) for kind in found]
    return [
        Table(
            "data-kinds",
            "Kinds in the held-out documents",
            {"kind": "", "lines": "d", "lines that went": ".1%", "F1": ".2f"},
            tuple(rows),
            "F1 of naming the kind; of title, heading and body nothing should go, of the others every line.",
        ),
        Table(
            "data-confusion",
            "Kinds in the held-out documents: labelled and judged",
            {"labelled": "", **dict.fromkeys(KINDS, "d")},
            tuple(confusion),
            "Lines; a row for each label, a column for each judgement.",
            detail=True,
        ),
    ]


def noise_f1(kind_f1: Mapping[Kind, float]) -> float | None:
    """Mean F1 of naming the kinds of noise that occur; None when none does."""
    noise = [f1 for kind, f1 in kind_f1.items() if kind not in ARTICLE]
    return sum(noise) / len(noise) if noise else None


def _gone(figures: Figures) -> tuple[int, float]:
    """Lines of a kind, and the share of them that went."""
    return figures.lines, (figures.lost_lines + figures.removed_lines) / max(figures.lines, 1)


def _figures(figures: Figures) -> Row:
    removed = figures.removed if figures.noise_lines else None
    lost = figures.lost if figures.article_chars else None
    trimmed = figures.trimmed / figures.glued if figures.glued else None
    return figures.documents, figures.hurt_share, lost, figures.noise_lines, removed, figures.glued, trimmed


def cases_table(folder: Path, cleaner: Cleaner) -> Table:
    """Acceptance cases: files of `folder/raw` against the exact bytes wanted, in `folder/clean`.

    Raises FileNotFoundError when there is no such pair.
    """
    rows: list[Row] = []
    for path in sorted((folder / "clean").iterdir()):
        raw = (folder / "raw" / path.name).read_bytes().decode("utf-8", "surrogateescape")
        wanted = path.read_bytes()
        clean = cleaner.with_policy(Policy()).clean(raw).encode("utf-8", "surrogateescape")
        found, truth = (Counter(data.splitlines()) for data in (clean, wanted))
        rows.append((path.stem, clean == wanted, (truth - found).total(), (found - truth).total()))
    formats = {"case": "", "exact": "", "lines missing": "d", "lines too many": "d"}
    return Table(
        "seeds",
        "Acceptance cases, byte for byte",
        formats,
        tuple(rows),
        "Blank lines count as lines.",
        detail=True,
    )
