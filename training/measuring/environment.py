"""The environment of a measurement: what its figures depend on besides what is measured, and what must be still."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any, Final

import cleaner as package
from cleaner.artifact import digest
from cleaner.pipeline import Cleaner

DIGITS: Final = 16
"""Of the model's digest, beside its figures."""
_LIBRARIES: Final = (
    "numpy",
    "inscriptis",
    "beautifulsoup4",
    "resiliparse",
    "trafilatura",
    "readability-lxml",
    "justext",
)
NOISY: Final = ("trafilatura", "readability", "justext", "htmldate", "courlan")
"""Loggers of libraries that speak of each page they stumble over."""


def context(cleaner: Cleaner | None = None) -> dict[str, Any]:
    """What the figures depend on: the model, if it is one, versions and machine."""
    return {
        **({"model": digest(cleaner.model)[:DIGITS]} if cleaner else {}),
        "cleaner": package.__version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "libraries": {name: version(name) for name in _LIBRARIES},
    }
