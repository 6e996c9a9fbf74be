"""Labelled documents as the arrays a fit needs: n-gram counts, shapes, kinds and weights of every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cleaner.array_types import Bools, Floats, Ints
from cleaner.batch import Batch, make_batch
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import Labelled
from cleaner.ngrams import Grams, buckets, find_grams, find_words
from cleaner.shape import measure

TYPICAL_ROWS: Final = 40
"""A document of this many rows weighs as many rows; a longer one weighs less a row, by the root of its length."""
_CHUNK_CHARS = 4_000_000
GLUED_WEIGHT: Final = 3.0
"""What noise glued to a line weighs beside a line of its own: it is rare, and most parts like it are article
(`training/EXPERIMENTS.md`, "Glue")."""
_GLUED = 0.9  # share of a part that glued noise must be, or its line's text


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows of all documents, in order."""

    grams: sparse.csr_matrix  # (n_rows, 2**bits) float32; an n-gram of a row with n of them counts 1 / sqrt(n)
    shape: Floats  # (n_rows, n_shape)
    kind: Ints  # (n_rows,) index into KINDS; meaningless where weight is 0
    named: Bools  # (n_rows,) False for noise of a kind that nobody named; `kind` is then that of its line
    glued: Bools  # (n_rows,) goes on in the line of the row before
    chars: Ints  # (n_rows,) visible extent
    weight: Floats  # (n_rows,) 0 for an unsure label
    share: Floats  # (n_rows,) what of it is for the number of the document's rows, above 0 and at most 1
    by_hand: Bools  # (n_rows,) labelled by a person
    fold: Ints  # (n_rows,) which of the folds the row's group belongs to
    first_row: Ints  # (n_documents + 1,)


def make_examples(documents: Sequence[Labelled], *, bits: int, folds: int) -> Examples:
    """Compute the features of labelled documents. Raises ValueError when a document's lines are not lines."""
    grams, shapes, kinds, weight, named, glued, chars, per_document = [], [], [], [], [], [], [], []
    for chunk in _chunks(documents):
        batch = make_batch([document.text for document in chunk])
        if batch.n_lines != sum(len(document.lines) for document in chunk):
            odd = next(d.name for d in chunk if make_batch([d.text]).n_lines != len(d.lines))
            raise ValueError(f"{odd}: a line holds a line end (CR, NEL, U+2028 or U+2029)")
        words = find_words(batch)
        found = find_grams(batch, words)
        grams.append(_matrix(found, bits))
        shapes.append(measure(batch, words, found))
        labels = row_labels(chunk, batch)
        kinds.append(labels.kind)
        weight.append(labels.sure * np.where(labels.glue, GLUED_WEIGHT, 1.0))
        named.append(labels.named)
        glued.append(batch.glued)
        chars.append(batch.row_end - batch.row_start)
        per_document += np.diff(batch.first_row).tolist()
    share = row_share(np.array(per_document))
    document_weight = share * [document.weight for document in documents]
    return Examples(
        grams=sparse.vstack(grams, format="csr"),
        shape=np.concatenate(shapes),
        kind=np.concatenate(kinds),
        named=np.concatenate(named),
        glued=np.concatenate(glued),
        chars=np.concatenate(chars),
        weight=(np.repeat(document_weight, per_document) * np.concatenate(weight)).astype(np.float32),
        share=np.repeat(share, per_document).astype(np.float32),
        by_hand=np.repeat([document.by_hand for document in documents], per_document),
        fold=np.repeat(folds_of(documents, folds), per_document),
        first_row=np.concatenate(([0], np.cumsum(per_document))),
    )


def row_share(n_rows: Ints) -> NDArray[np.float64]:
    """What a row of a document of so many rows weighs, so that a long one weighs the root of its length."""
    return np.asarray(np.minimum(1.0, np.sqrt(TYPICAL_ROWS / np.maximum(n_rows, 1))))


class RowLabels(NamedTuple):
    """What the rows of a batch are, by the labels of their lines and of what is glued to these."""

    kind: Ints  # (n_rows,) index into KINDS
    sure: Bools  # (n_rows,)
    named: Bools  # (n_rows,)
    glue: Bools  # (n_rows,) noise glued to a line that stays


def row_labels(documents: Sequence[Labelled], batch: Batch) -> RowLabels:
    """Labels of a batch of labelled documents, part by part.

    A part that is glued noise for at least nine tenths is noise, one that holds at most a tenth of it is what its line
    is, and one in between teaches nothing; nor does, where labels are of whole lines, what may be a stamp, or stands
    in a cell beside the article's.
    """
    labels = [label for document in documents for label in zip(document.kinds, document.sure, strict=True)]
    kind = np.array([KINDS.index(kind or KINDS[0]) for kind, _ in labels], dtype=np.int64)[batch.row_line]
    sure = np.array([kind is not None and sure for kind, sure in labels], dtype=bool)[batch.row_line]
    named = np.ones(batch.n_rows, dtype=bool)
    glue = np.zeros(batch.n_rows, dtype=bool)
    is_article = np.isin(KINDS, ARTICLE)[kind]
    doubtful = _may_be_stamp(batch) | (is_article & batch.beside_longer)
    for d, document in enumerate(documents):
        if document.whole_lines:
            sure[batch.rows_of(d)] &= ~doubtful[batch.rows_of(d)]
        for stretch in document.glue:
            line = batch.first_line[d] + stretch.line
            rows = np.arange(*np.searchsorted(batch.row_line, (line, line + 1)))
            low, high = (batch.start[line] + np.array((stretch.start, stretch.end))).tolist()
            shared = np.minimum(batch.row_end[rows], high) - np.maximum(batch.row_start[rows], low)
            share = np.maximum(shared, 0) / (batch.row_end[rows] - batch.row_start[rows])
            noise = rows[share >= _GLUED]
            glue[noise] = True
            if stretch.kind:
                kind[noise] = KINDS.index(stretch.kind)
            named[noise] = stretch.kind is not None
            sure[rows[(share > 1 - _GLUED) & (share < _GLUED)]] = False
    return RowLabels(kind, sure, named, glue)


def _may_be_stamp(batch: Batch) -> Bools:
    """Which rows are the first part of a line, and shorter than the part behind it."""
    size = batch.row_end - batch.row_start
    return np.asarray(~batch.glued & batch.goes_on & (size < np.append(size[1:], 0)[: batch.n_rows]))


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
