"""The model's arithmetic: whole numbers that float32 holds exactly, so nothing around a row can change its result."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import PAGE, pages

from cleaner.array_types import Floats
from cleaner.batch import make_batch
from cleaner.context import EXACT, LARGEST
from cleaner.last_look import LastLook
from cleaner.layers import ACTIVATION, Dense, activate, largest_weight, run_layers
from cleaner.looks import Look
from cleaner.model import LineLayer, Model
from cleaner.ngrams import MAX_PER_ROW, Family, Grams, buckets, find_grams, find_words
from cleaner.pipeline import Cleaner


def nonsense(look: Look) -> Look:
    return replace(look, output=replace(look.output, bias=-10 * look.output.bias))


def random_layer(random: np.random.Generator, n_in: int, n_out: int) -> Dense:
    limit = largest_weight(n_in)
    weights = random.integers(-limit, limit + 1, (n_in, n_out)).astype(np.int16)
    scale = (random.random(n_out) / (limit * np.sqrt(n_in))).astype(np.float32)
    return Dense(weights, scale, random.normal(0, 20, n_out).astype(np.float32))


def random_rows(random: np.random.Generator, n: int, n_in: int) -> Floats:
    return random.integers(-LARGEST, LARGEST + 1, (n, n_in)).astype(np.float32)


def plain_scores(layer: LineLayer, grams: Grams) -> Floats:
    """The line layer as a loop over table rows."""
    sums = np.zeros((len(grams.count), layer.n_scores))
    for family in grams.families:
        for bucket, row in zip(buckets(family.hashes, layer.bits).tolist(), family.row.tolist(), strict=True):
            sums[row] += layer.table[bucket]
    return (sums / np.sqrt(np.maximum(grams.count, 1))[:, None]).astype(np.float32)


@pytest.mark.parametrize("n_scores", [1, 3, 4, 5, 15, 16])
@given(text=pages, seed=st.integers(0, 99))
def test_packed_look_ups_are_sums_of_table_rows(n_scores: int, text: str, seed: int) -> None:
    table = np.random.default_rng(seed).integers(-128, 128, (2**8, n_scores)).astype(np.int8)
    batch = make_batch([text])
    grams = find_grams(batch, find_words(batch))
    layer = LineLayer(table)
    assert layer.scores(grams) == pytest.approx(plain_scores(layer, grams), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("weight", [-128, -1, 0, 127])
def test_the_fullest_row_does_not_run_over_into_the_next_output(weight: int) -> None:
    """All of a row's n-grams at the largest weight, between outputs at the other end of the range."""
    table = np.full((4, 5), -128, dtype=np.int8)
    table[:, 1::2] = weight
    first = np.zeros(1, dtype=np.int64)
    family = Family(np.zeros(MAX_PER_ROW, dtype=np.uint32), first, first)
    grams = Grams((family,), np.array([MAX_PER_ROW]), np.zeros(1, np.uint32))
    expected = np.where(np.arange(5) % 2, weight, -128) * np.sqrt(MAX_PER_ROW)
    assert LineLayer(table).scores(grams)[0] == pytest.approx(expected, rel=1e-6)


def test_a_row_without_words_scores_nothing() -> None:
    batch = make_batch(["***\nwords"])
    scores = LineLayer(np.ones((16, 3), np.int8)).scores(find_grams(batch, find_words(batch)))
    assert scores[0].tolist() == [0, 0, 0]
    assert scores[1].all()


@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(1, 70),
    shape=st.sampled_from([(5, 3), (64, 15), (134, 64), (700, 8)]),
)
def test_a_row_alone_is_bit_identical_to_the_row_in_a_batch(seed: int, size: int, shape: tuple[int, int]) -> None:
    random = np.random.default_rng(seed)
    layers = (random_layer(random, *shape), random_layer(random, shape[1], 9))
    rows = random_rows(random, size, shape[0])
    together = layers[1](run_layers(layers[:1], rows))
    for i in range(size):
        alone = layers[1](run_layers(layers[:1], rows[i : i + 1]))
        assert alone.tobytes() == together[i : i + 1].tobytes()


