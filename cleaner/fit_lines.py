"""The line layer: one-against-rest logistic regressions on hashed n-grams, by scikit-learn.

Every row is also scored by a layer that was fitted without the row's fold, so that what is fitted on the scores learns
how far to trust them on pages it has not seen.
"""

from __future__ import annotations

import logging
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from cleaner.batch import Bools, Ints
from cleaner.context import LARGEST, Floats
from cleaner.examples import Examples
from cleaner.kinds import KINDS
from cleaner.model import LineLayer
from cleaner.settings import Settings

log = logging.getLogger(__name__)

_TABLE_QUANTILE: Final = 0.9999  # weights beyond this quantile are clipped, so that the rest use int8's range


class FittedLines(NamedTuple):
    """A line layer and what layers like it make of rows they were not fitted on."""

    layer: LineLayer
    unit: Floats  # (n_kinds,) log-odds of one unit of the layer's table
    unseen: Floats  # (n_rows, n_kinds) log-odds


def fit_lines(
    examples: Examples, rows: Bools, weight: Floats, words: Examples | None, settings: Settings
) -> FittedLines:
    """Fit the line layer on some `rows` of the documents, which have this `weight` each, and on the lexicon `words`."""
    whole = _regressions(_lines_of(examples, rows, weight, words, settings), settings)
    unseen = np.zeros((len(rows), len(KINDS)), dtype=np.float32)
    for fold in range(settings.folds):
        inside = examples.fold == fold
        if inside.any():
            others = _lines_of(examples, rows & ~inside, weight, words, settings, without=fold)
            unseen[inside] = examples.grams[inside] @ (_regressions(others, settings) if len(others.kind) else whole)
            log.info("line layer: fold %d of %d", fold + 1, settings.folds)
    table, unit = _table(whole)
    return FittedLines(LineLayer(table), unit, unseen)


class _Lines(NamedTuple):
    """What the line layer is fitted on."""

    grams: sparse.csr_matrix  # (n_lines, 2**bits)
    kind: Ints  # (n_lines,)
    weight: Floats  # (n_lines,), above 0


def _lines_of(
    examples: Examples, rows: Bools, weight: Floats, words: Examples | None, settings: Settings, *, without: int = -1
) -> _Lines:
    """Some rows of the documents, and the lines of the lexicon that are not in the fold `without`."""
    lines = _Lines(examples.grams[rows], examples.kind[rows], weight[rows])
    if words is not None:
        others = (words.fold != without) & (words.weight > 0)
        grams = sparse.vstack((lines.grams, words.grams[others]), format="csr")
        kind = np.concatenate((lines.kind, words.kind[others]))
        lines = _Lines(grams, kind, np.concatenate((lines.weight, words.weight[others])))
    return lines._replace(weight=lines.weight**settings.line_power)


def _regressions(lines: _Lines, settings: Settings) -> Floats:
    """Weights (2**bits, n_kinds) of the regressions; a kind without examples keeps zeros."""
    classifier = SGDClassifier(
        loss="log_loss", alpha=settings.penalty, max_iter=settings.line_epochs, tol=None, average=True,
        learning_rate="constant", eta0=settings.line_rate, fit_intercept=False, random_state=settings.seed, n_jobs=-1,
    )  # fmt: skip
    weights = np.zeros((lines.grams.shape[1], len(KINDS)), dtype=np.float32)
    classifier.fit(lines.grams, lines.kind, sample_weight=lines.weight)
    if len(classifier.classes_) == 2:
        weights[:, classifier.classes_] = classifier.coef_.T * [-1, 1]
    elif len(classifier.classes_) > 2:
        weights[:, classifier.classes_] = classifier.coef_.T
    return weights


def _table(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as int8, and the unit of each output."""
    magnitude = np.abs(weights)
    largest = [np.quantile(column[column > 0], _TABLE_QUANTILE) if column.any() else 1.0 for column in magnitude.T]
    unit = np.array(largest, dtype=np.float32) / np.float32(LARGEST)
    return np.clip(np.rint(weights / unit), -LARGEST, LARGEST).astype(np.int8), unit
