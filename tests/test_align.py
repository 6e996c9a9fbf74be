from __future__ import annotations

import pytest

from training.corpora.page import Page
from training.labelling.align import Labelled, align
from training.labelling.markup import outline
from training.labelling.rule_names import Rule

LEAD = "The river rose by two metres in the night and the lower streets were under water by six."
SECOND = "Nobody was hurt, said the mayor, who had slept in the town hall with forty of her neighbours."
THIRD = "By noon the bridge was open again and the baker sold bread from the window of the first floor."
TITLE = "River takes the lower town"
TRUTH = (LEAD, SECOND, THIRD)


def page_of(body: str, truth: tuple[str, ...] = TRUTH, title: str | None = None) -> Page:
    html = f"<html><head><title>{TITLE} | The Gazette</title></head><body>{body}</body></html>"
    return Page("invented", "1", "gazette.example", "en", html, truth, title)


def article(between: str = "", before: str = "", after: str = "") -> str:
    """A page with an article; each argument is a fragment put before, into or behind it."""
    return f"{before}<h1>{TITLE}</h1><p>{LEAD}</p>{between}<p>{SECOND}</p><p>{THIRD}</p>{after}"


def labels(page: Page, text: str) -> dict[str, str | None]:
    """Line -> kind, with "?" where it is not sure."""
    labelled = align(page, outline(page.html), text)
    assert labelled is not None
    return {
        line: kind if sure or kind is None else f"{kind}?"
        for line, kind, sure in zip(labelled.lines, labelled.kinds, labelled.sure, strict=True)
    }


PROSE = "A paragraph that the person who marked this page has passed over although it tells as much of the "
PROSE += "flood as the others do, with the water, the bridge and the baker in it, and more."

# fragment between two paragraphs, the line it gives, kind, why
BETWEEN = [
    ("<h2>After the flood</h2>", "After the flood", "heading", "in the truth and in h2", True),
    ("<p>It rained.</p>", "It rained.", "body", "short but the truth has it", True),
    ("<p>Yes.</p>", "Yes.", "body", "one word, whole block, truth on both sides", True),
    ("<figcaption>The bridge</figcaption>", "The bridge", "caption", "strong markup beats the truth", True),
    ("<time>4 May 2021</time>", "4 May 2021", "date", "so with a date", True),
    ("<p class=byline>By Ada Wren</p>", "By Ada Wren", "byline", "and a byline", True),
    ("<div class=photo>The bridge</div>", "The bridge", "body?", "weak markup against the truth", True),
    ("<div class=photo>The bridge</div>", "The bridge", "caption", "weak markup with the truth", False),
    ("<div class=related>Also read</div>", "Also read", "body?", "strong markup of another kind", True),
    ("<div class=related>Also read</div>", "Also read", "related", "noise named by the markup", False),
    ("<p>Listen to this</p>", "Listen to this", "other", "noise nothing names", False),
    ("<p>© 2021 The Gazette</p>", "© 2021 The Gazette", "legal", "a sign that says it", False),
    ("<p>12.05.2021 10:30</p>", "12.05.2021 10:30", "date", "numbers that say it", False),
    (f"<p>{PROSE}</p>", PROSE, "other?", "prose amid the article that the truth lacks", False),
]


@pytest.mark.parametrize(("html", "line", "kind", "why", "true"), BETWEEN, ids=[case[3] for case in BETWEEN])
def test_a_line_between_paragraphs(html: str, line: str, kind: str, why: str, true: bool) -> None:
    truth = (LEAD, line, SECOND, THIRD) if true else TRUTH
    found = labels(page_of(article(between=html), truth), "\n".join((TITLE, LEAD, line, SECOND, THIRD)))
    assert found[line] == kind, why
    assert [found[other] for other in TRUTH] == ["body"] * 3


OTHERS = "".join(
    f"<li><a href=/{n}>{text}</a></li>"
    for n, text in enumerate(("Council votes to close the market hall", "Team loses the final in the last minute"))
)
AROUND = [
    (f"<ul>{OTHERS}</ul>", "Council votes to close the market hall", "related", "a link long as a headline"),
    ("<ul><li><a href=/s>Sport</a></li></ul>", "Sport", "navigation", "a short link in a list"),
    (f"<nav>{OTHERS}</nav>", "Team loses the final in the last minute", "related", "headlines set as a menu"),
    (
        f"<div><h3>Most read</h3><ul>{OTHERS}</ul></div>",
        "Most read",
        "related",
        "a head line takes its list's kind",
    ),
    ("<p>The river</p>", "The river", "other", "words of the article far from it do not count"),
    ("<p>by six.</p>", "by six.", "other", "nor do the last of a sentence"),
]


