"""Parts: where lines are cut, case by case, and what holds of every cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from row_texts import parts_of
from trees import pages

from cleaner.batch import make_batch
from cleaner.parts import LONG, TAIL

PROSE = "the council voted on Tuesday to reopen the old pier, twelve years after it was closed"

# Parts are parted by "¦" here, in place of the blanks between them.
CASES = {
    "one sentence is one part": f"{PROSE.capitalize()}.",
    "the last of several sentences": f"{PROSE.capitalize()}. Nobody was hurt. It rained.¦Nothing else happened.",
    "a date before a sentence": f"date 2031-05-05¦Mayors said that {PROSE}.",
    "a clock time before a sentence": f"Updated: 4 March, 10:12¦Mayors said that {PROSE}.",
    "a zone belongs to its clock time": f"Updated: 4 March, 10:12 IST¦Mayors said that {PROSE}.",
    "a bar behind a byline": f"By Ann Quill | Travel |¦Mayors said that {PROSE}.",
    "a dash behind a dateline": f"Maresby, 4 March —¦Mayors said that {PROSE}.",
    "a number is no date": f"In all 45 Mayors said that {PROSE}.",
    "a date amid a sentence is followed by a small letter": f"On 4 March 2031 the {PROSE}.",
    "a short first sentence stays": f"It rained. Still, {PROSE}",
    "a last bracket is cut off whole": f"{PROSE.capitalize()}.¦(Photo: A. Quill. Archive)",
    "a bracket amid a sentence": f"{PROSE.capitalize()} (again) and again.",
    "an abbreviation ends no sentence": f"{PROSE.capitalize()}, said Mr. Quill of the harbour board",
    "danda": "नदी का पानी मंगलवार रात को घटने लगा और लोग घर लौटे।¦यह भी पढ़ें: बाँध के फाटक खुले",
    "no blank behind an ideographic mark": "橋は午前六時に再び開いた。住民たちは朝から並んだ。¦関連記事：塔の時計",
    "a mark within quotes": f"“{PROSE.capitalize()}.”¦Read more about piers",
    "too short to be cut": "Rain. Also read: Sun",
    "a menu": "Home | News | Sport",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_where_a_line_is_cut(case: str) -> None:
    text = case.replace("。¦", "。").replace("¦", " ")
    assert parts_of(text) == case.split("¦")


@pytest.mark.parametrize(("extra", "cut"), [(0, True), (1, False)])
def test_a_last_sentence_of_any_length_is_not_cut_off(extra: int, cut: bool) -> None:
    last = "N" + "o" * (TAIL - 2 + extra) + "."
    assert (len(parts_of(f"{PROSE.capitalize()}. {last}")) == 2) == cut


@pytest.mark.parametrize(("extra", "parts"), [(0, 2), (1, 11)])
def test_only_a_long_line_is_cut_at_every_sentence(extra: int, parts: int) -> None:
    sentence = "R" + "a" * (LONG // 10 - 3) + "."
    text = " ".join([sentence] * 10) + " "
    text += "R" * (LONG - len(text) + extra)
    assert len(text) == LONG + extra
    assert len(parts_of(text)) == parts


def test_a_zone_does_not_look_into_the_line_before() -> None:
    """Or what a document is judged by would depend on what stands before it in the batch."""
    line = f"IST Mayors said that {PROSE}."
    assert parts_of(f"10:12\n{line}")[1:] == parts_of(line)
    batch = make_batch(["10:12", line])
    assert batch.n_rows == 1 + len(parts_of(line))


@given(st.lists(pages, min_size=1, max_size=4), st.sampled_from([" ", ". ", " 10:12 ", " | ", "。"]))
def test_the_parts_of_a_line_are_its_visible_text(texts: list[str], between: str) -> None:
    """In order, apart, opening and closing with something to see, blanks alone between them."""
    texts = [text.replace("\n", between) for text in texts]
    batch = make_batch(texts)
    assert (np.diff(batch.row_line) >= 0).all()
    assert (batch.row_start < batch.row_end).all()
    for line in range(batch.n_lines):
        rows = np.flatnonzero(batch.row_line == line)
        gaps = zip(batch.row_end[rows[:-1]].tolist(), batch.row_start[rows[1:]].tolist(), strict=True)
        for end, start in gaps:
            assert end <= start
            assert make_batch(["".join(map(chr, batch.codes[end:start].tolist()))]).n_rows == 0


@given(st.lists(pages, min_size=1, max_size=4))
def test_a_document_is_cut_in_a_batch_as_it_is_alone(texts: list[str]) -> None:
    batch = make_batch(texts)
    for d, text in enumerate(texts):
        alone, rows = make_batch([text]), batch.rows_of(d)
        assert (batch.row_start[rows] - batch.opening[d]).tolist() == alone.row_start.tolist()
        assert (batch.row_end[rows] - batch.opening[d]).tolist() == alone.row_end.tolist()
