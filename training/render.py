r"""HTML to the raw text scrapers leave, in several ways: what the program will be given to clean.

Training on one renderer would teach its habits (where it breaks lines, whether it indents); each rendering
keeps its renderer's blank lines and indentation. Only ``\r\n`` becomes ``\n``.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType

import inscriptis
from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from resiliparse.extract.html2text import extract_plain_text

_log = logging.getLogger(__name__)

_DROPPED_BY_SCRAPERS = ("script", "style", "noscript", "template")


def _inscriptis(html: str) -> str:
    """Layout as a text browser shows it; ``noscript`` stays, as in any browser without scripts."""
    return str(inscriptis.get_text(html))


def _bs4(html: str) -> str:
    """Every text node on a line of its own, without script, style, noscript, template and comments."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(html, "lxml")
    for element in soup(_DROPPED_BY_SCRAPERS):
        element.decompose()
    return soup.get_text("\n")


def _resiliparse(html: str) -> str:
    """Blocks as lines with list bullets and alternative texts; the whole page, without ``noscript``."""
    return extract_plain_text(html, main_content=False)


def _guarded(name: str, render: Callable[[str], str]) -> Callable[[str], str]:
    def rendering(html: str) -> str:
        """The page as text; "" when the renderer fails on it, which is logged with the reason."""
        try:
            return render(html).replace("\r\n", "\n")
        except Exception:  # each renderer and the parser below it raise their own
            _log.warning("%s failed on a page of %d characters", name, len(html), exc_info=True)
            return ""

    return rendering


RENDERINGS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        name: _guarded(name, render)
        for name, render in {"inscriptis": _inscriptis, "bs4": _bs4, "resiliparse": _resiliparse}.items()
    }
)
"""Renderer name to page HTML -> text; none raises, and each function above says what it drops."""
