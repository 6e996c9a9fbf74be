"""What is imported is declared, where its users are: what comes along with something else may stop to."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from imports import top_modules

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
OWN = {"cleaner", "training"}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", one)[0].lower().replace("_", "-") for one in requirements}


@pytest.mark.parametrize(("folder", "extras"), [("cleaner", ("formats",)), ("training", ("formats", "train", "fuzz"))])
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    declared = names(PROJECT["dependencies"])
    for extra in extras:
        declared |= names(PROJECT["optional-dependencies"][extra])
    distributions = packages_distributions()
    others = top_modules(REPOSITORY / folder) - OWN - sys.stdlib_module_names
    assert "numpy" in others
    undeclared = {
        module
        for module in others
        if declared.isdisjoint(name.lower().replace("_", "-") for name in distributions.get(module, [module]))
    }
    assert undeclared == set()
