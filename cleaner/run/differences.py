"""Differences: why a run does anew what an earlier one did, told before it does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

CHECKSUM: Final = "checksum no → yes"
_SHOWN: Final = 12  # characters of a model's digest


class Differences(NamedTuple):
    """What an earlier run did that does not count for this one, and why."""

    files: int
    settings: tuple[str, ...]  # as "strictness 0.3 → 0.1"


def differing(last: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """How the settings of the last run differ from those of this one, in words."""
    return tuple(
        f"{name.replace('_', '-')} {_shown(last.get(name))} → {_shown(value)}"
        for name, value in now.items()
        if last.get(name) != value
    )


def _shown(value: Any) -> str:
    if value is None or value is False:
        return "none"
    if isinstance(value, list):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)[:_SHOWN]
