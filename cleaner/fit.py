"""Labelled documents -> Model. The only module that uses scikit-learn.

Line layer: one-against-rest logistic regressions on hashed n-grams. Embedding and context layer: small networks
on scores that the line layer gave to pages it was not fitted on (folds by site), so that they learn how far to trust
them. Sequence: affinities of neighbouring states, counted.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier

from cleaner.batch import Ints
from cleaner.context import LARGEST, UNIT, Context, Floats, quantise
from cleaner.examples import Examples, make_examples
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import Labelled
from cleaner.model import LineLayer, Model, run_layers
from cleaner.sequence import Chain
from cleaner.structure import evidence, structure
from cleaner.whole_numbers import Network, average, whole_numbers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a fit can be told; the numbers are those of `training/EXPERIMENTS.md`."""

    bits: int = 18  # the weight table has 2**bits rows
    embed: tuple[int, ...] = (32, 8)  # units of the layers that make a line's embedding
    look: tuple[int, ...] = (64, 8)  # units of the layers that make it anew from the context
    hidden: tuple[int, ...] = (48,)  # units of the context layers of each member
    folds: int = 5
    line_epochs: int = 5
    epochs: tuple[int, ...] = (10, 4)  # of the networks, each stage at a tenth of the rate before
    penalty: float = 1e-6  # of the line layer's weights
    decay: float = 6e-5  # of the networks' weights, a step
    members: int = 4  # networks whose log-odds are averaged in the last layer
    chain: float = 0.3  # 0: lines judged apart; 1: affinities as counted
    within: float = 0.3  # the same for the parts of a line
    drawn: float = 1.0  # a row is fitted on with its share (`Examples.share`) times this as its chance
    seed: int = 0

    def __post_init__(self) -> None:
        """Both embeddings stand in the same columns: raise ValueError when their widths differ."""
        if self.embed[-1] != self.look[-1]:
            raise ValueError(f"embed and look must end in equally many units, got {self.embed} and {self.look}")


_LONE_KINDS = ("byline", "date", "caption", "share", "promo", "ad")
STATES: Final = np.array([0 if kind in ARTICLE else 1 if kind in _LONE_KINDS else 2 for kind in KINDS])
"""State of each kind in the sequence step: the article, noise of single lines, noise that comes in blocks."""

_RATE = 2e-3  # of the networks' first epochs
_WORTH_PROCESSES = 200_000  # rows from which the members of an average are fitted side by side
_TABLE_QUANTILE = 0.9999  # weights beyond this quantile are clipped, so that the rest use int8's range
_SMOOTHING = 100.0  # neighbours added to every cell of the counted affinities


def fit(documents: Sequence[Labelled], settings: Settings | None = None) -> Model:
    """Fit a model. The same documents and settings give the same model, up to the library's arithmetic.

    Raises ValueError when the documents hold fewer than two kinds or nothing but unsure labels.
    """
    settings = settings or Settings()
    examples = make_examples(documents, bits=settings.bits, folds=settings.folds)
    if len(np.unique(examples.kind[(examples.weight > 0) & examples.named])) < 2:
        raise ValueError("the labelled documents must hold both article lines and noise lines")
    drawn = _draw(examples, settings)
    sure = drawn & examples.named  # the line layer learns from lines whose kind is known
    log.info("%d documents, %d of %d rows drawn", len(documents), drawn.sum(), len(drawn))

    whole = _fit_lines(examples, sure, settings)
    unseen = np.zeros((len(sure), len(KINDS)), dtype=np.float32)
    for fold in range(settings.folds):
        inside = examples.fold == fold
        if inside.any():
            others = sure & ~inside
            unseen[inside] = examples.grams[inside] @ (
                _fit_lines(examples, others, settings) if others.any() else whole
            )
            log.info("line layer: fold %d of %d", fold + 1, settings.folds)
    examples = _name_noise(examples, unseen)
    table, unit = _table(whole)
    features = np.concatenate((np.rint(unseen / unit), examples.shape), axis=1)

    center, spread = _moments(features, examples.weight)
    own = quantise(features, center, spread)
    targets = _Targets(examples.kind[drawn], _weight_if_drawn(examples, settings)[drawn])
    embed, _ = _fit_network(own[drawn], settings.embed, targets, settings)
    log.info("embedding fitted")
    context = Context(own, examples.first_row)
    embedding = run_layers(embed, own)
    rows = np.flatnonzero(drawn)
    look, output_of_look = _fit_network(context.columns(embedding, rows=rows), settings.look, targets, settings)
    log.info("first look at the context fitted")
    embedding = np.concatenate([run_layers(look, some) for some in context.chunks(embedding)])
    where = structure(evidence(output_of_look(embedding)), examples.chars, examples.first_row)
    columns = context.columns(embedding, where, rows=rows)
    hidden, output = _fit_average(columns, settings.hidden, targets, settings)
    log.info("context layer fitted")
    chain = Chain(
        STATES,
        _affinity(examples, ~examples.glued, settings.chain),
        _affinity(examples, examples.glued, settings.within),
    )
    return Model(KINDS, LineLayer(table), center, spread, embed, look, output_of_look, hidden, output, chain)


