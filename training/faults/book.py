"""What was done, in a file, so that the same command goes on from there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
"""A killed run, what was done to it once, or a single fault, as it stands in the file. The files of `partial` were not
whole right after a kill."""


@dataclass(slots=True)
class Book:
    """What was done, in a file."""

    path: Path | None
    settings: Row
    killed_runs: list[Row]  # `kills` in the file
    checks: list[Row]

    @classmethod
    def open(cls, path: Path | None, settings: Row) -> Book:
        """The book of an earlier run with the same settings, or a new one. Raises ValueError for any other file."""
        if path is None or not path.exists():
            return cls(path, settings, [], [])
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or found.get("settings") != settings:
            raise ValueError(f"{path}: of other settings; name another file, or remove it")
        return cls(path, settings, found["kills"], found["checks"])

    def write(self) -> None:
        """Write it, whole or not at all."""
        if self.path:
            content = {"settings": self.settings, "kills": self.killed_runs, "checks": self.checks}
            unfinished = self.path.with_name(f"{self.path.name}.part")
            unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            unfinished.replace(self.path)

    @property
    def differences(self) -> int:
        """How many there are in all."""
        return sum(len(row["differences"]) for row in (*self.killed_runs, *self.checks))
