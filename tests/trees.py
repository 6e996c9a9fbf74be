"""Trees of files as dictionaries, pages to fill them with, and lines split without the program's own help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

NOISE = (
    "Skip to main content",
    "Share on Facebook",
    "You may also like",
    "Subscribe to our newsletter",
    "© 2024 All rights reserved",
    "Published: 12 March 2024",
    "यह भी पढ़ें",
    "शेयर करें",
)
ARTICLE = (
    "The harbour board voted on Tuesday to reopen the old pier to walkers, twelve years after it was closed.",
    '"We waited a long time for this," said the board\'s chair, who had promised the repairs.',
    "It rained.",
    "नदी का पानी मंगलवार रात को घटने लगा और गाँव के लोग अपने घरों की ओर लौट आए।",
)
PAGE = "\n".join([*NOISE[:3], "", ARTICLE[0], "", ARTICLE[1], "", ARTICLE[2], "", *NOISE[3:], ""])

_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")


def lines_of(text: str) -> list[str]:
    """Lines with their ends."""
    return _LINE.findall(text)


def write_tree(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    root.mkdir(parents=True, exist_ok=True)
    return root


def read_tree(root: Path) -> dict[str, bytes]:
    """Every file below `root`, hidden and temporary ones included."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def decode(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


_odd = st.text(st.characters(codec="utf-8") | st.sampled_from("\0\ufeff\x1b \t\u200d"), max_size=8)
_odd_bytes = st.binary(max_size=6).map(decode)
_ends = st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028", "\n\n", "\n \n\n", ""])
_lines = st.sampled_from([*NOISE, *ARTICLE]) | _odd | _odd_bytes

pages = st.lists(st.tuples(_lines, _ends), max_size=20).map(
    lambda lines: decode("".join(map("".join, lines)).encode("utf-8", "surrogateescape"))
)
"""Pages as they are read from files: noise, article and odd lines, every line end, undecodable bytes."""
