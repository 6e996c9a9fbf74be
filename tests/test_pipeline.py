"""Cleaner: the stages composed. What `clean` returns is what `explain` shows, for one document or for many."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from oracle import oracle_cleaner
from trees import ARTICLE, GLUED, PAGE, lines_of

import cleaner.pipeline
from cleaner.document import BLANK_WENT, documents, reason_for
from cleaner.kinds import ARTICLE as ARTICLE_KINDS
from cleaner.kinds import KINDS
from cleaner.pieces import LONGEST, pieces
from cleaner.pipeline import Cleaner, in_batches
from cleaner.policy import Policy

HINDI = """मारेसपुर में पुल की मरम्मत शुरू, दो महीने तक रास्ता बंद

14 मार्च 2031, 09:20 IST

मारेसपुर नगरपालिका ने सोमवार को पुराने पुल की मरम्मत का काम शुरू कर दिया। लोगों को घाट की ओर से आना होगा।

यह भी पढ़ें: बकरी जिसने नदी दो बार पार की

इंजीनियर ने बताया कि खंभों में दरारें पिछली बाढ़ के बाद देखी गई थीं और काम बरसात से पहले पूरा हो जाएगा।


हमें फॉलो करें
"""
TAMIL = """நதியோரச் சந்தை மீண்டும் திறப்பு

பகிர்க

மூன்று ஆண்டுகளுக்குப் பிறகு நதியோரச் சந்தை திங்கட்கிழமை மீண்டும் திறக்கப்பட்டது என்று நகராட்சி தெரிவித்தது.
"""
PAGES = {
    "English": PAGE,
    "Hindi": HINDI,
    "Tamil": TAMIL,
    "article alone": "\n\n".join(ARTICLE),
    "menu alone": "Home\nNews\nSport\nLogin\n",
    "CR LF": PAGE.replace("\n", "\r\n"),
    "no last newline": PAGE.rstrip(),
    "undecodable": f"{ARTICLE[0]}\nShare\udcff\n",
    "empty": "",
    "blank": "\n \n",
}

each_page = pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)


@each_page
@pytest.mark.parametrize("strictness", [0.1, 0.5, 0.95])
def test_explain_is_what_clean_does(small: Cleaner, text: str, strictness: float) -> None:
    ready = small.with_policy(Policy(strictness=strictness))
    document = ready.explain(text)
    pieces = lines_of(text)
    assert document.raw == text
    assert document.clean == ready.clean(text)
    assert document.clean == "".join(piece for piece, line in zip(pieces, document.lines, strict=True) if line.kept)
    assert [line.number for line in document.lines] == list(range(1, len(pieces) + 1))
    assert [line.text for line in document.lines] == [piece.rstrip("\r\n") for piece in pieces]
    assert document.removed == tuple(line for line in document.lines if not line.kept)
    for line in document.lines:
        assert (line.kind is None) == (not line.text.strip())
        if line.kind is None:
            assert line.probability == line.kept
        else:
            assert line.kept == (line.probability >= line.least or document.left_alone)
            assert (line.kind in ARTICLE_KINDS) == (line.probability >= line.least)


def test_it_cleans(small: Cleaner) -> None:
    """The small model does some work; otherwise these tests would compare nothing with nothing."""
    clean = small.with_policy(Policy(strictness=0.5)).clean(PAGE)
    assert "Share on Facebook" not in clean
    assert clean.strip()


def test_many_are_as_one_by_one(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*PAGES.values()] * 2
    one_by_one = [small.clean(text) for text in texts]
    assert small.clean_many(texts) == one_by_one
    assert small.clean_many(iter(texts)) == one_by_one
    assert small.clean_many(reversed(texts)) == one_by_one[::-1]
    monkeypatch.setattr(cleaner.pipeline, "BATCH_CHARS", 300)
    assert small.clean_many(texts) == one_by_one
    assert small.clean_many([]) == []


def test_a_stream_is_cleaned_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is taken before something is asked for, and then no more than a batch and the text behind it."""
    monkeypatch.setattr(cleaner.pipeline, "BATCH_CHARS", 70)
    texts = [f"body .9 It rained {number}.\nad .9 Buy\n" for number in range(9)]
    taken = []

    def crawl() -> Iterator[str]:
        for text in texts:
            taken.append(text)
            yield text

    ready = oracle_cleaner()
    clean = ready.clean_each(crawl())
    assert len(taken) == 0
    assert next(clean) == "body .9 It rained 0.\n"
    assert len(taken) == 3
    assert [ready.clean(texts[0]), *clean] == ready.clean_many(texts)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ("abc", r"texts must be a list or iterable of str, got one str; pass \[text\]"),
        (b"abc", "got one bytes"),
        (["a", None], "a text must be str, got NoneType"),
        ([b"abc"], r'a text must be str, got bytes; use .decode\("utf-8", "surrogateescape"\)'),
    ],
)
def test_what_is_no_list_of_texts_is_refused(texts: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        oracle_cleaner().clean_many(texts)


@pytest.mark.parametrize("text", [None, b"abc", bytearray(b"abc"), 3, ["abc"]])
def test_what_is_no_text_is_refused(text: Any) -> None:
    for method in (oracle_cleaner().clean, oracle_cleaner().explain):
        with pytest.raises(TypeError, match=f"a text must be str, got {type(text).__name__}"):
            method(text)


def test_explained_in_a_batch_is_as_alone(small: Cleaner) -> None:
    texts = list(PAGES.values())
    assert documents(small.judge(texts), small.policy) == [small.explain(text) for text in texts]


def test_every_type_of_an_explanation_has_a_public_name(small: Cleaner) -> None:
    """With `Document.removed` and `Line.trims` it says all that went."""
    document = small.explain(GLUED)
    assert isinstance(document, cleaner.Document)
    assert all(isinstance(line, cleaner.Line) for line in document.lines)
    trims = [trim for line in document.lines for trim in line.trims]
    assert trims
    assert all(isinstance(trim, cleaner.Trim) for trim in trims)
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)


