"""What a model does to pages of sites it has not seen: by corpus and rendering, and in their residual forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaner.evaluate import Figures, evaluate
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.measuring.shingles import Score, overlap, score
from training.measuring.side_by_side import BODY_ONLY
from training.mixing.regimes import article_alone, residual
from training.names import corpus_of, form_of, one_of_each
from training.render import RENDERINGS

HEAD: Final = (
    "| pages of held-out sites | number | F1 | article characters lost | headlines lost | noise lines removed |",
    "|---|---|---|---|---|---|",
)


def site_rows(cleaner: Cleaner, pages: Sequence[Labelled]) -> list[str]:
    """Rows of a Markdown table under `HEAD`; F1 is that of 4-word shingles against the labelled article, by page.

    Whole pages are those in the three renderings that are measured on everywhere; other forms are passed over.
    """
    groups: dict[str, list[Labelled]] = {}
    for page in pages:
        corpus, rendering = corpus_of(page.name), form_of(page.name)
        if rendering not in RENDERINGS:
            continue
        groups.setdefault(f"{corpus}, {rendering}", []).append(page)
        groups.setdefault(f"all, {rendering}", []).append(page)
    groups |= residual_forms(pages)
    return [_row(name, cleaner, documents) for name, documents in sorted(groups.items())]


def shingle_score(cleaner: Cleaner, documents: Sequence[Labelled], policy: Policy = BODY_ONLY) -> Score:
    """F1 between what the cleaner keeps and the lines labelled with the policy's kinds, as a mean over documents.

    Unsure labels count as they are: what an output holds of such a line cannot be told from the rest.
    """
    outputs = cleaner.with_policy(policy).clean_many(document.text for document in documents)
    wanted = (
        "\n".join(line for line, kind in zip(document.lines, document.kinds, strict=True) if kind in policy.keep)
        for document in documents
    )
    return score([overlap(truth, output) for truth, output in zip(wanted, outputs, strict=True)])


def residual_forms(pages: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """The pages without noise and with a little, by what that is called; one rendering of each page."""
    whole = one_of_each(pages)
    forms = {"article alone": article_alone, "article with some noise left": residual}
    return {name: [thinned for thinned in map(form, whole) if thinned is not None] for name, form in forms.items()}


def _row(name: str, cleaner: Cleaner, documents: Sequence[Labelled]) -> str:
    evaluation = evaluate(cleaner, documents)
    figures, titles = evaluation.overall, evaluation.by_kind.get("title", Figures())
    f1 = shingle_score(cleaner, documents).f1
    headlines = f"{titles.lost_lines} of {titles.article_lines}" if titles.article_lines else "–"
    removed = f"{figures.removed:.1%} of {figures.noise_lines}" if figures.noise_lines else "–"
    return f"| {name} | {figures.documents} | {f1:.3f} | {figures.lost:.2%} | {headlines} | {removed} |"