def _name_noise(examples: Examples, scores: Floats) -> Examples:
    """Give noise that nobody named the kind of noise that its own words score highest."""
    noise = ~np.isin(KINDS, ARTICLE)
    likeliest = np.where(noise, scores[~examples.named], -np.inf).argmax(axis=1)
    kind = examples.kind.copy()
    kind[~examples.named] = likeliest
    return replace(examples, kind=kind)


def _draw(examples: Examples, settings: Settings) -> NDArray[np.bool_]:
    """Rows to fit on: of long documents, whose rows weigh little, a sample that weighs as much as all of them.

    What is learnt is the same on average, from a third of the rows of full pages.
    """
    chance = np.random.default_rng(settings.seed).random(len(examples.share))
    return np.asarray((examples.weight > 0) & (chance < settings.drawn * examples.share))


def _weight_if_drawn(examples: Examples, settings: Settings) -> Floats:
    return np.asarray(examples.weight / np.minimum(settings.drawn * examples.share, 1), dtype=np.float32)


def _fit_lines(examples: Examples, rows: NDArray[np.bool_], settings: Settings) -> Floats:
    """Weights (2**bits, n_kinds) of the logistic regressions; a kind without examples keeps zeros."""
    classifier = SGDClassifier(
        loss="log_loss", alpha=settings.penalty, max_iter=settings.line_epochs, tol=None, average=True,
        fit_intercept=False, random_state=settings.seed, n_jobs=-1,
    )  # fmt: skip
    weights = np.zeros((examples.grams.shape[1], len(KINDS)), dtype=np.float32)
    kinds = examples.kind[rows]
    classifier.fit(examples.grams[rows], kinds, sample_weight=_weight_if_drawn(examples, settings)[rows])
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


def _moments(features: Floats, weight: Floats) -> tuple[Floats, Floats]:
    center = np.average(features, axis=0, weights=weight)
    spread = np.sqrt(np.average((features - center) ** 2, axis=0, weights=weight))
    return center.astype(np.float32), np.maximum(spread, 0.02).astype(np.float32)


class _Targets(NamedTuple):
    """What a network is to say of every row, and how much the row counts."""

    kind: Ints  # (n_rows,)
    weight: Floats  # (n_rows,), above 0


def _fit_network(
    inputs: Floats, units: tuple[int, ...], targets: _Targets, settings: Settings, *, member: int = 0
) -> Network:
    """Fit a network that names the kind of every row; its hidden layers and its output layer over whole numbers."""
    rows = inputs / np.float32(UNIT)
    batch = int(np.clip(len(rows) // 1000, 16, 1024))  # few rows: small steps, so that there are enough of them
    network = MLPClassifier(
        units, alpha=settings.decay * batch, batch_size=batch, random_state=settings.seed + member, warm_start=True
    )
    for stage, epochs in enumerate(settings.epochs):
        network.set_params(learning_rate_init=_RATE / 10**stage, max_iter=epochs, n_iter_no_change=epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is a setting, not a failure
            network.fit(rows, targets.kind, sample_weight=targets.weight)
    return whole_numbers(network, rows[:: max(1, len(rows) // 50_000)])


def _fit_average(inputs: Floats, units: tuple[int, ...], targets: _Targets, settings: Settings) -> Network:
    """Networks side by side as one, whose log-odds are the mean of theirs: they err apart and agree on what holds."""
    jobs = 1 if len(inputs) < _WORTH_PROCESSES else min(settings.members, os.cpu_count() or 1)
    fits = (delayed(_fit_network)(inputs, units, targets, settings, member=i) for i in range(settings.members))
    return average(Parallel(n_jobs=jobs)(fits))


def _affinity(examples: Examples, wanted: NDArray[np.bool_], strength: float) -> NDArray[np.float64]:
    """How much likelier a state follows another than by chance, to the power `strength`, counted at `wanted` rows."""
    state = STATES[examples.kind]
    n_states = STATES.max() + 1
    follows = wanted.copy()
    follows[examples.first_row[:-1][np.diff(examples.first_row) > 0]] = False
    pair = np.flatnonzero(follows & (examples.weight > 0))
    pair = pair[examples.weight[pair - 1] > 0]
    cells = state[pair - 1] * n_states + state[pair]
    joint = np.bincount(cells, weights=examples.weight[pair], minlength=n_states**2).reshape(n_states, n_states)
    joint = (joint + _SMOOTHING) / (joint + _SMOOTHING).sum()
    chance = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    return np.asarray((joint / chance) ** strength)
