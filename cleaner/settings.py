"""What a fit can be told."""

from __future__ import annotations

from dataclasses import dataclass

Networks = tuple[tuple[int, ...], int]
"""The networks of a look: the units of each hidden layer, and how many such networks there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of a fit; the numbers are those of `training/EXPERIMENTS.md`."""

    bits: int = 18  # the weight table has 2**bits rows
    looks: tuple[Networks, ...] = (((32,), 2), ((48,), 2), ((256, 64), 2))  # in order; the last for each regime
    other_regime: float = 0.1  # weight of a document of the other regime in each of the two last looks
    by_hand_before: float = 0.25  # what labels made by hand weigh in the looks before the last, which regimes share
    by_hand_in_pages: float = 0.1  # and in the last that is for pages
    folds: int = 5
    line_epochs: int = 5
    line_rate: tuple[float, float] = (0.5, 0.1)  # of its halves; constant: what comes out is the mean of all steps
    epochs: tuple[int, ...] = (10, 4)  # of the networks, each stage at a tenth of the rate before
    penalty: float = 1e-6  # of the line layer's weights
    line_power: tuple[float, float] = (0.5, 1.0)  # of a row's weight in them: no heavy line settles what its words mean
    decay: float = 6e-5  # of the networks' weights, a step
    chain: float = 0.72  # in a page of noise; 0: lines judged apart; 1: affinities as counted
    within: float = 0.3  # the same for the parts of a line
    drawn: float = 1.0  # a row is fitted on with its share (`Examples.share`) times this as its chance
    seed: int = 0