def test_order_of_inputs_does_not_change_a_sum() -> None:
    """Sums are those of integers, so the order in which a library adds up cannot matter."""
    random = np.random.default_rng(0)
    layer, rows = random_layer(random, 300, 20), random_rows(random, 40, 300)
    order = random.permutation(300)
    assert (layer(rows) == Dense(layer.weights[order], layer.scale, layer.bias)(rows[:, order])).all()
    sums = (rows.astype(np.int64) @ layer.weights.astype(np.int64)).astype(np.float32)
    assert (layer(rows) == sums * layer.scale + layer.bias).all()


@pytest.mark.parametrize("n_in", [1, 5, 129, 700, 5000])
def test_largest_weight_is_the_largest_that_is_exact(n_in: int) -> None:
    weight = largest_weight(n_in)
    assert n_in * LARGEST * weight <= EXACT
    assert weight == np.iinfo(np.int16).max or n_in * LARGEST * (weight + 1) > EXACT
    assert int(np.float32(EXACT)) == EXACT
    assert int(np.float32(EXACT + 2)) != EXACT + 2


def test_weights_of_a_fitted_model_are_within_the_exact_range(small: Cleaner) -> None:
    model = small.model
    for look in (*model.looks, *model.last):
        inputs = LARGEST
        for layer in (*look.layers, look.output):
            most = np.abs(layer.weights.astype(np.int64)).sum(axis=0).max() * inputs
            assert most <= EXACT
            assert layer.weights.dtype == np.int16
            inputs = ACTIVATION


def test_layers_of_a_fitted_model_do_not_see_the_batch(small: Cleaner) -> None:
    random = np.random.default_rng(1)
    for layer in (layer for look in (*small.model.looks, *small.model.last) for layer in (*look.layers, look.output)):
        rows = random_rows(random, 50, len(layer.weights))
        whole = layer(rows)
        for start, stop in itertools.pairwise((0, 1, 3, 20, 50)):
            assert layer(rows[start:stop]).tobytes() == whole[start:stop].tobytes()


def test_activations_are_whole_numbers_of_seven_bits() -> None:
    values = np.array([-1e9, -0.4, 0.4, 0.6, 126.6, 1e9], dtype=np.float32)
    assert activate(values).tolist() == [0, 0, 0, 1, 127, ACTIVATION]


@given(st.lists(pages, min_size=1, max_size=4))
def test_probabilities_are_those_of_each_document_alone(small: Cleaner, documents: list[str]) -> None:
    model: Model = small.model
    batch = make_batch(documents)
    together = model.kind_probabilities(batch)
    assert together.shape == (batch.n_rows, len(model.kinds))
    assert np.isfinite(together).all()
    assert together.sum(axis=1) == pytest.approx(1)
    alone = [model.kind_probabilities(make_batch([document])) for document in documents]
    assert together.tobytes() == np.concatenate(alone).tobytes()


def test_probabilities_differ_by_line(small: Cleaner) -> None:
    """The fitted model is no constant: otherwise half of these tests would be empty."""
    assert np.ptp(small.model.kind_probabilities(make_batch([PAGE])), axis=0).max() > 0.5


@pytest.mark.parametrize(("settled", "asked"), [(0, False), (10**6, True)])
def test_the_last_look_is_at_rows_that_the_one_before_leaves_open(
    small: Cleaner, monkeypatch: pytest.MonkeyPatch, settled: int, asked: bool
) -> None:
    """All rows or none; what the last look would say is turned into nonsense, to see where it counts."""
    batch = make_batch([PAGE])
    model = small.model
    odd = replace(model, last=LastLook(*map(nonsense, model.last)))
    monkeypatch.setattr("cleaner.model.SETTLED", settled)
    same = model.kind_probabilities(batch) == odd.kind_probabilities(batch)
    assert same.all() != asked


def test_settled_and_open_rows_of_a_page(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    """At any bound a row has what the look before says or what the last says, and a lower bound settles more."""
    batch = make_batch([PAGE])
    model, told = small.model, []
    for bound in (0, 24, 10**6):
        monkeypatch.setattr("cleaner.model.SETTLED", bound)
        told.append(model.kind_probabilities(batch))
    before, between, after = told
    from_before, from_last = (between == before).all(axis=1), (between == after).all(axis=1)
    assert (from_before | from_last).all()
    assert from_before.any()
    assert from_last.any()
