"""Context columns against plain loops over rows; nothing of another document is ever seen."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.array_types import Floats, Ints
from cleaner.context import (
    LARGEST,
    NEIGHBOURS,
    POOLED_SHAPES,
    SPANS,
    UNIT,
    Context,
    column_names,
    feature_names,
    quantise,
)

TOLD = ("one", "two", "three")
N_FEATURES = len(feature_names())

documents = st.tuples(st.lists(st.integers(0, 24), min_size=1, max_size=5), st.integers(0, 2**32 - 1))
"""Numbers of rows of some documents, and the seed of what is in them."""


def rows_of(sizes: list[int], seed: int) -> tuple[Floats, Floats, Ints]:
    random = np.random.default_rng(seed)
    features = random.integers(-LARGEST, LARGEST + 1, (sum(sizes), N_FEATURES)).astype(np.float32)
    told = random.integers(-LARGEST, LARGEST + 1, (sum(sizes), len(TOLD))).astype(np.float32)
    return features, told, np.concatenate(([0], np.cumsum(sizes)))


def plain(features: Floats, told: Floats) -> list[list[float]]:
    """The columns of one document, told by loops."""
    n = len(features)
    shapes = features[:, [feature_names().index(name) for name in POOLED_SHAPES]]

    def mean(rows: Floats) -> list[float]:
        return [round(sum(column) / len(rows)) if len(rows) else 0.0 for column in rows.T.tolist()]

    def around(rows: Floats, i: int) -> list[float]:
        columns: list[float] = []
        for offset in NEIGHBOURS:
            columns += rows[i + offset].tolist() if 0 <= i + offset < n else [0.0] * rows.shape[1]
        for span in (*SPANS, n):
            columns += mean(rows[max(0, i - span) : i]) + mean(rows[i + 1 : i + 1 + span])
        return columns

    table = []
    for i in range(n):
        positions = [round(UNIT * (math.log1p(count) - 3)) for count in (i, n - 1 - i, n)]
        positions.append(round(UNIT * (4 * i / max(n - 1, 1) - 2)))
        table.append([*features[i].tolist(), *positions, *around(shapes, i), *around(told, i)])
    return table


def context(features: Floats, told: Floats, first_row: Ints) -> Floats:
    return Context(features, first_row).columns(told).of(np.arange(len(features)))


@given(documents)
def test_columns_are_what_plain_loops_say(sizes_and_seed: tuple[list[int], int]) -> None:
    features, told, first_row = rows_of(*sizes_and_seed)
    table = context(features, told, first_row)
    assert table.shape == (len(features), len(column_names(TOLD)))
    expected = [
        columns
        for first, after in itertools.pairwise(first_row.tolist())
        for columns in plain(features[first:after], told[first:after])
    ]
    assert np.array_equal(table, np.array(expected).reshape(table.shape))


@given(documents)
def test_all_are_whole_numbers_of_one_byte(sizes_and_seed: tuple[list[int], int]) -> None:
    table = context(*rows_of(*sizes_and_seed))
    assert np.array_equal(table, np.rint(table))
    assert (np.abs(table) <= LARGEST).all()


def test_an_extreme_neighbour_is_seen_within_its_document_only() -> None:
    """The same two rows as one document, and as two."""
    features, told, _ = rows_of([2], 0)
    together = context(features, told, np.array([0, 2]))
    apart = context(features, told, np.array([0, 1, 2]))
    names = column_names(TOLD)
    after = [i for i, name in enumerate(names) if name.partition("@")[0] in TOLD and "@+1" in name]
    assert together[0, after].tolist() == told[1].tolist()
    assert apart[0, after].tolist() == [0] * len(TOLD)


def test_a_very_long_document_stays_in_range() -> None:
    n = 30_000
    table = context(np.ones((n, N_FEATURES), np.float32), np.ones((n, len(TOLD)), np.float32), np.array([0, n]))
    assert (np.abs(table) <= LARGEST).all()
    others = [i for i, name in enumerate(column_names(TOLD)) if name != "place"]
    assert (table[5000:-5000] == table[5000])[:, others].all()  # far from both ends


def test_names_are_one_a_column() -> None:
    names = column_names(TOLD)
    assert len(set(names)) == len(names)
    assert names[:N_FEATURES] == feature_names()


def test_quantise() -> None:
    center, spread = np.array([1.0, 0.0], np.float32), np.array([2.0, 0.5], np.float32)
    values = np.array([[1, 0], [3, -0.5], [1e9, -1e9]], np.float32)
    assert quantise(values, center, spread).tolist() == [[0, 0], [UNIT, -UNIT], [LARGEST, -LARGEST]]
