"""A small model, fitted once for all tests: the shipped one is not needed to test what is done with any."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from second_runs import FILES
from trees import write_tree

import cleaner
from cleaner.artifact import save
from cleaner.examples import stable_number
from cleaner.fit import fit
from cleaner.formats import json_lines
from cleaner.labels import read_folder
from cleaner.pipeline import Cleaner
from cleaner.run import plan
from cleaner.settings import Settings

# What an example may take depends on the machine and on what else it does: speed is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SMALL = Settings(bits=16, looks=(((16,), 1), ((32,), 1), ((32,), 1)), folds=2, line_epochs=3)
DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    documents = [document for document in read_folder(DATA) if stable_number(document.name) % 5 == 0]
    save(fit(documents, SMALL), folder, trained_on={}, card="for tests")
    return folder


@pytest.fixture(scope="session")
def small(model_folder: Path) -> Cleaner:
    return cleaner.load(model_folder)


@pytest.fixture
def folder(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the small model to damage."""
    shutil.copytree(model_folder, tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def all_ask_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document asks for the strictness itself, so that a test can say what stays without reckoning."""
    monkeypatch.setattr(
        "cleaner.pipeline.demands", lambda _probabilities, first_row, _size: np.ones(len(first_row) - 1)
    )


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, and what is read of it at a time, made small."""
    monkeypatch.setattr(plan, "LARGE", 30_000)
    monkeypatch.setattr(plan, "LARGE_PACKED", 1000)
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", 20_000)


@pytest.fixture
def one_file_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "TASK_FILES", 1)


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder whose `raw` holds `second_runs.FILES`."""
    write_tree(tmp_path / "raw", FILES)
    return tmp_path
