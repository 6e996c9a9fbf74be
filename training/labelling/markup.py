"""From a page's HTML to its outline: one walk over the elements, in which each word inherits what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from lxml import etree
from lxml import html as lxml_html

from training.element_tree import parse
from training.labelling.class_evidence import Evidence
from training.labelling.class_words import ARTICLE
from training.labelling.evidence import is_outranked, of_element
from training.labelling.head_titles import agrees, head_titles
from training.labelling.outline import NOBODY, Block, Outline
from training.tokens import tokens

_BLOCKS: Final = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details",
        "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
        "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "video",
    )
)  # fmt: skip
_SKIPPED: Final = frozenset(("script", "style", "template", "head"))
_HEADINGS: Final = {f"h{rank}": rank for rank in range(1, 7)}
_SHORT_ALTERNATIVE: Final = 2
_UNTOLD: Final = frozenset(("html", "body", "br", "hr", "img"))
_LISTS: Final = frozenset(("li", "dd", "dt", "nav"))


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
    return walk.done(tuple(head_titles(root)))


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
            if own and not is_outranked(own, said):
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
            Block(start, end, context.tag, context.rank, context.listed, self.scopes(element) if context.rank else ())
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
