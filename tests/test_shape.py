"""Shape columns: each told by a line that has the property and one that lacks it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import pages

from cleaner.array_types import Floats
from cleaner.batch import make_batch
from cleaner.ngrams import find_grams, find_words
from cleaner.shape import COLUMNS, measure

NAMES = [column.name for column in COLUMNS]


def shape_of(*documents: str) -> Floats:
    batch = make_batch(documents)
    words = find_words(batch)
    return measure(batch, words, find_grams(batch, words))


def values(name: str, *documents: str) -> list[float]:
    """The column `name` of every row."""
    return [float(value) for value in shape_of(*documents)[:, NAMES.index(name)]]


YES_OR_NO = {
    "full stop": ("closes_sentence", "It rained.", "It rained"),
    "danda": ("closes_sentence", "वर्षा हुई।", "वर्षा हुई"),
    "ideographic full stop": ("closes_sentence", "下雨了。", "下雨了、"),
    "Arabic question mark": ("closes_sentence", "هل نزل المطر؟", "هل نزل المطر،"),
    "Urdu full stop": ("closes_sentence", "بارش ہوئی۔", "بارش ہوئی"),
    "inside a closing quote": ("closes_sentence", "“It rained.”", "“It rained”"),
    "inside a bracket": ("closes_sentence", "(It rained.)", "(It rained)"),
    "spaces after it are not seen": ("closes_sentence", "It rained. \t", "It rained . . x"),
    "question": ("closes_question", "Did it rain?", "Did it rain!"),
    "Arabic question": ("closes_question", "هل نزل المطر؟", "هل نزل المطر۔"),
    "full-width question": ("closes_question", "下雨了吗？", "下雨了。"),
    "ellipsis": ("closes_ellipsis", "Read more…", "Read more."),
    "three full stops": ("closes_ellipsis", "Read more...", "Read more ."),
    "a lone full stop is no ellipsis": ("closes_ellipsis", "..", "."),
    "colon": ("closes_colon", "Also read:", "Also read: this"),
    "full-width colon": ("closes_colon", "相关：", "相关"),
    "comma": ("closes_comma", "Maresby,", "Maresby, today"),
    "digit at the end": ("closes_digit", "Page 2", "Page 2."),
    "Devanagari digit at the end": ("closes_digit", "पृष्ठ २", "पृष्ठ"),
    "arrow at the end": ("closes_mark", "Next →", "Next → page"),
    "upper case": ("opens_upper", "Rain", "rain"),
    "lower case": ("opens_lower", "rain", "Rain"),
    "no case is neither": ("opens_lower", "rain", "वर्षा"),
    "digit at the start": ("opens_digit", "3 things", "Three things 3"),
    "quote": ("opens_quote", "“Rain”", "Rain “"),
    "bullet": ("opens_mark", "• rain", "rain • rain"),
    "dash": ("opens_mark", "- rain", "rain - rain"),
    "bracket": ("opens_bracket", "[Watch]", "Watch [it]"),
    "copyright": ("opens_copyright", "© 2031", "All rights © 2031"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "yes", "no"), YES_OR_NO.values(), ids=YES_OR_NO)
def test_yes_or_no(name: str, yes: str, no: str) -> None:
    assert values(name, yes) == [1]
    assert values(name, no) == [0]


NUMBERS = {
    "visible length, inner spaces included": ("chars", "  a b \t", math.log1p(3)),
    "marks are characters": ("chars", "हिन्दी", math.log1p(6)),
    "words": ("words", "one two, three", math.log1p(3)),
    "a Hindi word is one": ("words", "हिन्दी", math.log1p(1)),
    "each ideograph is one": ("words", "下雨了", math.log1p(3)),
    "no words": ("words", "***", 0),
    "word length": ("word_length", "ab cd", 2.5),
    "word length without words": ("word_length", "***", 3),
    "word length is bounded": ("word_length", "x" * 500, 20),
    "digits": ("digits", "a 12 ", 0.5),
    "digits of any script": ("digits", "१२:३०", 0.8),
    "separators": ("separators", "a|b", 1 / 3),
    "symbols": ("symbols", "+a", 0.5),
    "sentence marks": ("terminals", "एक। दो। three.", math.log1p(3)),
    "commas": ("commas", "一、二，three, four", math.log1p(3)),
    "colons": ("colons", "12:30: x", math.log1p(2)),
    "quotes": ("quotes", "“a” said b", math.log1p(2)),
    "brackets": ("brackets", "(a) [b", math.log1p(3)),
    "dashes": ("dashes", "a - b – c", math.log1p(2)),
    "mentions": ("mentions", "@a #b", math.log1p(2)),
    "odd characters": ("odd", "a\0\udcff", math.log1p(2)),
    "capitalised": ("capitalised", "One Two three 4", 0.5),
    "uncased": ("uncased", "one दो तीन four", 0.5),
    "unspaced": ("unspaced", "one 水", 0.5),
    "indent": ("indent", "   a", math.log1p(3)),
    "indent is bounded": ("indent", " " * 99 + "a", math.log1p(15)),
}


@pytest.mark.parametrize(("name", "line", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_numbers(name: str, line: str, expected: float) -> None:
    assert values(name, line) == pytest.approx([expected], rel=1e-6)


@pytest.mark.parametrize(
    ("name", "documents", "counts", "why"),
    [
        ("blanks_before", ["a\n\nb\n \n\nc"], [0, 1, 2], "blank lines, those with spaces included"),
        ("blanks_after", ["a\n\nb\n \n\nc"], [1, 2, 0], "likewise on the other side"),
        ("blanks_before", ["\n\na"], [2], "from the document's start"),
        ("blanks_after", ["a\n\n\n"], [2], "to the document's end"),
        ("blanks_before", ["a\n\n", "\nb"], [0, 1], "another document's do not count"),
        ("blanks_after", ["a\n\n", "\nb"], [1, 0], "another document's do not count"),
        ("blanks_after", ["a" + "\n" * 30 + "b"], [7, 0], "bounded"),
        ("repeats", ["a\nb\na\n\na"], [2, 0, 2, 2], "other lines with this text"),
        ("repeats", ["Page 1\npage 2\nPage 10"], [1, 1, 0], "case and digits folded"),
        ("repeats", [" a\na "], [1, 1], "spaces at the ends do not count"),
        ("repeats", ["a\nb", "a"], [0, 0, 0], "another document's do not count"),
        ("repeats", ["***\n---\n***"], [1, 0, 1], "lines without words, too"),
        ("repeats", ["a\n" * 30], [7] * 30, "bounded"),
    ],
)
def test_neighbourhood(name: str, documents: list[str], counts: list[int], why: str) -> None:
    assert values(name, *documents) == pytest.approx([math.log1p(count) for count in counts], rel=1e-6), why


@given(st.lists(pages, min_size=1, max_size=4))
def test_a_document_in_a_batch_has_the_shape_it_has_alone(documents: list[str]) -> None:
    together = shape_of(*documents)
    assert np.array_equal(together, np.concatenate([shape_of(document) for document in documents]))
    assert np.isfinite(together).all()


def test_columns_have_names_of_their_own_and_meanings() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(column.meaning for column in COLUMNS)
    assert shape_of("", "\n").shape == (0, len(COLUMNS))
    assert shape_of("a").dtype == np.float32
