"""Layers of the networks: sums over whole numbers that float32 holds exactly.

So neither the order of a sum, nor the size of the batch, the library or the processor can change a result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Floats
from cleaner.context import EXACT, LARGEST

ACTIVATION: Final = 127
"""Activations are rounded to whole numbers from 0 to this."""


@dataclass(frozen=True, slots=True)
class Dense:
    """One fully connected layer over whole numbers: output = (input @ weights) * scale + bias."""

    weights: NDArray[np.int16]  # (n_in, n_out)
    scale: Floats  # (n_out,)
    bias: Floats  # (n_out,)
    _as_floats: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Hold the weights in the form in which they are multiplied."""
        object.__setattr__(self, "_as_floats", self.weights.astype(np.float32))

    def __call__(self, inputs: Floats) -> Floats:
        """(n, n_in) whole numbers to (n, n_out)."""
        outputs: Floats = inputs @ self._as_floats
        outputs *= self.scale
        outputs += self.bias
        return outputs


def activate(values: Floats) -> Floats:
    """Rectify and round to whole numbers from 0 to `ACTIVATION`; layers are scaled for it when they are fitted."""
    rounded: Floats = np.rint(values)
    return np.clip(rounded, 0, ACTIVATION, out=rounded)


def run_layers(layers: tuple[Dense, ...], inputs: Floats) -> Floats:
    """Whole numbers through layers, each rectified and rounded."""
    for layer in layers:
        inputs = activate(layer(inputs))
    return inputs


def largest_weight(n_in: int, largest_input: int = LARGEST) -> int:
    """The largest weight with which a sum over `n_in` inputs of that size stays exact in float32."""
    return min(EXACT // (n_in * largest_input), np.iinfo(np.int16).max)
