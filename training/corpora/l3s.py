"""L3S-GN1: English news of 2008 in which persons labelled every text block: the one corpus that names noise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html as lxml_html
from lxml.etree import tostring

from training.corpora.decode import decode_html
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page
from training.corpora.site import site_of_html, site_of_url
from training.element_tree import parse

_LABEL = re.compile(r"\bx-nc-sel(\d)")
_HEADLINE, _FULL_TEXT, _SUPPLEMENTAL = "1", "2", "3"
_CLASSES = {"4": "related", "5": "comments"}
_ADDRESS = re.compile(r"<urn:uuid:(\S+)>\s+(\S+)")

# Supplemental text is captions, bylines and dates in one; what has none of these shapes says nothing.
_BYLINE = re.compile(r"(?:written |posted |story |report(?:ed)? )?by:? +[A-Z]|[\w.+-]+@[\w-]+\.[\w.]+$", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|sept"
_MONTH = rf"(?:{_MONTHS}|{'|'.join(month[:3] for month in _MONTHS.split('|'))})\b\.?"
_DATE = re.compile(
    rf"\b{_MONTH} +\d|\d(?:st|nd|rd|th)? +{_MONTH}(?: |$)|\d+[/.-]\d+[/.-]\d+|\d:\d\d|hours ago", re.IGNORECASE
)
_LONGEST_BYLINE, _LONGEST_DATE, _SHORTEST_CAPTION = 8, 12, 13  # words


def read(folder: Path) -> Iterator[Page]:
    """Every page whose blocks are labelled, by id; the truth is headline and full text, block by block.

    ``html`` is the page as it was, ``annotated`` the one with the labels: related links and comments as classes of that
    name, supplemental text with that of its shape.
    """
    root = next(iter(sorted(folder.glob("L3S-GN1*"))), folder)
    addresses = _addresses(root / "url-mapping.txt")
    for key, path in page_files(root / "annotated"):
        original = root / "original" / path.name
        tree = parse(decode_html(stored_bytes(path)))
        if tree is None or not original.is_file():
            continue
        blocks = [(label, element) for element in tree.iter() if (label := _label(element))]
        truth = tuple(
            text for label, element in blocks if label in (_HEADLINE, _FULL_TEXT) and (text := _text(element))
        )
        titles = [text for label, element in blocks if label == _HEADLINE and (text := _text(element))]
        if not truth:
            continue
        for label, element in blocks:
            kind = supplemental_kind(_text(element)) if label == _SUPPLEMENTAL else _CLASSES.get(label)
            element.set("class", kind or "")
        html = decode_html(stored_bytes(original))
        yield Page(
            corpus="l3s",
            id=key,
            site=site_of_url(addresses.get(key)) or site_of_html(html) or f"l3s/{key}",
            language="en",
            html=html,
            truth=truth,
            title=titles[0] if titles else None,
            annotated=tostring(tree, encoding="unicode", method="html"),
        )


def supplemental_kind(text: str) -> str | None:
    """What a supplemental block is by its shape: a byline, a date, a caption, or nothing that shows."""
    words = len(text.split())
    if words <= _LONGEST_BYLINE and _BYLINE.match(text):
        return "byline"
    if words <= _LONGEST_DATE and _DATE.search(text):
        return "date"
    return "caption" if words >= _SHORTEST_CAPTION else None


def _label(element: lxml_html.HtmlElement) -> str | None:
    match = _LABEL.search(element.get("class") or "") if isinstance(element.tag, str) else None
    return match[1] if match else None


def _text(element: lxml_html.HtmlElement) -> str:
    """The block's own text; a block inside another has its own label."""
    inner = "".join(
        child.text_content() if isinstance(child.tag, str) and not any(map(_label, child.iter())) else ""
        for child in element
    )
    tails = "".join(child.tail or "" for child in element)
    return " ".join(f"{element.text or ''}{inner}{tails}".split())


def _addresses(mapping: Path) -> dict[str, str]:
    """Page id to the address it was fetched from."""
    return dict(_ADDRESS.findall(mapping.read_text("utf-8", "replace"))) if mapping.is_file() else {}
