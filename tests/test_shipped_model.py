"""The model that is shipped, end to end: what it must do to documents it has not seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner
from cleaner.artifact import default_model, digest
from cleaner.evaluate import Evaluation, evaluate
from cleaner.labels import read_folder
from cleaner.pipeline import Cleaner
from cleaner.train import held_out, packaged_data
from training.report import from_json, into_readme

REPOSITORY = Path(__file__).parent.parent
SEEDS = Path(os.environ.get("CLEANER_SEEDS", REPOSITORY.parent / "shared" / "seeds"))

pytestmark = pytest.mark.skipif(
    not default_model().is_dir(), reason=f"{default_model()} does not exist: `python -m training.recipe` makes it"
)


@pytest.fixture(scope="module")
def shipped() -> Cleaner:
    return cleaner.load()


@pytest.fixture(scope="module")
def held_out_figures(shipped: Cleaner) -> Evaluation:
    return evaluate(shipped, held_out(read_folder(packaged_data())))


def test_article_lost(held_out_figures: Evaluation) -> None:
    figures = held_out_figures.overall
    assert figures.lost <= 0.01, f"{figures.lost:.2%} of {figures.article_chars} article characters lost"
    assert figures.hurt_share <= 0.15, f"{figures.hurt_share:.1%} of {figures.documents} documents hurt"


@pytest.mark.parametrize(("regime", "least"), [("all", 0.82), ("full page", 0.90), ("mostly clean", 0.60)])
def test_noise_removed(regime: str, least: float, held_out_figures: Evaluation) -> None:
    figures = held_out_figures.overall if regime == "all" else held_out_figures.by_regime[regime]
    assert figures.removed >= least, f"{figures.removed:.1%} of {figures.noise_lines} noise lines removed"


SEED_NAMES = (
    "000_39fe448764161eeb",
    "001_7852f0eebeac2177",
    "002_589a699176fbe262",
    "003_4a21ac10456abfb3",
    "004_da93bf149cc7c611",
)


@pytest.mark.parametrize("name", SEED_NAMES)
def test_seeds_byte_for_byte(name: str, shipped: Cleaner) -> None:
    """000 has a stamp glued to its first sentence, which is trimmed; the others lose whole lines."""
    if not SEEDS.is_dir():
        pytest.skip(f"the seeds are not in {SEEDS}")
    raw = (SEEDS / "raw" / f"{name}.txt").read_bytes()
    wanted = (SEEDS / "clean" / f"{name}.txt").read_bytes()
    clean = shipped.clean(raw.decode("utf-8", "surrogateescape"))
    assert clean.encode("utf-8", "surrogateescape") == wanted


def test_size() -> None:
    assert sum(path.stat().st_size for path in default_model().rglob("*") if path.is_file()) <= 10_000_000


def test_card_says_what_it_was_trained_on() -> None:
    assert "Trained on" in (default_model() / "CARD.md").read_text(encoding="utf-8")


def test_the_readme_shows_what_was_measured(shipped: Cleaner) -> None:
    """The tables between its markers are those of the figures beside the model."""
    figures = json.loads((REPOSITORY / "artifacts" / "default" / "figures.json").read_text(encoding="utf-8"))
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert into_readme(readme, from_json(figures)) == readme
    assert digest(shipped.model).startswith(figures["context"]["model"])


def test_loading_imports_no_library_that_fits() -> None:
    script = (
        "import sys, cleaner; cleaner.load().clean('It rained.');"
        "print(sorted({'sklearn', 'scipy', 'joblib', 'training'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
