"""CleanEval: English pages of every sort of 2006, some of them articles, with hand-made gold text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from training.corpora.decode import decode_html, decode_text
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page
from training.corpora.site import site_of_html, site_of_url

_ADDRESS = re.compile(r"""\A\s*(?:URL:\s*|<text\b[^>]*?\bid=["'])(https?://[^\s"'>]+)""", re.IGNORECASE)
_FIRST_LINE = re.compile(r"\A\s*URL:.*")
_TAG = re.compile(r"<\s*/?\s*(?:[phl]|br)?\s*>", re.IGNORECASE)


def read(folder: Path) -> Iterator[Page]:
    """Every page with a gold file, by name. Headlines and lists are in the truth like any paragraph."""
    root = folder / "cleaneval-final"
    for stem, path in page_files(root / "input"):
        gold = root / "GoldStandard" / f"{stem}.txt"
        if not gold.is_file():
            continue
        text = decode_text(gold.read_bytes())
        truth = marked_paragraphs(text)
        if not truth:
            continue
        html = decode_html(stored_bytes(path))
        address = _ADDRESS.search(text) or _ADDRESS.search(html)
        site = site_of_url(address[1] if address else None) or site_of_html(html) or f"cleaneval/{stem}"
        yield Page("cleaneval", stem, site, "en", html, truth)


def marked_paragraphs(gold: str) -> tuple[str, ...]:
    """What stands behind each ``<p>``, ``<h>`` or ``<l>``, its hard line breaks undone; without the address."""
    parts = _TAG.split(_FIRST_LINE.sub("", gold, count=1))
    return tuple(words for words in (" ".join(part.split()) for part in parts) if words)
