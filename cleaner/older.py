"""Models of format 3, read as those of today: what has come since says nothing in them, and they judge as they did.

Since format 4 the line layer has a second half, and so the lines' own features have its scores (`fit_lines`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner.context import score_names
from cleaner.kinds import KINDS

OLDEST: Final = 3
"""The oldest format that can be read."""
_PLACE: Final = len(KINDS)  # of the second half's scores among the features, which are the first of all columns
_SECOND_HALF: Final = score_names()[_PLACE:]


def names_then(names: Sequence[str], number: int) -> list[str]:
    """Those of today's features or columns that models of format `number` have."""
    return [name for name in names if number > OLDEST or name not in _SECOND_HALF]


def as_today(arrays: Mapping[str, NDArray[Any]], number: int) -> dict[str, NDArray[Any]]:
    """The arrays of a model of format `number` as one of today has them. Raises what numpy does for odd shapes."""
    if number > OLDEST:
        return dict(arrays)
    today = dict(arrays)
    for name in arrays:
        if name == "table":
            today[name] = _with_zeros(arrays[name], axis=1)
        elif name in ("center", "spread") or (name.startswith("look") and name.endswith("_0_weights")):
            today[name] = _with_zeros(arrays[name], axis=0)
    if "spread" in today:
        today["spread"][_PLACE : _PLACE + len(_SECOND_HALF)] = 1
    return today


def _with_zeros(array: NDArray[Any], axis: int) -> NDArray[Any]:
    return np.insert(array, [_PLACE] * len(_SECOND_HALF), 0, axis=axis)
