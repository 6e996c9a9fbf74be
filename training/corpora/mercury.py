"""Mercury: pages of many sites with the site rules (CSS selectors) that say where the article is."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from lxml.cssselect import CSSSelector
from lxml.etree import tostring

from training.corpora.blocks import as_html, block_texts, outermost
from training.corpora.decode import decode_html
from training.corpora.files import page_files, stored_bytes
from training.corpora.language import page_language
from training.corpora.page import Page, headline
from training.corpora.site import registrable
from training.element_tree import parse
from training.tokens import tokens

_CASE = "--"  # after the host, in the names of further pages of a site
_LEAST = 40
"""Words; a rule that finds fewer was written for another layout of the site."""
_LEFTOVERS = "nav, aside, form, button, select, footer, script, style, noscript"
_LINK_LIST, _LINKED = 3, 0.8
"""Links from which a list is one of links, when so much of its text is link: the rules' own program drops both."""
_LONGEST_MARK = 15
"""Words; where the rule for author or date finds more, it names an element around it."""

Rule = str | Sequence[str]

_log = logging.getLogger(__name__)


def read(folder: Path) -> Iterator[Page]:
    """Every page whose site has a rule that finds an article in it, by host; the id is the page's path.

    The truth is what the first content selector with text in it selects, without what ``clean`` selects. In
    ``annotated`` what the rules select as author and date has the class of that name.
    """
    rules = json.loads((folder / "selectors.json").read_text("utf-8"))
    for host, key, path in _fixtures(folder / "fixtures"):
        rule = rules.get(host) or rules.get(f"www.{host}") or rules.get(host.removeprefix("www."))
        html = decode_html(stored_bytes(path))
        root = parse(html)
        if rule is None or root is None:
            continue
        _name_metadata(root)
        title = _text(root, rule.get("title") or ())
        annotated = _annotated(root, rule)
        truth = _truth(root, rule)
        if len(tokens(" ".join(truth))) < _LEAST:
            _log.info("mercury %s: no article where the rule looks for it, left out", key)
            continue
        language = page_language(html, "\n".join(truth))
        yield Page("mercury", key, registrable(host), language, html, truth, headline(title), annotated=annotated)


def _fixtures(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Host, id and path of each page: ``<host>.html``, ``<host>--case.html`` or ``<host>/<time>.html``."""
    for stem, path in page_files(folder):
        yield stem.split(_CASE)[0], stem, path
    for site in sorted(each for each in folder.iterdir() if each.is_dir()):
        for stem, path in page_files(site):
            yield site.name, f"{site.name}/{stem}", path


def _name_metadata(root: lxml_html.HtmlElement) -> None:
    """The rules speak of every ``meta`` as of one with ``name`` and ``value``."""
    for meta in root.iter("meta"):
        if "name" not in meta.attrib and "property" in meta.attrib:
            meta.set("name", meta.get("property"))
        if "value" not in meta.attrib and "content" in meta.attrib:
            meta.set("value", meta.get("content"))


def _truth(root: lxml_html.HtmlElement, rule: dict[str, Any]) -> tuple[str, ...]:
    for selector in rule.get("content", ()):
        parts = [selector] if isinstance(selector, str) else selector
        if not all(_select(root, part) for part in parts):
            continue
        content = outermost(_select(root, ", ".join(parts)))
        if not "".join(element.text_content() for element in content).strip():
            continue
        unwanted = _select(root, _LEFTOVERS) + [each for each in _select(root, "ul, ol") if _links(each)]
        for css in rule.get("clean", ()):
            unwanted += _select(root, css) if isinstance(css, str) else []
        for element in unwanted:
            if element.getparent() is not None and element not in content:
                element.drop_tree()
        return block_texts(as_html(content))
    return ()


def _links(listed: lxml_html.HtmlElement) -> bool:
    links = [len(link.text_content()) for link in listed.iter("a")]
    return len(links) >= _LINK_LIST and sum(links) >= _LINKED * len(listed.text_content().strip())


def _text(root: lxml_html.HtmlElement, selectors: Sequence[Rule]) -> str | None:
    """What the first selector finds that finds any text; a pair is a selector and an attribute."""
    for selector in selectors:
        css, attribute = (selector, None) if isinstance(selector, str) else (selector[0], selector[1])
        for element in _select(root, css):
            text = " ".join((element.get(attribute, "") if attribute else element.text_content()).split())
            if text:
                return text
    return None


def _annotated(root: lxml_html.HtmlElement, rule: dict[str, Any]) -> str:
    """The page with the elements that name author and date marked as such."""
    copied = deepcopy(root)
    marks = [
        (kind, element)
        for kind, selectors in (("byline", rule.get("author")), ("date", rule.get("date_published")))
        for selector in selectors or ()
        for element in _select(copied, selector if isinstance(selector, str) else selector[0])
        if element.tag != "meta" and len(tokens(element.text_content())) <= _LONGEST_MARK
    ]
    for kind, element in marks:
        element.set("class", kind)
    return str(tostring(copied, encoding="unicode", method="html"))


def _select(root: lxml_html.HtmlElement, css: str) -> list[lxml_html.HtmlElement]:
    """The elements a selector finds; none for one that only a browser's library understands."""
    try:
        return list(CSSSelector(css, translator="html")(root)) if css else []
    except Exception as error:  # cssselect's and lxml's own, for what is no CSS
        _log.info("mercury: selector %r passed over: %s", css, error)
        return []
