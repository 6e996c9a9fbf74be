from __future__ import annotations

import pytest

from training.labelling.class_evidence import of_words
from training.labelling.class_words import ARTICLE
from training.labelling.head_titles import agrees
from training.labelling.markup import outline
from training.labelling.outline import Outline


def said_of(page: Outline, word: str) -> tuple[str | None, bool]:
    place = page.tokens.index(word)
    return page.kinds[place], bool(page.strong[place])


ELEMENTS = [
    ("<figure>q<figcaption>word</figcaption></figure>", "caption", True, "an explicit element is strong"),
    ("<figure><p>word</p></figure>", "caption", False, "a figure holds more than its caption"),
    ("<time>word</time>", "date", True, "time is a date"),
    ("<nav><p>word</p></nav>", "navigation", True, "what is inside inherits"),
    ("<nav><a class=share>word</a></nav>", "share", True, "the nearest informative ancestor wins"),
    ("<nav><a href='/tags/x'>word</a></nav>", "navigation", True, "a menu's sections are no tag list"),
    (
        "<div class=related><p class=caption>word</p></div>",
        "related",
        True,
        "a teaser calls its text caption",
    ),
    ("<div id=comments><span class=author>word</span></div>", "comments", True, "a commenter is no author"),
    ("<div class=sidebar><div class=article-body>word</div></div>", None, False, "the article resets"),
    ("<a rel=author href=/u>word</a>", "byline", True, "rel"),
    ("<span itemprop=datePublished>word</span>", "date", True, "itemprop"),
    ("<span property='schema:author'>word</span>", "byline", True, "property with a prefix"),
    ("<a href='https://a.example/tag/x'>word</a>", "tags", False, "where a link leads is weak evidence"),
    ("<a href='https://t.me/paper'>word</a>", "share", False, "a profile on a network"),
    ("<div role=search>word</div>", "navigation", True, "role"),
    ("<aside>word</aside>", "related", False, "aside may be anything"),
    ("<p>word</p>", None, False, "a paragraph says nothing"),
    ("<h2>word</h2>", "heading", False, "a heading"),
    (
        "<body class='has-comments nav-fixed'><p>word</p></body>",
        None,
        False,
        "body's classes are the layout's",
    ),
]


@pytest.mark.parametrize(("html", "kind", "strong", "why"), ELEMENTS, ids=[case[3] for case in ELEMENTS])
def test_kind_of_a_word(html: str, kind: str | None, strong: bool, why: str) -> None:
    assert said_of(outline(html), "word") == (kind, strong), why


CLASSES = [
    ("caption", "caption", True, "the word itself"),
    ("article-caption", "caption", True, "beside a word that means nothing"),
    ("hero-caption-gradient", "caption", False, "beside words that may mean something"),
    ("articlebyline", "byline", False, "inside a word written as one"),
    ("RelatedStories", "related", True, "camel case, word beginning"),
    ("authorSocialLinks", "share", False, "the last word names the thing"),
    ("has-sidebar no-comments", None, False, "a property of the layout"),
    ("post-7 hentry tag-sports category-news", ARTICLE, False, "a post container names its own tags"),
    ("sidebar newsletter", "promo", True, "place words yield"),
    ("header", "navigation", False, "a place is weak"),
    ("badge shadow gradient", None, False, "'ad' must be a word, not letters"),
    ("pie-de-foto", "caption", True, "Spanish"),
    ("lire-aussi", "related", True, "French"),
    ("Werbung", "ad", True, "German"),
    ("baca-juga", "related", True, "Indonesian"),
    ("pinglun", "comments", True, "Chinese in Latin letters"),
    ("col-md-8 px-4", None, False, "layout says nothing"),
]


@pytest.mark.parametrize(("value", "kind", "strong", "why"), CLASSES, ids=[case[0] for case in CLASSES])
def test_class_words(value: str, kind: str | None, strong: bool, why: str) -> None:
    said = of_words(value)
    assert (said.kind if said else None, bool(said and said.strong)) == (kind, strong), why


TITLES = [
    ("Rain floods the old mill", "Rain floods the old mill | The Gazette", True, "part of <title>"),
    ("The Gazette", "Rain floods the old mill | The Gazette", False, "the site's name in a logo"),
    ("Sport", "Rain floods the old mill | Sport", False, "the section"),
    ("Mill flooded after night of rain", "Ten recipes for soup", False, "another text"),
]


@pytest.mark.parametrize(("h1", "title", "is_title", "why"), TITLES, ids=[case[3] for case in TITLES])
def test_h1_is_title_only_where_the_head_agrees(h1: str, title: str, is_title: bool, why: str) -> None:
    page = outline(f"<html><head><title>{title}</title></head><body><h1>{h1}</h1></body></html>")
    assert set(page.kinds) == {"title" if is_title else "heading"}, why


def test_headlines_agree_on_most_words_both_ways() -> None:
    headline = ("rain", "floods", "the", "old", "mill")
    assert agrees(("rain", "floods", "old", "mill"), headline)
    assert not agrees(("rain", "floods"), headline)
    assert not agrees((*headline, "and", "then", "the", "sun", "came"), headline)


def test_scripts_and_heads_are_no_text_and_comments_keep_their_tails() -> None:
    page = outline("<head><title>t</title></head><p>one<!-- x --> two<script>c</script> six</p>")
    assert page.tokens == ("one", "two", "six")


def test_a_dropped_initial_is_joined_to_its_word() -> None:
    assert outline("<p><span>O</span>nce more <b>bold</b><i>italic</i></p>").tokens == (
        "once",
        "more",
        "bold",
        "italic",
    )


def test_text_only_some_renderings_show_is_kept_apart() -> None:
    page = outline("<p>a</p><img alt='two boats'><noscript><p>turn it on</p></noscript>")
    assert page.tokens == ("a",)
    assert page.shadows == {("two", "boats"): "caption", ("turn", "it", "on"): "other"}


def test_blocks_end_at_line_breaks_and_know_links_and_lists() -> None:
    page = outline("<ul><li><a href=/x>one</a></li></ul><p>two<br>three <a href='#part'>four</a></p>")
    assert [page.tokens[block.start : block.end] for block in page.blocks] == [
        ("one",),
        ("two",),
        ("three", "four"),
    ]
    assert [block.listed for block in page.blocks] == [True, False, False]
    assert (page.link >= 0).tolist() == [True, False, False, False], "a table of contents leads nowhere else"


@pytest.mark.parametrize("html", ["", "   ", "<!-- only -->", "\x00", "<?xml version='1.0'?>", "<p>\x0bok"])
def test_never_raises(html: str) -> None:
    page = outline(html)
    assert len(page.tokens) == len(page.kinds) == len(page.block) == len(page.link)
