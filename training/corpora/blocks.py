"""The text blocks of marked HTML, for corpora whose truth is HTML: one paragraph a block."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree, html
from resiliparse.extract.html2text import extract_plain_text

from training.corpora.page import paragraphs


def block_texts(marked: str) -> tuple[str, ...]:
    """The blocks of a piece of HTML in reading order, without scripts, list bullets and alternative texts."""
    return paragraphs(extract_plain_text(marked, main_content=False, list_bullets=False, alt_texts=False))


def outermost(elements: Iterable[html.HtmlElement]) -> list[html.HtmlElement]:
    """The elements without those that lie inside another of them, in the order given."""
    chosen = list(elements)
    known = set(chosen)
    return [element for element in chosen if known.isdisjoint(element.iterancestors())]


def as_html(elements: Iterable[html.HtmlElement]) -> str:
    """The elements as one piece of HTML, each in a division of its own."""
    return "".join(
        f"<div>{etree.tostring(e, encoding='unicode', method='html', with_tail=False)}</div>" for e in elements
    )
