"""Senses: what words are like, from the lines that they stand in, without a label.

The directions in which lines differ most (latent semantic analysis; Deerwester et al. 1990, sections 3 and 4): n-grams
that stand in like lines get like numbers, so that what one of them is known for holds for others that no label is of.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from cleaner.array_types import Floats, Ints
from cleaner.context import N_SENSES

MOST_LINES: Final = 500_000
"""Lines that the directions are taken from; of more, a sample."""
_ROUNDS: Final = 4  # of the power iteration, by which the larger directions come out (Halko et al. 2011, section 4.5)


def fit_senses(grams: sparse.csr_matrix, rows: Ints, seed: int) -> Floats:
    """Weights (n_grams, N_SENSES): what each n-gram of a line adds to its senses.

    `grams` (n_lines, n_grams) are the lines' n-grams, of which the numbered `rows` are looked at. An n-gram counts the
    more the fewer lines have it, and not at all in one line alone; where there are few lines, the last senses are 0.
    """
    taken = np.sort(np.random.default_rng(seed).permutation(rows)[:MOST_LINES])
    lines = grams[taken]
    in_lines = np.bincount(lines.indices, minlength=lines.shape[1])
    rarity = np.where(in_lines > 1, np.log(max(len(taken), 1) / np.maximum(in_lines, 1)), 0).astype(np.float32)
    weights = np.zeros((lines.shape[1], N_SENSES), dtype=np.float32)
    if rarity.any():
        found = min(N_SENSES, len(taken))
        _, _, directions = randomized_svd(lines.multiply(rarity).tocsr(), found, n_iter=_ROUNDS, random_state=seed)
        weights[:, :found] = (directions * rarity).T
    return weights