@pytest.mark.parametrize(("html", "line", "kind", "why"), AROUND, ids=[case[3] for case in AROUND])
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_line_outside_the_article(html: str, line: str, kind: str, why: str, where: str) -> None:
    apart = "<p>" + "filler words of the masthead " * 20 + "</p>"
    body = article(before=html + apart) if where == "before" else article(after=apart + html)
    text = "\n".join((line, TITLE, *TRUTH) if where == "before" else (TITLE, *TRUTH, line))
    assert labels(page_of(body), text)[line] == kind, why


def test_the_headline_is_title_in_the_truth_and_out_of_it() -> None:
    for truth in (TRUTH, (TITLE, *TRUTH)):
        assert labels(page_of(article(), truth), "\n".join((TITLE, *TRUTH)))[TITLE] == "title"


def test_the_title_element_does_not_take_the_headlines_place() -> None:
    head = f"{TITLE} | The Gazette"
    found = labels(page_of(article()), "\n".join((head, TITLE, *TRUTH)))
    assert (found[head], found[TITLE]) == ("title?", "title")


def test_a_teaser_of_the_same_text_before_the_article_is_not_the_article() -> None:
    teaser = f"<div class=teaser><a href=/1>{TITLE}</a><p>{LEAD}</p></div>"
    page = page_of(article(before=teaser + "<p>" + "menu words " * 30 + "</p>"))
    labelled = align(page, outline(page.html), "\n".join((LEAD, "menu words " * 30, TITLE, *TRUTH)))
    assert labelled is not None
    assert (labelled.kinds[0], labelled.kinds[3]) == ("related", "body")


def test_a_container_named_like_noise_that_holds_the_article_is_not_believed() -> None:
    found = labels(page_of(f"<div class=promo>{article()}</div>"), "\n".join((TITLE, *TRUTH)))
    assert [found[line] for line in TRUTH] == ["body"] * 3


def test_lines_broken_at_inline_tags_are_kept_piece_by_piece() -> None:
    page = page_of(article().replace("the mayor", "<a href=/mayor>the mayor</a>"))
    text = "\n".join((TITLE, LEAD, "Nobody was hurt, said", "the mayor", SECOND.partition("mayor")[2], THIRD))
    assert set(list(labels(page, text).values())[1:]) == {"body"}


def test_words_a_rendering_writes_together_are_found() -> None:
    page = page_of(article(after="<nav><span>Sport</span><span>Weather</span><span>Shop</span></nav>"))
    assert labels(page, "\n".join((*TRUTH, "SportWeatherShop")))["SportWeatherShop"] == "navigation"


def test_blank_lines_have_no_kind_and_signs_follow_their_neighbours() -> None:
    found = align(page_of(article()), outline(page_of(article()).html), f"{LEAD}\n\n* * *\n  \n{SECOND}\n{THIRD}")
    assert found is not None
    assert found.kinds == ("body", None, "body", None, "body", "body")
    assert all(found.sure)


DROPPED = [
    (page_of("<p>another page</p>"), "another page", "the truth is not on the page"),
    (page_of(article(), (*TRUTH, "Words that stand nowhere at all " * 3)), LEAD, "too much of it is missing"),
    (page_of(article(), ("...",)), LEAD, "a truth without words"),
    (page_of(article()), " \n", "a rendering without words"),
    (page_of("<p>" + "word " * 30_001), "word", "too long to align"),
]


@pytest.mark.parametrize(("page", "text", "why"), DROPPED, ids=[case[2] for case in DROPPED])
def test_pages_to_drop(page: Page, text: str, why: str) -> None:
    assert align(page, outline(page.html), text) is None, why


def test_chinese_is_aligned_character_by_character() -> None:
    truth = (
        "昨夜河水上涨两米，低处的街道在清晨六点前被淹没。",
        "市长说没有人受伤，她与四十位邻居在市政厅过夜。",
    )
    html = f"<div class=nav>首页 新闻</div><p>{truth[0]}</p><div class=pinglun>我来评论</div><p>{truth[1]}</p>"
    page = Page("invented", "2", "bao.example", "zh", html, truth)
    labelled = align(page, outline(html), "\n".join(("首页 新闻", truth[0], "我来评论", truth[1])))
    assert labelled == Labelled(
        ("首页 新闻", truth[0], "我来评论", truth[1]),
        ("navigation", "body", "comments", "body"),
        (True, True, True, True),
        (Rule.NAMED, Rule.HELD, Rule.NAMED, Rule.HELD),
    )


