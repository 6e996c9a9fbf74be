"""Which site a page comes from: what keeps two pages of one template on the same side of a split.

The public suffix list would be exact and has to be fetched; a heuristic on the host errs towards larger
sites, which costs a little variety in a split and never lets a template leak.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

_SECOND_LEVEL = re.compile(
    "ac|asso|co|com|edu|gob|gouv|gov|govt|gv|id|info|law|ltd|me|mil|ne|net|nhs|nom|or|org|plc|sch|tm|web"
)
"""Labels under which country registries hand out names: bbc.co.uk, sina.com.cn, lemonde.asso.fr."""

_NOT_A_HOME = re.compile(
    r"(?:addthis|akamaihd|alexa|amazon|amazonaws|apple|archive|cloudfront|delicious|digg|disqus|doubleclick|facebook"
    r"|feedburner|google|google-analytics|googleapis|googlesyndication|googletagmanager|gravatar|gstatic|instagram"
    r"|jquery|linkedin|ogp|outbrain|pinterest|reddit|schema|scorecardresearch|sharethis|stumbleupon|t|taboola"
    r"|telegram|tumblr|twitter|vk|w3|wa|weibo|whatsapp|wikipedia|wp|x|youtube)\.(?:com|me|net|org)"
)
"""Sites nearly every page links to; the most linked site of a page is its own only among the others."""

_TAG = re.compile(r"<(link|meta|base|a|img|script)\b[^>]*>", re.IGNORECASE)
_URL_IN_TAG = re.compile(r"""\b(?:href|content|src)\s*=\s*["']?\s*((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_OG_URL = re.compile(r"""\b(?:property|name)\s*=\s*["']?(?:og|twitter):url\b""", re.IGNORECASE)
_ARCHIVED = re.compile(r"(?:(?:https?:)?//web[\w-]*\.archive\.org)?/web/\d{4,14}\w*/(?=https?:)", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)", re.IGNORECASE)


def registrable(host: str) -> str:
    """The part of a host a registrant owns: ``bbc.co.uk`` of ``news.bbc.co.uk``; IP addresses stay whole."""
    labels = host.lower().strip(".").split(".")
    if labels[-1].isdigit() or ":" in host:
        return ".".join(labels)
    country = len(labels) > 2 and len(labels[-1]) == 2 and _SECOND_LEVEL.fullmatch(labels[-2])
    return ".".join(labels[-3:] if country else labels[-2:])


def site_of_url(url: str | None) -> str | None:
    """The registrable domain of an http address, behind the web archive's own where it copied a page.

    ``None`` for none, a relative, local or broken one.
    """
    try:
        parts = urlsplit(_ARCHIVED.sub("", (url or "").strip()))
        host = parts.hostname
    except ValueError:
        return None
    http = parts.scheme in ("http", "https", "")
    return registrable(host) if http and host and _HOST.fullmatch(host) else None


def site_of_html(html: str) -> str | None:
    """The site a page names itself, else the one it links to most.

    Asked in order: the browser's "saved from" comment, ``rel=canonical``, ``og:url``, ``<base>``, links, then
    anything fetched; addresses in the web archive count as the ones it copied. ``None`` when the page holds
    no absolute address at all.
    """
    if "/web/" in html:  # the pattern has no literal beginning and costs three times all else
        html = _ARCHIVED.sub("", html)
    saved = _SAVED_FROM.search(html[:4096])
    named: dict[str, str] = {}
    linked: Counter[str] = Counter()
    fetched: Counter[str] = Counter()
    for tag in _TAG.finditer(html):
        url = _URL_IN_TAG.search(tag[0])
        site = site_of_url(url[1]) if url else None
        if site is None:
            continue
        match tag[1].lower():
            case "base":
                named.setdefault("base", site)
            case "link" if _CANONICAL.search(tag[0]):
                named.setdefault("canonical", site)
            case "meta":
                if _OG_URL.search(tag[0]):
                    named.setdefault("og", site)
            case "a":
                linked[site] += 1
            case _:
                fetched[site] += 1
    own = [saved and site_of_url(saved[1]), *(named.get(key) for key in ("canonical", "og", "base"))]
    return next((site for site in own if site), None) or _most(linked) or _most(fetched)


def _most(counts: Counter[str]) -> str | None:
    homes = [(-n, site) for site, n in counts.items() if not _NOT_A_HOME.fullmatch(site)]
    return min(homes)[1] if homes else None
