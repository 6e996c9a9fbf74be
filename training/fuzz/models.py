"""What is fuzzed as a model: bytes as its manifest or as its weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import to_arrays
from cleaner.artifact import MANIFEST, WEIGHTS, ModelError, digest, read_model
from cleaner.batch import make_batch
from cleaner.model import Model
from cleaner.npz import packed
from cleaner.pipeline import Cleaner
from training.fuzz.laws import check
from training.fuzz.pages import PAGE
from training.fuzz.tiny_model import fresh_files, model_folder, tiny_model


def manifest(content: bytes, ready: Cleaner) -> None:
    """Bytes as a model's manifest: refused by name, or the model is the one its weights make."""
    del ready
    folder = model_folder()
    (folder / MANIFEST).write_bytes(content)
    model = read_unless_refused(folder)
    check(model is None or digest(model) == digest(tiny_model()), "a manifest changes no model")


def weights(content: bytes, ready: Cleaner) -> None:
    """Bytes as a model's weights, or laid over its values: refused by name, or what it says are probabilities."""
    del ready
    folder = model_folder()
    archive = content if content.startswith(b"PK") else packed(_overlaid(to_arrays(tiny_model()), content))
    (folder / WEIGHTS).write_bytes(archive)
    sealed = json.loads(fresh_files()[MANIFEST]) | {"sha256": {WEIGHTS: sha256(archive).hexdigest()}}
    (folder / MANIFEST).write_text(json.dumps(sealed), encoding="utf-8")
    model = read_unless_refused(folder)
    if model is None:
        return
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        verdict = Cleaner(model).judge([PAGE, "x"])
        found = model.kind_probabilities(make_batch([PAGE, "x"]))
    check(bool((found >= 0).all() and np.allclose(found.sum(axis=1), 1)), "probabilities sum to 1")
    likely = verdict.decision.probability
    check(bool(((likely >= 0) & (likely <= 1 + 1e-9)).all()), "probabilities lie between 0 and 1")


def _overlaid(arrays: Mapping[str, NDArray[Any]], content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays with bytes laid over their values: of every five, two say where, counted on, and three what."""
    values = {name: bytearray(array.tobytes()) for name, array in arrays.items()}
    places = [(name, i) for name, value in values.items() for i in range(len(value))]
    at = 0
    for i in range(0, len(content) - 4, 5):
        at += int.from_bytes(content[i : i + 2], "little")
        for offset, byte in enumerate(content[i + 2 : i + 5]):
            name, place = places[(at + offset) % len(places)]
            values[name][place] = byte
    return {
        name: np.frombuffer(bytes(values[name]), array.dtype).reshape(array.shape) for name, array in arrays.items()
    }


def read_unless_refused(folder: Path) -> Model | None:
    """The model of a folder; None when it was refused, which must be by name."""
    try:
        return read_model(folder)
    except ModelError as error:
        check(str(error).startswith(str(folder)), "a model is refused by name")
        return None
