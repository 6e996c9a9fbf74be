"""Demand: how likely a document asks its lines to be, beside what the policy's one knob says.

Two things about a document as a whole change what a wrong line costs in it. Where the program is unsure of what the
article is, less is asked: it is the document that is hard, and all that goes by a high bar there is the author's text
(the bar that is best for the F1 of a document is half of the F1 that can be reached: Lipton, Elkan and Naryanaswamy
2014, "Optimal Thresholding of Classifiers to Maximize F1 Measure", arXiv 1402.1892). And in a page of noise more is
asked than in a text that is mostly article: there is so much more noise that could stay. The numbers are those of
`training/EXPERIMENTS.md`, "Demand".
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaner.array_types import Ints, Probabilities, Wide
from cleaner.kinds import ARTICLE, KINDS
from cleaner.regime import LEVELS, levels, sum_by_document

OF_PAGE: Final = 2.0
"""What a page of noise asks for beside what a text that is mostly article does, in odds."""
POWER: Final = 4
"""A document asks for as much as it is sure, to the power of this."""
LEAST_SURE: Final = 0.5
"""Sureness below which a document asks for no less: it may have no article at all."""
_PARTS: Final = 1000  # of one, in which probabilities are counted: whole numbers, so that their sums are exact


def demands(probabilities: Probabilities, first_row: Ints, size: Ints) -> Wide:
    """What each document asks for, (n_documents,), as a multiple of the odds of the strictness, above 0.

    `probabilities` are (n_rows, n_kinds), kinds in the order of KINDS; `size` (n_rows,) is how much a row counts, its
    characters. What the policy keeps does not matter, so that keeping more kinds never removes more.
    """
    parts = np.rint(probabilities[:, np.isin(KINDS, ARTICLE)].sum(axis=1) * _PARTS).astype(np.int64)
    noise_rows = sum_by_document(_PARTS - parts, first_row) / _PARTS
    of_regime = 1 + (OF_PAGE - 1) * levels(noise_rows, np.diff(first_row)) / LEVELS
    return np.asarray(of_regime * _sureness(parts, first_row, size) ** POWER)


def _sureness(parts: Ints, first_row: Ints, size: Ints) -> Wide:
    """How sure each document's article is, (n_documents,), from `LEAST_SURE` to 1: the mean of the rows' probabilities
    to be article, `parts` of `_PARTS`, over all that is article by these very probabilities."""
    article = sum_by_document(size * parts, first_row)
    sure = sum_by_document(size * parts**2, first_row) / np.maximum(article * _PARTS, 1)
    return np.maximum(np.where(article > 0, sure, 1.0), LEAST_SURE)
