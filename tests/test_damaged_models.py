"""Model folders damaged in every sort of way at every place, and values at the edges of what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from model_folders import arrays_of, seal, zipped
from strange_archives import all_of, first, with_values
from trees import PAGE

from cleaner.arrays import LARGEST_AFFINITY, LARGEST_MEAN, LARGEST_OUTPUT, context_columns
from cleaner.artifact import MANIFEST, WEIGHTS, ModelError, read_model
from cleaner.batch import make_batch
from cleaner.context import LARGEST
from cleaner.last_look import NAMES
from cleaner.layers import largest_weight
from cleaner.pipeline import Cleaner

# Damage of every sort at every place.


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_every_array_must_be_finite(value: float, folder: Path) -> None:
    arrays = arrays_of(folder)
    floats = [name for name, array in arrays.items() if array.dtype.kind == "f"]
    assert len(floats) > 10
    for name in floats:
        odd = arrays[name].copy()
        odd.flat[-1] = value
        seal(folder, zipped(arrays | {name: odd}))
        with pytest.raises(ModelError, match=rf"{WEIGHTS}: array {name} has values that are not finite"):
            read_model(folder)


def test_weights_cut_anywhere(folder: Path) -> None:
    """With the digest of what is left, so that it is the archive that gives itself away."""
    whole = (folder / WEIGHTS).read_bytes()
    for size in [*range(64), *np.linspace(64, len(whole) - 64, 150, dtype=int), *range(len(whole) - 64, len(whole))]:
        seal(folder, whole[:size])
        with pytest.raises(ModelError, match=f"{WEIGHTS}: not plain arrays"):
            read_model(folder)
    seal(folder, whole)
    read_model(folder)


def test_a_manifest_cut_anywhere(folder: Path) -> None:
    whole = (folder / MANIFEST).read_bytes()
    for size in [*range(64), *np.linspace(64, len(whole) - 2, 300, dtype=int)]:
        (folder / MANIFEST).write_bytes(whole[:size])
        with pytest.raises(ModelError, match=f"{MANIFEST}: not JSON"):
            read_model(folder)
    (folder / MANIFEST).write_bytes(whole[:-1])  # the last line end is no part of it
    read_model(folder)


def test_weights_with_any_byte_changed(folder: Path) -> None:
    """Sealed anew: refused, or it is a model that loads; nothing else ever comes of it."""
    whole = (folder / WEIGHTS).read_bytes()
    directory = whole.rindex(b"PK\1\2")
    random = np.random.default_rng(11)
    places = [*range(60), *random.integers(0, len(whole), 60).tolist(), *range(directory, len(whole))]
    refused = 0
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= int(random.integers(1, 256))
        seal(folder, bytes(changed))
        try:
            read_model(folder)
        except ModelError as error:
            assert str(error).startswith(f"{folder / WEIGHTS}: ")
            refused += 1
    assert len(places) / 2 < refused < len(places)


# Values at the edges of what is allowed.

EDGES: dict[str, dict[str, Callable[[Any], Any]]] = {
    "the tightest chain": {"affinity": lambda a: np.where(np.eye(len(a)), LARGEST_AFFINITY, 1 / LARGEST_AFFINITY)},
    "the most restless chain": {"affinity": lambda a: np.where(np.eye(len(a)), 1 / LARGEST_AFFINITY, LARGEST_AFFINITY)},
    "parts of lines alike": {"within": all_of(1 / LARGEST_AFFINITY)},
    "far means": {"center": all_of(-LARGEST_MEAN), "spread": all_of(1.01 / LARGEST_MEAN)},
    "wide spreads": {"center": all_of(LARGEST_MEAN), "spread": all_of(LARGEST_MEAN)},
    "a sure first look": {"look0_output_bias": first(0.9 * LARGEST_OUTPUT)},
    "a sure last look": dict.fromkeys((f"{name}_output_bias" for name in NAMES), first(-0.9 * LARGEST_OUTPUT)),
    "the smallest scales": {"look0_0_scale": all_of(1e-45), "look1_output_scale": all_of(1e-45)},
    "large scales": dict.fromkeys(("look1_0_scale", *(f"{name}_output_scale" for name in NAMES)), all_of(1e22)),
    "one state": {"state_of_kind": all_of(0), "affinity": lambda a: a[:1, :1], "within": lambda a: a[:1, :1]},
}  # fmt: skip


@pytest.mark.parametrize("values", EDGES.values(), ids=EDGES)
def test_at_the_edges_probabilities_are_still_probabilities(
    values: dict[str, Callable[[Any], Any]], folder: Path
) -> None:
    """Where the next value is refused, the last one does no harm: whatever it says, it says a number."""
    with_values(**values)(folder)
    ready = Cleaner(read_model(folder))
    texts = [PAGE * 20, "x", "", "\n", "1\n" * 500 + PAGE, "\0" * 70_000]
    with np.errstate(all="raise", under="ignore"):
        verdict = ready.judge(texts)
        line = ready.model.kind_probabilities(make_batch(texts))
    assert (line >= 0).all()
    assert np.allclose(line.sum(axis=1), 1)
    assert ((verdict.decision.probability >= 0) & (verdict.decision.probability <= 1 + 1e-9)).all()
    for text in texts:
        assert ready.clean(text) == ready.explain(text).clean


def test_a_layer_at_its_bounds_sums_exactly(folder: Path) -> None:
    """The largest weights that are let in, against whole numbers of any size; one more and they are refused."""
    n_in = len(context_columns())
    most = largest_weight(n_in)
    with_values(look1_0_weights=all_of(most), look1_0_scale=all_of(1), look1_0_bias=all_of(0))(folder)
    layer = read_model(folder).looks[1].layers[0]
    assert (layer(np.full((3, n_in), LARGEST, dtype=np.float32)) == LARGEST * most * n_in).all()
    with_values(look1_0_weights=all_of(most + 1))(folder)
    with pytest.raises(ModelError, match="look1_0_weights: too large to be summed exactly"):
        read_model(folder)
