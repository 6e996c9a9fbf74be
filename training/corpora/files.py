"""Page files as repositories keep them: plain, or gzipped with ``.gz`` after the name."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

GZIP = ".gz"


def page_files(folder: Path, suffixes: tuple[str, ...] = (".html",)) -> Iterator[tuple[str, Path]]:
    """(stem, path) of the pages directly in ``folder``, by stem; a plain file wins over its gzipped twin.

    Raises FileNotFoundError when the folder is missing: a corpus in another layout must not read as empty.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {folder}: is this the corpus's own layout?")
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = path.name.removesuffix(GZIP)
        for suffix in suffixes:
            if name.endswith(suffix):
                found.setdefault(name.removesuffix(suffix), path)
    yield from sorted(found.items())


def page_file(path: Path) -> Path | None:
    """``path`` or its gzipped twin, whichever exists."""
    return next((each for each in (path, path.with_name(path.name + GZIP)) if each.is_file()), None)


def stored_bytes(path: Path) -> bytes:
    """The page's own bytes, unzipped where the name says so. Raises OSError, gzip.BadGzipFile among them."""
    return gzip.decompress(path.read_bytes()) if path.name.endswith(GZIP) else path.read_bytes()
