"""Date stamps made up for training: in every language of the table, and cut off the sentence behind them."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.batch import make_batch
from training.stamps import NAMES, stamp

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
