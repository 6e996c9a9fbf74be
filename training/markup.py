"""What a page's HTML says about each word of its text: the kind its markup names, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from lxml import etree
from lxml import html as lxml_html

from training.class_words import ARTICLE, Evidence
from training.evidence import of_element
from training.tokens import tokens

NOBODY = -1
"""In ``Outline.source`` and ``Outline.link``: no such element."""

_BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "button",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *(
            "dialog",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
        ),
        *(
            "h5",
            "h6",
            "header",
            "hr",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "ol",
            "option",
            "p",
            "pre",
            "section",
        ),
        *("select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video"),
    )
)
_SKIPPED = frozenset(("script", "style", "template", "head"))
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_SHORT_ALTERNATIVE = 2
_UNTOLD = frozenset(("html", "body", "br", "hr", "img"))
_NOT_IN_MENUS = frozenset(("byline", "caption", "date", "tags", "related"))
_LISTS = frozenset(("li", "dd", "dt", "nav"))
_TITLE_SEPARATOR = re.compile(r"\s+[|»«›·•–—:-]+\s+|\s*[|»«]\s*|_")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text without a line break inside: a paragraph, a heading, a list item, a cell."""

    start: int  # first word
    end: int  # one past the last word
    tag: str  # nearest enclosing block element
    rank: int  # 1 to 6 inside h1 to h6, otherwise 0
    listed: bool  # inside a list item or a nav
    scopes: tuple[int, ...]  # for headings: ends of the enclosing elements, in words, ascending


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A page's words in document order; item ``i`` of every sequence speaks of word ``i``."""

    tokens: tuple[str, ...]
    kinds: tuple[str | None, ...]  # the nearest informative ancestor's kind; title and heading by h1 to h6
    around: tuple[str | None, ...]  # the same, as if h1 to h6 said nothing
    strong: npt.NDArray[np.bool_]  # whether what ``around`` says is said in as many words
    source: npt.NDArray[np.int64]  # which element said it, NOBODY for none
    block: npt.NDArray[np.int64]  # index into blocks
    link: npt.NDArray[np.int64]  # which link to another page it is in, NOBODY for none
    blocks: tuple[Block, ...]
    headlines: tuple[tuple[str, ...], ...]  # tokens of og:title and of <title>, the latter whole and in parts
    shadows: dict[tuple[str, ...], str | None]  # text only some renderings show (noscript, alt) -> its kind


@dataclass(slots=True)
class _Context:
    """What holds for text directly inside an element."""

    said: Evidence | None = None
    source: int = NOBODY
    tag: str = "body"
    rank: int = 0
    listed: bool = False
    link: int = NOBODY
    hidden: bool = False


def parse(html: str) -> lxml_html.HtmlElement | None:
    """The page as an element tree; ``None`` when there is no element in it. Never raises."""
    clean = _NOT_XML.sub("", _XML_DECLARATION.sub("", html, count=1))
    # Bytes with the encoding given: a charset that the page itself declares was true before it was decoded.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root


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


def _outranked(own: Evidence, outer: Evidence | None) -> bool:
    """Whether an element's own evidence yields to the one around it, though else the nearest wins."""
    if outer is None:
        return False
    if outer.strong and outer.kind == "comments":
        return True  # the names, dates and buttons among reader comments are not the article's
    if outer.strong and outer.kind == "navigation":
        return not own.strong and own.kind in _NOT_IN_MENUS  # sections with pictures, or under /topic/
    return outer.kind == "related" and own.kind == "caption"


def _leads_away(href: str | None) -> bool:
    """Whether a link leads to another page; "#part" is a table of contents, "#" alone runs a script."""
    return bool(href) and (href == "#" or not str(href).startswith("#"))


def outline(html: str) -> Outline:
    """Walk the page in document order; an empty outline for a page without text. Never raises."""
    root = parse(html)
    walk = _Walk()
    if root is None:
        return walk.done(())
    walk.over(root)
    return walk.done(tuple(_headlines(root)))


def _headlines(root: lxml_html.HtmlElement) -> Iterator[tuple[str, ...]]:
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


