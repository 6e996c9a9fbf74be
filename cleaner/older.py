"""Models of older formats, read as those of today: what came since says nothing in them, and they judge as they did.
But for lines with prose in a cell of a table, which are cut today whatever the model (`cells`).

Since format 4 the line layer has a second half, and so the lines' own features have its scores (`fit_lines`). Since
format 5 there are two last looks (`last_look`): those of a model that has one are alike. Since format 6 every look but
the first sees landmarks and stretches (`landmarks`, `structure`), which stand behind all other columns. Since format 7
the line layer has senses as well (`fit_senses`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner import landmarks, structure
from cleaner.arrays import numbered_looks
from cleaner.context import BY_HAND, SENSES, feature_names
from cleaner.last_look import NAMES

OLDEST: Final = 3
"""The oldest format that can be read."""
SECOND_HALF: Final = 4
"""The first whose line layer has two halves."""
TWO_LAST_LOOKS: Final = 5
"""The first with a last look for each regime."""
LANDMARKS: Final = 6
"""The first whose looks see landmarks and stretches."""
SEEN_SINCE: Final = (*structure.STRETCHES, *landmarks.NAMES)
"""Columns that came with these."""
WITH_SENSES: Final = 7
"""The first whose line layer has senses."""
_SAID_SINCE: Final = ((SECOND_HALF, BY_HAND), (WITH_SENSES, SENSES))
"""Outputs of the line layer that came with a format, and where they stand among a line's features, in order."""


def names_then(names: Sequence[str], number: int) -> list[str]:
    """Those of today's features or columns that models of format `number` have."""
    said = [name for came, place in _SAID_SINCE if number < came for name in feature_names()[place]]
    since = {*said, *(SEEN_SINCE if number < LANDMARKS else ())}
    return [name for name in names if name not in since]


def as_today(arrays: Mapping[str, NDArray[Any]], number: int) -> dict[str, NDArray[Any]]:
    """The arrays of a model of format `number` as one of today has them. Raises what numpy does for odd shapes."""
    today = dict(arrays)
    for came, place in _SAID_SINCE:
        if number < came:
            today = _with_silent(place, today)
    if number < TWO_LAST_LOOKS:
        today = _with_two_last_looks(today)
    if number < LANDMARKS:
        today = _with_unseen_columns(today)
    return today


def _with_silent(place: slice, arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """With outputs of the line layer at this place among a line's features that say nothing."""
    today = dict(arrays)
    missing = place.stop - place.start
    for name, array in arrays.items():
        if name == "table":
            today[name] = _with_zeros(array, place.start, missing, axis=1)
        elif name in ("center", "spread") or name.endswith("_0_weights"):
            today[name] = _with_zeros(array, place.start, missing)
    if "spread" in today:
        today["spread"][place] = 1
    return today


def _with_zeros(array: NDArray[Any], before: int, number: int, axis: int = 0) -> NDArray[Any]:
    return np.insert(array, [before] * number, 0, axis=axis)


def _with_two_last_looks(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    last = f"{numbered_looks(arrays)[-1]}_"
    today: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        if name.startswith(last):
            today |= {f"{each}_{name.removeprefix(last)}": array for each in NAMES}
        else:
            today[name] = array
    return today


def _with_unseen_columns(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The last columns that a look sees at the context; the first look, at a line's own features, has none of them."""
    today = dict(arrays)
    for name, weights in arrays.items():
        if name.endswith("_0_weights") and name != "look0_0_weights":
            today[name] = _with_zeros(weights, len(weights), len(SEEN_SINCE))
    return today
