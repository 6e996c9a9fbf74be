"""Save, check and load a model: a folder with `manifest.json`, `weights.npz` and `CARD.md`.

A model is data. Loading one reads JSON and plain arrays, never an object that could run code, and whatever does not
fit (a newer format, other features, a damaged file) is refused by name. What was saved in an older format is read as it
was meant (`older.py`).
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from cleaner.arrays import context_columns, from_arrays, to_arrays
from cleaner.context import feature_names
from cleaner.kinds import KINDS
from cleaner.model import Model
from cleaner.npz import NotPlain, packed, unpacked
from cleaner.older import as_today, names_then
from cleaner.together import is_on_its_way, write_together

FORMAT: Final = 7
"""Raised whenever an older program could no longer read, or would misread, what is saved."""
MANIFEST, WEIGHTS, CARD = "manifest.json", "weights.npz", "CARD.md"
FILES: Final = (WEIGHTS, CARD, MANIFEST)
"""What a model folder consists of; without a manifest it is none."""
LARGEST_FILE: Final = 32 * 2**20
"""Bytes, packed and unpacked; no honest model comes near, and a hostile one is refused before it takes any memory."""
LARGEST_MANIFEST: Final = 2**20
"""Bytes; a byte of JSON can take fifty in memory."""
_SHOWN: Final = 60  # characters of a name in a stranger's manifest that go into a message
_SORTS: Final = ((stat.S_ISDIR, "a directory"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))


class ModelError(ValueError):
    """A model folder that cannot be used; the message names the file and what is wrong with it."""


def default_model() -> Path:
    """The folder of the model that comes with the package, or of the repository it is run from."""
    packaged = Path(__file__).parent / "default_model"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "artifacts" / "default"


def save(model: Model, folder: Path, *, trained_on: Mapping[str, Any], card: str) -> None:
    """Write a model folder; `trained_on` is any JSON-able description of data, seeds and library versions.

    At every moment the folder holds the model that was there before, or the new one, or for an instant none, and never
    a mixture; after an error or an interrupt the old one is back. Other files in it stay as they are.
    """
    arrays = to_arrays(model)
    weights = packed(arrays)
    manifest = {
        "format": FORMAT,
        "kinds": list(model.kinds),
        "line_features": list(feature_names()),
        "context_columns": list(context_columns()),
        "arrays": {name: [str(array.dtype), list(array.shape)] for name, array in arrays.items()},
        "sha256": {WEIGHTS: hashlib.sha256(weights).hexdigest()},
        "trained_on": dict(trained_on),
    }
    told = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_together(folder, {WEIGHTS: weights, CARD: card.encode(), MANIFEST: told.encode()})


def strange_files(folder: Path) -> list[str]:
    """Names of what lies in a folder and is no part of a model, in order; none where there is no folder."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [name for name in names if name not in FILES and not is_on_its_way(name, FILES)]


def digest(model: Model) -> str:
    """The sha256 of all that a model has learnt: the same wherever it was loaded from."""
    found = hashlib.sha256()
    for name, array in sorted(to_arrays(model).items()):
        found.update(f"{name} {array.dtype} {array.shape}".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def read_model(folder: Path) -> Model:
    """Read and check a model folder.

    Raises ModelError for one that is missing, damaged, of a newer format or made for other features.
    """
    if not _is_folder(folder):
        raise ModelError(f"{folder}: no such model folder")
    if not os.path.lexists(folder / MANIFEST):
        raise ModelError(f"{folder} is no model folder: it has no {MANIFEST}")
    manifest = _manifest(folder / MANIFEST)
    _compare(folder / MANIFEST, manifest)
    path = folder / WEIGHTS
    content = _read(path, LARGEST_FILE)
    if hashlib.sha256(content).hexdigest() != manifest["sha256"].get(WEIGHTS):
        raise ModelError(f"{path}: damaged: its sha256 is not the one in {MANIFEST}; copy the model folder anew")
    try:
        arrays = unpacked(content, manifest["arrays"], LARGEST_FILE)
    except NotPlain as error:
        raise ModelError(f"{path}: {error}") from error
    try:
        return from_arrays(as_today(arrays, manifest["format"]), tuple(manifest["kinds"]))
    except KeyError as error:
        raise ModelError(f"{path}: its arrays do not make a model: {error.args[0]} is missing") from error
    except (ValueError, IndexError, TypeError) as error:
        raise ModelError(f"{path}: its arrays do not make a model: {error}") from error


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name too long, or a folder on the way that may not be entered
        return False


def _manifest(path: Path) -> dict[str, Any]:
    content = _read(path, LARGEST_MANIFEST)
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not JSON: {error}") from error
    manifest: dict[str, Any] = found if isinstance(found, dict) else {}
    number = manifest.get("format")
    if type(number) is not int or number < 1:  # True is no number
        raise ModelError(f"{path}: not the manifest of a cleaner model: it has no format number")
    if number > FORMAT:
        newer = f"format {_short(number)} is newer than this program reads ({FORMAT})"
        raise ModelError(f"{path}: {newer}; upgrade cleaner")
    for name, type_ in (
        ("kinds", list),
        ("line_features", list),
        ("context_columns", list),
        ("arrays", dict),
        ("sha256", dict),
    ):
        if not isinstance(manifest.get(name), type_):
            raise ModelError(f"{path}: damaged: no {name}")
    for name in ("kinds", "line_features", "context_columns"):
        if not all(isinstance(one, str) for one in manifest[name]):
            raise ModelError(f"{path}: damaged: {name} are not all names")
    if not all(_is_announced(array) for array in manifest["arrays"].values()):
        raise ModelError(f"{path}: damaged: its arrays are not announced by type and shape")
    return manifest


def _is_announced(array: Any) -> bool:
    if not (isinstance(array, list) and len(array) == 2 and isinstance(array[0], str) and isinstance(array[1], list)):
        return False
    return len(array[1]) <= 2 and all(type(length) is int and 0 <= length <= LARGEST_FILE for length in array[1])


def _compare(path: Path, manifest: Mapping[str, Any]) -> None:
    number = manifest["format"]
    for what, theirs, ours in (
        ("kinds", manifest["kinds"], list(KINDS)),
        ("line features", manifest["line_features"], names_then(feature_names(), number)),
        ("context columns", manifest["context_columns"], names_then(context_columns(), number)),
    ):
        if theirs != ours:
            known, found = frozenset(ours), frozenset(theirs)
            odd = [name for name in theirs if name not in known] or [name for name in ours if name not in found]
            raise ModelError(
                f"{path}: made for other {what} than this version of cleaner computes "
                f"({', '.join(_short(name) for name in odd[:3]) or 'another order'}); "
                f"train it again or use the version that made it"
            )


def _short(value: object) -> str:
    return f"{value!s:.{_SHOWN}}"


def _read(path: Path, largest: int) -> bytes:
    """The content of a regular file; whatever else there may be in its place is not even opened."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            sort = next((name for is_sort, name in _SORTS if is_sort(found.st_mode)), "a device")
            raise ModelError(f"{path}: {sort}, not a file; not a cleaner model")
        with path.open("rb") as file:
            content = b"" if found.st_size > largest else file.read(largest + 1)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror or error}") from error
    if max(found.st_size, len(content)) > largest:
        raise ModelError(f"{path}: larger than {largest} bytes; not a cleaner model")
    return content
