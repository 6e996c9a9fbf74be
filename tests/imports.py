"""What the files of a folder import, read off them and not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def imports(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, and of what it takes from them, which may be modules too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def top_modules(folder: Path) -> set[str]:
    """Top modules that some file below a folder imports."""
    return {name.partition(".")[0] for path in folder.rglob("*.py") for name in imports(path)}
