"""Differences: why a run does anew what an earlier one did, told before it begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.run.journal import InUse, told

_SHOWN: Final = 12  # characters of a model's digest
_KEY, _DONE = "select value from about where name = 'key'", "select count(*), count(digest) from done"


class Differences(NamedTuple):
    """What an earlier run did that does not count for this one, and why."""

    files: int
    settings: tuple[str, ...]  # as "strictness 0.3 → 0.1"


def differences(folder: Path, key: Mapping[str, Any], *, checksum: bool) -> Differences | None:
    """How the last run's settings in an output folder differ from those of `key`; None where nothing is done anew for
    that reason, or where no journal says."""
    try:
        before, counts = told(folder, _KEY), told(folder, _DONE)
        last = json.loads(before[0]) if before else None
    except (InUse, ValueError):  # in use or damaged: it is told of when the run opens it
        return None
    if last is None or counts is None:
        return None
    files, digests = counts
    found = [
        f"{name.replace('_', '-')} {_shown(last.get(name))} → {_shown(value)}"
        for name, value in key.items()
        if last.get(name) != value
    ]
    if not found and checksum:
        files -= digests
        found = ["checksum no → yes"]
    return Differences(files, tuple(found)) if found and files else None


def _shown(value: Any) -> str:
    if value is None or value is False:
        return "none"
    if isinstance(value, list):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)[:_SHOWN]
