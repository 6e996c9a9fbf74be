"""What one element's tag and attributes say about the text inside it: a kind, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from training.labelling.class_evidence import Evidence, of_words
from training.labelling.class_words import ARTICLE

_TAGS: Mapping[str, Evidence] = {
    "figcaption": Evidence("caption", True),
    "figure": Evidence("caption", False),
    "time": Evidence("date", True),
    "nav": Evidence("navigation", True),
    "menu": Evidence("navigation", True),
    "select": Evidence("navigation", True),
    "footer": Evidence("navigation", False),
    "form": Evidence("navigation", False),
    "button": Evidence("navigation", False),
    "label": Evidence("navigation", False),
    "aside": Evidence("related", False),
    "main": Evidence(ARTICLE, False),
    "noscript": Evidence("other", False),
}
_ROLES: Mapping[str, Evidence] = {
    "navigation": Evidence("navigation", True),
    "search": Evidence("navigation", True),
    "menu": Evidence("navigation", True),
    "menubar": Evidence("navigation", True),
    "banner": Evidence("navigation", False),
    "contentinfo": Evidence("legal", False),
    "complementary": Evidence("related", False),
    "main": Evidence(ARTICLE, False),
}
# Of itemprop and of RDFa's property, without the vocabulary's prefix.
_PROPERTIES: Mapping[str, Evidence] = {
    "author": Evidence("byline", True),
    "creator": Evidence("byline", True),
    "publisher": Evidence("byline", False),
    "datepublished": Evidence("date", True),
    "datemodified": Evidence("date", True),
    "datecreated": Evidence("date", True),
    "caption": Evidence("caption", True),
    "keywords": Evidence("tags", True),
    "comment": Evidence("comments", True),
    "breadcrumb": Evidence("navigation", True),
    "articlesection": Evidence("navigation", False),
    "articlebody": Evidence(ARTICLE, True),
}
_RELATIONS: Mapping[str, Evidence] = {
    "author": Evidence("byline", True),
    "tag": Evidence("tags", True),
    "category": Evidence("navigation", False),
    "next": Evidence("navigation", False),
    "prev": Evidence("navigation", False),
    "license": Evidence("legal", False),
}
_TABLES: tuple[tuple[str, Mapping[str, Evidence]], ...] = (
    ("role", _ROLES),
    ("itemprop", _PROPERTIES),
    ("property", _PROPERTIES),
    ("rel", _RELATIONS),
)
_NAMES = ("class", "id")
_LOOSE_NAMES = ("data-component", "data-testid", "data-module", "data-type", "aria-label")
_LONGEST_NAME = 300
"""Characters; what is longer is a script's data or a sheet of utility classes."""

_NETWORKS = "facebook|twitter|x|instagram|youtube|t|linkedin"
_LINKS: tuple[tuple[str, str], ...] = (
    ("share", r"sharer|/share\b|[?&]share=|twitter\.com/(share|intent|home)|/submit\?|whatsapp:|pin/create"),
    ("share", rf"^https?://(www\.)?({_NETWORKS})\.(com|me)/[\w.@-]*/?$|^mailto:\?"),
    ("comments", r"#(comment|respond|disqus|reply)"),
    ("navigation", r"^#[\w-]{2,}$"),
    ("tags", r"/(tag|tags|topic|topics|keyword|thema|themen|etiqueta|etiquetas|tagi|sujet|teg)/"),
    ("byline", r"/(author|autor|autore|auteur|autoren|profile|byline|staff|reporter|columnist)s?/"),
    ("legal", r"privacy|cookie|terms|impressum|datenschutz|legal|copyright|imprint|disclaimer"),
    ("promo", r"subscri(be|ption)|newsletter|donate|abonnement|suscri"),
    (
        "navigation",
        r"login|signin|sign-in|register|logout|signup|/search|/rss|sitemap|/contact|/about-us|advertise",
    ),
)
_HREFS = tuple((re.compile(pattern), Evidence(kind, False)) for kind, pattern in _LINKS)

_NOT_IN_MENUS = frozenset(("byline", "caption", "date", "tags", "related"))
"""What weak evidence calls so inside a menu is a section of the site."""


@lru_cache(maxsize=1 << 14)
def of_link(href: str) -> Evidence | None:
    """Weak evidence of where a link leads: to a share dialogue, a tag page, an author's page, the terms."""
    lower = href.lower()
    return next((evidence for pattern, evidence in _HREFS if pattern.search(lower)), None)


def of_element(tag: str, attributes: Mapping[str, str]) -> Evidence | None:
    """Evidence of one element by itself; ``None`` when it says nothing. Explicit markup goes before names.

    ``tag`` and attribute names are lower case. Headings are the outline's business and say nothing here.
    """
    found = [_TAGS[tag]] if tag in _TAGS else []
    for attribute, table in _TABLES:
        if attribute in attributes:
            words = [word.rpartition(":")[2] for word in attributes[attribute].lower().split()]
            found += [table[word] for word in words if word in table]
    for attribute in _NAMES + _LOOSE_NAMES:
        value = attributes.get(attribute)
        said = of_words(value) if value and len(value) < _LONGEST_NAME else None
        if said:
            found.append(said if attribute in _NAMES else Evidence(said.kind, False))
    if tag == "a" and "href" in attributes:
        said = of_link(attributes["href"])
        if said:
            found.append(said)
    return next((said for said in found if said.strong), found[0] if found else None)


def is_outranked(own: Evidence, outer: Evidence | None) -> bool:
    """Whether an element's own evidence yields to the one around it, though else the nearest wins."""
    if outer is None:
        return False
    if outer.strong and outer.kind == "comments":
        return True  # the names, dates and buttons among reader comments are not the article's
    if outer.strong and outer.kind == "navigation":
        return not own.strong and own.kind in _NOT_IN_MENUS  # sections with pictures, or under /topic/
    return outer.kind == "related" and own.kind == "caption"
