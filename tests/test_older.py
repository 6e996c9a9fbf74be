"""Models of an older format: they judge as they did, and what is odd about them is refused by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from trees import PAGE

from cleaner.arrays import context_columns, from_arrays, to_arrays
from cleaner.artifact import CARD, FORMAT, MANIFEST, WEIGHTS, ModelError, digest, read_model
from cleaner.context import feature_names, score_names
from cleaner.kinds import KINDS
from cleaner.npz import packed
from cleaner.older import OLDEST
from cleaner.pipeline import Cleaner

Arrays = dict[str, NDArray[Any]]

SINCE = range(len(KINDS), 2 * len(KINDS))
"""Places of what has come since among the line's features, and so among all columns."""


def sees_features(name: str) -> bool:
    return name in ("center", "spread") or name.endswith("_0_weights")


def silent(arrays: Arrays) -> Arrays:
    """Arrays of today in which the second half of the line layer says nothing."""
    quiet = {name: array.copy() for name, array in arrays.items()}
    quiet["table"][:, SINCE] = 0
    for name in filter(sees_features, quiet):
        quiet[name][SINCE] = 1 if name == "spread" else 0
    return quiet


def without_it(arrays: Arrays) -> Arrays:
    """As they were saved before there was one."""
    return {
        name: np.delete(array, SINCE, axis=1) if name == "table" else np.delete(array, SINCE, axis=0)
        if sees_features(name) else array
        for name, array in arrays.items()
    }  # fmt: skip


def save_then(folder: Path, arrays: Arrays, number: int = OLDEST) -> Path:
    """A model folder as a program of that time wrote it."""
    folder.mkdir()
    weights = packed(arrays)
    manifest = {
        "format": number,
        "kinds": list(KINDS),
        "line_features": [name for name in feature_names() if name not in score_names()[len(KINDS) :]],
        "context_columns": [name for name in context_columns() if name not in score_names()[len(KINDS) :]],
        "arrays": {name: [str(array.dtype), list(array.shape)] for name, array in arrays.items()},
        "sha256": {WEIGHTS: hashlib.sha256(weights).hexdigest()},
        "trained_on": {},
    }
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text("A card", encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_a_model_of_the_format_before_judges_as_it_did(small: Cleaner, tmp_path: Path) -> None:
    today = from_arrays(silent(to_arrays(small.model)), KINDS)
    before = read_model(save_then(tmp_path / "before", without_it(to_arrays(small.model))))
    assert digest(before) == digest(today)
    assert Cleaner(before).explain(PAGE) == Cleaner(today).explain(PAGE)


def test_one_of_today_must_have_all_features(small: Cleaner, tmp_path: Path) -> None:
    """What is missing is missing by its format, not by leave."""
    arrays = without_it(to_arrays(small.model))
    assert read_model(save_then(tmp_path / "then", arrays, OLDEST))
    with pytest.raises(ModelError, match=r"line features.*by_hand_title"):
        read_model(save_then(tmp_path / "today", arrays, FORMAT))


ODD: dict[str, Callable[[Arrays], object]] = {
    "a table without columns": lambda arrays: arrays.update(table=arrays["table"][:, 0]),
    "a table too narrow": lambda arrays: arrays.update(table=arrays["table"][:, :3]),
    "a table for the means": lambda arrays: arrays.update(center=arrays["center"][:, None]),
    "too few deviations": lambda arrays: arrays.update(spread=arrays["spread"][:5]),
    "a flat first layer": lambda arrays: arrays.update(look0_0_weights=arrays["look0_0_weights"].ravel()[:40]),
    "no table": lambda arrays: arrays.pop("table"),
    "no deviations": lambda arrays: arrays.pop("spread"),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_one_whose_arrays_are_odd_is_refused_by_name(
    odd: Callable[[Arrays], object], small: Cleaner, tmp_path: Path
) -> None:
    arrays = without_it(to_arrays(small.model))
    odd(arrays)
    with pytest.raises(ModelError, match=r"weights\.npz: its arrays do not make a model"):
        read_model(save_then(tmp_path / "model", arrays))
