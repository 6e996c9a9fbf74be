"""Shape of every line: length, punctuation, digits, case, script, spacing, as an ordered table of named columns.

No word is read here, so these columns mean the same in every language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaner.array_types import Floats, Ints
from cleaner.batch import LOOK, Batch
from cleaner.characters import N_CLASSES, Class, is_class
from cleaner.marks import colons_between_digits, count_in_rows, first_in_row, four_digits, link_marks
from cleaner.ngrams import Grams, Words

_ELLIPSIS, _QUESTIONS = ord("…"), np.array([ord(mark) for mark in "?？؟"], dtype=np.uint32)
_COPYRIGHT = ord("©")
_LOG1P = np.log1p(np.arange(2 * LOOK + 1)).astype(np.float32)  # of every count there can be in what is seen of a line
_BULLETS = (Class.SEPARATOR, Class.DASH, Class.SYMBOL)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the columns are computed from, each of shape (n_rows,) unless said otherwise."""

    chars: Ints  # visible extent in characters, inner spaces included
    words: Ints
    counts: Ints  # (N_CLASSES, n_rows) characters of each class; letters, marks and spaces are not counted
    capitalised: Ints  # words that open with an upper-case letter
    uncased: Ints  # words that open with a letter without case
    unspaced: Ints  # words of scripts without spaces
    first: NDArray[np.uint8]  # class of the first visible character
    last: NDArray[np.uint8]  # class of the last visible character
    last_code: NDArray[np.uint32]  # its code point
    before_last: NDArray[np.uint8]  # class of the character before it, SPACE when there is none
    first_code: NDArray[np.uint32]
    indent: Ints  # spaces before the first visible character
    blanks_before: Ints  # blank lines between this row and the one before, or the document's start
    blanks_after: Ints
    repeats: Ints  # other rows of the document with the same text
    lead: Ints  # characters before the first colon, or -1 without one
    years: Ints  # runs of four digits
    clocks: Ints  # colons between digits
    shouted: Ints  # words whose first two letters are upper case
    links: Ints  # "://" and "](" in it
    goes_on: NDArray[np.bool_]  # a part of the same line stands before it
    is_gone_on: NDArray[np.bool_]  # a part of the same line stands behind it


@dataclass(frozen=True, slots=True)
class Column:
    """A named feature: a number of about unit size for every row."""

    name: str
    meaning: str
    of: Callable[[Measures], NDArray[np.floating] | NDArray[np.bool_]]


def _share(class_: Class) -> Callable[[Measures], NDArray[np.floating]]:
    return lambda m: m.counts[class_] / m.chars


def _log(class_: Class) -> Callable[[Measures], NDArray[np.floating]]:
    return lambda m: _log1p(m.counts[class_])


def _log1p(count: Ints) -> NDArray[np.floating]:
    """log(1 + count) of counts within a line, looked up."""
    return _LOG1P.take(count)


def _opens(*classes: Class) -> Callable[[Measures], NDArray[np.bool_]]:
    return lambda m: is_class(m.first, *classes)


def _closes(*classes: Class) -> Callable[[Measures], NDArray[np.bool_]]:
    return lambda m: is_class(m.last, *classes)


def _closes_sentence(m: Measures) -> NDArray[np.bool_]:
    quoted = is_class(m.last, Class.QUOTE, Class.BRACKET) & is_class(m.before_last, Class.TERMINAL)
    return is_class(m.last, Class.TERMINAL) | quoted


def _closes_ellipsis(m: Measures) -> NDArray[np.bool_]:
    dots = is_class(m.last, Class.TERMINAL) & is_class(m.before_last, Class.TERMINAL)
    return np.asarray((m.last_code == _ELLIPSIS) | dots)


def _log_up_to(count: Ints, most: int) -> NDArray[np.floating]:
    return _log1p(np.minimum(count, most))


