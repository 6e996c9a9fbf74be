"""Sequence step: the lines of a document as a chain, so that a doubtful line follows its neighbours.

States group the kinds (the article, and what is not). The chain's probability is the product of every line's
own probabilities and, between neighbours, the affinity of their states: how much likelier one follows the other
than chance. What comes out is each line's probability given the whole document (forward and backward sums), rather
than one best path: the policy's one knob can move every line's fate smoothly, and a stricter knob never keeps more.

A chain is a product of small matrices, and such a product may be bracketed in any way: blocks of lines are multiplied
side by side, then the blocks' products likewise. The number of steps grows with the logarithm of the number of lines.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.batch import Ints

Probabilities = NDArray[np.float64]

BLOCK: Final = 16
"""Lines multiplied one after the other within a block; all blocks of a batch advance together."""
_LEAST = 1e-12  # no state is impossible, whatever a line says


def posterior(
    line: Probabilities, first_row: Ints, state_of_kind: NDArray[np.int64], affinity: Probabilities
) -> Probabilities:
    """Probability of every kind given the whole document.

    `line` is (n_rows, n_kinds), each row summing to 1; `first_row` (n_documents + 1,) says where documents begin;
    `affinity` is (n_states, n_states) and positive. Shape and sums of the result are those of `line`.
    """
    if not len(line):
        return line
    members = np.eye(len(affinity))[state_of_kind]  # (n_kinds, n_states)
    own = np.maximum((line @ members).T, _LEAST)  # (n_states, n_rows)
    opens = np.zeros(len(line), dtype=bool)
    opens[first_row[:-1][np.diff(first_row) > 0]] = True
    closes = np.append(opens[1:], True)
    forward = _chain(own, opens, affinity)
    backward = _chain(own[:, ::-1], closes[::-1], affinity.T)[:, ::-1]
    both = forward * backward / own  # each direction counts the line itself once
    both /= both.sum(axis=0)
    return line * (both / own).T[:, state_of_kind]


def _chain(own: Probabilities, opens: NDArray[np.bool_], affinity: Probabilities) -> Probabilities:
    """Forward sums of the chain, (n_states, n_rows), each line's scaled to sum to 1."""
    step = np.where(opens, 1.0, affinity[:, :, None]) * own  # opening a document forgets what was before it
    sums: Probabilities = _products(step)[0]
    return np.asarray(sums / sums.sum(axis=0))


def _products(matrices: Probabilities) -> Probabilities:
    """Products of the first i + 1 of (size, size, n) matrices for every i, each scaled to a largest entry of 1."""
    size, _, n = matrices.shape
    n_blocks = -(-n // BLOCK)
    padded = np.zeros((size, size, n_blocks * BLOCK))
    padded[:, :, :n] = matrices
    padded[:, :, n:] = np.eye(size)[:, :, None]
    blocks = np.ascontiguousarray(padded.reshape(size, size, n_blocks, BLOCK).swapaxes(2, 3))
    for i in range(1, BLOCK):
        blocks[:, :, i] = _multiply(blocks[:, :, i - 1], blocks[:, :, i])
    if n_blocks > 1:
        before = _products(blocks[:, :, -1, :-1])
        blocks[:, :, :, 1:] = _multiply(before[:, :, None], blocks[:, :, :, 1:])
    return blocks.swapaxes(2, 3).reshape(size, size, -1)[:, :, :n]


def _multiply(left: Probabilities, right: Probabilities) -> Probabilities:
    product = (left[:, :, None] * right[None]).sum(axis=1)
    return np.asarray(product / product.max(axis=(0, 1)))
