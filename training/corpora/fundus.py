"""Fundus: one page or two of each of many publishers, with what the publisher's own parser must find."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from resiliparse.extract.html2text import extract_plain_text

from training.corpora.decode import decode_html
from training.corpora.files import GZIP, page_files, stored_bytes
from training.corpora.language import page_language
from training.corpora.page import Page, headline, paragraphs
from training.corpora.site import site_of_html, site_of_url
from training.tokens import tokens

_XHOSA = dict.fromkeys(("Dizindaba", "IsolezweLesiXhosa"), "xh")
_ZULU = dict.fromkeys(("EyethuNews", "Ilanga", "Isolezwe"), "zu")
_LANGUAGES = _XHOSA | _ZULU
"""Publishers whose pages declare English and whose languages the detection does not know."""


def read(folder: Path) -> Iterator[Page]:
    """Every page with an expected article, country by country; the id is ``country/Publisher_date``.

    A publisher's file holds an article per parser version and does not say which page it was read from: the
    version whose words the page covers best is the truth. Headline in ``title``, not in the truth.
    """
    root = folder / "tests" / "resources" / "parser" / "test_data"
    for country in sorted(each for each in root.iterdir() if each.is_dir()):
        addresses = _addresses(country / "meta.info")
        for stem, path in page_files(country):
            publisher = stem.split("_")[0]
            expected = country / f"{publisher}.json"
            if not expected.is_file():
                continue
            html = decode_html(stored_bytes(path))
            version = _best_version(json.loads(expected.read_text("utf-8")), html)
            truth = article(version)
            if not truth:
                continue
            yield Page(
                corpus="fundus",
                id=f"{country.name}/{stem}",
                site=site_of_url(addresses.get(stem)) or site_of_html(html) or f"fundus/{publisher}",
                language=_LANGUAGES.get(publisher) or page_language(html, "\n".join(truth)),
                html=html,
                truth=truth,
                title=headline(version.get("title")),
            )


def article(version: dict[str, Any]) -> tuple[str, ...]:
    """One expected article in reading order: summary, then each section's headline and paragraphs."""
    body = version.get("body") or {}
    parts = list(body.get("summary") or ())
    for section in body.get("sections") or ():
        parts += [*(section.get("headline") or ()), *(section.get("paragraphs") or ())]
    return paragraphs("\n".join(parts))


def _best_version(versions: dict[str, dict[str, Any]], html: str) -> dict[str, Any]:
    page = Counter(tokens(extract_plain_text(html)))
    return max(versions.values(), key=lambda version: _covered(article(version), page))


def _covered(truth: tuple[str, ...], page: Counter[str]) -> float:
    """Share of the truth's tokens, each as often as it occurs, that the page holds; 0 without a truth."""
    wanted = Counter(tokens(" ".join(truth)))
    return (wanted & page).total() / wanted.total() if wanted else 0.0


def _addresses(meta: Path) -> dict[str, str]:
    """File stem to the address it was fetched from."""
    if not meta.is_file():
        return {}
    records = json.loads(meta.read_text("utf-8"))
    return {name.removesuffix(GZIP).removesuffix(".html"): record["url"] for name, record in records.items()}
