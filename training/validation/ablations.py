"""What each part of the method is worth: the model without it, on held-out sites and held-out documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, Final

import numpy as np

from cleaner.array_types import Probabilities
from cleaner.batch import Batch, make_batch
from cleaner.evaluate import evaluate
from cleaner.examples import TYPICAL_ROWS
from cleaner.labels import Labelled
from cleaner.model import Model
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.train import is_held_out
from training.measuring.accuracy import noise_f1
from training.measuring.site_figures import shingle_score
from training.names import form_of
from training.render import RENDERINGS
from training.report import Cell, Table
from training.validation.material import Material

WHOLE: Final = "whole"
SEQUENCE: Final = "without sequence"
_WHOLE_PAGES: Final[Mapping[str, Any]] = {"residual": 0.0, "article": 0.0, "window": 0.0, "extracted_weight": 0.0}

Row = list[Cell]


def ablation_table(material: Material) -> Table:
    """A row for the whole model and one for each part taken away; every one but the sequence is fitted anew."""
    unseen = [page for page in material.pages if is_held_out(page)]
    whole = material.results.of("ablations-whole", material.key(), lambda: _whole(material, unseen))
    rows: dict[str, Row] = dict(whole["rows"])
    variants: Mapping[str, Callable[[], Cleaner]] = {
        "without context": lambda: _without_context(material, whole["chain"]),
        "without n-grams": lambda: _refitted(replace(material, settings=replace(material.settings, bits=1))),
        "without data/": lambda: _refitted(replace(material, data=())),
        "without residual forms": lambda: _refitted(
            replace(material, mixture=replace(material.mixture, **_WHOLE_PAGES))
        ),
    }
    for name, variant in variants.items():
        part = f"ablations-{name.removeprefix('without ').strip('/').replace(' ', '-')}"
        rows[name] = material.results.of(
            part,
            material.key(without=name),
            partial(_fit_and_measure, variant, material, unseen),
        )
    formats = {
        "model": "", "data/: article characters lost": ".2%", "noise lines removed": ".1%", "F1 of noise kinds": ".2f",
        **{f"sites: F1, {rendering}": ".3f" for rendering in RENDERINGS},
        "sites: article characters lost": ".2%", "sites: noise lines removed": ".1%",
    }  # fmt: skip
    note = (
        "Held-out documents of data/, and pages of held-out sites (F1 of 4-word shingles against the labelled article "
        "without its headline). Without context: a line is judged with the blank lines around it alone. Without "
        "sequence: no line follows its neighbours. Without n-grams: every n-gram falls into one of two buckets, so "
        "that words say nothing. Without data/: no document of it, nor its pieces in composed ones. Without residual "
        "forms: whole pages only."
    )
    return Table("ablations", "Without a part", formats, tuple((name, *row) for name, row in rows.items()), note)


def _whole(material: Material, unseen: Sequence[Labelled]) -> dict[str, Any]:
    cleaner = _refitted(material)
    chain = cleaner.model.chain
    none = replace(chain, affinity=np.ones_like(chain.affinity), within=np.ones_like(chain.within))
    loose = replace(cleaner, model=replace(cleaner.model, chain=none))
    return {
        "rows": {WHOLE: _measure(cleaner, material, unseen), SEQUENCE: _measure(loose, material, unseen)},
        "chain": {"affinity": chain.affinity.tolist(), "within": chain.within.tolist()},
    }


def _seen(material: Material) -> list[Labelled]:
    return [page for page in material.pages if not is_held_out(page)]


def _refitted(material: Material) -> Cleaner:
    return material.fitted(_seen(material), material.data)


def _measure(cleaner: Cleaner, material: Material, unseen: Sequence[Labelled]) -> Row:
    cleaner = cleaner.with_policy(Policy())
    of_data = evaluate(cleaner, material.aside)
    of_sites = evaluate(cleaner, unseen).overall
    f1 = [shingle_score(cleaner, [page for page in unseen if form_of(page.name) == form]).f1 for form in RENDERINGS]
    overall = of_data.overall
    return [overall.lost, overall.removed, noise_f1(of_data.kind_f1), *f1, of_sites.lost, of_sites.removed]


def _fit_and_measure(variant: Callable[[], Cleaner], material: Material, unseen: Sequence[Labelled]) -> Row:
    return _measure(variant(), material, unseen)


def _without_context(material: Material, chain: Mapping[str, Any]) -> Cleaner:
    """Fitted on documents of one line each; the sequence step stays as the whole model has it."""
    documents = [line for document in material.mixed(_seen(material), material.data) for line in apart(document)]
    model = material.fitted_on(documents).model
    parts = {part.name: getattr(model, part.name) for part in fields(model)}
    as_before = replace(model.chain, affinity=np.array(chain["affinity"]), within=np.array(chain["within"]))
    return Cleaner(Apart(**parts | {"chain": as_before}))


@dataclass(frozen=True, slots=True)
class Apart(Model):
    """A model that sees every line as a document of its own."""

    def kind_probabilities(self, batch: Batch) -> Probabilities:
        """Probabilities of the rows of `batch`, each judged without the others."""
        texts = []
        for document in batch.documents:
            lines = document.split("\n")
            texts += ["\n".join([*lines[piece], ""]) for piece in _pieces(lines)]
        alone = make_batch(texts)
        if alone.n_rows != batch.n_rows:
            raise ValueError(f"{batch.n_rows} rows became {alone.n_rows}: lines must end with LF alone")
        return Model.kind_probabilities(self, alone)


def apart(document: Labelled) -> Iterator[Labelled]:
    """Every line as a document of its own with the blank lines around it, weighing what it weighed among the others."""
    pieces = list(_pieces(document.lines))
    weight = document.weight * min(1.0, (TYPICAL_ROWS / max(len(pieces), 1)) ** 0.5)
    for number, piece in enumerate(pieces):
        yield document.part(piece, name=f"{document.name}/{number}", weight=weight)


def _pieces(lines: Sequence[str]) -> Iterator[slice]:
    """Where each line with text stands, from the line behind the one before to that before the next."""
    text = [number for number, line in enumerate(lines) if line.strip()]
    for i, number in enumerate(text):
        after = text[i + 1] if i + 1 < len(text) else number + 1
        yield slice(text[i - 1] + 1 if i else 0, max(after, number + 1))