class _Walk:
    """Collects words while the tree is walked once; ``done`` settles what only the whole page can tell."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.contexts: list[_Context] = []
        self.block_of: list[int] = []
        self.starts: list[tuple[int, _Context, int]] = []  # first word, context, element of each block
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.shadows: dict[tuple[str, ...], str | None] = {}
        self.shadow: list[str] = []
        self.fresh = True  # the next word begins a block
        self.glued = False  # the last text ended inside a word

    def over(self, root: lxml_html.HtmlElement) -> None:
        open_elements: list[tuple[_Context, int]] = [(_Context(), NOBODY)]
        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walker:
            if event == "start":
                context, number = open_elements[-1]
                tag = element.tag
                if tag in _SKIPPED:
                    walker.skip_subtree()
                    open_elements.append((context, number))
                    continue
                inner = self.enter(element, context)
                self.parents.append(number)
                self.ends.append(0)
                number = len(self.parents) - 1
                open_elements.append((inner, number))
                if tag in _BLOCKS:
                    self.cut()
                if tag == "img":
                    self.alternative(element.get("alt"), inner)
                if element.text:
                    self.add(element.text, inner, number)
                continue
            if event == "end":
                inner, number = open_elements.pop()
                context, outer = open_elements[-1]
                if number != outer:
                    self.ends[number] = len(self.words)
                if element.tag in _BLOCKS:
                    self.cut()
                if inner.hidden and not context.hidden:
                    self.cut()
            else:
                context, outer = open_elements[-1]
            if element.tail and element is not root:
                self.add(element.tail, context, outer)

    def enter(self, element: lxml_html.HtmlElement, context: _Context) -> _Context:
        tag = element.tag
        said, source = context.said, context.source
        if tag not in _UNTOLD:
            own = of_element(tag, dict(element.attrib))
            if own and not _outranked(own, said):
                said, source = own, len(self.parents)
        if tag == "header" and said is None:
            said, source = Evidence("navigation", False), len(self.parents)
        return _Context(
            said=said,
            source=source,
            tag=tag if tag in _BLOCKS and tag != "br" else context.tag,
            rank=_HEADINGS.get(tag, context.rank),
            listed=context.listed or tag in _LISTS,
            link=len(self.parents) if tag == "a" and _leads_away(element.get("href")) else context.link,
            hidden=context.hidden or tag == "noscript",
        )

    def cut(self) -> None:
        self.fresh = True
        self.glued = False
        if self.shadow:
            self.shadows.setdefault(tuple(self.shadow), "other")
            self.shadow = []

    def alternative(self, text: str | None, context: _Context) -> None:
        words = tuple(tokens(text)) if text else ()
        if words:
            kind = context.said.kind if context.said else ARTICLE
            # A picture that leads elsewhere repeats the headline it leads to.
            unnamed = "related" if context.link != NOBODY and len(words) > _SHORT_ALTERNATIVE else "caption"
            self.shadows.setdefault(words, unnamed if kind == ARTICLE else kind)

    def add(self, text: str, context: _Context, element: int) -> None:
        if text.isspace():
            self.glued = False
            return
        words = tokens(text)
        if context.hidden:
            self.shadow += words
            return
        if not words:
            self.glued = False
            return
        if self.glued and not self.fresh and len(self.words[-1]) == 1 and text[0].islower():
            self.words[-1] += words.pop(0)  # a first letter set in its own element
        if self.fresh and words:
            self.starts.append((len(self.words), context, element))
            self.fresh = False
        self.words += words
        self.contexts += [context] * len(words)
        self.block_of += [len(self.starts) - 1] * len(words)
        self.glued = text[-1].isalnum()

    def done(self, headlines: tuple[tuple[str, ...], ...]) -> Outline:
        said = [context.said for context in self.contexts]
        around = tuple(one.kind if one and one.kind != ARTICLE else None for one in said)
        edges = [start for start, _, _ in self.starts] + [len(self.words)]
        blocks = tuple(
            Block(
                start,
                end,
                context.tag,
                context.rank,
                context.listed,
                self.scopes(element) if context.rank else (),
            )
            for (start, context, element), end in zip(self.starts, edges[1:], strict=True)
        )
        kinds = list(around)
        for block in blocks:
            if block.rank:
                words = tuple(self.words[block.start : block.end])
                title = block.rank == 1 and any(agrees(words, headline) for headline in headlines)
                kinds[block.start : block.end] = ["title" if title else "heading"] * len(words)
        return Outline(
            tokens=tuple(self.words),
            kinds=tuple(kinds),
            around=around,
            strong=np.array([bool(one and one.strong and one.kind != ARTICLE) for one in said], dtype=np.bool_),
            source=np.array([context.source for context in self.contexts], dtype=np.int64),
            block=np.array(self.block_of, dtype=np.int64),
            link=np.array([context.link for context in self.contexts], dtype=np.int64),
            blocks=blocks,
            headlines=headlines,
            shadows=self.shadows,
        )

    def scopes(self, element: int) -> tuple[int, ...]:
        ends: list[int] = []
        while element != NOBODY:
            if not ends or self.ends[element] > ends[-1]:
                ends.append(self.ends[element])
            element = self.parents[element]
        return tuple(ends)
