"""The data's way through `training` is one way: what its `__init__` says of who imports whom."""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path

from imports import imports, top_modules

REPOSITORY = Path(__file__).parent.parent
TRAINING = REPOSITORY / "training"
COMMANDS = {"recipe", "benchmark", "validate", "experiment", "rules", "card", "load", "characters"}


def units() -> dict[str, set[str]]:
    """Packages and top modules of `training`, and which others of them each imports."""
    names = {path.stem for path in TRAINING.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    names.discard("__init__")
    found: dict[str, set[str]] = {name: set() for name in names}
    for path in TRAINING.rglob("*.py"):
        own = path.relative_to(TRAINING).parts[0].removesuffix(".py")
        for name in imports(path):
            package, _, rest = name.partition(".")
            if package == "training" and (unit := rest.partition(".")[0]) in names - {own}:
                found[own].add(unit)
    return found


def test_no_two_of_them_need_each_other() -> None:
    """Nor any ring of them; `static_order` raises where there is one."""
    found = units()
    assert {"labelling", "mixing", "measuring", "dataset"} <= found.keys()
    assert set(TopologicalSorter(found).static_order()) == found.keys()


def test_no_command_is_imported() -> None:
    found = units()
    assert found.keys() >= COMMANDS
    assert {name: others & COMMANDS for name, others in found.items() if others & COMMANDS} == {}


def test_the_library_does_not_know_how_its_model_is_made() -> None:
    used = top_modules(REPOSITORY / "cleaner")
    assert "numpy" in used
    assert "training" not in used
