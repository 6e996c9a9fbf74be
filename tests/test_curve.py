"""Curves of harm against noise removed, with lines whose probabilities are given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import QUICK, page

from cleaner.evaluate import evaluate
from cleaner.fit import fit
from cleaner.pipeline import Cleaner
from training.measuring.curve import (
    BINS,
    Lines,
    area,
    at,
    curve_rows,
    judged,
    precision_and_recall,
    reliability_bins,
    strictest,
)

LINES = Lines(
    probability=np.array([0.9, 0.4, 0.2, 0.1, 0.6]),
    demand=np.ones(5),
    wanted=np.array([True, True, False, False, False]),
    chars=np.array([90, 10, 5, 5, 5]),
    document=np.array([0, 0, 0, 1, 1]),
    n_documents=2,
)


@pytest.mark.parametrize(
    ("strictness", "lost", "hurt", "removed"),
    [
        (0.05, 0.0, 0.0, 0.0),
        (0.3, 0.0, 0.0, 2 / 3),
        (0.4, 0.0, 0.0, 2 / 3),  # a line stays when its probability is the strictness
        (0.5, 0.1, 0.5, 2 / 3),
        (0.95, 1.0, 0.5, 1.0),
    ],
)
def test_at(strictness: float, lost: float, hurt: float, removed: float) -> None:
    point = at(LINES, strictness)
    assert (point.lost, point.hurt, point.removed) == pytest.approx((lost, hurt, removed))


def test_a_document_that_asks_for_more_loses_more() -> None:
    """Where twice the odds are asked, strictness .1 asks for .172: a line of .17 goes, one of .2 stays."""
    page = replace(LINES, probability=LINES.probability.clip(0.17), demand=np.full(5, 2.0))
    assert at(LINES, 0.1).removed == at(page, 0.05).removed == 0
    assert at(page, 0.1).removed == pytest.approx(1 / 3)
    assert precision_and_recall(page, np.array([0.1]))[0] == pytest.approx([100 / 110])


def test_strictest_loses_no_more_than_it_may() -> None:
    assert strictest(LINES, 0.0).strictness == pytest.approx(0.4)
    assert strictest(LINES, 0.1).strictness == pytest.approx(0.9)
    assert strictest(LINES, 0.0).removed < strictest(LINES, 0.1).removed


def test_one_point_of_the_curve_is_what_evaluate_says() -> None:
    """Over several documents, at the policy's own strictness."""
    pages = [page(number) for number in range(30)]
    cleaner = Cleaner(fit(pages[:12], QUICK))
    figures = evaluate(cleaner, pages).overall
    point = at(judged(cleaner, pages), cleaner.policy.strictness)
    assert (point.lost, point.hurt, point.removed) == pytest.approx((figures.lost, figures.hurt_share, figures.removed))
    assert len(curve_rows("pages", cleaner, pages)) > 3
    assert curve_rows("pages", cleaner, []) == []


def test_precision_and_recall_weigh_lines_by_their_characters() -> None:
    precision, recall = precision_and_recall(LINES, np.array([0.0, 0.5, 0.7, 0.95]))
    assert precision == pytest.approx([100 / 115, 90 / 95, 1.0, 1.0])
    assert recall == pytest.approx([1.0, 0.9, 0.9, 0.0])


def test_the_area_is_the_mean_precision_over_recall() -> None:
    assert area(*precision_and_recall(LINES, np.array([0.0, 0.5]))) == pytest.approx(0.1 * 100 / 115 + 0.9 * 90 / 95)
    assert area(np.ones(3), np.array([1.0, 0.5, 0.0])) == 1


def test_reliability_bins() -> None:
    predicted, observed, count = reliability_bins(LINES)
    assert count.tolist() == [0, 1, 1, 0, 1, 0, 1, 0, 0, 1]
    assert predicted[[1, 2, 4, 6, 9]] == pytest.approx([0.1, 0.2, 0.4, 0.6, 0.9])
    assert observed[[1, 2, 4, 6, 9]].tolist() == [0, 0, 1, 0, 1]
    assert np.isnan(observed[0])
    certain = Lines(np.array([1.0]), np.ones(1), np.array([True]), np.array([1]), np.array([0]), 1)
    assert reliability_bins(certain)[2].tolist() == [0] * (BINS - 1) + [1]
