"""Renderings of small pages: what every one keeps, drops and survives."""

from __future__ import annotations

import logging

import pytest

from training.render import FURTHER_RENDERINGS, RENDERINGS

PAGE = """<!doctype html><html><head><title>Pier</title><style>.x{color:red}</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul></nav>
<h1>Pier reopens</h1><!-- a remark -->
<p>The pier is <b>open</b> again.</p><p>Nobody was hurt.</p>
<script>var hidden = "tracker";</script><template><p>sleeping</p></template></body></html>"""

EVERY = {**RENDERINGS, **FURTHER_RENDERINGS}
every_rendering = pytest.mark.parametrize("name", EVERY)


@every_rendering
def test_keeps_text_and_drops_what_is_not_text(name: str) -> None:
    text = EVERY[name](PAGE)
    for kept in ("Home", "News", "Pier reopens", "open", "Nobody was hurt."):
        assert kept in text
    for dropped in ("tracker", "color:red", "a remark", "<"):
        assert dropped not in text


@pytest.mark.parametrize("name", [name for name in EVERY if name != "bs4-glued"])
def test_paragraphs_are_on_lines_of_their_own(name: str) -> None:
    lines = [line.strip() for line in EVERY[name](PAGE).split("\n")]
    assert "Nobody was hurt." in lines
    assert {"Pier reopens", "# Pier reopens"} & set(lines)


def test_measured_on_are_three() -> None:
    """The benchmark's inputs; whatever is added for training leaves them alone."""
    assert list(RENDERINGS) == ["inscriptis", "bs4", "resiliparse"]
    assert RENDERINGS.keys().isdisjoint(FURTHER_RENDERINGS)


def test_renderers_keep_their_own_habits() -> None:
    """They must differ: one that broke lines like another would add nothing to training."""
    inscriptis, bs4, resiliparse = (EVERY[name](PAGE) for name in ("inscriptis", "bs4", "resiliparse"))
    assert "The pier is open again." in inscriptis
    assert "The pier is \nopen\n again." in bs4  # every text node
    assert "\n\nThe pier is open again.\n\n" in resiliparse
    assert "  * Home" in inscriptis
    assert "sleeping" not in bs4


def test_further_renderers_have_others() -> None:
    markdown, selectolax, glued = (FURTHER_RENDERINGS[name](PAGE) for name in ("html2text", "selectolax", "bs4-glued"))
    assert "# Pier reopens" in markdown
    assert "The pier is **open** again." in markdown
    assert "/n" not in markdown  # where links lead
    assert "The pier is \nopen\n again." in selectolax
    assert not selectolax.startswith("Pier")  # no head
    assert "HomeNews" in glued
    assert "again.Nobody" in glued


def test_bs4_drops_noscript() -> None:
    assert RENDERINGS["bs4"]("<p>a</p><noscript><p>turn it on</p></noscript>").strip() == "a"


@every_rendering
def test_line_ends_are_newlines(name: str) -> None:
    assert "\r\n" not in EVERY[name]("<pre>one&#13;\ntwo</pre>\r\n<p>three</p>")


@every_rendering
@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n",
        "plain words",
        "<",
        "<p",
        "<!-- never closed",
        "<p>a\0b</p>",
        "<table><tr><p>x",
        "<html></html>",
    ],
)
def test_bad_html_never_raises(name: str, html: str) -> None:
    assert isinstance(EVERY[name](html), str)


@every_rendering
def test_an_encoding_declaration_hides_nothing(name: str) -> None:
    """lxml by itself refuses to parse text that declares an encoding."""
    html = '\n<?xml version="1.0" encoding="gb2312"?><html><body><p>河水上涨</p></body></html>'
    assert "河水上涨" in EVERY[name](html)


def test_a_failing_renderer_is_logged_and_gives_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(html: str) -> str:
        raise RecursionError("too deep")

    monkeypatch.setattr("training.render.inscriptis.get_text", broken)
    with caplog.at_level(logging.WARNING):
        assert RENDERINGS["inscriptis"](PAGE) == ""
    assert "inscriptis failed on a page of" in caplog.text
    assert "too deep" in caplog.text
