"""A corpus's folder, from its archive or from a person's own clone of the public repository."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from pathlib import Path


def unpack(archives: Path, cache: Path, name: str) -> Path:
    """The folder that holds corpus archive ``name`` in its repository's own layout.

    ``<archives>/<name>/`` is taken as it is; otherwise ``<archives>/<name>.tar.xz`` is unpacked once into
    ``<cache>/<name>/``, whole or not at all, whatever stops the process. An archive replaced by a newer one
    is not noticed: delete the folder in the cache. Raises FileNotFoundError when there is neither, and
    tarfile.TarError, lzma.LZMAError or EOFError for an archive that is damaged or reaches outside its folder.
    """
    clone = archives / name
    if clone.is_dir():
        return clone
    target = cache / name
    if target.is_dir():
        return target
    archive = archives / f"{name}.tar.xz"
    if not archive.is_file():
        source = "training/corpora/README.md says where to get it"
        raise FileNotFoundError(f"neither {clone}{os.sep} nor {archive}: {source}")
    cache.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=cache))
    try:
        with tarfile.open(archive, "r:xz") as tar:
            tar.extractall(staging, filter="data")
        staging.chmod(0o755)  # mkdtemp's own mode shuts out every other user of the cache
        _publish(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target


def _publish(staging: Path, target: Path) -> None:
    try:
        staging.rename(target)
    except OSError:
        if not target.is_dir():  # otherwise another process finished first, with the same content
            raise
