"""Which language a page is in, for corpora that do not say."""

from __future__ import annotations

import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.lang import detect_fast

UNKNOWN = "xx"

_LANG = re.compile(r"""<html\b[^>]*?\s(?:xml:)?lang\s*=\s*["']?\s*([a-zA-Z]{2})(?![a-zA-Z])""", re.IGNORECASE)
_RELIABLE = 1200
"""Rank up to which resiliparse's own documentation trusts its detection."""
_FEWEST_LETTERS = 20
"""Under this the detection answers with its most frequent language: English, even for an empty text."""
_PLAUSIBLE = 3
"""Ranks looked at before a declared language is taken for a template's leftover: neighbours such as Norwegian
and Danish, or Indonesian and Malay, change places within them."""


def declared_language(html: str) -> str | None:
    """The two-letter language of the ``html`` tag, Norwegian as ``no`` in either form; ``None`` without."""
    match = _LANG.search(html)
    code = match[1].lower() if match else None
    return "no" if code in ("nb", "nn") else code


def page_language(html: str, text: str | None = None) -> str:
    """The declared language where the article's ``text`` allows it, else the detected one.

    Templates often declare English around text of another language, and detection confuses neighbours: each
    corrects the other. Without ``text`` the whole page's is read. Returns ``"xx"`` when nothing tells.
    """
    declared = declared_language(html)
    ranked = _ranked(text or extract_plain_text(html))
    if not ranked or declared in ranked:
        return declared or UNKNOWN
    return ranked[0]


def _ranked(text: str) -> list[str]:
    """The likeliest languages of a text, best first; none when it has no words or none is near enough."""
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        return []
    found = detect_fast(text, cutoff=_RELIABLE, n_results=_PLAUSIBLE)
    assert isinstance(found, list)  # asked for more than one
    return [code for code, _ in found]
