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

from cleaner.batch import Batch, Ints
from cleaner.characters import N_CLASSES, WORD_CLASSES, Class, tables

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
    row: Ints  # (n_grams,) ascending


@dataclass(frozen=True, slots=True)
class Grams:
    """All n-grams of a batch."""

    families: tuple[Family, ...]
    count: Ints  # (n_rows,) n-grams of each row over all families, 0 for a row without words
    line: Hashes  # (n_rows,) hash of the whole visible line, case and digits folded: equal text, equal hash


def find_words(batch: Batch) -> Words:
    """Word edges from pairs of neighbouring character classes."""
    classes = batch.classes
    pairs = np.empty(len(classes), dtype=np.uint16)
    pairs[:1] = Class.BREAK * N_CLASSES
    pairs[1:] = classes[:-1]
    pairs[1:] *= N_CLASSES
    pairs += classes
    start = np.flatnonzero(_STARTS[pairs])
    end = np.flatnonzero(_ENDS[pairs])  # a batch ends with a line feed, so every word has its end
    first_of_row = np.searchsorted(start, np.append(batch.row_start, len(classes)))
    return Words(start, end, first_of_row)


def find_grams(batch: Batch, words: Words) -> Grams:
    """All n-grams that the line layer looks up, as 32-bit hashes; `buckets` places them in a table."""
    per_row = np.diff(words.first_of_row)
    row = np.repeat(np.arange(batch.n_rows), per_row)
    rank = np.arange(len(words.start)) - words.first_of_row[row]
    near = (rank < HEAD) | (rank >= per_row[row] - TAIL)
    start, end, row = words.start[near], words.end[near], row[near]

    prefix = _prefix(batch)
    inverse = _powers(_BASE_INVERSE, _next_power_of_two(len(batch.codes)))
    word = (prefix[end] - prefix[start]) * inverse[start]
    stem = (prefix[np.minimum(end, start + STEM)] - prefix[start]) * inverse[start]
    follows = np.flatnonzero(row[1:] == row[:-1])
    pair = word[follows] * np.uint32(_BASE) + word[follows + 1]

    worded = np.flatnonzero(per_row)
    opening = word[np.searchsorted(row, worded)]
    closing = word[np.searchsorted(row, worded, side="right") - 1]
    whole = (prefix[batch.row_end] - prefix[batch.row_start]) * inverse[batch.row_start]
    families = (
        Family(word ^ _FAMILY["word"], row),
        Family(stem ^ _FAMILY["stem"], row),
        Family(pair ^ _FAMILY["pair"], row[follows]),
        Family(opening ^ _FAMILY["opening"], worded),
        Family(closing ^ _FAMILY["closing"], worded),
        Family(whole[worded] ^ _FAMILY["line"], worded),
    )
    looked_up = np.bincount(row, minlength=batch.n_rows)
    count = np.where(looked_up > 0, 3 * looked_up + 2, 0)  # words, stems, pairs (one fewer), two ends, the line
    return Grams(families, count, whole)


def buckets(hashes: Hashes, bits: int) -> Hashes:
    """Bucket of each hash in a table of 2**bits rows, from the well-mixed high bits."""
    return (hashes * _SPREAD) >> np.uint32(32 - bits)


def _prefix(batch: Batch) -> Hashes:
    folded = tables().fold[batch.codes]
    folded *= _powers(_BASE, _next_power_of_two(len(folded)))[: len(folded)]
    prefix = np.zeros(len(folded) + 1, dtype=np.uint32)
    np.cumsum(folded, dtype=np.uint32, out=prefix[1:])
    return prefix


def _next_power_of_two(n: int) -> int:
    return 1 << max(16, (n - 1).bit_length())


@lru_cache(maxsize=4)
def _powers(base: int, n: int) -> Hashes:
    powers = np.full(n, base, dtype=np.uint32)
    powers[0] = 1
    return np.multiply.accumulate(powers, dtype=np.uint32)


def _edge_tables() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    before, at = np.divmod(np.arange(N_CLASSES**2), N_CLASSES)
    in_word = at < WORD_CLASSES
    was_in_word = before < WORD_CLASSES
    joined = was_in_word & ((at == Class.MARK) | ((at != Class.UNSPACED) & (before != Class.UNSPACED)))
    return in_word & ~joined, was_in_word & ~(in_word & joined)


_STARTS, _ENDS = _edge_tables()
