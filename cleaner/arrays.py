"""A model as named plain arrays and back, with every shape checked against the features this version computes.

Values are checked as well: whatever a stranger's model holds, its sums stay exact and no text can make it say "not a
number" or ask for memory without end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, takewhile
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner.context import EXACT, LARGEST, column_names, feature_names, output_names
from cleaner.kinds import Kind
from cleaner.last_look import NAMES as LAST
from cleaner.last_look import LastLook
from cleaner.layers import Dense
from cleaner.looks import TOLD, Look
from cleaner.model import LineLayer, Model
from cleaner.sequence import Chain, block_state
from cleaner.telling import NAMES

MOST_BITS: Final = 19
"""Logarithm to base 2 of the most rows a table can have; one of twice as many is beyond `artifact.LARGEST_FILE`."""
WIDEST: Final = 2048
"""Units of a layer."""
LARGEST_MEAN: Final = 1e6
"""Of a feature, and what its standard deviation lies between the inverse of and this."""
LARGEST_AFFINITY: Final = 1e9
"""Its inverse is the smallest; products of a few of them with the chances of lines are far from the ends of float64."""
LARGEST_OUTPUT: Final = 1e30
"""Of a layer, for any input; far from the end of float32, and far from any that a fit comes to."""

_PARTS: Final = {"weights": np.int16, "scale": np.float32, "bias": np.float32}


def context_columns() -> tuple[str, ...]:
    """Names of all that a look at the context sees, in order; kept in the model and compared when it is loaded."""
    return (*column_names(TOLD), *NAMES)


def to_arrays(model: Model) -> dict[str, NDArray[Any]]:
    """Everything that was learnt, by name; `from_arrays` turns it back."""
    arrays: dict[str, NDArray[Any]] = {
        "table": model.line_layer.table,
        "center": model.center,
        "spread": model.spread,
        "state_of_kind": model.chain.state_of_kind,
        "affinity": model.chain.affinity,
        "within": model.chain.within,
    }
    for name, layer in _named_layers(model):
        arrays |= {f"{name}_{part}": getattr(layer, part) for part in _PARTS}
    return arrays


def _named_layers(model: Model) -> Iterator[tuple[str, Dense]]:
    names = (*(f"look{number}" for number in range(len(model.looks))), *LAST)
    for name, look in zip(names, (*model.looks, *model.last), strict=True):
        yield from ((f"{name}_{i}", layer) for i, layer in enumerate(look.layers))
        yield f"{name}_output", look.output


def from_arrays(arrays: Mapping[str, NDArray[Any]], kinds: tuple[Kind, ...]) -> Model:
    """The model that named arrays hold.

    Raises KeyError for one that is missing and ValueError for those that do not fit together, naming them.
    """
    table, affinity, state_of_kind = arrays["table"], arrays["affinity"], arrays["state_of_kind"]
    center, spread, within = arrays["center"], arrays["spread"], arrays["within"]
    looks = {name: _look(name, arrays) for name in (*numbered_looks(arrays), *LAST)}
    n_features, n_states = len(feature_names()), len(affinity)
    wrong = {
        "table": table.dtype != np.int8
        or table.ndim != 2
        or table.shape[1] != len(output_names())
        or len(table) not in [2**bits for bits in range(1, MOST_BITS + 1)],
        "center": center.shape != (n_features,)
        or center.dtype != np.float32
        or (np.abs(center) > LARGEST_MEAN).any(),
        "spread": spread.shape != (n_features,)
        or spread.dtype != np.float32
        or _beyond(spread, LARGEST_MEAN),
        "affinity": affinity.shape != (n_states, n_states)
        or n_states > len(kinds)
        or affinity.dtype != np.float64
        or _beyond(affinity, LARGEST_AFFINITY),
        "within": within.shape != (n_states, n_states)
        or within.dtype != np.float64
        or _beyond(within, LARGEST_AFFINITY),
        "state_of_kind": state_of_kind.shape != (len(kinds),)
        or state_of_kind.dtype != np.int64
        or not np.isin(state_of_kind, range(n_states)).all(),
    }  # fmt: skip
    for name, look in looks.items():
        shape = look.layers[0].weights.shape[0], look.output.weights.shape[1]
        wrong[name] = shape != (n_features if name == "look0" else len(context_columns()), len(kinds))
    if any(wrong.values()):
        raise ValueError(
            f"{', '.join(name for name, is_wrong in wrong.items() if is_wrong)} of the wrong shape or range"
        )
    return Model(
        kinds=kinds,
        line_layer=LineLayer(table),
        center=arrays["center"],
        spread=arrays["spread"],
        looks=tuple(looks[name] for name in numbered_looks(arrays)),
        last=LastLook(*(looks[name] for name in LAST)),
        chain=Chain(state_of_kind, affinity, within, block_state(state_of_kind)),
    )


def _beyond(values: NDArray[Any], largest: float) -> bool:
    """Whether one of the values, none of which may be 0 or less, is above the largest or below its inverse."""
    return bool((values > largest).any() or (values < 1 / largest).any())


def numbered_looks(arrays: Mapping[str, NDArray[Any]]) -> list[str]:
    """Names of the looks that tell the next one, from the first on; there must be one."""
    names = (f"look{number}" for number in count())
    return list(takewhile(lambda name: name == "look0" or f"{name}_output_weights" in arrays, names))


def _look(name: str, arrays: Mapping[str, NDArray[Any]]) -> Look:
    depth = max(1, sum(array.startswith(f"{name}_") for array in arrays) // len(_PARTS) - 1)
    names = [*(f"{name}_{i}" for i in range(depth)), f"{name}_output"]
    parts = [tuple(arrays[f"{layer}_{part}"] for part in _PARTS) for layer in names]
    for layer, (weights, scale, bias) in zip(names, parts, strict=True):
        _check(layer, weights, scale, bias)
    widths = [len(bias) for _, _, bias in parts]
    if [len(weights) for weights, _, _ in parts[1:]] != widths[:-1]:
        raise ValueError(f"the layers of {name} do not fit together")
    *layers, output = [Dense(*arrays_of) for arrays_of in parts]
    return Look(tuple(layers), output)


def _check(name: str, weights: NDArray[Any], scale: NDArray[Any], bias: NDArray[Any]) -> None:
    """Raise ValueError unless every sum of a layer is exact in float32, and what is made of it can be."""
    for (part, dtype), array in zip(_PARTS.items(), (weights, scale, bias), strict=True):
        if array.dtype != dtype:
            raise ValueError(f"{name}_{part} is not of type {np.dtype(dtype)}")
    if weights.ndim != 2 or scale.shape != weights.shape[1:] or bias.shape != scale.shape:
        raise ValueError(f"the arrays of {name} do not fit together")
    if max(weights.shape) > WIDEST:
        raise ValueError(f"{name}_weights: more than {WIDEST} inputs or outputs")
    largest = LARGEST * np.abs(weights.astype(np.int32)).sum(axis=0)  # of all sums that there could be
    if (largest > EXACT).any():
        raise ValueError(f"{name}_weights: too large to be summed exactly")
    if (scale <= 0).any() or (largest * scale.astype(np.float64) + np.abs(bias) > LARGEST_OUTPUT).any():
        raise ValueError(f"{name}_scale or {name}_bias: out of range")
