"""The looks: small networks, by scikit-learn, each fitted on what the one before makes of the rows."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Final

import numpy as np
from joblib import Parallel, delayed
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from cleaner.array_types import Bools, Floats
from cleaner.context import BY_HAND, UNIT
from cleaner.examples import Examples
from cleaner.fit_context import Looked
from cleaner.last_look import LastLook, row_levels
from cleaner.looks import Look, best_of_groups
from cleaner.regime import LEVELS
from cleaner.settings import Networks, Settings
from cleaner.structure import evidence
from cleaner.targets import MANY, Targets, of_regime
from cleaner.whole_numbers import average, whole_numbers

log = logging.getLogger(__name__)

_RATE: Final = 2e-3  # of the networks' first epochs


def fit_looks(
    own: Floats, examples: Examples, drawn: Bools, weight: Floats, settings: Settings
) -> tuple[tuple[Look, ...], LastLook]:
    """Fit every look on the rows `drawn`, which have this `weight` each.

    `own` (n_rows, n_features) are the rows' own features, whole numbers as `quantise` gives them.
    """
    rows = np.flatnonzero(drawn)
    targets = Targets(examples.kind[rows], weight[rows])
    by_hand = examples.by_hand[rows]
    first, *further, last = settings.looks
    shared = _where(by_hand, settings.by_hand_before, targets)
    looks = [_fit_look(own[rows], first, shared, settings)]
    looked = Looked(own, examples, looks[0](own))
    for networks in further:
        log.info("look %d of %d fitted", len(looks), len(settings.looks))
        looks.append(_fit_look(looked.columns(rows), networks, shared, settings))
        looked = looked.again(looks[-1])
    log.info("look %d of %d fitted", len(looks), len(settings.looks))
    seen = evidence(best_of_groups(looked.log_odds))
    share = row_levels(seen, examples.first_row)[rows] / LEVELS
    of_text = of_regime(1 - share, targets, settings)
    of_page = of_regime(share, _where(by_hand, settings.by_hand_in_pages, targets), settings)
    text, page = (_fit_look(looked.columns(rows[some]), last, wanted, settings) for some, wanted in (of_text, of_page))
    log.info("last look fitted")
    return tuple(looks), LastLook(text, page)


def _where(some: Bools, factor: float, targets: Targets) -> Targets:
    """The targets, of which some, (n_rows,), weigh so much of what they did."""
    return targets._replace(weight=targets.weight * np.where(some, np.float32(factor), np.float32(1)))


def _fit_look(inputs: Floats, networks: Networks, targets: Targets, settings: Settings) -> Look:
    """Networks side by side as one, whose log-odds are the mean of theirs: they err apart and agree on what holds.

    So that they err apart, half of them, rounded down, do not see what the labels made by hand say of a line's words.
    `inputs` (n_rows, n_inputs) whole numbers, of which nothing is left.
    """
    units, members = networks
    inputs /= np.float32(UNIT)  # in place, and here: a copy in each process would take gigabytes
    jobs = 1 if len(inputs) < MANY else os.cpu_count() or 1
    fitted: list[Look] = []
    unseen = slice(0)
    for some in np.split(np.arange(members), [members - members // 2]):
        inputs[:, unseen] = 0
        fits = (delayed(_fit_network)(inputs, units, targets, settings, member=i, unseen=unseen) for i in some)
        fitted += Parallel(n_jobs=max(1, min(jobs, len(some))))(fits)  # one alone takes all cores for its sums
        unseen = BY_HAND
    return average(fitted)


def _fit_network(
    rows: Floats, units: tuple[int, ...], targets: Targets, settings: Settings, *, member: int, unseen: slice
) -> Look:
    """Fit a network that names the kind of every row, over whole numbers; `units` are those of its hidden layers.

    It goes by none of the columns `unseen`, which are zero.
    """
    batch = int(np.clip(len(rows) // 1000, 16, 1024))  # few rows: small steps, so that there are enough of them
    network = MLPClassifier(
        units, alpha=settings.decay * batch, batch_size=batch, random_state=settings.seed + member, warm_start=True
    )
    for stage, epochs in enumerate(settings.epochs):
        network.set_params(learning_rate_init=_RATE / 10**stage, max_iter=epochs, n_iter_no_change=epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is a setting, not a failure
            network.fit(rows, targets.kind, sample_weight=targets.weight)
    network.coefs_[0][unseen] = 0
    return whole_numbers(network, rows[:: max(1, len(rows) // 50_000)])
