"""Other extractors' outputs: what each gives for a page, and that none fails loudly or for long."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import pytest

from training import extractors
from training.extractors import EXTRACTORS

SENTENCES = [
    f"On day {i} the council said that the pier would be closed to all walkers until the planks were mended, "
    "and that the ferry would leave from the other side of the harbour for as long as the work went on, as it had in "
    "the year of the great storm, when all of the boats but one were lost to the sea."
    for i in range(12)
]
PAGE = (
    '<!doctype html><html lang="en"><head><title>Pier closed</title></head><body>'
    '<ul class="menu"><li><a href="/">Home</a></li><li><a href="/n">News</a></li></ul>'
    f"<article><h1>Pier closed</h1>{''.join(f'<p>{sentence}</p>' for sentence in SENTENCES)}</article>"
    '<div class="footer"><a href="/imprint">Imprint</a></div></body></html>'
)

every_extractor = pytest.mark.parametrize("name", EXTRACTORS)


@every_extractor
def test_finds_the_article_and_leaves_the_menu(name: str) -> None:
    text = EXTRACTORS[name](PAGE)
    assert sum(sentence in text for sentence in SENTENCES) >= 10
    assert "Imprint" not in text


@every_extractor
@pytest.mark.parametrize("html", ["", " \n", "plain words", "<", "<!-- never closed", "<p>a\0b</p>", "<table><tr><p>x"])
def test_bad_html_never_raises(name: str, html: str) -> None:
    assert isinstance(EXTRACTORS[name](html), str)


def guarded(extract: Callable[[str], str]) -> Callable[[str], str]:
    return extractors._guarded("broken", extract)


def test_what_takes_too_long_is_stopped_and_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(html: str) -> str:
        while time.process_time() < began + 30:
            pass
        return html

    monkeypatch.setattr(extractors, "MOST_SECONDS", 0.05)
    began = time.process_time()
    with caplog.at_level(logging.WARNING):
        assert guarded(endless)("page") == ""
    assert time.process_time() - began < 5
    assert "not done after 0.05 s" in caplog.text


def test_outside_the_main_thread_there_is_no_limit_and_no_failure() -> None:
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(guarded(str.upper)("page")))
    thread.start()
    thread.join()
    assert found == ["PAGE"]


def test_a_failing_extractor_is_logged_and_gives_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(html: str) -> str:
        raise RecursionError("too deep")

    with caplog.at_level(logging.WARNING):
        assert guarded(broken)("page") == ""
    assert "broken failed on a page of 4 characters" in caplog.text


def test_longer_pages_are_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractors, "MOST_CHARS", 10)
    assert guarded(str.upper)("x" * 10) == "X" * 10
    assert guarded(str.upper)("x" * 11) == ""
