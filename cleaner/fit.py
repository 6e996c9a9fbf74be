"""Labelled documents -> Model.

    documents -> rows drawn -> line layer, and scores by layers that had not seen the rows -> looks, one on another
              -> affinities of neighbouring states, counted

`fit_lines`, `fit_senses` and `fit_looks` alone use scikit-learn.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cleaner.array_types import Bools, Floats
from cleaner.context import quantise
from cleaner.examples import Examples, make_examples
from cleaner.fit_lines import FittedLines, fit_lines
from cleaner.fit_looks import fit_looks
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import Labelled
from cleaner.model import Model
from cleaner.sequence import Chain, block_state
from cleaner.settings import Settings

log = logging.getLogger(__name__)

_TEXT, _LONE, _BLOCK, _HEADLINE = range(4)
_LONE_KINDS: Final = ("byline", "date", "caption", "share", "promo", "ad")
STATES: Final = np.array([_TEXT if kind in ARTICLE else _LONE if kind in _LONE_KINDS else _BLOCK for kind in KINDS])
STATES[KINDS.index("title")] = _HEADLINE
"""State of each kind in the sequence step: the article's text, noise of single lines, noise that comes in blocks, and
the headline, which has noise on both sides as a rule (`training/EXPERIMENTS.md`, "A state for the headline")."""

_NO_GRAMS: Final = sparse.csr_matrix((0, 0), dtype=np.float32)
_SMOOTHING: Final = 100.0  # neighbours added to every cell of the counted affinities


def fit(documents: Sequence[Labelled], settings: Settings | None = None, *, lexicon: Sequence[Labelled] = ()) -> Model:
    """Fit a model. The same documents and settings give the same model, up to the library's arithmetic.

    `lexicon` are lines that say what their words mean and nothing about where they stand: the line layer alone learns
    from them. Raises ValueError when there are no documents, and when they hold fewer than two kinds or nothing but
    unsure labels.
    """
    if not documents:
        raise ValueError("there are no labelled documents to fit a model to")
    settings = settings or Settings()
    examples = make_examples(documents, bits=settings.bits, folds=settings.folds)
    if len(np.unique(examples.kind[(examples.weight > 0) & examples.named])) < 2:
        raise ValueError("the labelled documents must hold both article lines and noise lines")
    words = make_examples(lexicon, bits=settings.bits, folds=settings.folds) if lexicon else None
    drawn = _draw(examples, settings)
    weight = _weight_if_drawn(examples, settings)
    log.info("%d documents, %d of %d rows drawn", len(documents), drawn.sum(), len(drawn))

    lines = fit_lines(examples, drawn & examples.named, weight, words, settings)
    examples = replace(_name_noise(examples, lines.unseen), grams=_NO_GRAMS)  # gigabytes that nothing needs any more
    own, center, spread = _standardised(lines, examples)
    looks, last = fit_looks(own, examples, drawn, weight, settings)
    between = _affinity(examples, ~examples.glued, settings.chain)
    within = _affinity(examples, examples.glued, settings.within)
    return Model(KINDS, lines.layer, center, spread, looks, last, Chain(STATES, between, within, block_state(STATES)))


def _name_noise(examples: Examples, scores: Floats) -> Examples:
    """Give noise that nobody named the kind of noise that its own words score highest."""
    noise = ~np.isin(KINDS, ARTICLE)
    likeliest = np.where(noise, scores[~examples.named, : len(KINDS)], -np.inf).argmax(axis=1)
    kind = examples.kind.copy()
    kind[~examples.named] = likeliest
    return replace(examples, kind=kind)


def _draw(examples: Examples, settings: Settings) -> Bools:
    """Rows to fit on: of long documents, whose rows weigh little, a sample that weighs as much as all of them.

    What is learnt is the same on average, from a third of the rows of full pages.
    """
    chance = np.random.default_rng(settings.seed).random(len(examples.share))
    return np.asarray((examples.weight > 0) & (chance < settings.drawn * examples.share))


def _weight_if_drawn(examples: Examples, settings: Settings) -> Floats:
    return np.asarray(examples.weight / np.minimum(settings.drawn * examples.share, 1), dtype=np.float32)


def _standardised(lines: FittedLines, examples: Examples) -> tuple[Floats, Floats, Floats]:
    """The rows' own features as whole numbers, and the mean and the deviation that brought them there."""
    features = np.concatenate((np.rint(lines.unseen / lines.unit), examples.shape), axis=1)
    center, spread = _moments(features, examples.weight)
    return quantise(features, center, spread), center, spread


def _moments(features: Floats, weight: Floats) -> tuple[Floats, Floats]:
    center = np.average(features, axis=0, weights=weight)
    spread = np.sqrt(np.average((features - center) ** 2, axis=0, weights=weight))
    return center.astype(np.float32), np.maximum(spread, 0.02).astype(np.float32)


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
