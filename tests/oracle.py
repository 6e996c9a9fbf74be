"""A stand-in for a model that reads a line's kind and probability off the line itself: `ad .9 Buy now`."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from cleaner.batch import Batch
from cleaner.kinds import ARTICLE, KINDS
from cleaner.model import Model
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.sequence import Chain


class Oracle:
    """Gives each row the kind and probability that its first two words name; the rest goes to `body` or `other`."""

    chain = Chain(np.array([0 if kind in ARTICLE else 1 for kind in KINDS]), np.ones((2, 2)), np.ones((2, 2)))

    def kind_probabilities(self, batch: Batch) -> NDArray[np.float64]:
        table = np.zeros((batch.n_rows, len(KINDS)))
        document = np.repeat(np.arange(len(batch.documents)), np.diff(batch.first_row))
        for row, (d, line) in enumerate(zip(document.tolist(), batch.row_line.tolist(), strict=True)):
            kind, probability, *_ = batch.line_text(d, line).split()
            table[row, KINDS.index(kind)] = float(probability)
            table[row, KINDS.index("other" if kind in ARTICLE else "body")] += 1 - float(probability)
        return table


def oracle_cleaner(policy: Policy | None = None) -> Cleaner:
    return Cleaner(cast(Model, Oracle()), policy or Policy(strictness=0.5))
