"""Calibration: one number that makes a model's probabilities mean what they say, from pages it was not fitted on.

A network is surer of what it has seen than of what it has not. All its log-odds are divided by one temperature (Guo and
others 2017, "On Calibration of Modern Neural Networks", section 4.2), which changes how sure it is and never which kind
is likeliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Wide
from cleaner.batch import make_batch
from cleaner.examples import row_labels, row_share
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import Labelled
from cleaner.last_look import LastLook
from cleaner.layers import Dense
from cleaner.looks import Look
from cleaner.model import Model
from cleaner.pipeline import in_batches

TEMPERATURES: Final = np.round(np.geomspace(0.5, 5.0, 47), 3)
"""Temperatures tried, five in a hundred apart."""
_LEAST = 1e-9
_TINY = np.finfo(np.float64).tiny


def at_temperature(model: Model, temperature: float) -> Model:
    """The model with its log-odds divided by `temperature`; rows that a look before the last settles keep theirs."""
    return replace(model, last=LastLook(*(_divided(look, np.float32(temperature)) for look in model.last)))


def _divided(look: Look, by: np.float32) -> Look:
    output = look.output
    return replace(look, output=Dense(output.weights, output.scale / by, output.bias / by))


def best_temperature(model: Model, documents: Sequence[Labelled]) -> float:
    """The one of `TEMPERATURES` with the least cross-entropy of article against noise, before the sequence step.

    Lines weigh as they do in a fit: a long document weighs less a line than a short one.
    """
    lines = _lines(model, documents)
    losses = [_cross_entropy(lines, temperature) for temperature in TEMPERATURES.tolist()]
    return float(TEMPERATURES[int(np.argmin(losses))])


class _Lines(NamedTuple):
    """Rows of all documents."""

    log_odds: Wide  # (n_rows, n_kinds), up to a constant per row
    has_temperature: NDArray[np.bool_]  # (n_rows,) a look before the last has not settled it
    is_article: NDArray[np.bool_]  # (n_rows,)
    weight: Wide  # (n_rows,)


def _lines(model: Model, documents: Sequence[Labelled]) -> _Lines:
    found: list[_Lines] = []
    warm = at_temperature(model, 2.0)
    waiting = iter(documents)
    for texts in in_batches(document.text for document in documents):
        chunk = [next(waiting) for _ in texts]
        batch = make_batch(texts)
        labels = row_labels(chunk, batch)
        per_document = np.diff(batch.first_row)
        probabilities = model.kind_probabilities(batch)
        moved = (warm.kind_probabilities(batch) != probabilities).any(axis=1)
        is_article = np.isin(KINDS, ARTICLE)[labels.kind] & labels.named
        weight = np.repeat(row_share(per_document), per_document) * labels.sure
        found.append(_Lines(np.log(np.maximum(probabilities, _TINY)), moved, is_article, weight))
    return _Lines(*map(np.concatenate, zip(*found, strict=True)))


def _cross_entropy(lines: _Lines, temperature: float) -> float:
    """What the lines' labels cost where those rows that have a temperature have this one."""
    log_odds = lines.log_odds / np.where(lines.has_temperature, temperature, 1.0)[:, None]
    odds = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    article = odds[:, np.isin(KINDS, ARTICLE)].sum(axis=1) / odds.sum(axis=1)
    of_truth = np.where(lines.is_article, article, 1 - article)
    return float(np.average(-np.log(np.maximum(of_truth, _LEAST)), weights=lines.weight))
