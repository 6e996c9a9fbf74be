"""Structure: where in its document a line stands, seen from where the article seems to be.

What follows an article (comments, teasers, other articles) can read like one. Every look but the last gives each row
its evidence of being article; here it is laid out over the document for the next one: how much of the article lies
before and after a row, how dense it is around it beside the densest place there is, and how far the nearest sure
paragraphs are. Whole numbers throughout, and no function that a library may compute in two ways.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Floats, Ints, Wide
from cleaner.context import LARGEST
from cleaner.kinds import ARTICLE, KINDS
from cleaner.looks import PER_LOG_ODD, margins
from cleaner.ragged import edges

SURE: Final = 2 * PER_LOG_ODD
"""Evidence from which a row counts as surely article: odds of about 7 to 1."""
LONGEST: Final = 400
"""Characters of a row that count: one overlong line is not the whole document."""
PARAGRAPH: Final = 100
"""Characters from which a row that is surely article is a paragraph."""
WINDOWS: Final = (8, 32)
"""Rows on either side among which density is measured."""
NAMES: Final = (
    "evidence",
    "share_before",
    "share_after",
    *(f"density_{window}" for window in WINDOWS),
    "since_article",
    "until_article",
    "since_paragraph",
    "until_paragraph",
    "mass",
)
"""Names of the columns in order; kept in the model and compared when it is loaded."""

_KEEPS = np.isin(KINDS, ARTICLE)
_FAR = 1000  # rows from which all distances are alike
_PER_LOG: Final = 18.0  # brings log(1 + _FAR) near LARGEST
_DISTANCE = np.rint(_PER_LOG * np.log1p(np.arange(_FAR + 1))).astype(np.float32)
_PER_DOUBLING, _MIDDLE = 8.0, 16.0  # of the mass; 2**16 is that of half a dozen paragraphs


def evidence(log_odds: Floats) -> Floats:
    """(n_rows, n_kinds) log-odds, up to a constant per row, to whole numbers within +-`LARGEST`; 0 is undecided."""
    article, noise = log_odds[:, _KEEPS].max(axis=1), log_odds[:, ~_KEEPS].max(axis=1)
    return np.asarray(np.clip(np.rint(PER_LOG_ODD * (article - noise)), -LARGEST, LARGEST), dtype=np.float32)


def tell(log_odds: Floats, chars: Ints, first_row: Ints) -> tuple[Floats, Floats, Floats]:
    """What the next look is told of every row: its evidence, (n_rows,), its margins, and the columns of `structure`."""
    seen = evidence(log_odds)
    return seen, margins(log_odds), structure(seen, chars, first_row)


def structure(seen: Floats, chars: Ints, first_row: Ints) -> Floats:
    """The columns of `NAMES`, (n_rows, len(NAMES)), whole numbers within +-`LARGEST`.

    `seen` (n_rows,) is what `evidence` gives, `chars` (n_rows,) the rows' lengths, `first_row` (n_documents + 1,) says
    where documents begin.
    """
    n_rows = len(seen)
    per_document = np.diff(first_row)
    first, after = np.repeat(first_row[:-1], per_document), np.repeat(first_row[1:], per_document)
    mass = np.maximum(seen, 0).astype(np.float64) * np.minimum(chars, LONGEST)
    total = np.concatenate(([0.0], np.cumsum(mass)))  # exact: whole numbers far below 2**53
    row = np.arange(n_rows)
    whole = total[after] - total[first]
    before = total[row] - total[first]
    spans = [(np.maximum(row - window, first), np.minimum(row + window + 1, after)) for window in WINDOWS]
    columns: list[NDArray[np.floating]] = [
        seen,
        _share(before, whole),
        _share(whole - before - mass, whole),
        *(_beside_most(total[high] - total[low], per_document) for low, high in spans),
        *_distances(seen >= SURE, row, first, after),
        *_distances((seen >= SURE) & (chars >= PARAGRAPH), row, first, after),
        _size(whole),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _share(part: Wide, whole: Wide) -> Wide:
    return np.asarray(np.rint(LARGEST * part / np.maximum(whole, 1)))


def _beside_most(around: Wide, per_document: Ints) -> Wide:
    """Mass around each row, beside the most there is around any row of its document."""
    some = per_document[per_document > 0]
    most = np.maximum.reduceat(around, edges(some)[0]) if len(some) else around
    return _share(around, np.repeat(most, some))


def _distances(marked: NDArray[np.bool_], row: Ints, first: Ints, after: Ints) -> tuple[Floats, Floats]:
    """How far the last marked row before each row, and the next one behind it, are; far when there is none."""
    places = np.concatenate(([-_FAR], np.flatnonzero(marked), [len(row) + _FAR]))
    last = places[np.searchsorted(places, row) - 1]
    following = places[np.searchsorted(places, row, side="right")]
    since = np.where(last >= first, row - last, _FAR)
    until = np.where(following < after, following - row, _FAR)
    return _DISTANCE.take(np.minimum(since, _FAR)), _DISTANCE.take(np.minimum(until, _FAR))


def _size(whole: Wide) -> Wide:
    """Logarithm of the document's mass, read off the exponent: exact on every machine."""
    mantissa, exponent = np.frexp(whole + 1)
    return np.asarray(np.clip(np.rint(_PER_DOUBLING * (exponent + mantissa - _MIDDLE)), -LARGEST, LARGEST))
