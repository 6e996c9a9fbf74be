"""A model as named plain arrays and back, with every shape checked against the features this version computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaner.context import column_names, feature_names
from cleaner.kinds import Kind
from cleaner.model import Dense, LineLayer, Model
from cleaner.sequence import Chain
from cleaner.structure import NAMES


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
        arrays |= {f"{name}_weights": layer.weights, f"{name}_scale": layer.scale, f"{name}_bias": layer.bias}
    return arrays


def _named_layers(model: Model) -> Iterator[tuple[str, Dense]]:
    yield from ((f"embed_{i}", layer) for i, layer in enumerate(model.embed))
    yield from ((f"look_{i}", layer) for i, layer in enumerate(model.look))
    yield from ((f"hidden_{i}", layer) for i, layer in enumerate(model.hidden))
    yield "evidence", model.evidence
    yield "output", model.output


def width(layers: tuple[Dense, ...]) -> int:
    """Outputs of the last of some layers."""
    return int(layers[-1].weights.shape[1])


def from_arrays(arrays: Mapping[str, NDArray[Any]], kinds: tuple[Kind, ...]) -> Model:
    """The model that named arrays hold.

    Raises KeyError for one that is missing and ValueError for those that do not fit together, naming them.
    """
    table, affinity, state_of_kind = arrays["table"], arrays["affinity"], arrays["state_of_kind"]
    within = arrays["within"]
    embed, look, hidden = (_layers(arrays, name) for name in ("embed", "look", "hidden"))
    evidence, output = (_layers(arrays, name) for name in ("evidence", "output"))
    n_features, n_context = len(feature_names()), len(column_names(width(embed)))
    n_states = len(affinity)
    wrong = {
        "table": table.dtype != np.int8
        or table.ndim != 2
        or table.shape[1] != len(kinds)
        or len(table).bit_count() != 1,
        "embed": embed[0].weights.shape[0] != n_features,
        "look": look[0].weights.shape[0] != n_context or width(look) != width(embed),
        "evidence": len(evidence) != 1 or evidence[0].weights.shape != (width(look), len(kinds)),
        "hidden": hidden[0].weights.shape[0] != n_context + len(NAMES),
        "output": len(output) != 1 or output[0].weights.shape != (width(hidden), len(kinds)),
        "center": arrays["center"].shape != (n_features,),
        "spread": arrays["spread"].shape != (n_features,) or (arrays["spread"] <= 0).any(),
        "affinity": affinity.shape != (n_states, n_states) or (affinity <= 0).any(),
        "within": within.shape != (n_states, n_states) or (within <= 0).any(),
        "state_of_kind": state_of_kind.shape != (len(kinds),)
        or state_of_kind.dtype.kind != "i"
        or not np.isin(state_of_kind, range(n_states)).all(),
    }
    if any(wrong.values()):
        raise ValueError(
            f"{', '.join(name for name, is_wrong in wrong.items() if is_wrong)} of the wrong shape or range"
        )
    return Model(
        kinds=kinds,
        line_layer=LineLayer(table),
        center=arrays["center"],
        spread=arrays["spread"],
        embed=embed,
        look=look,
        evidence=evidence[0],
        hidden=hidden,
        output=output[0],
        chain=Chain(state_of_kind, affinity, within),
    )


def _layers(arrays: Mapping[str, NDArray[Any]], name: str) -> tuple[Dense, ...]:
    stems = sorted(array.removesuffix("_weights") for array in arrays if array.endswith("_weights"))
    layers = [
        Dense(arrays[f"{stem}_weights"], arrays[f"{stem}_scale"], arrays[f"{stem}_bias"])
        for stem in stems
        if stem.rstrip("_0123456789") == name
    ]
    widths = [layer.weights.shape[1] for layer in layers]
    if (
        not layers
        or [layer.weights.shape[0] for layer in layers[1:]] != widths[:-1]
        or any(
            layer.scale.shape != (width,) or layer.bias.shape != (width,)
            for layer, width in zip(layers, widths, strict=True)
        )
    ):
        raise ValueError(f"the layers of {name} do not fit together")
    return tuple(layers)
