"""Cross-validation by site on made-up pages: who is fitted on what, and that a second run fits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from made_up_material import made_up_material, truth_pages

from cleaner import fit as fitting
from cleaner.labels import Labelled
from cleaner.model import Model
from cleaner.settings import Settings
from training.corpora import Page
from training.dataset import EXTRACTED, FURTHER
from training.names import identity_of
from training.render import RENDERINGS
from training.validation import material as materials
from training.validation.by_site import BESIDE, site_tables
from training.validation.material import site_fold

OTHERS = (FURTHER[0], EXTRACTED[0])


def test_sites_are_judged_by_models_that_have_not_seen_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    material, fits = made_up_material(tmp_path), []

    def fit(documents: Sequence[Labelled], settings: Settings, lexicon: Sequence[Labelled]) -> Model:
        fits.append({page.group for page in documents if page.group.endswith(".example")})
        return fitting.fit(documents, settings, lexicon=lexicon)

    monkeypatch.setattr(materials, "fit", fit)
    table, details = site_tables(material, 2, truth_pages)
    sides = [{page.group for page in material.pages if site_fold(page, 2) == fold} for fold in range(2)]
    assert fits == sides[::-1], "the fold that is judged is the one that was not fitted on"

    assert [row[:3] for row in table.rows] == [("msv", 9, True), ("wcxb", 3, True), ("all", 12, None)]
    assert list(table.formats)[3:] == [
        "cleaner, inscriptis", "cleaner, bs4", "cleaner, resiliparse", *(f"{name}, HTML" for name in BESIDE),
    ]  # fmt: skip
    assert all(isinstance(cell, float) and 0 <= cell <= 1 for row in table.rows for cell in row[3:])
    assert len(details.rows) == 3 * 6
    assert {row[3] for row in details.rows if row[0] == "all"} == {12}

    def no_pages(corpus: str) -> list[Page]:
        raise AssertionError(f"{corpus} was read again")

    fits.clear()
    assert site_tables(material, 2, no_pages) == [table, details]
    assert not fits


def test_forms_that_nothing_is_measured_on_are_fitted_on_alone(tmp_path: Path) -> None:
    material = made_up_material(tmp_path)
    further = [replace(page, name=f"{identity_of(page.name)}/{form}") for page in material.pages[:3] for form in OTHERS]
    table, _ = site_tables(replace(material, pages=(*material.pages, *further)), 2, truth_pages)
    assert [row[:2] for row in table.rows] == [("msv", 9), ("wcxb", 3), ("all", 12)]
    assert len(table.formats) == 3 + len(RENDERINGS) + len(BESIDE)


def test_a_headline_counts_where_the_truths_hold_it(tmp_path: Path) -> None:
    def without_headlines(corpus: str) -> list[Page]:
        return [replace(page, truth=page.truth[1:]) for page in truth_pages(corpus)]

    table, _ = site_tables(made_up_material(tmp_path), 2, without_headlines)
    assert [row[2] for row in table.rows] == [False, False, None]
