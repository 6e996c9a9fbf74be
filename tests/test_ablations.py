"""Results taken away: lines apart, and the table of models without a part."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from made_up import page
from made_up_material import TINY, made_up_material

from cleaner.batch import make_batch
from cleaner.examples import make_examples
from cleaner.fit import fit
from training.validation import material as materials
from training.validation.ablations import SEQUENCE, WHOLE, Apart, ablation_table, apart

PAGES = [page(number) for number in range(12)]


def test_lines_apart_keep_their_labels_weights_and_blank_lines() -> None:
    lines = [line for document in PAGES for line in apart(document)]
    together, alone = (make_examples(documents, bits=8, folds=2) for documents in (PAGES, lines))
    assert alone.kind.tolist() == together.kind.tolist()
    assert alone.weight == pytest.approx(together.weight)
    assert np.diff(alone.first_row).tolist() == [1] * len(together.kind)
    first, second = list(apart(PAGES[0]))[:2]
    assert first.lines == PAGES[0].lines[: len(first.lines)]
    assert [kind for kind in second.kinds if kind] == ["date"]


def test_a_model_that_sees_lines_apart_does_not_see_their_neighbours() -> None:
    model = fit(PAGES, TINY)
    parts = Apart(**{part.name: getattr(model, part.name) for part in fields(model) if part.init})
    whole = parts.kind_probabilities(make_batch(["One line.\nAnother.\n", "A third.\n"]))
    turned = parts.kind_probabilities(make_batch(["A third.\nAnother.\nOne line.\n"]))
    assert whole.tolist() == turned[::-1].tolist()
    assert model.kind_probabilities(make_batch(["One line.\nAnother.\n"])).tolist() != whole[:2].tolist()


def test_every_part_has_its_row_and_a_second_run_fits_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    material = made_up_material(tmp_path)
    table = ablation_table(material)
    assert [row[0] for row in table.rows] == [
        WHOLE, SEQUENCE, "without context", "without n-grams", "without data/", "without residual forms",
    ]  # fmt: skip
    monkeypatch.setattr(materials, "fit", lambda *_: pytest.fail("fitted again"))
    assert ablation_table(material) == table
