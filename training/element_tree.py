"""HTML as an element tree, whatever stands in it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml import html as lxml_html

_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
