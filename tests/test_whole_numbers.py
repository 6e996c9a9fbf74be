"""Networks over whole numbers: an average of networks is the average of their outputs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.context import LARGEST
from cleaner.layers import ACTIVATION, Dense, largest_weight
from cleaner.looks import Look
from cleaner.whole_numbers import average


def layer(random: np.random.Generator, n_in: int, n_out: int, largest_input: int) -> Dense:
    limit = largest_weight(n_in, largest_input)
    weights = random.integers(-limit, limit + 1, (n_in, n_out)).astype(np.int16)
    scale = (1 / (limit * np.sqrt(n_in)) * random.random(n_out)).astype(np.float32)
    return Dense(weights, scale, random.normal(0, 5, n_out).astype(np.float32))


def network(random: np.random.Generator, units: list[int]) -> Look:
    sizes = [4, *units]
    hidden = [
        layer(random, n_in, n_out, ACTIVATION if i else LARGEST)
        for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes))
    ]
    return Look(tuple(hidden), layer(random, sizes[-1], 3, ACTIVATION))


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.lists(st.integers(1, 5), min_size=1, max_size=2))
def test_average(seed: int, n_networks: int, units: list[int]) -> None:
    random = np.random.default_rng(seed)
    networks = [network(random, units) for _ in range(n_networks)]
    inputs = random.integers(-LARGEST, LARGEST + 1, (20, 4)).astype(np.float32)
    mean = np.mean([one(inputs) for one in networks], axis=0)
    assert average(networks)(inputs) == pytest.approx(mean, abs=0.05 + 0.01 * float(np.abs(mean).max()))


def test_averages_differ_from_their_members() -> None:
    random = np.random.default_rng(1)
    networks = [network(random, [5]) for _ in range(2)]
    inputs = random.integers(-LARGEST, LARGEST + 1, (20, 4)).astype(np.float32)
    apart = np.abs(networks[0](inputs) - networks[1](inputs)).max()
    assert np.abs(average(networks)(inputs) - networks[0](inputs)).max() > apart / 4
