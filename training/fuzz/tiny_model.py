"""A model of a few kilobytes, and its files to be damaged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import context_columns, from_arrays
from cleaner.artifact import MANIFEST, WEIGHTS, save
from cleaner.context import feature_names, output_names
from cleaner.kinds import ARTICLE, KINDS
from cleaner.last_look import NAMES as LAST_LOOKS
from cleaner.model import Model
from training.fuzz.scratch import scratch


@cache
def tiny_model() -> Model:
    """A model of a few kilobytes that was never fitted: it says something else of each kind."""
    kinds = np.arange(len(KINDS))
    arrays: dict[str, NDArray[Any]] = {
        "table": np.outer([1, -1], np.arange(len(output_names())) % len(KINDS) - 7).astype(np.int8),
        "center": np.zeros(len(feature_names()), np.float32),
        "spread": np.ones(len(feature_names()), np.float32),
        "state_of_kind": np.array([0 if kind in ARTICLE else 1 for kind in KINDS], dtype=np.int64),
        "affinity": np.array([[1.5, 0.5], [0.5, 1.5]]),
        "within": np.ones((2, 2)),
    }
    for name in ("look0", "look1", *LAST_LOOKS):
        n_in = len(feature_names() if name == "look0" else context_columns())
        arrays |= {
            f"{name}_0_weights": (np.arange(2 * n_in).reshape(n_in, 2) % 7 - 3).astype(np.int16),
            f"{name}_0_scale": np.full(2, 0.05, np.float32),
            f"{name}_0_bias": np.ones(2, np.float32),
            f"{name}_output_weights": np.stack((kinds % 4, kinds % 5 - 2)).astype(np.int16),
            f"{name}_output_scale": np.full(len(KINDS), 0.02, np.float32),
            f"{name}_output_bias": (-0.1 * kinds).astype(np.float32),
        }
    return from_arrays(arrays, KINDS)


@cache
def fresh_files() -> Mapping[str, bytes]:
    """The files of the tiny model."""
    folder = scratch() / "fresh"
    save(tiny_model(), folder, trained_on={"made": "up"}, card="A card.")
    return {name: (folder / name).read_bytes() for name in (MANIFEST, WEIGHTS)}


def model_folder() -> Path:
    """The tiny model's folder, whole, to be damaged."""
    folder = scratch() / "model"
    folder.mkdir(exist_ok=True)
    for name, content in fresh_files().items():
        (folder / name).write_bytes(content)
    return folder
