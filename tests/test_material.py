"""Which pages a validation takes, which fold they are in, and what its results are kept under."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from made_up_material import made_up_material, renderings

from training.names import identity_of
from training.validation.material import site_fold, some_of_each


def test_a_page_is_taken_in_all_its_renderings_and_each_corpus_has_its_own_limit() -> None:
    pages = [labelled for number in range(8) for corpus in ("msv", "wcxb") for labelled in renderings(number, corpus)]
    some = some_of_each(pages, 3)
    names = {identity_of(page.name) for page in some}
    assert len(some) == 18 and len(names) == 6
    assert sum(name.startswith("msv/a/") for name in names) == 3
    assert some_of_each(reversed(pages), 3) == some[::-1], "the order of the pages draws nothing"
    assert some_of_each(pages, None) == pages


def test_a_site_of_two_corpora_is_in_one_fold() -> None:
    folds = [site_fold(next(renderings(number, corpus)), 3) for number in range(20) for corpus in ("msv", "wcxb")]
    assert folds[::2] == folds[1::2]
    assert set(folds) == {0, 1, 2}


def test_a_key_names_documents_settings_and_mixture(tmp_path: Path) -> None:
    material = made_up_material(tmp_path)
    others = (
        replace(material, aside=()),
        replace(material, settings=replace(material.settings, seed=1)),
        replace(material, mixture=replace(material.mixture, data=1.0)),
    )
    assert material.key(fold=1) == made_up_material(tmp_path).key(fold=1)
    assert all(other.key(fold=1) != material.key(fold=1) for other in others)
    assert material.key(fold=2) != material.key(fold=1)
