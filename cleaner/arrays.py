"""A model as named plain arrays and back, with every shape checked against the features this version computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.context import column_names, feature_names
from cleaner.kinds import Kind
from cleaner.layers import Dense
from cleaner.looks import TOLD, Look
from cleaner.model import LineLayer, Model
from cleaner.sequence import Chain, block_state
from cleaner.structure import NAMES

_PARTS = ("weights", "scale", "bias")


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
    for number, look in enumerate(model.looks):
        yield from ((f"look{number}_{i}", layer) for i, layer in enumerate(look.layers))
        yield f"look{number}_output", look.output


def from_arrays(arrays: Mapping[str, NDArray[Any]], kinds: tuple[Kind, ...]) -> Model:
    """The model that named arrays hold.

    Raises KeyError for one that is missing and ValueError for those that do not fit together, naming them.
    """
    table, affinity, state_of_kind = arrays["table"], arrays["affinity"], arrays["state_of_kind"]
    within = arrays["within"]
    looks = tuple(_looks(arrays))
    n_features, n_states = len(feature_names()), len(affinity)
    wide = (n_features, *(len(context_columns()) for _ in looks[1:]))
    wrong = {
        "table": table.dtype != np.int8
        or table.ndim != 2
        or table.shape[1] != len(kinds)
        or len(table).bit_count() != 1,
        "center": arrays["center"].shape != (n_features,),
        "spread": arrays["spread"].shape != (n_features,) or (arrays["spread"] <= 0).any(),
        "affinity": affinity.shape != (n_states, n_states) or (affinity <= 0).any(),
        "within": within.shape != (n_states, n_states) or (within <= 0).any(),
        "state_of_kind": state_of_kind.shape != (len(kinds),)
        or state_of_kind.dtype.kind != "i"
        or not np.isin(state_of_kind, range(n_states)).all(),
    }
    for number, (look, n_in) in enumerate(zip(looks, wide, strict=True)):
        shape = look.layers[0].weights.shape[0], look.output.weights.shape[1]
        wrong[f"look{number}"] = shape != (n_in, len(kinds))
    if any(wrong.values()):
        raise ValueError(
            f"{', '.join(name for name, is_wrong in wrong.items() if is_wrong)} of the wrong shape or range"
        )
    return Model(
        kinds=kinds,
        line_layer=LineLayer(table),
        center=arrays["center"],
        spread=arrays["spread"],
        looks=looks,
        chain=Chain(state_of_kind, affinity, within, block_state(state_of_kind)),
    )


def _looks(arrays: Mapping[str, NDArray[Any]]) -> Iterator[Look]:
    """The looks there are, from the first on; at least two, or nothing would see a neighbour."""
    for number in takewhile(lambda number: number < 2 or f"look{number}_output_weights" in arrays, count()):
        name = f"look{number}"
        depth = max(1, sum(array.startswith(f"{name}_") for array in arrays) // len(_PARTS) - 1)
        names = [*(f"{name}_{i}" for i in range(depth)), f"{name}_output"]
        layers = [Dense(*(arrays[f"{layer}_{part}"] for part in _PARTS)) for layer in names]
        widths = [layer.weights.shape[1] for layer in layers]
        if [layer.weights.shape[0] for layer in layers[1:]] != widths[:-1] or any(
            layer.scale.shape != (width,) or layer.bias.shape != (width,)
            for layer, width in zip(layers, widths, strict=True)
        ):
            raise ValueError(f"the layers of {name} do not fit together")
        yield Look(tuple(layers[:-1]), layers[-1])
