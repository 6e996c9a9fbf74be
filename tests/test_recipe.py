"""The recipe from its own pages to a model folder, with the corpora a licence allows. Fits and pages are made small."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import QUICK, page

import cleaner
from cleaner.labels import Labelled
from training import recipe
from training.corpora import CORPORA
from training.dataset import TRAINING_CORPORA
from training.mixture import Mixture

SMALL = Mixture(folds=QUICK.folds, copies=1, hindi=4, english=4, other=0, bbc=False)


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
    monkeypatch.setattr(recipe, "SETTINGS", QUICK)
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
    recipe.main(["--archives", "none", "--output", "model", "--jobs", "1", "--licence", licence])
    assert cleaner.load("model").clean("It rained.") == "It rained."
    card = Path("model/CARD.md").read_text(encoding="utf-8")
    manifest = json.dumps(json.loads(Path("model/manifest.json").read_text(encoding="utf-8"))["trained_on"])
    allowed = recipe.permissive_corpora() if licence == "permissive" else TRAINING_CORPORA
    for name in TRAINING_CORPORA:
        assert (f"{name} (" in card) == (name in allowed) == (f"{name} (" in manifest)
    assert "On held-out sites" in card
    assert "training/phrases/" in card
    assert "| all | 300 |" in card


def test_a_measuring_corpus_is_never_among_them() -> None:
    assert not any(CORPORA[name].measuring_only for name in (*TRAINING_CORPORA, *recipe.permissive_corpora()))
