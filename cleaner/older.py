"""Models of format 3, read as those of today: what has come since says nothing in them, and they judge as they did.

Since format 4 the line layer has a second half, and so the lines' own features have its scores (`fit_lines`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner.context import BY_HAND, feature_names

OLDEST: Final = 3
"""The oldest format that can be read."""
_SECOND_HALF: Final = feature_names()[BY_HAND]


def names_then(names: Sequence[str], number: int) -> list[str]:
    """Those of today's features or columns that models of format `number` have."""
    return [name for name in names if number > OLDEST or name not in _SECOND_HALF]


def as_today(arrays: Mapping[str, NDArray[Any]], number: int) -> dict[str, NDArray[Any]]:
    """The arrays of a model of format `number` as one of today has them. Raises what numpy does for odd shapes."""
    today = dict(arrays)
    if number > OLDEST:
        return today
    for name in arrays:
        if name == "table":
            today[name] = _with_zeros(arrays[name], axis=1)
        elif name in ("center", "spread") or (name.startswith("look") and name.endswith("_0_weights")):
            today[name] = _with_zeros(arrays[name], axis=0)
    if "spread" in today:
        today["spread"][BY_HAND] = 1
    return today


def _with_zeros(array: NDArray[Any], axis: int) -> NDArray[Any]:
    return np.insert(array, [BY_HAND.start] * len(_SECOND_HALF), 0, axis=axis)
