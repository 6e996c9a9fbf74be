"""Which sites a model was trained on pages of, kept beside it as short digests, so that figures can be told apart.

A site of a measuring set that training corpora hold other pages of is not new to the model, though the page is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FILE: Final = "sites.txt"
"""In the model's folder, a digest a line; no part of the model, and not installed with it."""
_DIGITS: Final = 12


def write_seen_sites(folder: Path, sites: Iterable[str]) -> None:
    """Write the digests of the sites, in order, each once."""
    (folder / FILE).write_text("".join(f"{one}\n" for one in sorted(set(map(_digest, sites)))), encoding="ascii")


def is_seen(folder: Path, sites: Iterable[str]) -> list[bool] | None:
    """Whether each of the sites is one that the model in `folder` was trained on; None where that is not known."""
    if not (folder / FILE).is_file():
        return None
    seen = frozenset((folder / FILE).read_text(encoding="ascii").split())
    return [_digest(site) in seen for site in sites]


def _digest(site: str) -> str:
    return hashlib.sha256(site.encode()).hexdigest()[:_DIGITS]
