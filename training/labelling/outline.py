"""A page's outline: its words in document order, and what its HTML says about each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

NOBODY: Final = -1
"""In ``Outline.source`` and ``Outline.link``: no such element."""


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
