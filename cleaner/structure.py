"""Structure: where in its document a line stands, seen from where the article seems to be.

What follows an article (comments, teasers, other articles) can read like one. Every look but the last gives each row
its evidence of being article; here it is laid out over the document for the next one: how much of the article lies
before and after a row, how dense it is around it beside the densest place there is, how far the nearest sure paragraphs
are, and how much of it lies in the row's own stretch between menus, teasers and comments. Whole numbers throughout, and
no function that a library may compute in two ways.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Bools, Floats, Ints, Wide
from cleaner.context import LARGEST
from cleaner.distances import on_scale, to_nearest
from cleaner.kinds import ARTICLE
from cleaner.looks import GROUPS, PER_LOG_ODD
from cleaner.ragged import edges

SURE: Final = 2 * PER_LOG_ODD
"""Evidence from which a row is surely article, and margin from which it is surely of a group: odds of about 7 to 1."""
LONGEST: Final = 400
"""Characters of a row that count: one overlong line is not the whole document."""
PARAGRAPH: Final = 100
"""Characters from which a row that is surely article is a paragraph."""
WINDOWS: Final = (8, 32)
"""Rows on either side among which density is measured."""
WALLS: Final = ("related", "navigation", "comments")
"""Groups of kinds, by their first, whose rows part stretches: noise that comes in blocks."""
STRETCHES: Final = ("stretch_share", "stretch_beside_most", "stretch_rows")
"""Names of the columns about a row's stretch, which are the last."""
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
    *STRETCHES,
)
"""Names of the columns in order; kept in the model and compared when it is loaded."""

_KEEPS = np.array([group[0] in ARTICLE for group in GROUPS])
_IS_WALL = np.array([group[0] in WALLS for group in GROUPS])
_PER_DOUBLING, _MIDDLE = 8.0, 16.0  # of the mass; 2**16 is that of half a dozen paragraphs


def evidence(best: Floats) -> Floats:
    """What `looks.best_of_groups` gives to whole numbers within +-`LARGEST`, (n_rows,); 0 is undecided."""
    ahead = np.maximum.reduce(best[_KEEPS]) - np.maximum.reduce(best[~_KEEPS])
    return np.asarray(np.clip(np.rint(PER_LOG_ODD * ahead), -LARGEST, LARGEST))


def structure(seen: Floats, told: Floats, chars: Ints, first_row: Ints) -> Floats:
    """The columns of `NAMES`, (n_rows, len(NAMES)), whole numbers within +-`LARGEST`.

    `seen` (n_rows,) is what `evidence` gives, `told` (n_rows, len(GROUPS)) what `looks.margins` does, `chars` (n_rows,)
    the rows' lengths, `first_row` (n_documents + 1,) says where documents begin.
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
    stretch = _stretches(np.asarray((told[:, _IS_WALL] >= SURE).any(axis=1)), row == first)
    within = np.asarray(np.bincount(stretch, weights=mass)[stretch], dtype=np.float64)  # exact as well
    columns: list[NDArray[np.floating]] = [
        seen,
        _share(before, whole),
        _share(whole - before - mass, whole),
        *(_beside_most(total[high] - total[low], per_document) for low, high in spans),
        *to_nearest(np.stack((seen >= SURE, (seen >= SURE) & (chars >= PARAGRAPH))), first_row),
        _size(whole),
        _share(within, whole),
        _beside_most(within, per_document),
        on_scale(np.bincount(stretch)[stretch]),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _stretches(wall: Bools, opens: Bools) -> Ints:
    """The number of each row's stretch; a wall is one of its own, and so is what lies between two walls."""
    return np.cumsum(wall | opens | np.append(False, wall)[: len(wall)]) - 1


def _share(part: Wide, whole: Wide) -> Wide:
    return np.asarray(np.rint(LARGEST * part / np.maximum(whole, 1)))


def _beside_most(around: Wide, per_document: Ints) -> Wide:
    """Mass around each row, beside the most there is around any row of its document."""
    some = per_document[per_document > 0]
    most = np.maximum.reduceat(around, edges(some)[0]) if len(some) else around
    return _share(around, np.repeat(most, some))


def _size(whole: Wide) -> Wide:
    """Logarithm of the document's mass, read off the exponent: exact on every machine."""
    mantissa, exponent = np.frexp(whole + 1)
    return np.asarray(np.clip(np.rint(_PER_DOUBLING * (exponent + mantissa - _MIDDLE)), -LARGEST, LARGEST))
