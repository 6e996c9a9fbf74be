"""Trafilatura's evaluation pages: segments that must be and must not be in the output. For measuring only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from training.corpora.decode import decode_html
from training.corpora.files import page_file, stored_bytes
from training.corpora.language import page_language
from training.corpora.page import Page, headline
from training.corpora.site import site_of_html, site_of_url


def read(folder: Path) -> Iterator[Page]:
    """Every address whose page is in ``tests/eval`` or ``tests/cache``, in the truth file's order.

    The id is the page's file name. There is no truth text: ``wanted`` and ``unwanted`` are ``with`` and
    ``without``, whose segments may lie inside a line.
    """
    seen: set[str] = set()
    for url, record in json.loads((folder / "tests" / "evaldata.json").read_text("utf-8")).items():
        name = record["file"]
        path = page_file(folder / "tests" / "eval" / name) or page_file(folder / "tests" / "cache" / name)
        if path is None or name in seen:
            continue
        seen.add(name)
        html = decode_html(stored_bytes(path))
        yield Page(
            corpus="trafilatura",
            id=name,
            site=site_of_url(url) or site_of_html(html) or f"trafilatura/{name}",
            language=page_language(html),
            html=html,
            truth=(),
            title=headline(record.get("title")),
            wanted=tuple(record.get("with") or ()),
            unwanted=tuple(record.get("without") or ()),
        )
