from __future__ import annotations

import pytest

from training.tokens import tokens

CASES = [
    ("It's 5.20 pm!", ["it", "s", "5", "20", "pm"], "punctuation is no token and splits"),
    ("don’t DON'T", ["don", "t", "don", "t"], "both apostrophes split alike, whatever the page wrote"),
    ("snake_case_name", ["snake", "case", "name"], "an underscore is punctuation here"),
    ("हिन्दी में", ["हिन्दी", "में"], "vowel signs and viramas belong to their word"),
    ("الْعَرَبِيَّة", ["الْعَرَبِيَّة"], "Arabic vowel marks do not split"),
    ("cafe\u0301 bar", ["cafe\u0301", "bar"], "a combining accent belongs to its letter"),
    ("2013年5月", ["2013", "年", "5", "月"], "each ideograph is a token, a number stays whole"),
    ("東京タワー", ["東", "京", "タ", "ワ", "ー"], "kana one by one, the long mark too"),
    ("น้ำใจ", ["น้", "ำ", "ใ", "จ"], "a Thai tone mark stays on its consonant"),
    ("한국어 신문", ["한국어", "신문"], "Korean is written with spaces"),
    ("co\u00adop\u200berate", ["cooperate"], "soft hyphens and zero-width spaces vanish"),
    ("❤\ufe0f ok", ["ok"], "the selector after an emoji is no word of its own"),
    ("ПРИВЕТ Ωμέγα", ["привет", "ωμέγα"], "lower case in every script"),
    ("| — • ***", [], "signs alone give nothing"),
    ("", [], "nothing gives nothing"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[case[2] for case in CASES])
def test_tokens(text: str, expected: list[str], why: str) -> None:
    assert tokens(text) == expected, why


@pytest.mark.parametrize("text", ["plain ascii 2024 text_with it", "MiXeD 7.5%"])
def test_the_way_for_ascii_agrees_with_the_way_for_all(text: str) -> None:
    assert tokens(text + " é")[:-1] == tokens(text)