COLUMNS: Final[tuple[Column, ...]] = (
    Column("chars", "logarithm of the visible length in characters", lambda m: _log1p(m.chars)),
    Column("words", "logarithm of the number of words", lambda m: _log1p(m.words)),
    Column("word_length", "characters per word", lambda m: np.minimum(m.chars / np.maximum(m.words, 1), 20)),
    Column("digits", "share of digits among the characters", _share(Class.DIGIT)),
    Column("separators", "share of bars, bullets, arrows, slashes", _share(Class.SEPARATOR)),
    Column("symbols", "share of symbols", _share(Class.SYMBOL)),
    Column("terminals", "logarithm of sentence marks, danda included", _log(Class.TERMINAL)),
    Column("commas", "logarithm of commas", _log(Class.COMMA)),
    Column("colons", "logarithm of colons", _log(Class.COLON)),
    Column("quotes", "logarithm of quotation marks", _log(Class.QUOTE)),
    Column("brackets", "logarithm of brackets", _log(Class.BRACKET)),
    Column("dashes", "logarithm of dashes", _log(Class.DASH)),
    Column("mentions", "logarithm of @ and #", _log(Class.MENTION)),
    Column("odd", "logarithm of controls and undecodable bytes", _log(Class.OTHER)),
    Column("capitalised", "share of words that open in upper case", lambda m: m.capitalised / np.maximum(m.words, 1)),
    Column("uncased", "share of words in a script without case", lambda m: m.uncased / np.maximum(m.words, 1)),
    Column("unspaced", "share of words in a script without spaces", lambda m: m.unspaced / np.maximum(m.words, 1)),
    Column("opens_upper", "first visible character is upper case", _opens(Class.UPPER)),
    Column("opens_lower", "first visible character is lower case", _opens(Class.LOWER)),
    Column("opens_digit", "first visible character is a digit", _opens(Class.DIGIT)),
    Column("opens_quote", "first visible character is a quotation mark", _opens(Class.QUOTE)),
    Column("opens_mark", "first visible character is a bullet or dash", _opens(*_BULLETS)),
    Column("opens_bracket", "first visible character is a bracket", _opens(Class.BRACKET)),
    Column("opens_copyright", "first visible character is a copyright sign", lambda m: m.first_code == _COPYRIGHT),
    Column("closes_sentence", "ends a sentence, inside or outside a closing quote", _closes_sentence),
    Column("closes_question", "ends with a question mark", lambda m: np.isin(m.last_code, _QUESTIONS)),
    Column("closes_ellipsis", "ends with an ellipsis", _closes_ellipsis),
    Column("closes_colon", "ends with a colon", _closes(Class.COLON)),
    Column("closes_comma", "ends with a comma", _closes(Class.COMMA)),
    Column("closes_digit", "ends with a digit", _closes(Class.DIGIT)),
    Column("closes_mark", "ends with a bar, bullet or arrow", _closes(*_BULLETS)),
    Column("indent", "logarithm of the spaces before it", lambda m: _log_up_to(m.indent, 15)),
    Column("blanks_before", "logarithm of the blank lines before it", lambda m: _log_up_to(m.blanks_before, 7)),
    Column("blanks_after", "logarithm of the blank lines after it", lambda m: _log_up_to(m.blanks_after, 7)),
    Column("lead", "nearness of the first colon to the start", lambda m: np.where(m.lead < 0, 0, 1 / (1 + m.lead / 8))),
    Column("years", "logarithm of runs of four digits", lambda m: _log1p(m.years)),
    Column("clocks", "logarithm of colons between digits", lambda m: _log1p(m.clocks)),
    Column("shouted", "share of words that open with two capitals", lambda m: m.shouted / np.maximum(m.words, 1)),
    Column("links", "logarithm of web addresses and markdown links", lambda m: _log1p(m.links)),
    Column("goes_on", "goes on in the line of the row before", lambda m: m.goes_on),
    Column("is_gone_on", "the row after goes on in its line", lambda m: m.is_gone_on),
    Column("repeats", "logarithm of other lines of the document with this text", lambda m: _log_up_to(m.repeats, 7)),
)  # fmt: skip


