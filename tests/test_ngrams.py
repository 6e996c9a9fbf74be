"""Words of every script, and their hashes: the same word hashes alike wherever it stands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import pages

from cleaner.batch import make_batch
from cleaner.ngrams import HEAD, MAX_PER_ROW, TAIL, Grams, buckets, find_grams, find_words


def words_of(text: str) -> list[str]:
    batch = make_batch([text])
    words = find_words(batch)
    spans = zip(words.start.tolist(), words.end.tolist(), strict=True)
    return ["".join(map(chr, batch.codes[start:end].tolist())) for start, end in spans]


def grams_of(*documents: str) -> Grams:
    batch = make_batch(documents)
    return find_grams(batch, find_words(batch))


def row_hashes(grams: Grams, row: int = 0) -> list[list[int]]:
    """Hashes of one row: of words, stems, pairs, the first word, the last word, the line."""
    return [family.hashes[family.row == row].tolist() for family in grams.families]


WORDS = {
    "Latin": ("It rained, twice.", ["It", "rained", "twice"]),
    "digits belong to words": ("Covid19 in 2020", ["Covid19", "in", "2020"]),
    "hyphen and apostrophe part words": ("don't re-enter", ["don", "t", "re", "enter"]),
    "combining accent": ("re\u0301sume\u0301 now", ["re\u0301sume\u0301", "now"]),
    "Hindi, vowel signs and virama": ("हिन्दी में पढ़ें।", ["हिन्दी", "में", "पढ़ें"]),
    "Marathi with joiner": ("पुण्या\u200dतील बातम्या", ["पुण्या\u200dतील", "बातम्या"]),
    "Tamil": ("தமிழ் செய்தி", ["தமிழ்", "செய்தி"]),
    "Bengali": ("বাংলা খবর।", ["বাংলা", "খবর"]),
    "Arabic with short vowels": ("كَتَبَ الوَلَدُ؟", ["كَتَبَ", "الوَلَدُ"]),
    "Persian non-joiner": ("می\u200cرود خانه", ["می\u200cرود", "خانه"]),
    "Urdu": ("خبر پڑھیں۔", ["خبر", "پڑھیں"]),
    "Thai, a letter with its marks is a word": ("ที่นี่", ["ที่", "นี่"]),
    "Chinese, an ideograph is a word": ("下雨了。", ["下", "雨", "了"]),
    "Japanese": ("雨がふる", ["雨", "が", "ふ", "る"]),
    "Korean is spaced": ("비가 왔다", ["비가", "왔다"]),
    "Latin within Chinese": ("用iPhone拍", ["用", "iPhone", "拍"]),
    "zero-width space parts words": ("yes\u200bno", ["yes", "no"]),
    "no words": ("--- * © 。", []),
    "a line end parts words": ("one\ntwo", ["one", "two"]),
}


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_words_of_rows() -> None:
    batch = make_batch(["one two\n\n---\nthree", "", "four"])
    assert find_words(batch).first_of_row.tolist() == [0, 2, 2, 3, 4]


@given(
    st.sampled_from(["related", "हिन्दी", "செய்தி", "الوَلَدُ", "2024", "x" * 40]),
    st.lists(pages, max_size=3),
    st.sampled_from(["", "- ", "more ", "水 ", "\t\t"]),
)
def test_a_word_hashes_alike_wherever_it_stands(word: str, before: list[str], left: str) -> None:
    alone = row_hashes(grams_of(word))
    batch = make_batch([*before, f"{left}{word}"])
    found = row_hashes(find_grams(batch, find_words(batch)), batch.n_rows - 1)
    assert found[0][-1] == alone[0][0]  # the word
    assert found[1][-1] == alone[1][0]  # its stem
    assert found[4] == alone[4]  # as the last word
    assert found[0][-1] != row_hashes(grams_of(word + "s"))[0][0]


def test_a_word_far_into_a_batch_hashes_as_at_its_start() -> None:
    """The powers that are multiplied with wrap around after 2**16 characters and more."""
    far = grams_of("filler text\n" * 20_000, "Read more")
    assert row_hashes(far, len(far.count) - 1) == row_hashes(grams_of("Read more"))


@pytest.mark.parametrize(
    ("one", "other", "equal", "why"),
    [
        ("Updated 12:30", "UPDATED 09:45", True, "case and digits are folded"),
        ("Updated 12:30", "Updated 9:45", False, "but not the number of digits"),
        ("अपडेट १२:३०", "अपडेट 09:45", True, "digits of any script"),
        ("  Read more", "Read more\t", True, "spaces at the ends are not part of a line"),
        ("Read more", "Read  more", False, "spaces inside are"),
        ("Read more", "Read more.", False, "so is punctuation"),
        ("पढ़े", "पढ़ो", False, "a vowel sign tells two words apart"),
        ("***", "* *", False, "lines without words have hashes, too"),
        ("***", "***", True, "and equal ones equal hashes"),
    ],
)
def test_equal_lines_have_equal_hashes(one: str, other: str, equal: bool, why: str) -> None:
    hashes = grams_of(f"x\n{one}", f"{other}\ny").line
    assert (hashes[1] == hashes[2]) == equal, why


@pytest.mark.parametrize(
    ("one", "other", "family", "equal", "why"),
    [
        ("sharing", "shared", 1, True, "stems are the first four characters"),
        ("sharing", "shore", 1, False, "and no fewer"),
        ("share", "share", 0, True, "words are whole"),
        ("share", "shared", 0, False, "words are whole"),
        ("read more", "more read", 2, False, "pairs know the order"),
        ("read more", "read, more", 2, True, "pairs do not see what stands between"),
        ("read this", "read that", 3, True, "the first word"),
        ("read this", "that reads", 3, False, "the first word"),
        ("read this", "see this", 4, True, "the last word"),
    ],
)
def test_families(one: str, other: str, family: int, equal: bool, why: str) -> None:
    assert (row_hashes(grams_of(one))[family] == row_hashes(grams_of(other))[family]) == equal, why


def test_a_word_as_first_as_last_and_as_line_are_four_things() -> None:
    word, stem, _, opening, closing, line = (hashes[:1] for hashes in row_hashes(grams_of("more")))
    assert len({*word, *stem, *opening, *closing, *line}) == 5


def test_pairs_stay_within_their_line_and_document() -> None:
    grams = grams_of("a b\nc", "d e f")
    assert [row_hashes(grams, row)[2] for row in range(3)] == [
        row_hashes(grams_of(line))[2] for line in ("a b", "c", "d e f")
    ]


@pytest.mark.parametrize("n_words", [HEAD + TAIL, HEAD + TAIL + 1, 3 * (HEAD + TAIL)])
def test_only_words_near_the_ends_are_looked_up(n_words: int) -> None:
    words = [f"w{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(n_words)]
    plain = row_hashes(grams_of(" ".join(words)))
    assert len(plain[0]) == min(n_words, HEAD + TAIL)
    for place in range(n_words):
        changed = row_hashes(grams_of(" ".join([*words[:place], "other", *words[place + 1 :]])))
        far = HEAD <= place < n_words - TAIL
        assert (changed[:5] == plain[:5]) == far
        assert changed[5] != plain[5]


@given(pages)
def test_counts_are_those_of_the_families(text: str) -> None:
    grams = grams_of(text)
    n_rows = len(grams.count)
    total = sum(np.bincount(family.row, minlength=n_rows) for family in grams.families)
    assert np.array_equal(grams.count, total)
    assert (grams.count <= MAX_PER_ROW).all()
    for family in grams.families:
        assert (np.diff(family.row) >= 0).all()


def test_most_grams_a_row_can_have() -> None:
    assert grams_of("word " * 100).count.tolist() == [MAX_PER_ROW]


@pytest.mark.parametrize("bits", [1, 10, 17])
def test_buckets_lie_in_the_table_and_fill_it(bits: int) -> None:
    hashes = np.arange(2**20, dtype=np.uint32) * np.uint32(64)  # low bits all zero
    filled = np.bincount(buckets(hashes, bits), minlength=2**bits)
    assert len(filled) == 2**bits
    assert filled.min() > 0