def test_a_paragraph_in_one_line_with_a_menu_is_no_sure_noise() -> None:
    """Renderings without separators write a page's elements into one line."""
    menu = " ".join(f"Section{n}" for n in range(120))
    page = page_of(article(before="".join(f"<p>{section}</p>" for section in menu.split())))
    found = labels(page, f"{menu} {LEAD} {SECOND}\n{THIRD}\n{menu}")
    assert found[f"{menu} {LEAD} {SECOND}"] == "other?"
    assert found[menu] == "other"
    assert found[THIRD] == "body"


MENU = " ".join(f"Section{n}" for n in range(120))
NOTICE = "The town keeps this page for readers who want to know what the river did last night."
BELOW = "What the night left behind"
SPORT = "<ul><li><a href=/s>Sport</a></li></ul>"

# rule, the line it decides, HTML of the body, the lines before and after that line, what the truth holds besides
RULES = [
    (Rule.SHADOW, "The bridge at noon", article("<img alt='The bridge at noon'>"), (LEAD, SECOND), ""),
    (Rule.PAGE_TITLE, f"{TITLE} | The Gazette", article(), ("", LEAD), ""),
    (Rule.NOWHERE, "Cookies are switched off", article(), (LEAD, SECOND), ""),
    (Rule.HEADLINE, TITLE, article(), ("", LEAD), ""),
    (Rule.OVERRULED, "The bridge", article("<figcaption>The bridge</figcaption>"), (LEAD, SECOND), "The bridge"),
    (Rule.WEAK_AGAINST, "The bridge", article("<div class=photo>The bridge</div>"), (LEAD, SECOND), "The bridge"),
    (Rule.STRONG_AGAINST, "Also read", article("<div class=related>Also read</div>"), (LEAD, SECOND), "Also read"),
    (Rule.LONE, "yes", article("<p>Well <b>yes</b> or no</p>"), ("Well", "or no"), "Yes."),
    (Rule.HEADING, "After the flood", article("<h2>After the flood</h2>"), (LEAD, SECOND), "After the flood"),
    (Rule.HELD, SECOND, article(), (LEAD, THIRD), ""),
    (Rule.PARTLY, f"{MENU} {LEAD} {SECOND}", article(before=f"<p>{MENU}</p>"), ("", THIRD), ""),
    (Rule.OTHER_HEADLINE, "Water at last", article(before="<h2>Water at last</h2>"), ("", TITLE), ""),
    (Rule.STANDFIRST, BELOW, article().replace("</h1>", f"</h1><p>{BELOW}</p>"), (TITLE, LEAD), ""),
    (Rule.PROSE, PROSE, article(f"<p>{PROSE}</p>"), (LEAD, SECOND), ""),
    (Rule.LOST_WORD, "Ada", article().replace("mayor", "mayor <b>Ada</b>"), SECOND.split(" who "), ""),
    (Rule.LEGAL, "© 2021 The Gazette", article("<p>© 2021 The Gazette</p>"), (LEAD, SECOND), ""),
    (Rule.DATE, "12.05.2021 10:30", article("<p>12.05.2021 10:30</p>"), (LEAD, SECOND), ""),
    (Rule.SENTENCE, NOTICE, article(before=f"<header><p>{NOTICE}</p></header>"), ("", TITLE), ""),
    (Rule.NAMED, "Also read", article("<div class=related>Also read</div>"), (LEAD, SECOND), ""),
    (Rule.INFERRED, "Sport", article(after=SPORT), (THIRD, ""), ""),
    (Rule.UNNAMED, "Listen to this", article("<p>Listen to this</p>"), (LEAD, SECOND), ""),
    (Rule.SIGNS, "* * *", article(), (LEAD, SECOND), ""),
    (Rule.SIGNS_UNCLEAR, "* * *", article(after=SPORT), (THIRD, "Sport"), ""),
    (Rule.BLANK, "", article(), (LEAD, SECOND), ""),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "line", "body", "around", "held"), RULES, ids=[case[0] for case in RULES])
def test_a_label_names_the_rule_that_decided_it(
    rule: Rule, line: str, body: str, around: tuple[str, str], held: str
) -> None:
    page = page_of(body, (LEAD, held, SECOND, THIRD))
    labelled = align(page, outline(page.html), "\n".join((around[0], line, around[1])))
    assert labelled is not None
    assert labelled.rules[1] == rule
    assert len(labelled.rules) == len(labelled.lines) == 3
    assert [each.is_sure for each in labelled.rules] == list(labelled.sure), "a rule says whether its labels weigh"
    assert [each is Rule.BLANK for each in labelled.rules] == [kind is None for kind in labelled.kinds]


def test_every_rule_has_a_case() -> None:
    assert [case[0] for case in RULES] == list(Rule)
