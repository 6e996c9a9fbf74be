"""Date stamps made up for training: in every language of the table, and cut off the sentence behind them."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.batch import make_batch
from training.mixing.stamps import LABELS, MONTHS, NAMES, stamp, stamp_lines

SENTENCE = "The council met on Monday and agreed on a new plan for the bridge over the river."


@pytest.mark.parametrize("language", [*sorted(NAMES), "sv"])
def test_a_stamp_is_cut_off_the_sentence_behind_it(language: str) -> None:
    """Or what it teaches would be of no use: a part is what the model judges."""
    random = np.random.default_rng(1)
    for _ in range(50):
        made = stamp(language, random)
        batch = make_batch([f"{made} {SENTENCE}\n"])
        text = batch.documents[0]
        parts = [text[start:end] for start, end in zip(batch.row_start, batch.row_end, strict=True)]
        assert parts == [made, SENTENCE]


def test_names_of_the_language_and_none_at_all_occur() -> None:
    random = np.random.default_rng(2)
    made = [stamp("hi", random) for _ in range(200)]
    assert any(text.startswith("प्रकाशित") for text in made)
    assert any(text[0].isdigit() for text in made)
    assert len(set(made)) > 150


@pytest.mark.parametrize("language", [*sorted(NAMES), "sv"])
def test_a_stamp_on_lines_of_its_own_has_one_to_four(language: str) -> None:
    """No line is empty, and a name stands above its date."""
    random = np.random.default_rng(3)
    made = [stamp_lines(language, random) for _ in range(200)]
    assert {len(lines) for lines in made} == {1, 2, 4}
    names = {name for table in (NAMES, LABELS) for some in table.values() for name in some}
    for lines in made:
        assert all(line.strip() == line != "" for line in lines)
        are_names = [line.removesuffix(":") in names for line in lines]
        assert len(lines) == 1 or are_names == [True, False] * (len(lines) // 2)


@pytest.mark.parametrize(("language", "written"), [("en", True), ("hi", True), ("sv", False)])
def test_months_are_written_where_their_names_are_known(language: str, written: bool) -> None:
    random = np.random.default_rng(4)
    lines = [line for _ in range(200) for line in stamp_lines(language, random)]
    assert any(month in line for month in MONTHS.get(language, MONTHS["en"]) for line in lines) == written
    assert any(line[:4].isdigit() for line in lines)
