"""Batch: many documents as one array of characters, lines as offsets into it, and the way back to text.

Every stage after this one is an array operation over the whole batch. Nothing of the input is lost: the lines of
a document, each with its own line end, put side by side are the document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Bools, Ints
from cleaner.cells import beside_longer
from cleaner.characters import Class, is_class, tables
from cleaner.parts import Runs, part_edges

LOOK: Final = 32_768
"""Characters at either end of a line that are looked at. A longer line keeps all its text in the output but is
judged by these, which bounds memory whatever comes in, and the counts of characters that there can be (`shape`)."""

# Tried at line starts only: tried everywhere, the time would grow with the square of a line's length.
_OVERLONG = re.compile(rf"(?<![^\n\r\x85\u2028\u2029])[^\n\r\x85\u2028\u2029]{{{2 * LOOK + 1},}}")
_CARRIAGE_RETURN, _LINE_FEED = 13, 10


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the middles of overlong lines were left out of `Batch.codes`."""

    at: Ints  # (n_cuts,) index into `codes`
    left_out: Ints  # (n_cuts,) characters


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents, their characters and their lines.

    Lines are numbered through the batch; document `d` holds lines `first_line[d]` to `first_line[d + 1] - 1`. A line
    ends at LF, CR LF, CR, NEL, U+2028 or U+2029. `start` and `end` index `codes` and `classes`; `raw_start` and
    `raw_stop` are the same line's offsets into the document's own text, line end included.
    """

    documents: tuple[str, ...]
    codes: NDArray[np.uint32]  # (n_chars,) code points of all documents, a line feed after each
    classes: NDArray[np.uint8]  # (n_chars,) values of characters.Class
    start: Ints  # (n_lines,) first character
    end: Ints  # (n_lines,) after the last character, line end excluded
    raw_start: Ints  # (n_lines,) first character, within the document's text
    raw_stop: Ints  # (n_lines,) after the line end, within the document's text
    first_line: Ints  # (n_documents + 1,)
    row_line: Ints  # (n_rows,) the line of each row: lines with a visible character, once for each of their parts
    glued: Bools  # (n_rows,) which rows go on in the line of the row before
    row_start: Ints  # (n_rows,) first visible character of the part, index into `codes`
    row_end: Ints  # (n_rows,) after its last visible character
    first_row: Ints  # (n_documents + 1,)
    opening: Ints  # (n_documents,) where each document begins in `codes`
    cuts: Cuts  # what of overlong lines is not in `codes`

    @property
    def n_lines(self) -> int:
        """Number of lines of all documents, blank ones included."""
        return len(self.start)

    @property
    def n_rows(self) -> int:
        """Number of parts of lines that have a visible character; features and scores are per row."""
        return len(self.row_line)

    @property
    def goes_on(self) -> Bools:
        """Which rows have more of their line in the row after, (n_rows,)."""
        return np.append(self.glued[1:], False)[: self.n_rows]

    @property
    def beside_longer(self) -> Bools:
        """Which rows stand in a cell beside a longer one of their line, (n_rows,)."""
        return beside_longer(self.glued, self.row_start, self.row_end)

    @property
    def line_rows(self) -> tuple[Ints, Ints]:
        """The first row of each line that has text, and how many rows it has, (n_lines_with_text,) each."""
        first = np.flatnonzero(~self.glued)
        return first, np.diff(first, append=self.n_rows)

    def lines_of(self, document: int) -> slice:
        """The lines of one document (0-based) as a slice of line arrays."""
        return slice(int(self.first_line[document]), int(self.first_line[document + 1]))

    def rows_of(self, document: int) -> slice:
        """The rows of one document (0-based) as a slice of row arrays."""
        return slice(int(self.first_row[document]), int(self.first_row[document + 1]))

    def document_of(self, line: Ints) -> Ints:
        """The documents of lines that are numbered through the batch."""
        return np.searchsorted(self.first_line, line, side="right") - 1

    def line_text(self, document: int, line: int) -> str:
        """Text of a line, numbered through the batch, without its line end."""
        ended = self.documents[document][self.raw_start[line] : self.raw_stop[line]]
        return ended[: len(ended) - len(_line_end(ended))]

    def raw_offset(self, position: Ints, document: Ints) -> Ints:
        """Where in the documents' own texts indices into `codes` lie."""
        opening = self.opening[document]
        return position - opening + _cut_before(position, self.cuts, opening)


