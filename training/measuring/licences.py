"""Both models side by side: trained on every corpus, and on those alone whose licence asks for no more than a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from cleaner.evaluate import evaluate
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.measuring.accuracy import harm, noise_f1
from training.measuring.shingles import score
from training.measuring.side_by_side import BODY_ONLY, Rendered, ours, overlaps
from training.report import Cell, Table, markdown

START: Final = "<!-- licences:start -->"
END: Final = "<!-- licences:end -->"


def licence_table(models: Mapping[str, Cleaner], rendered: Rendered, documents: Sequence[Labelled]) -> Table:
    """The main figures of each model: a row each, columns as in the other tables."""
    rows = [(name, *_figures(cleaner, rendered, documents)) for name, cleaner in models.items()]
    f1 = {f"aeb F1, {rendering}": ".3f" for rendering in rendered.texts}
    data = {"data/: article characters lost": ".2%", "documents hurt": ".0%", "noise lines removed": ".1%"}
    clean = {"mostly clean: noise lines removed": ".1%", "F1 of noise kinds": ".2f"}
    formats = {"trained on": "", **f1, "clean text lost": ".2%", **data, **clean}
    note = (
        "Any: all ten corpora. Permissive: the corpora under CC-BY-4.0, MIT or Apache-2.0 and what is our own "
        "(`python -m training.recipe --licence permissive --output artifacts/permissive`)."
    )
    return Table("licences", "Both models", formats, tuple(rows), note)


def _figures(cleaner: Cleaner, rendered: Rendered, documents: Sequence[Labelled]) -> list[Cell]:
    outputs = (ours(cleaner, BODY_ONLY, texts).texts for texts in rendered.texts.values())
    f1 = [score(overlaps(rendered.pages, texts)).f1 for texts in outputs]
    lost, _ = harm(rendered.pages, partial(ours, cleaner, Policy()))
    found = evaluate(cleaner, documents)
    overall, mostly = found.overall, found.by_regime.get("mostly clean")
    mostly_removed = mostly.removed if mostly else None
    return [*f1, lost, overall.lost, overall.hurt_share, overall.removed, mostly_removed, noise_f1(found.kind_f1)]


def into_card(card: str, table: Table) -> str:
    """The card with the table between its markers; at its end if it has none."""
    before, _, rest = card.partition(START)
    _, _, after = rest.partition(END)
    return f"{before.rstrip()}\n\n{START}\n{markdown([table]).strip()}\n{END}\n{after.lstrip()}"