def test_a_cleaner_travels_to_another_process(small: Cleaner) -> None:
    ready = small.with_policy(Policy(keep=("body",), strictness=0.4))
    travelled = pickle.loads(pickle.dumps(ready))
    assert travelled.policy == ready.policy
    for text in PAGES.values():
        assert travelled.explain(text) == ready.explain(text)


def test_a_cleaner_is_a_value(small: Cleaner) -> None:
    strict = small.with_policy(Policy(strictness=0.9))
    assert strict.model is small.model
    assert small.policy == Policy()
    with pytest.raises(FrozenInstanceError):
        small.policy = Policy()  # type: ignore[misc]


def test_a_text_that_loses_nothing_is_the_object_that_came_in() -> None:
    text = "body .9 It rained.\n\nbody .9 Then it stopped."
    assert oracle_cleaner().clean(text) is text


READ_OFF = """title .9 Rain

date .8 12 March

body .97 It rained.


ad .7 Buy an umbrella

body .4 Then it stopped.
heading .6 Tomorrow
"""
WITHOUT_DATE = READ_OFF.replace("date .8 12 March\n\n", "")


@pytest.mark.usefixtures("all_ask_alike")
def test_every_line_has_kind_probability_fate_and_reason() -> None:
    lines = oracle_cleaner().explain(READ_OFF).lines
    told = [(line.number, line.kind, round(line.probability, 6), line.kept) for line in lines]
    assert told == [
        (1, "title", 0.9, True),
        (2, None, 1, True),
        (3, "date", 0.2, False),
        (4, None, 0, False),
        (5, "body", 0.97, True),
        (6, None, 1, True),
        (7, None, 1, True),
        (8, "ad", 0.3, False),
        (9, None, 0, False),
        (10, "other", 0.4, False),
        (11, "heading", 0.6, True),
    ]
    assert lines[0].reason == "the headline (kept with 0.90, at least strictness 0.5)"
    assert lines[2].reason == "published, updated or reading-time stamp (kept with 0.20, below strictness 0.5)"
    assert lines[1].reason == "blank line"
    assert lines[3].reason == BLANK_WENT


@pytest.mark.usefixtures("all_ask_alike")
@pytest.mark.parametrize(
    ("policy", "clean", "why"),
    [
        (Policy(strictness=0.5), "title .9 Rain\n\nbody .97 It rained.\n\n\nheading .6 Tomorrow\n", "the article"),
        (Policy(strictness=0.35), WITHOUT_DATE.replace("ad .7 Buy an umbrella\n\n", ""), "lenient"),
        (Policy(strictness=0.3), WITHOUT_DATE, "more lenient"),
        (Policy(strictness=0.95), "\nbody .97 It rained.\n\n\n", "strict"),
        (Policy(keep=("title", "date")), "title .9 Rain\n\ndate .8 12 March\n\n\n", "other kinds"),
        (Policy(keep=("tags",)), "\n\n", "asked for what is not there: blank lines are all that is left"),
        (Policy(keep=KINDS), READ_OFF, "everything"),
    ],
)  # fmt: skip
def test_the_policy_decides(policy: Policy, clean: str, why: str) -> None:
    assert oracle_cleaner(policy).clean(READ_OFF) == clean, why


