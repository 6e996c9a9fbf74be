"""Dragnet: English news and blog pages of about 2012 with hand-made gold text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.corpora.decode import decode_html, decode_text
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page, paragraphs
from training.corpora.site import site_of_html

_COMMENTS = "!@#$%^&*()"
"""The line after which a gold file holds the readers' comments."""


def read(folder: Path) -> Iterator[Page]:
    """Every page with a gold file, by name; the truth ends where the readers' comments begin.

    The headline is mostly the truth's first paragraph and is not marked as one. The data names no address:
    the site is the one the page names or links to.
    """
    root = folder / "dragnet_data"
    for stem, path in page_files(root / "input"):
        gold = root / "GoldStandard" / f"{stem}.txt"
        if not gold.is_file():
            continue
        article = decode_text(gold.read_bytes()).partition(_COMMENTS)[0]
        html = decode_html(stored_bytes(path))
        site = site_of_html(html) or f"dragnet/{stem}"
        yield Page(corpus="dragnet", id=stem, site=site, language="en", html=html, truth=paragraphs(article))
