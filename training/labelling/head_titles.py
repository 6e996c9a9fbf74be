"""What a page's head calls the article, and whether a heading says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import html as lxml_html

from training.tokens import tokens

_TITLE_SEPARATOR: Final = re.compile(r"\s+[|»«›·•–—:-]+\s+|\s*[|»«]\s*|_")


def head_titles(root: lxml_html.HtmlElement) -> Iterator[tuple[str, ...]]:
    """Tokens of og:title and of <title>, the latter whole and in parts."""
    for meta in root.iter("meta"):
        if meta.get("property", meta.get("name", "")).lower() in ("og:title", "twitter:title"):
            yield tuple(tokens(meta.get("content", "")))
    title = next(root.iter("title"), None)
    if title is not None and title.text:
        yield tuple(tokens(title.text))
        parts = [tuple(tokens(part)) for part in _TITLE_SEPARATOR.split(title.text)]
        longest = max(map(len, parts))
        # The other part is the site's name, which the logo's h1 would agree with.
        yield from (part for part in parts if len(part) == longest and len(part) > 2)


def agrees(words: tuple[str, ...], headline: tuple[str, ...]) -> bool:
    """Whether a heading is this headline: nearly all its words are, and they are most of it."""
    if not words or not headline or len(words) > 2 * len(headline) + 4:
        return False
    left = list(headline)
    shared = 0
    for word in words:
        if word in left:
            left.remove(word)
            shared += 1
    return shared >= 0.8 * len(words) and shared >= 0.6 * len(headline)
