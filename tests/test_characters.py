"""Character classes: what each script's letters, marks, digits and sentence marks are taken for."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from cleaner.characters import WORD_CLASSES, Class, is_class, tables
from training import characters as made

CLASSES = {
    "Latin upper case": ("A", Class.UPPER),
    "Latin lower case": ("a", Class.LOWER),
    "Devanagari letter, without case": ("अ", Class.LETTER),
    "Devanagari vowel sign is no symbol": ("\u093f", Class.MARK),
    "virama joins two consonants": ("\u094d", Class.MARK),
    "Tamil vowel sign": ("\u0bbe", Class.MARK),
    "Bengali vowel sign": ("\u09cb", Class.MARK),
    "Arabic short vowel": ("\u064e", Class.MARK),
    "Thai vowel above its letter": ("\u0e35", Class.MARK),
    "zero-width joiner stands inside words": ("\u200d", Class.MARK),
    "zero-width non-joiner stands inside Persian words": ("\u200c", Class.MARK),
    "zero-width space stands between words": ("\u200b", Class.SPACE),
    "Arabic letter": ("ب", Class.LETTER),
    "Hangul is spaced": ("가", Class.LETTER),
    "Thai letter": ("ก", Class.UNSPACED),
    "ideograph": ("水", Class.UNSPACED),
    "katakana": ("カ", Class.UNSPACED),
    "long vowel of katakana": ("ー", Class.UNSPACED),
    "full stop": (".", Class.TERMINAL),
    "danda": ("।", Class.TERMINAL),
    "double danda": ("॥", Class.TERMINAL),
    "ideographic full stop": ("。", Class.TERMINAL),
    "ideographic comma closes nothing": ("、", Class.COMMA),
    "Arabic question mark": ("؟", Class.TERMINAL),
    "Arabic comma closes nothing": ("،", Class.COMMA),
    "Urdu full stop": ("۔", Class.TERMINAL),
    "full-width colon": ("：", Class.COLON),
    "Devanagari digit": ("७", Class.DIGIT),
    "Bengali digit": ("৭", Class.DIGIT),
    "bar": ("|", Class.SEPARATOR),
    "guillemet parts breadcrumbs": ("»", Class.SEPARATOR),
    "dash": ("–", Class.DASH),
    "at sign": ("@", Class.MENTION),
    "curly quote": ("“", Class.QUOTE),
    "corner bracket": ("「", Class.BRACKET),
    "emoji": ("🙂", Class.SYMBOL),
    "copyright sign": ("©", Class.SYMBOL),
    "line feed": ("\n", Class.BREAK),
    "next line": ("\x85", Class.BREAK),
    "line separator": ("\u2028", Class.BREAK),
    "vertical tab ends no line": ("\x0b", Class.SPACE),
    "no-break space": ("\xa0", Class.SPACE),
    "byte-order mark is not visible": ("\ufeff", Class.SPACE),
    "NUL": ("\0", Class.OTHER),
    "undecodable byte": ("\udcff", Class.OTHER),
}


@pytest.mark.parametrize(("character", "expected"), CLASSES.values(), ids=CLASSES)
def test_class(character: str, expected: Class) -> None:
    assert tables().classes[ord(character)] == expected


def test_words_are_made_of_letters_marks_and_digits() -> None:
    assert {class_ for class_ in Class if class_ < WORD_CLASSES} == {
        Class.UPPER, Class.LOWER, Class.LETTER, Class.UNSPACED, Class.MARK, Class.DIGIT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("character", "folded", "why"),
    [
        ("A", "a", "case"),
        ("a", "a", "already lower"),
        ("Ж", "ж", "case in Cyrillic"),
        ("7", "0", "a digit"),
        ("७", "0", "a Devanagari digit"),
        ("７", "0", "a full-width digit"),
        ("²", "²", "a superscript is no decimal digit"),
        ("अ", "अ", "no case"),
        ("İ", "İ", "its lower case is two characters"),
        ("\udcff", "\udcff", "an undecodable byte stays itself"),
    ],
)
def test_fold(character: str, folded: str, why: str) -> None:
    assert chr(tables().fold[ord(character)]) == folded, why


def test_decimal_digits_of_every_script_fold_to_zero() -> None:
    digits = [code for code in np.flatnonzero(tables().classes == Class.DIGIT).tolist() if chr(code).isdecimal()]
    assert len(digits) >= 600
    assert set(tables().fold[digits].tolist()) == {ord("0")}


def test_every_mark_is_part_of_a_word() -> None:
    """Python's Unicode may be older or newer than the table's; a mark known to both is a mark in both."""
    marks = [code for code in range(0x110000) if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me")]
    known = tables().classes[marks] != Class.OTHER
    assert known.sum() > 2000
    assert (tables().classes[marks][known] == Class.MARK).all()


def test_packaged_table_is_what_its_maker_makes() -> None:
    """On a sample, and with the Unicode version it was made with; other versions know other characters."""
    with np.load(made.TARGET, allow_pickle=False) as stored:
        version = ".".join(map(str, stored["unicode_version"].tolist()))
    if version != unicodedata.unidata_version:
        pytest.skip(f"made with Unicode {version}, this Python has {unicodedata.unidata_version}")
    sample = [*range(0x3100), *range(0x3100, 0x110000, 211)]
    assert tables().classes[sample].tolist() == [made.class_of(code) for code in sample]
    assert tables().fold[sample].tolist() == [made.fold_of(code) for code in sample]


def test_is_class_keeps_shape_and_input() -> None:
    classes = np.array([[Class.UPPER, Class.DIGIT], [Class.SPACE, Class.UPPER]], dtype=np.uint8)
    before = classes.copy()
    assert is_class(classes, Class.UPPER).tolist() == [[True, False], [False, True]]
    assert is_class(classes, Class.UPPER, Class.DIGIT).tolist() == [[True, True], [False, True]]
    assert (classes == before).all()
