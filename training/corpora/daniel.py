"""DAnIEL 2.1: news of 2011 and 2012 in five languages, annotated paragraph by paragraph."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from pathlib import Path

from training.corpora.decode import decode_html, decode_text
from training.corpora.files import page_files, stored_bytes
from training.corpora.page import Page, paragraphs
from training.corpora.site import registrable

_CODES = {"English": "en", "Chinese": "zh", "Greek": "el", "Polish": "pl", "Russian": "ru"}

_NO_TEXT = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"</?(?:p|br|div|li|td|tr|h\d)\b[^>]*>", re.IGNORECASE)
_OTHER_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def read(folder: Path) -> Iterator[Page]:
    """Every page with a reference file, by id; the id is ``date_host_hash`` and gives the site.

    The headline is mostly the truth's first paragraph and is not marked as one. Some pages hold another
    article than their truth: alignment drops them by coverage.
    """
    root = folder / "corpora" / "Corpus_daniel_v2.1"
    languages = json.loads((root / "doc_lg.json").read_text("utf-8"))
    for key, path in page_files(root / "html", ("",)):
        reference = root / "reference" / key
        if not reference.is_file() or key not in languages:
            continue
        truth = marked_paragraphs(decode_text(reference.read_bytes()))
        if not truth:
            continue
        yield Page(
            corpus="daniel",
            id=key,
            site=registrable(key.split("_")[1]),
            language=_CODES[languages[key]],
            html=decode_html(stored_bytes(path)),
            truth=truth,
        )


def marked_paragraphs(reference: str) -> tuple[str, ...]:
    """The paragraphs of a reference file: ``<p>`` elements, some unclosed, some with other tags inside."""
    text = _OTHER_TAG.sub("", _BREAK.sub("\n", _NO_TEXT.sub("\n", reference)))
    return paragraphs(entities.unescape(text))
