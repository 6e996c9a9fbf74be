"""Labelled documents as the arrays a fit needs: n-gram counts, shapes, kinds and weights of every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from cleaner.batch import Ints, make_batch
from cleaner.context import Floats
from cleaner.kinds import KINDS
from cleaner.labels import Labelled
from cleaner.ngrams import Grams, buckets, find_grams, find_words
from cleaner.shape import measure

TYPICAL_ROWS: Final = 40
"""A document of this many rows weighs as many rows; a longer one weighs less a row, by the root of its length."""
_CHUNK_CHARS = 4_000_000


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows of all documents, in order."""

    grams: sparse.csr_matrix  # (n_rows, 2**bits) float32; an n-gram of a row with n of them counts 1 / sqrt(n)
    shape: Floats  # (n_rows, n_shape)
    kind: Ints  # (n_rows,) index into KINDS; meaningless where weight is 0
    weight: Floats  # (n_rows,) 0 for an unsure label
    fold: Ints  # (n_rows,) which of the folds the row's group belongs to
    first_row: Ints  # (n_documents + 1,)


def make_examples(documents: Sequence[Labelled], *, bits: int, folds: int) -> Examples:
    """Compute the features of labelled documents. Raises ValueError when a document's lines are not lines."""
    grams, shapes, kinds, sure, per_document = [], [], [], [], []
    for chunk in _chunks(documents):
        batch = make_batch([document.text for document in chunk])
        if batch.n_lines != sum(len(document.lines) for document in chunk):
            odd = next(d.name for d in chunk if make_batch([d.text]).n_lines != len(d.lines))
            raise ValueError(f"{odd}: a line holds a line end (CR, NEL, U+2028 or U+2029)")
        words = find_words(batch)
        found = find_grams(batch, words)
        grams.append(_matrix(found, bits))
        shapes.append(measure(batch, words, found))
        labels = [label for document in chunk for label in zip(document.kinds, document.sure, strict=True)]
        kinds += [KINDS.index(labels[line][0] or KINDS[0]) for line in batch.rows]
        sure += [labels[line][0] is not None and labels[line][1] for line in batch.rows]
        per_document += np.diff(batch.first_row).tolist()
    document_weight = [
        document.weight * min(1.0, np.sqrt(TYPICAL_ROWS / max(n_rows, 1)))
        for document, n_rows in zip(documents, per_document, strict=True)
    ]
    return Examples(
        grams=sparse.vstack(grams, format="csr"),
        shape=np.concatenate(shapes),
        kind=np.array(kinds),
        weight=np.repeat(document_weight, per_document).astype(np.float32) * sure,
        fold=np.repeat(folds_of(documents, folds), per_document),
        first_row=np.concatenate(([0], np.cumsum(per_document))),
    )


def folds_of(documents: Sequence[Labelled], folds: int) -> Ints:
    """Fold of every document, by a hash of its group: a site is always in one fold, whatever else is there.

    With fewer groups than twice the folds, documents are their own groups.
    """
    groups = [document.group for document in documents]
    if len(set(groups)) < 2 * folds:
        groups = [f"{document.group}/{document.name}" for document in documents]
    return np.array([stable_number(group) % folds for group in groups])


def stable_number(name: str) -> int:
    """A number that depends on the name alone, the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:6], "big")


def _chunks(documents: Sequence[Labelled]) -> Iterator[list[Labelled]]:
    chunk: list[Labelled] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += sum(map(len, document.lines))
        if size > _CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _matrix(grams: Grams, bits: int) -> sparse.csr_matrix:
    column = np.concatenate([buckets(family.hashes, bits) for family in grams.families])
    row = np.concatenate([family.row for family in grams.families])
    value = (1 / np.sqrt(np.maximum(grams.count, 1))).astype(np.float32)[row]
    return sparse.csr_matrix((value, (row, column)), shape=(len(grams.count), 1 << bits))
