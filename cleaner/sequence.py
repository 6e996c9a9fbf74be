"""Sequence step: the lines of a document as a chain, so that a doubtful line follows its neighbours.

States group the kinds (the article's text, its headline, and what is neither). The chain's probability is the product
of every line's own probabilities and, between neighbours, the affinity of their states: how much likelier one follows
the other than chance. What comes out is each line's probability given the whole document (forward and backward sums),
rather than one best path: the policy's one knob can move every line's fate smoothly, and a stricter knob never keeps
more.

How strongly the chain holds follows the document: in a page that is mostly noise a doubtful line is as a rule what its
neighbours are, while in a text that is mostly article noise stands alone, and the neighbours say nothing about it. One
thing they say before the others: what stands amid a list of links or comments is one of them.

A chain is a product of small matrices, and such a product may be bracketed in any way: blocks of lines are multiplied
side by side, then the blocks' products likewise. The number of steps grows with the logarithm of the number of lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Ints, Probabilities
from cleaner.batch import Batch
from cleaner.kinds import ARTICLE, KINDS
from cleaner.regime import LEVELS, LOOSE, level_between, levels, sum_by_document

LISTS: Final = 0.2
"""Share from which the affinity of noise in blocks to itself begins to count; at `regime.LOOSE` all of it does
(`training/EXPERIMENTS.md`, "Lists in short texts")."""
BLOCK: Final = 4
"""Lines multiplied one after the other within a block; all blocks of a batch advance together."""
_PARTS = 2**20  # of a row, in which it is counted how much of it seems noise
_LEAST = 1e-12  # no state is impossible, whatever a line says; BLOCK of them multiplied are still a float
NONE: Final = -1
"""In the place of a state that there is not."""
_BLOCK_KIND: Final = KINDS.index("navigation")  # its state is that of noise that comes in blocks


@dataclass(frozen=True, slots=True)
class Chain:
    """How states follow one another; an affinity is how much likelier one follows the other than by chance."""

    state_of_kind: NDArray[np.int64]  # (n_kinds,) the state that each kind belongs to
    affinity: Probabilities  # (n_states, n_states), positive, from line to line
    within: Probabilities  # the same from one part of a line to the next
    block: int = NONE  # the state of noise that comes in blocks


def block_state(state_of_kind: Ints) -> int:
    """The state of noise that comes in blocks, of (n_kinds,) states in the order of KINDS."""
    return int(state_of_kind[_BLOCK_KIND])


class Strengths(NamedTuple):
    """How strongly a chain holds each document, (n_documents,), 0 to `regime.LEVELS`."""

    lines: Ints  # affinities between lines count to that power, in parts of `LEVELS`
    blocks: Ints  # the same for the one of noise in blocks to itself


def given_document(line: Probabilities, batch: Batch, chain: Chain) -> Probabilities:
    """Probability of every kind of every row given its whole document, (n_rows, n_kinds), from those of the rows alone.

    What stands in a cell beside prose neither follows the lines that it interrupts nor says anything about them
    (`training/EXPERIMENTS.md`, "Cells").
    """
    strength = strengths(line, batch.first_row, np.isin(KINDS, ARTICLE))
    text = ~batch.beside_longer
    if text.all():
        return posterior(line, batch.first_row, chain, batch.glued, strength)
    whole = line.copy()
    first_row = np.concatenate(([0], np.cumsum(text)))[batch.first_row]
    glued = np.diff(batch.row_line[text], prepend=-1) == 0
    whole[text] = posterior(line[text], first_row, chain, glued, strength)
    return whole


def strengths(line: Probabilities, first_row: Ints, wanted: NDArray[np.bool_]) -> Strengths:
    """How strongly the chain holds each document; arguments as in `posterior`. `wanted` (n_kinds,) are the article's
    kinds."""
    noise = np.rint((1 - line[:, wanted].sum(axis=1)) * _PARTS).astype(np.int64)  # whole numbers: their sums are exact
    rows, noise_rows = np.diff(first_row), sum_by_document(noise, first_row) / _PARTS
    lines = levels(noise_rows, rows)
    return Strengths(lines, np.maximum(lines, level_between(noise_rows / np.maximum(rows, 1), LISTS, LOOSE)))


def posterior(
    line: Probabilities, first_row: Ints, chain: Chain, glued: NDArray[np.bool_], strength: Strengths
) -> Probabilities:
    """Probability of every kind given the whole document.

    `line` is (n_rows, n_kinds), each row summing to 1; `first_row` (n_documents + 1,) says where documents begin;
    `glued` (n_rows,) which rows go on in the line of the row before; `strength` is what `strengths` gives. Shape and
    sums of the result are those of `line`.
    """
    if not len(line):
        return line
    members = np.eye(len(chain.affinity))[chain.state_of_kind]  # (n_kinds, n_states)
    own = np.maximum((line @ members).T, _LEAST)  # (n_states, n_rows)
    opens = np.zeros(len(line), dtype=bool)
    opens[first_row[:-1][np.diff(first_row) > 0]] = True
    closes = np.append(opens[1:], True)
    goes_on = np.append(glued[1:], False)
    per_document = np.diff(first_row)
    powers = chain.affinity[:, :, None] ** (np.arange(LEVELS + 1) / LEVELS)
    affinity = powers[:, :, np.repeat(strength.lines, per_document)]
    if chain.block != NONE:
        affinity[chain.block, chain.block] = powers[chain.block, chain.block, np.repeat(strength.blocks, per_document)]
    forward = _steps(own, opens, np.where(glued, chain.within[:, :, None], affinity))
    back = np.where(goes_on, chain.within.T[:, :, None], affinity.transpose(1, 0, 2))
    backward = _steps(own[:, ::-1], closes[::-1], back[:, :, ::-1])
    sums = _sums(np.concatenate((forward, backward), axis=2))  # one chain: what opens forgets what was before it
    both = sums[:, : len(line)] * sums[:, len(line) :][:, ::-1] / own  # each direction counts the line itself once
    both /= both.sum(axis=0)
    return line * (both / own).T[:, chain.state_of_kind]


def _steps(own: Probabilities, opens: NDArray[np.bool_], affinity: Probabilities) -> Probabilities:
    """Factors from state to state, (n_states, n_states, n_rows), of moving on to each line and being there."""
    return np.where(opens, 1.0, affinity) * own


def _sums(steps: Probabilities) -> Probabilities:
    """Sums over all paths that end in each state after each of (size, size, n) steps: (size, n), up to a factor a step.

    The blocks' products come first, then what goes into each block (a chain again, of blocks), then the lines within.
    """
    size, _, n = steps.shape
    n_blocks = -(-n // BLOCK)
    padded = np.zeros((size, size, n_blocks * BLOCK))
    padded[:, :, :n] = steps
    padded[:, :, n:] = np.eye(size)[:, :, None]
    blocks = np.ascontiguousarray(padded.reshape(size, size, n_blocks, BLOCK).transpose(3, 0, 1, 2))
    into = np.ones((size, n_blocks))
    if n_blocks > 1:
        product = blocks[0, :, :, :-1]
        for step in blocks[1:, :, :, :-1]:
            product = _multiply(product, step)
        into[:, 1:] = _sums(product / product.max(axis=(0, 1)))
    sums = np.empty((size, n_blocks, BLOCK))
    for i, step in enumerate(blocks):
        into = _multiply(into[None], step)[0]
        into /= into.max(axis=0)
        sums[:, :, i] = into
    return sums.reshape(size, -1)[:, :n]


def _multiply(left: Probabilities, right: Probabilities) -> Probabilities:
    """Matrix products of (rows, size, n) and (size, size, n): (rows, size, n)."""
    product = left[:, 0, None] * right[None, 0]
    for k in range(1, len(right)):
        product += left[:, k, None] * right[None, k]
    return product
