"""WCXB: pages of seven kinds with reviewed main content; only the articles unless asked for more."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.corpora.decode import decode_html
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page, headline, paragraphs
from training.corpora.site import site_of_html, site_of_url

PAGE_TYPES = frozenset(("article", "service", "product", "collection", "forum", "listing", "documentation"))

_log = logging.getLogger(__name__)


def read(folder: Path, page_types: Collection[str] = ("article",)) -> Iterator[Page]:
    """The pages of ``dev/`` whose primary type is in ``page_types`` (``PAGE_TYPES`` for all), by number.

    The truth leaves the headline to ``title``; ``wanted`` and ``unwanted`` are the file's ``with`` and
    ``without``. A page without main content is left out and logged.
    """
    if unknown := set(page_types) - PAGE_TYPES:
        raise ValueError(f"page_types must be among {sorted(PAGE_TYPES)}, got {sorted(unknown)}")
    for stem, path in page_files(folder / "dev" / "html"):
        record = json.loads((folder / "dev" / "ground-truth" / f"{stem}.json").read_text("utf-8"))
        if record["_internal"]["page_type"]["primary"] not in page_types:
            continue
        truth = paragraphs(record["ground_truth"].get("main_content") or "")
        if not truth:
            _log.info("wcxb %s: no main content, left out", stem)
            continue
        yield _page(stem, decode_html(stored_bytes(path)), truth, record)


def read_other(folder: Path) -> Iterator[Page]:
    """The pages of every other type than article, as a corpus of their own."""
    for page in read(folder, PAGE_TYPES - {"article"}):
        yield replace(page, corpus="wcxb-other")


def _page(stem: str, html: str, truth: tuple[str, ...], record: dict[str, Any]) -> Page:
    marked = record["ground_truth"]
    return Page(
        corpus="wcxb",
        id=stem,
        site=site_of_url(record.get("url")) or site_of_html(html) or f"wcxb/{stem}",
        language="en",
        html=html,
        truth=truth,
        title=headline(marked.get("title")),
        wanted=tuple(marked.get("with") or ()),
        unwanted=tuple(marked.get("without") or ()),
    )
