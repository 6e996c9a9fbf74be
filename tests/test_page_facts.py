"""What is read off a page whatever its corpus: its encoding, site, language, paragraphs and headline."""

from __future__ import annotations

import pytest

from training.corpora.decode import decode_html, decode_text
from training.corpora.language import declared_language, page_language
from training.corpora.page import headline, paragraphs
from training.corpora.site import registrable, site_of_html, site_of_url

GERMAN = "Der Fluss ist in der Nacht über die Ufer getreten, und die Feuerwehr war mit allen Kräften im Einsatz. "


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>Ångström</p>".encode(), "<p>Ångström</p>"),
        ("\ufeff<p>é</p>".encode(), "<p>é</p>"),
        (b"\xff\xfe" + "<p>é</p>".encode("utf-16-le"), "<p>é</p>"),
        ('<meta charset="gb2312">河水上涨'.encode("gb18030"), '<meta charset="gb2312">河水上涨'),
        # the declaration was true once: the bytes have been converted since
        ('<meta charset="gb2312">河水上涨'.encode(), '<meta charset="gb2312">河水上涨'),
        (b'<meta charset="iso-8859-1">' + b"\x93so\x94", '<meta charset="iso-8859-1">“so”'),
        ("<?xml encoding='windows-1251'?>Река".encode("cp1251"), "<?xml encoding='windows-1251'?>Река"),
        # one foreign byte in a UTF-8 page is the editor's quote, not another encoding
        (b"<meta charset=latin1>\xc3\xa9 \xc3\xa9 it\x92s", "<meta charset=latin1>é é it’s"),
        # declared UTF-8, and nothing in it is
        (
            b'<meta charset="utf-8">It\x92s low tide.' + b" " * 200,
            '<meta charset="utf-8">It’s low tide.' + " " * 200,
        ),
        (b"<meta charset=klingon>caf\xe9" + b" " * 200, "<meta charset=klingon>café" + " " * 200),
    ],
)
def test_decode_asks_the_bytes_before_the_declaration(data: bytes, text: str) -> None:
    assert decode_html(data) == text


def test_decode_does_not_ask_statistics_about_a_single_byte() -> None:
    """They answer with any alphabet that has the byte, and the pound becomes a letter."""
    night = b"It was a long night on the pier, and the crew kept working until the tide turned. Nobody was hurt. "
    assert "hurt. £It was" in decode_text(night * 6 + b"\xa3" + night * 6)


def test_decode_detects_an_undeclared_encoding() -> None:
    text = "Вода поднялась ночью, и пожарные работали до утра. Никто не пострадал, сообщили в городе. " * 5
    assert decode_text(text.encode("cp1251")) == text


def test_decode_never_raises() -> None:
    assert "\ufffd" in decode_html(b'<meta charset="big5">' + bytes(range(128, 256)) * 4)
    assert decode_html(b"") == ""


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("WWW.Example.com", "example.com"),
        ("finance.sina.com.cn", "sina.com.cn"),
        ("co.uk", "co.uk"),
        ("ibnlive.in.com", "in.com"),
        ("t.co", "t.co"),
        ("10.0.0.7", "10.0.0.7"),
    ],
)
def test_registrable_domain(host: str, site: str) -> None:
    assert registrable(host) == site


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://blog.pier.com:8080/x?y=http://other.test", "pier.com"),
        ("//cdn.pier.com/a.js", "pier.com"),
        ("https://web.archive.org/web/20050407033727im_/http://www.pier.com:80/x", "pier.com"),
        ("/a/b", None),
        ("http://localhost/", None),
        ("mailto:a@pier.com", None),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_site_of_an_address(url: str | None, site: str | None) -> None:
    assert site_of_url(url) == site


@pytest.mark.parametrize(
    ("html", "site"),
    [
        ("<!-- saved from url=(0022)http://www.pier.com/1 --><base href='http://b.test'>", "pier.com"),
        ("<a href=http://x.test/><meta property='og:url' content='http://pier.com/1'>", "pier.com"),
        ("<meta property=og:image content=http://cdn.test/1><base href='http://pier.com/'>", "pier.com"),
        ("<a href='http://b.test'><a href='http://pier.com/1'><a href='http://pier.com/2'>", "pier.com"),
        (
            "<a href='http://facebook.com/a'><a href='http://facebook.com/b'><img src='http://pier.com/i'>",
            "pier.com",
        ),
        ("<a href='/web/20050407033727/http://pier.com/1'>", "pier.com"),
        ("<a href='/relative'>", None),
    ],
)
def test_site_a_page_names(html: str, site: str | None) -> None:
    assert site_of_html(html) == site


def test_language_is_declared_and_checked_against_the_words() -> None:
    assert declared_language('<!doctype html><html class="a" lang="PL-pl">') == "pl"
    assert declared_language("<html data-lang='pl'>") is None
    assert declared_language("<html lang='nb'>") == "no"
    assert page_language("<html lang='en'>", GERMAN * 3) == "de"  # a template's leftover
    danish_or_norwegian = "Det er en norsk setning om været i Oslo og regjeringen"
    assert page_language("<html lang='nb'>", danish_or_norwegian) == "no"  # neighbours: the page decides
    assert page_language("<html lang='da'>", danish_or_norwegian) == "da"
    assert page_language(f"<p>{GERMAN * 3}</p>") == "de"
    assert page_language("<p>12:30</p>") == "xx"


def test_paragraphs_and_headline() -> None:
    assert paragraphs("\n a \r\n\u3000\u3000b\n\n \t\n") == ("a", "b")
    assert [headline(each) for each in (" x ", "  ", None, 3)] == ["x", None, None, None]
