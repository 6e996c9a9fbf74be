"""Mozilla Readability's test pages, with the output its maintainers accepted: an extractor's, looked over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from training.corpora.blocks import block_texts
from training.corpora.decode import decode_html
from training.corpora.files import page_file, stored_bytes
from training.corpora.language import page_language
from training.corpora.page import Page, headline
from training.corpora.site import site_of_html
from training.tokens import tokens

_LEAST = 100
"""Words; what is shorter tests one rule of the extractor on a page made up for it."""
_MADE_UP = "lorem ipsum"


def read(folder: Path) -> Iterator[Page]:
    """Every test page with running text, by name; the headline is ``title`` and not in the truth.

    Pages made up to test one rule are left out: placeholder text, or hardly any.
    """
    for test in sorted(each for each in (folder / "test" / "test-pages").iterdir() if each.is_dir()):
        source, expected = page_file(test / "source.html"), page_file(test / "expected.html")
        if source is None or expected is None:
            continue
        truth = block_texts(decode_html(stored_bytes(expected)))
        text = "\n".join(truth)
        if len(tokens(text)) < _LEAST or _MADE_UP in text.lower():
            continue
        html = decode_html(stored_bytes(source))
        metadata = test / "expected-metadata.json"
        named = json.loads(metadata.read_text("utf-8")).get("title") if metadata.is_file() else None
        site = site_of_html(html) or f"mozilla/{test.name}"
        yield Page("mozilla", test.name, site, page_language(html, text), html, truth, headline(named))
