"""Models of an older format: they judge as they did, and what is odd about them is refused by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from model_folders import Arrays, edit_manifest, seal
from trees import PAGE

from cleaner.arrays import context_columns, from_arrays, to_arrays
from cleaner.artifact import FORMAT, ModelError, digest, read_model
from cleaner.context import BY_HAND, SENSES, feature_names
from cleaner.kinds import KINDS
from cleaner.last_look import NAMES
from cleaner.npz import packed
from cleaner.older import LANDMARKS, OLDEST, SEEN_SINCE, TWO_LAST_LOOKS, WITH_SENSES
from cleaner.older import SECOND_HALF as HALVES
from cleaner.pipeline import Cleaner

Change = Callable[[Arrays], Arrays]


def sees_features(name: str) -> bool:
    return name in ("center", "spread") or name.endswith("_0_weights")


def silent(place: slice) -> Change:
    """Arrays of today in which the line layer's outputs at a place say nothing."""

    def without_effect(arrays: Arrays) -> Arrays:
        quiet = {name: array.copy() for name, array in arrays.items()}
        quiet["table"][:, place] = 0
        for name in filter(sees_features, quiet):
            quiet[name][place] = 1 if name == "spread" else 0
        return quiet

    return without_effect


def without(place: slice) -> Change:
    """As they were saved before there were any."""

    def as_saved(arrays: Arrays) -> Arrays:
        return {
            name: np.delete(array, place, axis=1) if name == "table" else np.delete(array, place, axis=0)
            if sees_features(name) else array
            for name, array in arrays.items()
        }  # fmt: skip

    return as_saved


def with_one_last_look(arrays: Arrays) -> Arrays:
    """As they were saved when there was one for both regimes: the next in order."""
    number = sum(name.startswith("look") and name.endswith("_output_weights") for name in arrays)
    text, page = NAMES
    return {name.replace(text, f"look{number}"): array for name, array in arrays.items() if not name.startswith(page)}


def for_both(arrays: Arrays) -> Arrays:
    """Arrays of today in which the last look for pages is the one for text."""
    text, page = NAMES
    return arrays | {name: arrays[name.replace(page, text)] for name in arrays if name.startswith(page)}


def blind(arrays: Arrays) -> Arrays:
    """Arrays of today whose looks make nothing of landmarks and stretches."""
    blind_to = {name: array.copy() for name, array in arrays.items()}
    for name in filter(sees_context, blind_to):
        blind_to[name][-len(SEEN_SINCE) :] = 0
    return blind_to


def without_landmarks(arrays: Arrays) -> Arrays:
    """As they were saved before looks saw any."""
    return {name: array[: -len(SEEN_SINCE)] if sees_context(name) else array for name, array in arrays.items()}


def sees_context(name: str) -> bool:
    return name.endswith("_0_weights") and name != "look0_0_weights"


def saved_then(model_folder: Path, folder: Path, arrays: Arrays, number: int = OLDEST) -> Path:
    """A model folder as a program of that time wrote it."""
    shutil.copytree(model_folder, folder)
    features, columns = list(feature_names()), list(context_columns())
    for came, place in ((WITH_SENSES, SENSES), (HALVES, BY_HAND)):
        if number < came:
            del features[place], columns[place]
    if number < LANDMARKS:
        columns = [name for name in columns if name not in SEEN_SINCE]
    edit_manifest(folder, format=number, line_features=features, context_columns=columns)
    seal(folder, packed(arrays), arrays)
    return folder


CAME: list[tuple[int, Change, Change]] = [
    (WITH_SENSES, silent(SENSES), without(SENSES)),
    (LANDMARKS, blind, without_landmarks),
    (TWO_LAST_LOOKS, for_both, with_one_last_look),
    (HALVES, silent(BY_HAND), without(BY_HAND)),
]
"""With which format something came, what a model of today is that makes nothing of it, and one saved without."""


@pytest.mark.parametrize("number", range(OLDEST, FORMAT))
def test_a_model_of_a_format_before_judges_as_it_did(
    number: int, small: Cleaner, model_folder: Path, tmp_path: Path
) -> None:
    today = then = to_arrays(small.model)
    since = [came for came in CAME if number < came[0]]
    for _, without_effect, _ in since:
        today = then = without_effect(today)
    for _, _, as_saved in since:
        then = as_saved(then)
    before = read_model(saved_then(model_folder, tmp_path / "before", then, number))
    assert digest(before) == digest(from_arrays(today, KINDS))
    assert Cleaner(before).explain(PAGE) == Cleaner(from_arrays(today, KINDS)).explain(PAGE)


def as_oldest(arrays: Arrays) -> Arrays:
    for _, _, as_saved in CAME:
        arrays = as_saved(arrays)
    return arrays


def test_one_of_today_must_have_all_features(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    """What is missing is missing by its format, not by leave."""
    arrays = as_oldest(to_arrays(small.model))
    folder = saved_then(model_folder, tmp_path / "then", arrays, OLDEST)
    assert read_model(folder)
    edit_manifest(folder, format=FORMAT)
    with pytest.raises(ModelError, match=r"line features.*by_hand_title"):
        read_model(folder)


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
    odd: Callable[[Arrays], object], small: Cleaner, model_folder: Path, tmp_path: Path
) -> None:
    arrays = as_oldest(to_arrays(small.model))
    odd(arrays)
    with pytest.raises(ModelError, match=r"weights\.npz: its arrays do not make a model"):
        read_model(saved_then(model_folder, tmp_path / "model", arrays))
