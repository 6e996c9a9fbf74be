r"""HTML to the raw text scrapers leave, in several ways: what the program will be given to clean.

Training on one renderer would teach its habits (where it breaks lines, whether it indents); each rendering
keeps its renderer's blank lines and indentation. Only ``\r\n`` becomes ``\n``.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType

import html2text
import inscriptis
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser

_log = logging.getLogger(__name__)

_DROPPED_BY_SCRAPERS = ("script", "style", "noscript", "template")


def _inscriptis(html: str) -> str:
    """Layout as a text browser shows it; ``noscript`` stays, as in any browser without scripts."""
    return str(inscriptis.get_text(html))


def _bs4(html: str, separator: str = "\n") -> str:
    """Every text node on a line of its own, without script, style, noscript, template and comments."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(html, "lxml")
    for element in soup(_DROPPED_BY_SCRAPERS):
        element.decompose()
    return soup.get_text(separator)


def _bs4_glued(html: str) -> str:
    """The same without a separator: elements with no white space between them run together."""
    return _bs4(html, "")


def _resiliparse(html: str) -> str:
    """Blocks as lines with list bullets and alternative texts; the whole page, without ``noscript``."""
    return extract_plain_text(html, main_content=False)


def _html2text(html: str) -> str:
    """Markdown: signs for headings, lists, quotes, tables and emphasis; without links, pictures and hard wraps."""
    renderer = html2text.HTML2Text(bodywidth=0)
    renderer.ignore_links = renderer.ignore_images = True
    return renderer.handle(html)


def _selectolax(html: str) -> str:
    """Every text node of the body on a line of its own, white space between elements included."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(list(_DROPPED_BY_SCRAPERS))
    return tree.body.text(separator="\n") if tree.body else ""


def _guarded(name: str, render: Callable[[str], str]) -> Callable[[str], str]:
    def rendering(html: str) -> str:
        """The page as text; "" when the renderer fails on it, which is logged with the reason."""
        try:
            return render(html).replace("\r\n", "\n")
        except Exception:  # each renderer and the parser below it raise their own
            _log.warning("%s failed on a page of %d characters", name, len(html), exc_info=True)
            return ""

    return rendering


Rendering = Callable[[str], str]

RENDERINGS: Mapping[str, Rendering] = MappingProxyType(
    {
        name: _guarded(name, render)
        for name, render in {"inscriptis": _inscriptis, "bs4": _bs4, "resiliparse": _resiliparse}.items()
    }
)
"""Renderer name to page HTML -> text; none raises, and each function above says what it drops. What is measured on."""

FURTHER_RENDERINGS: Mapping[str, Rendering] = MappingProxyType(
    {
        name: _guarded(name, render)
        for name, render in {"html2text": _html2text, "selectolax": _selectolax, "bs4-glued": _bs4_glued}.items()
    }
)
"""Likewise, for training alone: more ways to break lines."""
