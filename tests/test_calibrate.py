"""Calibration: the temperature that lines a model has not seen ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import QUICK, page

import cleaner.model
from cleaner.batch import make_batch
from cleaner.fit import fit
from cleaner.model import Model
from training.calibrate import TEMPERATURES, _cross_entropy, _lines, at_temperature, best_temperature

PAGES = [page(number) for number in range(12)]


@pytest.fixture
def nothing_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model this small is sure of everything at first look, and those rows have no temperature."""
    monkeypatch.setattr(cleaner.model, "SETTLED", 10**6)


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(PAGES, QUICK)


@pytest.mark.usefixtures("nothing_is_settled")
def test_a_temperature_changes_how_sure_a_model_is_and_not_of_what(model: Model) -> None:
    batch = make_batch([page.text for page in PAGES])
    plain, warm = (each.kind_probabilities(batch) for each in (model, at_temperature(model, 3.0)))
    assert (plain.argmax(axis=1) == warm.argmax(axis=1)).all()
    assert (warm.max(axis=1) <= plain.max(axis=1) + 1e-6).all()
    odds = np.log(plain[:, 2] / plain[:, 0]) / np.log(warm[:, 2] / warm[:, 0])
    assert odds == pytest.approx(3.0, rel=1e-3)


@pytest.mark.usefixtures("nothing_is_settled")
def test_a_model_that_is_surer_than_right_is_cooled(model: Model) -> None:
    """As many labels wrong as right: no probability can be too near to a half."""
    odd = [page(number) for number in range(20, 32)]
    turned = {None: None, "body": "ad"}
    wrong = [replace(d, kinds=tuple(turned.get(kind, "body") for kind in d.kinds)) for d in odd]
    assert best_temperature(model, odd + wrong) == TEMPERATURES[-1]
    assert best_temperature(model, odd) < 1


def test_unsure_labels_decide_nothing(model: Model) -> None:
    unsure = [replace(d, kinds=("ad",) * len(d.lines), sure=(False,) * len(d.lines)) for d in PAGES]
    assert best_temperature(model, PAGES + unsure) == best_temperature(model, PAGES)


@pytest.mark.parametrize("settled", [0, 30, 10**6])
def test_what_is_promised_is_what_the_model_then_does(
    settled: int, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that an early look settles, all, some or none of them, have no temperature: none is reckoned for them."""
    monkeypatch.setattr(cleaner.model, "SETTLED", settled)
    documents = [page(number) for number in range(20, 32)]
    lines = _lines(model, documents)
    assert lines.has_temperature.all() == (settled == 10**6)
    for temperature in (0.5, 2.0, 5.0):
        applied = _lines(at_temperature(model, temperature), documents)
        assert _cross_entropy(lines, temperature) == pytest.approx(_cross_entropy(applied, 1.0), rel=1e-4, abs=1e-6)
