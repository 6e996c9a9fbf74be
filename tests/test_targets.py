"""Targets of the looks for a regime: whose rows count, and how much."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner import targets
from cleaner.settings import Settings
from cleaner.targets import Targets, of_regime

SETTINGS = Settings(other_regime=0.1)


def test_of_few_rows_all_count_by_their_share() -> None:
    given = Targets(np.array([3, 1, 4]), np.array([2.0, 2.0, 5.0], dtype=np.float32))
    rows, found = of_regime(np.array([0.0, 0.5, 1.0]), given, SETTINGS)
    assert rows.tolist() == [0, 1, 2]
    assert found.kind.tolist() == [3, 1, 4]
    assert found.weight == pytest.approx([0.2, 1.1, 5.0])


@pytest.mark.parametrize(("many", "drawn"), [(3001, False), (3000, True)])
def test_of_many_rows_few_of_the_other_regime_are_drawn(
    many: int, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same ones every time, with all of their weight; those of the regime itself, wholly or in part, all count."""
    monkeypatch.setattr(targets, "MANY", many)
    share = np.repeat([0.0, 0.5, 1.0], 1000)
    given = Targets(np.arange(3000) % 15, np.full(3000, 2.0, dtype=np.float32))
    rows, found = of_regime(share, given, SETTINGS)
    others = share[rows] == 0
    assert (others.sum() < 1000) == drawn
    assert (~others).sum() == 2000
    assert np.array_equal(found.kind, given.kind[rows])
    assert found.weight[others] == pytest.approx(2.0 if drawn else 0.2)
    assert found.weight[others].sum() == pytest.approx(200, rel=0.3)
    assert np.unique(found.weight[~others]) == pytest.approx([1.1, 2.0])
    assert np.array_equal(of_regime(share, given, SETTINGS)[0], rows)
