"""The line layer: one-against-rest logistic regressions on hashed n-grams, by scikit-learn.

It has two halves. One is fitted on all labels, most of which a program took from pages; the other on those that people
made line by line, and says what whole pages drown out (`training/EXPERIMENTS.md`, "Two halves"). What is fitted on the
scores learns which to believe where.

Every row is also scored by a layer that was fitted without the row's fold, so that what is fitted on the scores learns
how far to trust them on pages it has not seen. Beside the scores stand senses (`fit_senses`), which no label has a part
in, and so no fold.
"""

from __future__ import annotations

import logging
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from cleaner.array_types import Bools, Floats, Ints
from cleaner.context import LARGEST
from cleaner.examples import Examples
from cleaner.fit_senses import fit_senses
from cleaner.kinds import KINDS
from cleaner.model import LineLayer
from cleaner.settings import Settings

log = logging.getLogger(__name__)

_TABLE_QUANTILE: Final = 0.9999  # weights beyond this quantile are clipped, so that the rest use int8's range


class FittedLines(NamedTuple):
    """A line layer and what layers like it make of rows they were not fitted on."""

    layer: LineLayer
    unit: Floats  # (n_outputs,) one unit of the layer's table: in log-odds, for those that are scores
    unseen: Floats  # (n_rows, n_outputs) log-odds, of one half and of the other, and senses


def fit_lines(
    examples: Examples, rows: Bools, weight: Floats, words: Examples | None, settings: Settings
) -> FittedLines:
    """Fit the line layer on some `rows` of the documents, which have this `weight` each, and on the lexicon `words`."""
    whole = _halves(examples, rows, weight, words, settings)
    unseen = np.zeros((len(rows), whole.shape[1]), dtype=np.float32)
    for fold in range(settings.folds):
        inside = examples.fold == fold
        if inside.any():
            others = rows & ~inside
            fitted = _halves(examples, others, weight, words, settings, without=fold) if others.any() else whole
            unseen[inside] = examples.grams[inside] @ fitted
            log.info("line layer: fold %d of %d", fold + 1, settings.folds)
    senses = fit_senses(examples.grams, np.flatnonzero(rows), settings.seed)
    table, unit = _table(np.concatenate((whole, senses), axis=1))
    unseen = np.concatenate((unseen, examples.grams @ senses), axis=1)
    return FittedLines(LineLayer(table), unit, unseen)


def _halves(
    examples: Examples, rows: Bools, weight: Floats, words: Examples | None, settings: Settings, *, without: int = -1
) -> Floats:
    """Weights (2**bits, 2 * n_kinds) of the halves, fitted on all labels and on those made by hand."""
    of_halves = zip((rows, rows & examples.by_hand), settings.line_power, settings.line_rate, strict=True)
    halves = [
        _regressions(_lines_of(examples, half, weight, words, without), power, rate, settings)
        for half, power, rate in of_halves
    ]
    return np.concatenate(halves, axis=1)


class _Lines(NamedTuple):
    """What a half is fitted on."""

    grams: sparse.csr_matrix  # (n_lines, 2**bits)
    kind: Ints  # (n_lines,)
    weight: Floats  # (n_lines,), above 0


def _lines_of(examples: Examples, rows: Bools, weight: Floats, words: Examples | None, without: int) -> _Lines:
    """Some rows of the documents, and the lines of the lexicon that are not in the fold `without`."""
    lines = _Lines(examples.grams[rows], examples.kind[rows], weight[rows])
    if words is None:
        return lines
    others = (words.fold != without) & (words.weight > 0)
    grams = sparse.vstack((lines.grams, words.grams[others]), format="csr")
    kind = np.concatenate((lines.kind, words.kind[others]))
    return _Lines(grams, kind, np.concatenate((lines.weight, words.weight[others])))


def _regressions(lines: _Lines, power: float, rate: float, settings: Settings) -> Floats:
    """Weights (2**bits, n_kinds) of the regressions; a kind without examples keeps zeros, and all do where there is but
    one."""
    weights = np.zeros((lines.grams.shape[1], len(KINDS)), dtype=np.float32)
    if len(np.unique(lines.kind)) < 2:
        return weights
    classifier = SGDClassifier(
        loss="log_loss", alpha=settings.penalty, max_iter=settings.line_epochs, tol=None, average=True,
        learning_rate="constant", eta0=rate, fit_intercept=False, random_state=settings.seed, n_jobs=-1,
    )  # fmt: skip
    classifier.fit(lines.grams, lines.kind, sample_weight=lines.weight**power)
    weights[:, classifier.classes_] = classifier.coef_.T * ([-1, 1] if len(classifier.classes_) == 2 else 1)
    return weights


def _table(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as int8, and the unit of each output."""
    magnitude = np.abs(weights)
    largest = [np.quantile(column[column > 0], _TABLE_QUANTILE) if column.any() else 1.0 for column in magnitude.T]
    unit = np.array(largest, dtype=np.float32) / np.float32(LARGEST)
    return np.clip(np.rint(weights / unit), -LARGEST, LARGEST).astype(np.int8), unit
