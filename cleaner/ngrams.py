"""Hashed word n-grams of every line: which buckets of a weight table a line looks up.

A word's hash is read off one running sum over the characters of the whole batch, whatever its length:

    prefix[i] = sum over k < i of code[k] * B**k                  (modulo 2**32)
    hash(start, end) = (prefix[end] - prefix[start]) * B**-start

so the same word hashes alike wherever it stands. Only the words near a line's two ends are looked up: a line is
recognised by how it opens and closes, and its cost stays bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Ints
from cleaner.batch import Batch
from cleaner.characters import WORD_CLASSES, Class, tables
from cleaner.ragged import edges, places

HEAD: Final = 24
"""Words looked up from the start of a line."""
TAIL: Final = 8
"""Words looked up from the end of a line."""
STEM: Final = 4
"""Characters of a word's beginning that are looked up beside the word, for inflected languages."""
MAX_PER_ROW: Final = 3 * (HEAD + TAIL) + 2
"""The most n-grams a row can have."""

Hashes = NDArray[np.uint32]

_BASE = 0x2C1B3C6D  # odd, so that it has an inverse modulo 2**32
_BASE_INVERSE = pow(_BASE, -1, 2**32)
_SPREAD = np.uint32(0x9E3779B1)  # 2**32 divided by the golden ratio: spreads a hash over its high bits
_FAMILY = {
    name: np.uint32(0x85EBCA6B * (i + 1) % 2**32)
    for i, name in enumerate(("word", "stem", "pair", "opening", "closing", "line"))
}


class Stretches:
    """Hashes of any stretches of a batch's text, whatever their length; case and digits do not count."""

    def __init__(self, batch: Batch) -> None:
        """Sum the characters up, each weighed by its place."""
        folded = tables().fold.take(batch.codes)
        folded *= _powers(_BASE, _next_power_of_two(len(folded)))[: len(folded)]
        self._prefix = np.zeros(len(folded) + 1, dtype=np.uint32)
        np.cumsum(folded, dtype=np.uint32, out=self._prefix[1:])
        self._inverse = _powers(_BASE_INVERSE, _next_power_of_two(len(folded)))

    def hashes(self, start: Ints, end: Ints) -> Hashes:
        """Hash of each stretch from `start` up to `end`, indices into `Batch.codes`."""
        return (self._prefix[end] - self._prefix[start]) * self._inverse[start]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch, in order. A word is a run of letters, marks and digits; in scripts without spaces
    between words every letter is one."""

    start: Ints  # (n_words,) index into Batch.codes
    end: Ints  # (n_words,)
    first_of_row: Ints  # (n_rows + 1,) first word of each row


@dataclass(frozen=True, slots=True)
class Family:
    """Hashed n-grams of one sort, in the order of their rows."""

    hashes: Hashes  # (n_grams,)
    rows: Ints  # (n_present,) the rows that have any, ascending
    opens: Ints  # (n_present,) where each row's n-grams begin in `hashes`

    @property
    def row(self) -> Ints:
        """Row of each n-gram, (n_grams,)."""
        return np.repeat(self.rows, np.diff(self.opens, append=len(self.hashes)))


@dataclass(frozen=True, slots=True)
class Grams:
    """All n-grams of a batch."""

    families: tuple[Family, ...]
    count: Ints  # (n_rows,) n-grams of each row over all families, 0 for a row without words
    line: Hashes  # (n_rows,) hash of the whole visible line, case and digits folded: equal text, equal hash

    def alike(self) -> list[list[Family]]:
        """The families in groups that have their n-grams in the same places, so that one sum by row serves a group."""
        groups: dict[int, list[Family]] = {}
        for family in self.families:
            groups.setdefault(id(family.opens), []).append(family)
        return list(groups.values())


def find_words(batch: Batch) -> Words:
    """Word edges: where word characters begin and end, and on both sides of every letter that is a word of its own."""
    classes = batch.classes
    in_word = np.concatenate(([False], classes < WORD_CLASSES, [False]))
    alone = np.concatenate(([False], classes == np.uint8(Class.UNSPACED), [False]))
    parted = alone[1:] | alone[:-1]
    parted[:-1] &= classes != np.uint8(Class.MARK)  # a mark belongs to the letter before it
    start = np.flatnonzero(in_word[1:] & (parted | ~in_word[:-1]))
    end = np.flatnonzero(in_word[:-1] & (parted | ~in_word[1:]))
    first_of_row = np.searchsorted(start, np.append(batch.row_start, len(classes)))
    return Words(start, end, first_of_row)


def find_grams(batch: Batch, words: Words) -> Grams:
    """All n-grams that the line layer looks up, as 32-bit hashes; `buckets` places them in a table."""
    stretches = Stretches(batch)
    per_row = np.diff(words.first_of_row)
    near = _near_an_end(per_row)
    start, end = words.start[near], words.end[near]
    word = stretches.hashes(start, end)
    stem = stretches.hashes(start, np.minimum(end, start + STEM))
    whole = stretches.hashes(batch.row_start, batch.row_end)

    looked_up = np.minimum(per_row, HEAD + TAIL)
    worded = np.flatnonzero(looked_up)
    each = np.arange(len(worded))
    first, after = edges(looked_up[worded])
    paired = np.flatnonzero(looked_up > 1)
    first_pair, _ = edges(looked_up[paired] - 1)
    follows = np.ones(len(word), dtype=bool)
    follows[after - 1] = False  # the last word of a row
    follows = np.flatnonzero(follows)
    pair = word[follows] * np.uint32(_BASE) + word[follows + 1]
    families = (
        Family(word ^ _FAMILY["word"], worded, first),
        Family(stem ^ _FAMILY["stem"], worded, first),
        Family(pair ^ _FAMILY["pair"], paired, first_pair),
        Family(word[first] ^ _FAMILY["opening"], worded, each),
        Family(word[after - 1] ^ _FAMILY["closing"], worded, each),
        Family(whole[worded] ^ _FAMILY["line"], worded, each),
    )
    count = np.where(looked_up > 0, 3 * looked_up + 2, 0)  # words, stems, pairs (one fewer), two ends, the line
    return Grams(families, count, whole)


def buckets(hashes: Hashes, bits: int) -> Hashes:
    """Bucket of each hash in a table of 2**bits rows, from the well-mixed high bits."""
    return (hashes * _SPREAD) >> np.uint32(32 - bits)


def _near_an_end(per_row: Ints) -> Ints:
    """The words that are looked up, of rows with `per_row` words each."""
    near = np.ones(per_row.sum(), dtype=bool)
    long = np.flatnonzero(per_row > HEAD + TAIL)
    inner = per_row[long] - HEAD - TAIL
    opens = edges(per_row)[0][long] + HEAD
    near[places(opens, inner)] = False
    return np.flatnonzero(near)


def _next_power_of_two(n: int) -> int:
    return 1 << max(16, (n - 1).bit_length())


@lru_cache(maxsize=4)
def _powers(base: int, n: int) -> Hashes:
    powers = np.full(n, base, dtype=np.uint32)
    powers[0] = 1
    return np.multiply.accumulate(powers, dtype=np.uint32)
