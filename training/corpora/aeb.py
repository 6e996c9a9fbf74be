"""Article extraction benchmark: pages of 2018 and 2019 with the body a person copied. For measuring only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.corpora.decode import decode_html
from training.corpora.files import page_files, stored_bytes
from training.corpora.language import page_language
from training.corpora.page import Page, paragraphs
from training.corpora.site import site_of_html, site_of_url


def read(folder: Path) -> Iterator[Page]:
    """Every page of ``html/`` the truth file knows, by id. The headline is not in the truth."""
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for key, path in page_files(folder / "html"):
        if key not in truths:
            continue
        html = decode_html(stored_bytes(path))
        truth = paragraphs(truths[key].get("articleBody") or "")
        yield Page(
            corpus="aeb",
            id=key,
            site=site_of_url(truths[key].get("url")) or site_of_html(html) or f"aeb/{key}",
            language=page_language(html, "\n".join(truth)),
            html=html,
            truth=truth,
        )


def recorded_outputs(folder: Path) -> dict[str, dict[str, str]]:
    """System -> page id -> the text it made of the page, of every ``output/*.json``, by the systems' names.

    A file is id -> record, or holds that under ``output`` beside the system's version. A page without a text is "".
    Raises FileNotFoundError for a folder in another layout.
    """
    paths = sorted((folder / "output").glob("*.json"), key=lambda path: path.stem.lower())
    if not paths:
        raise FileNotFoundError(f"no output/*.json in {folder}: is this the corpus's own layout?")
    return {path.stem: _texts(json.loads(path.read_text("utf-8"))) for path in paths}


def _texts(recorded: Mapping[str, Any]) -> dict[str, str]:
    records = recorded.get("output", recorded)
    return {key: record.get("articleBody") or "" for key, record in records.items()}
