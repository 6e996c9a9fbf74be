"""Save, check and load a model: a folder with `manifest.json`, `weights.npz` and `CARD.md`.

A model is data. Loading one reads JSON and plain arrays, never an object that could run code, and whatever does not
fit (another format, other features, a damaged file) is refused by name.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import context_columns, from_arrays, to_arrays
from cleaner.context import feature_names
from cleaner.kinds import KINDS
from cleaner.model import Model

FORMAT: Final = 3
"""Raised whenever an older program could no longer read, or would misread, what is saved."""
MANIFEST, WEIGHTS, CARD = "manifest.json", "weights.npz", "CARD.md"
LARGEST_FILE: Final = 64 * 2**20
"""Bytes; no honest model comes near, and a hostile one is refused before it is unpacked."""


# What broken or hostile archives and arrays make their readers raise; RuntimeError is for an encrypted one.
_NOT_PLAIN: Final = (
    ValueError, OSError, EOFError, KeyError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


class ModelError(ValueError):
    """A model folder that cannot be used; the message names the file and what is wrong with it."""


def default_model() -> Path:
    """The folder of the model that comes with the package, or of the repository it is run from."""
    packaged = Path(__file__).parent / "default_model"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "artifacts" / "default"


def save(model: Model, folder: Path, *, trained_on: Mapping[str, Any], card: str) -> None:
    """Write a model folder; `trained_on` is any JSON-able description of data, seeds and library versions."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = to_arrays(model)
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    weights = _without_times(packed.getvalue())
    manifest = {
        "format": FORMAT,
        "kinds": list(model.kinds),
        "line_features": list(feature_names()),
        "context_columns": list(context_columns()),
        "arrays": {name: [str(array.dtype), list(array.shape)] for name, array in arrays.items()},
        "sha256": {WEIGHTS: hashlib.sha256(weights).hexdigest()},
        "trained_on": dict(trained_on),
    }
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(card, encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_model(folder: Path) -> Model:
    """Read and check a model folder.

    Raises ModelError for one that is missing, damaged, of a newer format or made for other features.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such model folder")
    manifest = _manifest(folder / MANIFEST)
    _compare(folder / MANIFEST, manifest)
    path = folder / WEIGHTS
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != manifest["sha256"].get(WEIGHTS):
        raise ModelError(f"{path}: damaged: its sha256 is not the one in {MANIFEST}; copy the model folder anew")
    arrays = _arrays(path, content, manifest["arrays"])
    try:
        return from_arrays(arrays, tuple(manifest["kinds"]))
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: its arrays do not make a model: {error}") from error


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(_read(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not JSON: {error}") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("format"), int):
        raise ModelError(f"{path}: not the manifest of a cleaner model: it has no format number")
    if manifest["format"] > FORMAT:
        raise ModelError(
            f"{path}: format {manifest['format']} is newer than this program reads ({FORMAT}); upgrade cleaner"
        )
    for name, type_ in (
        ("kinds", list),
        ("line_features", list),
        ("context_columns", list),
        ("arrays", dict),
        ("sha256", dict),
    ):
        if not isinstance(manifest.get(name), type_):
            raise ModelError(f"{path}: damaged: no {name}")
    if not all(isinstance(announced, list) and len(announced) == 2 for announced in manifest["arrays"].values()):
        raise ModelError(f"{path}: damaged: its arrays are not announced by type and shape")
    return manifest


def _compare(path: Path, manifest: Mapping[str, Any]) -> None:
    for what, theirs, ours in (
        ("kinds", manifest["kinds"], list(KINDS)),
        ("line features", manifest["line_features"], list(feature_names())),
        ("context columns", manifest["context_columns"], list(context_columns())),
    ):
        if theirs != ours:
            odd = [name for name in theirs if name not in ours] or [name for name in ours if name not in theirs]
            raise ModelError(
                f"{path}: made for other {what} than this version of cleaner computes "
                f"({', '.join(map(str, odd[:3])) or 'another order'}); train it again or use the version that made it"
            )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ModelError(f"{path}: larger than {LARGEST_FILE} bytes; not a cleaner model")
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}") from error


def _arrays(path: Path, content: bytes, expected: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    """Unpack the arrays the manifest announces, and no others, checking type, shape and finiteness."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_FILE:
                raise ModelError(f"{path}: unpacks to more than {LARGEST_FILE} bytes; not a cleaner model")
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except ModelError:
        raise
    except _NOT_PLAIN as error:
        raise ModelError(f"{path}: not plain arrays: {error}") from error
    for name, (dtype, shape) in expected.items():
        if name not in arrays:
            raise ModelError(f"{path}: array {name} is missing")
        if str(arrays[name].dtype) != dtype or list(arrays[name].shape) != shape:
            raise ModelError(f"{path}: array {name} is not {dtype} of shape {shape}")
        if arrays[name].dtype.kind not in "iuf":
            raise ModelError(f"{path}: array {name} holds no numbers")
        if not np.isfinite(arrays[name]).all():
            raise ModelError(f"{path}: array {name} has values that are not finite")
    return arrays


def _without_times(archive: bytes) -> bytes:
    """The same zip archive with a fixed time in every entry, so that equal models are equal bytes."""
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