def _line_end(line: str) -> str:
    if line.endswith("\r\n"):
        return "\r\n"
    return line[-1] if line and line[-1] in "\n\r\x85\u2028\u2029" else ""


def make_batch(documents: Sequence[str]) -> Batch:
    """Lay documents out as one array. Lone surrogates (undecodable bytes) pass through as they are."""
    documents = tuple(documents)
    views, cuts = _abbreviate(documents)
    joined = "\n".join([*views, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    classes = tables().classes.take(codes)
    close = np.cumsum([len(view) + 1 for view in views], dtype=np.int64) - 1  # the line feed added after each

    is_break = is_class(classes, Class.BREAK)
    before_feed = np.flatnonzero(codes[1:] == _LINE_FEED)
    paired = before_feed[codes[before_feed] == _CARRIAGE_RETURN]  # CR of a CR LF: one line end, not two
    is_break[paired] = False
    breaks = np.flatnonzero(is_break)
    start = np.concatenate(([0], breaks[:-1] + 1)) if len(breaks) else breaks
    end = breaks - np.isin(breaks - 1, paired)
    is_added = np.zeros(len(codes), dtype=bool)
    is_added[close] = True
    added = is_added[breaks]
    stop = breaks + ~added
    real = stop > start  # the piece after a document's own last line end is no line
    document_of = np.searchsorted(close, breaks)
    start, end, stop, document_of = start[real], end[real], stop[real], document_of[real]
    first_line = np.searchsorted(document_of, np.arange(len(documents) + 1))

    visible = np.concatenate(([False], ~is_class(classes, Class.SPACE, Class.BREAK), [False]))
    edges = np.flatnonzero(visible[1:] != visible[:-1])
    run_start, run_end = edges[0::2], edges[1::2]  # runs of visible characters; none crosses a line end
    first_run = np.searchsorted(run_start, start)
    after_run = np.searchsorted(run_start, end)
    lines = np.flatnonzero(after_run > first_run)
    runs = Runs(run_start, run_end, np.append(first_run[lines], len(run_start)))
    line_of_part, row_start, row_end = part_edges(codes, classes, runs)
    row_line = lines[line_of_part]
    opening = np.append(0, close + 1)
    begin = opening[document_of]
    return Batch(
        documents=documents,
        codes=codes,
        classes=classes,
        start=start,
        end=end,
        raw_start=start - begin + _cut_before(start, cuts, begin),
        raw_stop=stop - begin + _cut_before(stop, cuts, begin),
        first_line=first_line,
        row_line=row_line,
        glued=np.diff(row_line, prepend=-1) == 0,
        row_start=row_start,
        row_end=row_end,
        first_row=np.searchsorted(row_line, first_line),
        opening=opening[:-1],
        cuts=cuts,
    )


def _abbreviate(documents: tuple[str, ...]) -> tuple[list[str], Cuts]:
    views: list[str] = []
    at: list[int] = []
    left_out: list[int] = []
    opening = 0
    for document in documents:
        view = document
        if len(document) > 2 * LOOK:
            middles = [(m.start() + LOOK, m.end() - LOOK) for m in _OVERLONG.finditer(document)]
            edges = [0, *(edge for middle in middles for edge in middle), len(document)]
            pieces = [document[a:b] for a, b in list(pairwise(edges))[::2]]
            view = "".join(pieces)
            at += (opening + np.cumsum([len(piece) for piece in pieces[:-1]], dtype=np.int64)).tolist()
            left_out += [b - a for a, b in middles]
        views.append(view)
        opening += len(view) + 1
    return views, Cuts(np.array(at, dtype=np.int64), np.array(left_out, dtype=np.int64))


def _cut_before(position: Ints, cuts: Cuts, opening: Ints) -> Ints:
    """Characters left out between a document's `opening` and `position`."""
    total = np.concatenate(([0], np.cumsum(cuts.left_out)))
    return total[np.searchsorted(cuts.at, position)] - total[np.searchsorted(cuts.at, opening)]
