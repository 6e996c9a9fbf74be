"""Model folders with something else in them: the manifest edited, other weights sealed with their own digest."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.artifact import MANIFEST, WEIGHTS

Arrays = dict[str, NDArray[Any]]


def edit_manifest(folder: Path, **changes: Any) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | changes))


def seal(folder: Path, weights: bytes, arrays: Mapping[str, Any] | None = None) -> None:
    """Put other weights in place with their own sha256, so that nothing but what is in them can give them away."""
    (folder / WEIGHTS).write_bytes(weights)
    edit_manifest(folder, sha256={WEIGHTS: hashlib.sha256(weights).hexdigest()})
    if arrays is not None:
        announced = {name: [str(array.dtype), list(array.shape)] for name, array in arrays.items()}
        edit_manifest(folder, arrays=announced)


def zipped(arrays: Mapping[str, Any]) -> bytes:
    """The arrays as numpy's own writer puts them."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def arrays_of(folder: Path) -> Arrays:
    with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
        return dict(stored)


def edit_arrays(folder: Path, change: Callable[[Arrays], object]) -> None:
    arrays = arrays_of(folder)
    change(arrays)
    seal(folder, zipped(arrays), arrays)
