"""Calibration: one number that makes a model's probabilities mean what they say, from pages it was not fitted on.

A network is surer of what it has seen than of what it has not. All its log-odds are divided by one temperature (Guo and
others 2017, "On Calibration of Modern Neural Networks", section 4.2), which changes how sure it is and never which kind
is likeliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.batch import make_batch
from cleaner.examples import row_labels, row_share
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import Labelled
from cleaner.layers import Dense
from cleaner.model import Model
from cleaner.pipeline import in_batches

TEMPERATURES: Final = np.round(np.geomspace(0.5, 5.0, 47), 3)
"""Temperatures tried, five in a hundred apart."""
_LEAST = 1e-9

Floats = NDArray[np.float64]


def at_temperature(model: Model, temperature: float) -> Model:
    """The model with its log-odds divided by `temperature`; rows that a look before the last settles keep theirs."""
    *before, last = model.looks
    output = last.output
    divided = Dense(output.weights, output.scale / np.float32(temperature), output.bias / np.float32(temperature))
    return replace(model, looks=(*before, replace(last, output=divided)))


def best_temperature(model: Model, documents: Sequence[Labelled]) -> float:
    """The one of `TEMPERATURES` with the least cross-entropy of article against noise.

    Lines weigh as they do in a fit: a long document weighs less a line than a short one.
    """
    probabilities, wanted, weight = _lines(model, documents)
    log_p = np.log(np.maximum(probabilities, _LEAST))
    losses = [_cross_entropy(log_p / temperature, wanted, weight) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _lines(model: Model, documents: Sequence[Labelled]) -> tuple[Floats, NDArray[np.bool_], Floats]:
    probabilities, wanted, weights = [], [], []
    waiting = iter(documents)
    for texts in in_batches(document.text for document in documents):
        chunk = [next(waiting) for _ in texts]
        batch = make_batch(texts)
        labels = row_labels(chunk, batch)
        per_document = np.diff(batch.first_row)
        probabilities.append(model.kind_probabilities(batch))
        wanted.append(np.isin(KINDS, ARTICLE)[labels.kind] & labels.named)
        weights.append(np.repeat(row_share(per_document), per_document) * labels.sure)
    return np.concatenate(probabilities), np.concatenate(wanted), np.concatenate(weights)


def _cross_entropy(log_odds: Floats, wanted: NDArray[np.bool_], weight: Floats) -> float:
    odds = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    article = odds[:, np.isin(KINDS, ARTICLE)].sum(axis=1) / odds.sum(axis=1)
    of_truth = np.where(wanted, article, 1 - article)
    return float(np.average(-np.log(np.maximum(of_truth, _LEAST)), weights=weight))
