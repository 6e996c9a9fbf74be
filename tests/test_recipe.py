"""The recipe from its own pages to a model folder, with the corpora a licence allows. Fits and pages are made small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import HASTY, page
from trees import read_tree

import cleaner
from cleaner.fit import fit
from cleaner.labels import Labelled
from cleaner.model import Model
from cleaner.settings import Settings
from cleaner.train import is_held_out, split
from training import phrases, recipe
from training.corpora import CORPORA
from training.dataset import TRAINING_CORPORA
from training.measuring.seen_sites import FILE
from training.mixing.shares import Mixture

SMALL = Mixture(folds=HASTY.folds, copies=1, hindi=4, english=4, other=0, bbc=False)


PIECES = [("en", "ad", ["Advertisement"]), ("en", "related", ["Also read", "A ferry sinks"]), ("hi", "ad", ["विज्ञापन"])]


def pages_of(
    _archives: Path, _cache: Path, corpora: Sequence[str], *, wanted: Callable[[str], bool], jobs: int
) -> Iterator[Labelled]:
    assert jobs == 1
    assert wanted("corpus/0/inscriptis")
    for name in corpora:
        for number in range(6):
            document = page(number)
            yield replace(document, name=f"{name}/{number}/inscriptis", group=f"{name}-{number}.example")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "labelled_pages", pages_of)
    monkeypatch.setattr(recipe, "read_folder", lambda _folder: [page(number) for number in range(20)])
    for what in ("articles", "headlines", "strings"):
        monkeypatch.setattr(f"training.corpora.bbc.{what}", lambda _archives: iter([]))
    monkeypatch.setattr(phrases, "pieces", lambda: iter(PIECES))
    monkeypatch.setattr(recipe, "SETTINGS", HASTY)
    monkeypatch.setattr(recipe, "MIXTURE", SMALL)


def test_permissive_corpora_ask_for_no_more_than_to_be_named() -> None:
    chosen = recipe.permissive_corpora()
    assert chosen
    assert set(chosen) < set(TRAINING_CORPORA)
    assert {CORPORA[name].licence for name in chosen} <= {"CC-BY-4.0", "MIT", "Apache-2.0"}
    assert "dragnet" not in chosen  # AGPL


@pytest.mark.parametrize("licence", ["any", "permissive"])
def test_a_model_folder_comes_out(licence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It loads, and manifest and card name what it was trained on and nothing else."""
    monkeypatch.chdir(tmp_path)
    recipe.main(["--archives", "none", "--cache", "cache", "--output", "model", "--jobs", "1", "--licence", licence])
    assert cleaner.load("model").clean("It rained.") == "It rained."
    card = Path("model/CARD.md").read_text(encoding="utf-8")
    manifest = json.dumps(json.loads(Path("model/manifest.json").read_text(encoding="utf-8"))["trained_on"])
    allowed = recipe.permissive_corpora() if licence == "permissive" else TRAINING_CORPORA
    for name in TRAINING_CORPORA:
        assert (f"{name} (" in card) == (name in allowed) == (f"{name} (" in manifest)
    assert "On held-out sites" in card
    assert "training/phrases/" in card
    assert "| all | 300 |" in card


def test_what_is_held_out_is_in_no_fit_that_it_measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One fit sees all sites, the other none that is held out; neither a document of `data/` that is held out."""
    fitted: list[list[Labelled]] = []

    def recorded(documents: Sequence[Labelled], settings: Settings, *, lexicon: Sequence[Labelled]) -> Model:
        fitted.append(list(documents))
        return fit(documents, settings, lexicon=lexicon)

    monkeypatch.setattr(recipe, "fit", recorded)
    recipe.make(tmp_path, tmp_path, tmp_path / "model", jobs=1)
    sites = [{one.group for one in pages_in(documents)} for documents in fitted]
    _, aside = split([page(number) for number in range(20)])
    assert aside
    assert len(fitted) == 2
    assert any(map(is_held_out, pages_in(fitted[0])))
    assert not any(map(is_held_out, pages_in(fitted[1])))
    assert sites[1] < sites[0]
    for documents in fitted:
        assert not {document.group for document in documents} & {document.group for document in aside}
    assert len((tmp_path / "model" / FILE).read_text().split()) == len(sites[0])


def test_a_recipe_that_was_stopped_goes_on_behind_what_it_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the second fit, it does not make the first again; of other documents, or with another mixture or other
    settings, both are made."""
    one, fits = fit([page(number) for number in range(20)], HASTY), 0

    def counted(_documents: Sequence[Labelled], _settings: Settings, *, lexicon: Sequence[Labelled]) -> Model:
        nonlocal fits
        assert lexicon
        fits += 1
        if fits == stopped:
            raise KeyboardInterrupt
        return one

    def fits_for(name: str) -> int:
        nonlocal fits
        fits = 0
        recipe.make(tmp_path, tmp_path / "cache", tmp_path / name, jobs=1)
        return fits

    monkeypatch.setattr(recipe, "fit", counted)
    stopped = 2
    with pytest.raises(KeyboardInterrupt):
        fits_for("never")
    stopped = 0
    assert fits_for("stopped") == 1
    assert fits_for("again") == 0
    assert read_tree(tmp_path / "stopped") == read_tree(tmp_path / "again")
    monkeypatch.setattr(recipe, "MIXTURE", replace(SMALL, data=2.0))
    assert fits_for("mixture") == 2
    monkeypatch.setattr(recipe, "SETTINGS", replace(HASTY, seed=1))
    assert fits_for("settings") == 2
    monkeypatch.setattr(recipe, "read_folder", lambda _folder: [page(number) for number in range(21)])
    assert fits_for("documents") == 2


def pages_in(documents: Sequence[Labelled]) -> list[Labelled]:
    return [document for document in documents if document.name.partition("/")[0] in TRAINING_CORPORA]


def test_a_measuring_corpus_is_never_among_them() -> None:
    assert not any(CORPORA[name].measuring_only for name in (*TRAINING_CORPORA, *recipe.permissive_corpora()))