def measure(batch: Batch, words: Words, grams: Grams) -> Floats:
    """The shape of every row, (n_rows, len(COLUMNS)), in the columns' own units."""
    measures = _measures(batch, words, grams)
    shape = np.empty((batch.n_rows, len(COLUMNS)), dtype=np.float32, order="F")
    for i, column in enumerate(COLUMNS):
        shape[:, i] = column.of(measures)
    return shape


def _measures(batch: Batch, words: Words, grams: Grams) -> Measures:
    classes = batch.classes
    opens = classes[words.start]
    after_last = np.append(batch.row_start, len(classes))
    noted = np.flatnonzero((classes > np.uint8(Class.BREAK)) | is_class(classes, Class.DIGIT))
    row_of_noted = np.repeat(np.arange(batch.n_rows), np.diff(np.searchsorted(noted, after_last)))
    cells = classes[noted].astype(np.int64) * batch.n_rows + row_of_noted
    counts = np.bincount(cells, minlength=N_CLASSES * batch.n_rows).reshape(N_CLASSES, batch.n_rows)
    last = batch.row_end - 1
    blanks_before, blanks_after = _blank_neighbours(batch)
    return Measures(
        chars=batch.row_end - batch.row_start,
        words=np.diff(words.first_of_row),
        counts=counts,
        capitalised=_words_with(is_class(opens, Class.UPPER), words),
        uncased=_words_with(is_class(opens, Class.LETTER, Class.UNSPACED), words),
        unspaced=_words_with(is_class(opens, Class.UNSPACED), words),
        first=classes[batch.row_start],
        last=classes[last],
        last_code=batch.codes[last],
        before_last=np.where(last > batch.row_start, classes[last - 1], np.uint8(Class.SPACE)),
        first_code=batch.codes[batch.row_start],
        indent=np.where(batch.glued, 0, batch.row_start - batch.start[batch.row_line]),
        blanks_before=blanks_before,
        blanks_after=blanks_after,
        repeats=_repeats(batch, grams),
        lead=first_in_row(np.flatnonzero(is_class(classes, Class.COLON)), batch),
        years=count_in_rows(four_digits(classes), batch),
        clocks=count_in_rows(colons_between_digits(classes), batch),
        shouted=_words_with(is_class(opens, Class.UPPER) & is_class(classes[words.start + 1], Class.UPPER), words),
        links=count_in_rows(link_marks(batch.codes), batch),
        goes_on=batch.glued,
        is_gone_on=batch.goes_on,
    )


def _words_with(property_: NDArray[np.bool_], words: Words) -> Ints:
    total = np.concatenate(([0], np.cumsum(property_)))
    return np.diff(total[words.first_of_row])


def _blank_neighbours(batch: Batch) -> tuple[Ints, Ints]:
    per_document = np.diff(batch.first_row)
    first_line = np.repeat(batch.first_line[:-1], per_document)
    after_line = np.repeat(batch.first_line[1:], per_document)
    line = batch.row_line
    before = np.maximum(np.append(-1, line[:-1]), first_line - 1)
    after = np.minimum(np.append(line[1:], batch.n_lines), after_line)
    return np.maximum(line - before - 1, 0), np.maximum(after - line - 1, 0)


def _repeats(batch: Batch, grams: Grams) -> Ints:
    document = np.repeat(np.arange(len(batch.documents)), np.diff(batch.first_row))
    key = (document << 32) | grams.line
    order = np.argsort(key)
    opens_group = np.diff(key[order], prepend=-1) != 0
    group = np.cumsum(opens_group) - 1
    size = np.bincount(group)
    repeats = np.empty(batch.n_rows, dtype=np.int64)
    repeats[order] = size[group] - 1
    return repeats
