"""The taxonomy: what a line of a scraped page can be, and which kinds are the article."""

from __future__ import annotations

from typing import Final

Kind = str
"""One of the names in `KINDS`; a plain string, so that files, options and results share one spelling."""

DESCRIPTION: Final[dict[Kind, str]] = {
    "title": "the headline",
    "heading": "a subheading inside the article",
    "body": "text of the article",
    "byline": "author names and biographies",
    "date": "published, updated or reading-time stamp",
    "caption": "caption or credit of a picture or video",
    "related": "link to, or teaser of, another article",
    "share": "share and follow bar, handles",
    "promo": "newsletter, subscription, app, channel, donation or event promotion",
    "ad": "advertisement marker or sponsored text",
    "navigation": "menu, breadcrumb, section name, pagination, search or login",
    "tags": "topics and keywords",
    "comments": "reader comments and their controls",
    "legal": "copyright, cookie consent, disclaimer or agency credit",
    "other": "not part of the article",
}
"""Kind -> what it is, in words fit to be shown as the reason a line went."""

KINDS: Final[tuple[Kind, ...]] = tuple(DESCRIPTION)
"""Every kind, in the order in which models number them."""

ARTICLE: Final[tuple[Kind, ...]] = ("title", "heading", "body")
"""The kinds that are the article and stay by default."""


def check_kinds(names: tuple[str, ...]) -> tuple[Kind, ...]:
    """Return `names` when every one is a kind; raise ValueError naming the first that is not."""
    for name in names:
        if name not in DESCRIPTION:
            raise ValueError(f"unknown kind {name!r}; the kinds are {', '.join(KINDS)}")
    return names
