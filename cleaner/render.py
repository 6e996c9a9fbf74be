"""Render: documents with only what stays of them, copied from the text that came in."""

from __future__ import annotations

import numpy as np

from cleaner.array_types import Bools, Ints
from cleaner.batch import Batch
from cleaner.trims import Trims


def render(batch: Batch, kept: Bools, trims: Trims | None = None) -> list[str]:
    """Each document with only its kept lines; a document that loses nothing comes back as the same object.

    `kept` is (n_lines,); `trims` are stretches of kept lines that go. Runs of kept lines are copied whole, so line ends
    and spaces stay as they came.
    """
    lost = _lines_of_each(batch, ~kept) > 0
    opens, closes, first = _runs(batch, kept)
    if trims and len(trims.start):
        lost |= np.diff(trims.first) > 0
        opens, closes, first = _parted(opens, closes, first, trims)
    clean = list(batch.documents)
    starts, stops, bounds = opens.tolist(), closes.tolist(), first.tolist()
    for d in np.flatnonzero(lost).tolist():
        text, own = clean[d], slice(bounds[d], bounds[d + 1])
        clean[d] = "".join([text[start:stop] for start, stop in zip(starts[own], stops[own], strict=True)])
    return clean


def _lines_of_each(batch: Batch, true: Bools) -> Ints:
    """How many lines of each document it is true of, (n_documents,)."""
    return np.diff(np.concatenate(([0], np.cumsum(true)))[batch.first_line])


def _runs(batch: Batch, kept: Bools) -> tuple[Ints, Ints, Ints]:
    """Runs of kept lines: where each begins and ends in its document's text, and the first run of each document."""
    follows = np.concatenate(([False], kept[:-1]))[: batch.n_lines]  # a kept line of the same document
    follows[batch.first_line[:-1][np.diff(batch.first_line) > 0]] = False
    begins = kept & ~follows
    ends = kept & ~np.append(follows[1:] & kept[1:], False)[: batch.n_lines]
    first = np.concatenate(([0], np.cumsum(_lines_of_each(batch, begins))))
    return batch.raw_start[begins], batch.raw_stop[ends], first


def _parted(opens: Ints, closes: Ints, first: Ints, trims: Trims) -> tuple[Ints, Ints, Ints]:
    """The runs without the trims: these lie apart within them, so that each parts one in two."""
    documents = np.arange(len(first) - 1)
    of_both = np.concatenate((np.repeat(documents, np.diff(first)), np.repeat(documents, np.diff(trims.first))))
    opens, closes = np.concatenate((opens, trims.stop)), np.concatenate((closes, trims.start))
    return opens[np.lexsort((opens, of_both))], closes[np.lexsort((closes, of_both))], first + trims.first
