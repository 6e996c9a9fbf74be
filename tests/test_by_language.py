"""Languages left out: what of a language a fit must not see, and what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import labelled
from made_up_material import made_up_material

from cleaner import fit as fitting
from cleaner.labels import Labelled
from cleaner.model import Model
from cleaner.settings import Settings
from training import phrases
from training.validation import material as materials
from training.validation.by_language import is_foreign, language_table, own_lines

OWN = frozenset({"Mehr dazu"})


@pytest.mark.parametrize(
    ("name", "language", "line", "foreign"),
    [
        ("page", "de", "Hochwasser", False),
        ("page", "en", "High water", True),
        ("composed/en/0/1", "en", " Mehr dazu ", False),  # a German piece on a page in English
        ("composed/en/0/1", "en", "Read more", True),
        ("page", "en", "Mehr dazu", True),  # a page of the other language that says so itself
    ],
)
def test_is_foreign(name: str, language: str, line: str, foreign: bool) -> None:
    assert is_foreign(labelled([("related", line)], name, language=language), ("de",), OWN) is foreign


def test_a_line_that_other_languages_hold_too_is_no_language_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = [("de", "related", ["Mehr dazu", "WhatsApp"]), ("en", "share", ["WhatsApp"])]
    monkeypatch.setattr(phrases, "pieces", lambda: iter(stock))
    assert own_lines(replace(made_up_material(tmp_path), data=()), ("de",)) == {"Mehr dazu"}


def test_the_language_is_in_no_fit_that_leaves_it_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_up, fits = made_up_material(tmp_path, pages=False), []
    material = replace(made_up, mixture=replace(made_up.mixture, lexicon=1.0))
    monkeypatch.setattr(phrases, "pieces", lambda: [("de", "related", ["Mehr dazu"]), ("en", "share", ["Share"])])

    def fit(documents: Sequence[Labelled], settings: Settings, lexicon: Sequence[Labelled]) -> Model:
        fits.append([(document.language, document.name) for document in (*documents, *lexicon)])
        return fitting.fit(documents, settings, lexicon=lexicon)

    monkeypatch.setattr(materials, "fit", fit)
    table = language_table(material, [("de",), ("en",)])
    assert [row[:2] for row in table.rows] == [("de", 6), ("en", 6), ("all", 12)]
    *with_it, without_de, without_en = fits
    assert {language for language, _ in without_de} == {"en"}
    assert {language for language, _ in without_en} == {"de"}
    aside = {document.name for document in material.aside}
    assert with_it and all(aside.isdisjoint(name for _, name in seen) for seen in fits)
    fits.clear()
    assert language_table(material, [("de",), ("en",)]) == table
    assert not fits
