"""Composed documents: the article of one place whole and in order, the noise of others around and within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from made_up import labelled

from cleaner.kinds import ARTICLE, Kind
from cleaner.labels import Glue, Labelled, without_glue
from training.mixing.compose import LONGEST, LONGEST_ARTICLE, Stock, compose

ARTICLE_ROWS: list[tuple[Kind, str]] = [
    ("title", "The goat that crossed twice"),
    ("body", "It crossed the river on Monday."),
    ("heading", "The second time"),
    ("body", "It crossed it again on Thursday."),
]
NOISE: dict[Kind, list[str]] = {
    "related": ["More stories", "A cow stayed at home", "The bridge is older than it looks"],
    "navigation": ["Home", "News"],
    "share": ["Copy link"],
    "ad": ["Advertisement"],
    "date": ["Updated on Friday"],
    "promo": ["Get our letter", "Every Sunday", "No goats were paid"],
    "tags": ["goats", "rivers", "bridges"],
}


def stock(language: str = "xx") -> Stock:
    filled = Stock()
    filled.add_document(labelled(ARTICLE_ROWS, "goat", language=language, group="goats.example"))
    for kind, lines in NOISE.items():
        filled.add_piece(language, [(kind, line) for line in lines])
    return filled


def composed(number: int = 200, *, name: str = "test", language: str = "xx") -> list[Labelled]:
    return list(compose(stock(language), language, number, name=name))


def rows(document: Labelled) -> list[tuple[Kind, str]]:
    """Lines with their kinds, less what was glued to them."""
    return [(kind, line) for kind, line in zip(document.kinds, without_glue(document), strict=True) if kind]


def test_the_article_stays_whole_and_in_order() -> None:
    """The headline may be lost, as many scrapes have lost it."""
    kept = [tuple(row for row in rows(document) if row[0] in ARTICLE) for document in composed()]
    assert set(kept) == {tuple(ARTICLE_ROWS), tuple(ARTICLE_ROWS[1:])}
    assert kept.count(tuple(ARTICLE_ROWS)) > 100


def test_noise_keeps_its_kind_and_comes_from_a_piece() -> None:
    noise = [(kind, line) for document in composed() for kind, line in rows(document) if kind not in ARTICLE]
    assert len(noise) > 200
    for kind, line in noise:
        assert line in NOISE[kind] or kind == "date"
    stamps = {line for kind, line in noise if kind == "date"}
    assert stamps > set(NOISE["date"])  # and those that are made up


def runs(document: Labelled) -> list[tuple[Kind, list[str]]]:
    """Noise between one line of the article and the next, by kind."""
    found: list[tuple[Kind, list[str]]] = []
    for kind, line in rows(document):
        if kind in ARTICLE:
            continue
        if found and found[-1][0] == kind and line != NOISE[kind][0]:
            found[-1][1].append(line)
        else:
            found.append((kind, [line]))
    return found


def test_pieces_are_cut_at_their_end() -> None:
    """A list may keep any number of its lines, from its head on; of other pieces two lines at most."""
    lengths: dict[Kind, set[int]] = {}
    for document in composed(600):
        for kind, lines in runs(document):
            assert lines == NOISE[kind][: len(lines)] or kind == "date"
            lengths.setdefault(kind, set()).add(len(lines))
    assert lengths["related"] == {1, 2, 3}
    assert lengths["tags"] == {1, 2, 3}
    assert lengths["promo"] == {1, 2}
    assert lengths["ad"] == {1}


def test_noise_stands_before_within_and_after() -> None:
    places = {"before": 0, "within": 0, "after": 0, "none": 0}
    for document in composed():
        kinds = [kind in ARTICLE for kind, _ in rows(document)]
        places["before"] += not kinds[0]
        places["after"] += not kinds[-1]
        first, last = kinds.index(True), len(kinds) - kinds[::-1].index(True)
        places["within"] += not all(kinds[first:last])
        places["none"] += all(kinds)
    assert all(places.values()), places


def test_name_and_stock_settle_what_comes_out() -> None:
    once = composed(50)
    assert composed(50) == once
    assert composed(20) == once[:20]
    assert composed(50, name="other") != once
    assert [document.name for document in composed(2)] == ["test/0", "test/1"]
    assert {(document.language, document.group) for document in once} == {("xx", "goats.example")}


def test_english_pieces_appear_in_other_languages_now_and_then() -> None:
    filled = stock("hi")
    filled.add_piece("en", [("ad", "Sponsored"), ("ad", "Sponsored")])
    documents = compose(filled, "hi", 600, name="test")
    lines = [line for document in documents for kind, line in rows(document) if kind == "ad"]
    assert 0.05 < lines.count("Sponsored") / len(lines) < 0.4
    assert lines.count("Advertisement") > lines.count("Sponsored")


def test_blank_lines_are_laid_out_in_several_ways() -> None:
    blanks = [document.kinds.count(None) / len(rows(document)) for document in composed()]
    assert 0 in blanks
    assert any(share > 0.6 for share in blanks)
    assert all(document.kinds[0] and document.kinds[-1] for document in composed())
    for document in composed():
        assert [kind is None for kind in document.kinds] == [not line for line in document.lines]


def test_taking_a_document_apart() -> None:
    filled = Stock()
    noise: list[tuple[Kind | None, str]] = [("related", f"Story {i}") for i in range(LONGEST + 5)]
    apart = labelled([*ARTICLE_ROWS[:2], ("ad", "  Buy this "), (None, ""), ("ad", "Now"), *noise, *ARTICLE_ROWS[2:]])
    filled.add_document(apart)
    assert filled.pieces["en"]["ad"] == [(("ad", "Buy this"), ("ad", "Now"))]
    assert filled.pieces["en"]["related"] == [tuple(noise[:LONGEST])]
    assert set(filled.pieces["en"]) == {"ad", "related"}
    (article,) = filled.articles["en"]
    assert rows(article) == ARTICLE_ROWS


@pytest.mark.parametrize(
    ("article", "taken", "why"),
    [
        (ARTICLE_ROWS[:2], 0, "two lines are no article"),
        (ARTICLE_ROWS[:3], 3, "three are"),
        ([("body", f"Line {i}") for i in range(500)], LONGEST_ARTICLE, "a long one is cut"),
    ],
)
def test_which_articles_are_taken(article: Sequence[tuple[Kind, str]], taken: int, why: str) -> None:
    filled = Stock()
    filled.add_document(labelled(article))
    assert sum(len(found.lines) for found in filled.articles["en"]) == taken, why


def test_noise_glued_to_a_line_is_left_out() -> None:
    """It would be taught as article, in all the documents that the line is laid into."""
    document = labelled([*ARTICLE_ROWS[:3], ("body", "2 May It crossed it again on Thursday.")], language="xx")
    filled = Stock()
    filled.add_document(replace(document, glue=(Glue(3, 0, 6, "date"),)))
    [article] = filled.articles["xx"]
    assert article.lines == tuple(line for _, line in ARTICLE_ROWS)
    assert article.glue == ()


def test_unsure_lines_are_left_out() -> None:
    filled = Stock()
    document = labelled([*ARTICLE_ROWS, ("ad", "Buy this")])
    unsure = (True, False, True, True, False)
    filled.add_document(Labelled(document.name, document.lines, document.kinds, unsure, "en"))
    assert rows(filled.articles["en"][0]) == [ARTICLE_ROWS[0], *ARTICLE_ROWS[2:]]
    assert not filled.pieces["en"]["ad"]


def test_without_articles_nothing_is_composed() -> None:
    empty = Stock()
    empty.add_piece("en", [("ad", "Buy this")])
    assert list(compose(empty, "en", 5, name="test")) == []


def test_noise_is_glued_to_lines_of_body_and_said_where() -> None:
    """A stamp to the first of them, something else to the end of another; what is said is what was added."""
    documents = composed()
    starts = [(d, glue) for d in documents for glue in d.glue if glue.start == 0]
    ends = [(d, glue) for d in documents for glue in d.glue if glue.start > 0]
    assert len(starts) > 20
    assert len(ends) > 20
    for document, glue in starts + ends:
        assert document.kinds[glue.line] == "body"
        assert glue.kind is not None
        stretch = document.lines[glue.line][glue.start : glue.end]
        assert any(line in stretch for line in NOISE[glue.kind]) or (glue.start == 0 and any(map(str.isdigit, stretch)))
    for document, glue in starts:
        assert "body" not in document.kinds[: glue.line]
        assert glue.kind == "date"
    for document, glue in ends:
        assert glue.end == len(document.lines[glue.line])
