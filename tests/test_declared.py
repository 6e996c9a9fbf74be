"""What is imported is declared, where its users are: what comes along with something else may stop to."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
OWN = {"cleaner", "training"}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", one)[0].lower().replace("_", "-") for one in requirements}


def imported(folder: str) -> Iterator[str]:
    """Top modules that some file imports."""
    for path in (REPOSITORY / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize(("folder", "extras"), [("cleaner", ("formats",)), ("training", ("formats", "train", "fuzz"))])
def test_what_is_imported_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    declared = names(PROJECT["dependencies"])
    for extra in extras:
        declared |= names(PROJECT["optional-dependencies"][extra])
    distributions = packages_distributions()
    others = set(imported(folder)) - OWN - sys.stdlib_module_names
    assert "numpy" in others
    undeclared = {
        module
        for module in others
        if declared.isdisjoint(name.lower().replace("_", "-") for name in distributions.get(module, [module]))
    }
    assert undeclared == set()