@pytest.mark.parametrize(
    ("probability", "strictness", "said"),
    [
        (0.5, 0.5, "kept with 0.50, at least strictness 0.5"),
        (0.4996, 0.5, "kept with 0.4996, below strictness 0.5"),
        (0.494, 0.5, "kept with 0.49, below strictness 0.5"),
        (0.504, 0.5, "kept with 0.50, at least strictness 0.5"),
        (0.121, 0.1205, "kept with 0.121, at least strictness 0.1205"),
        (0.12, 0.1205, "kept with 0.12, below strictness 0.1205"),
        (0.123456, 0.1234562, "kept with 0.12, below strictness 0.1234562"),
        (0.123457, 0.1234562, "kept with 0.1235, at least strictness 0.1234562"),
    ],
)
def test_a_reason_does_not_contradict_itself(probability: float, strictness: float, said: str) -> None:
    assert reason_for("body", probability, strictness, Policy(strictness=strictness)) == f"text of the article ({said})"


@pytest.mark.parametrize(
    ("probability", "least", "said"),
    [
        (0.1, 0.217391, "kept with 0.10, below 0.22 at strictness 0.1"),
        (0.05, 0.031234, "kept with 0.05, at least 0.03 at strictness 0.1"),
        (0.217, 0.217391, "kept with 0.2170, below 0.2174 at strictness 0.1"),
        (0.218, 0.217391, "kept with 0.22, at least 0.22 at strictness 0.1"),
    ],
)
def test_a_reason_says_what_the_document_asks_for(probability: float, least: float, said: str) -> None:
    assert reason_for("body", probability, least, Policy(strictness=0.1)) == f"text of the article ({said})"


def test_a_piece_that_is_left_alone_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.pieces.LONGEST", 60)
    document = oracle_cleaner().explain("body .9 It rained.\n" * 3 + "navigation .9 Home\n" * 3)
    assert not document.left_alone
    assert document.lines[-1].reason == "left alone: no article was found in this piece of the document"


def test_a_page_without_an_article_is_left_alone_and_it_is_said() -> None:
    menu = "navigation .9 Home\n\nnavigation .9 News\n"
    document = oracle_cleaner().explain(menu)
    assert document.left_alone
    assert document.clean == menu
    assert document.removed == ()
    assert document.lines[0].reason == "left alone: no article was found in the document"
    doubtful = "body .5 It rained.\n" + "navigation .8 Home and away\n" * 20
    document = oracle_cleaner().explain(doubtful)
    assert document.left_alone
    reason = "left alone: hardly anything of the document would stay, and what would go may be article"
    assert {line.reason for line in document.lines} == {reason}
    beside = oracle_cleaner().explain(menu + "body .5 It rained.\n")
    assert not beside.left_alone
    assert beside.clean == "\nbody .5 It rained.\n"


@pytest.mark.parametrize(
    ("sizes", "groups", "why"),
    [
        ([], [], "nothing"),
        ([4, 4, 4], [[4, 4], [4]], "as many as fit"),
        ([10, 1], [[10], [1]], "just full"),
        ([30, 1], [[30], [1]], "a longer one goes alone"),
        ([1, 30], [[1], [30]], "a longer one goes alone"),
        ([0, 0], [[0, 0]], "empty documents take no room"),
    ],
)
def test_batches(sizes: list[int], groups: list[list[int]], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaner.pipeline, "BATCH_CHARS", 10)
    found = [[len(text) for text in group] for group in in_batches("x" * size for size in sizes)]
    assert found == groups, why


FOOTER = "".join(f"ad .9 {number}\n" for number in range(9))


@pytest.mark.parametrize("over", [0, 1, 133, 1000])
def test_a_footer_behind_a_long_article_goes(over: int) -> None:
    """It is never a document of its own, in which no article is found."""
    line = "body .9 The river rose by a metre on Monday.\n\n"
    room = LONGEST + over - len(FOOTER)
    text = line * (room // len(line) - 1)
    text = f"body .9 {'x' * (room - len(text) - 9)}\n{text}{FOOTER}"
    assert len(text) == LONGEST + over
    assert len(list(pieces(text))) == 1 + (over > 0)
    document = oracle_cleaner().explain(text)
    assert document.clean == oracle_cleaner().clean(text) == text.removesuffix(FOOTER)
    assert not document.left_alone


@pytest.mark.usefixtures("all_ask_alike")
@pytest.mark.parametrize("longest", [200, 300, 500])
def test_cuts_do_not_show(longest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blank lines on both sides of what went become one run, wherever a text is cut, and every line is told of."""
    gaps = "body .9 a\n\nad .9 b\n\n\nad .9 c\nbody .9 d\n\n\nad .9 e\n\nbody .9 f\n \n"
    text = gaps * 40
    whole = oracle_cleaner().explain(text)
    monkeypatch.setattr("cleaner.pieces.LONGEST", longest)
    assert len(list(pieces(text))) > 4
    assert oracle_cleaner().explain(text) == whole
    assert oracle_cleaner().clean(text) == whole.clean


def test_a_long_text_that_loses_nothing_is_the_object_that_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.pieces.LONGEST", 30)
    text = "body .9 It rained.\n\n" * 9
    assert oracle_cleaner().clean(text) is text
    assert oracle_cleaner().explain(text).clean is text
