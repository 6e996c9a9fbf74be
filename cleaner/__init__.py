"""Article text out of scraped text.

>>> import cleaner
>>> cleaner.load().clean(raw_text)          # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path

from cleaner.artifact import ModelError, default_model, read_model
from cleaner.document import Document, Line, Trim
from cleaner.kinds import ARTICLE, KINDS, Kind
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy

__all__ = ["ARTICLE", "KINDS", "Cleaner", "Document", "Kind", "Line", "ModelError", "Policy", "Trim", "load"]
__version__ = "0.13.0"


def load(path: str | Path | None = None, *, policy: Policy | None = None) -> Cleaner:
    """Load a model folder, or the one that comes with the package, as a Cleaner.

    Raises ModelError naming the file when the folder is missing, damaged, of a newer format or made for other features.
    Takes about 10 ms and runs no code from the folder.
    """
    return Cleaner(read_model(Path(path) if path is not None else default_model()), policy or Policy())
