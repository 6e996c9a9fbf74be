"""Kinds of noise that no element names: inferred from links, from what a heading heads, and from the blocks around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaner.array_types import Bools
from training.labelling.outline import NOBODY, Block, Outline

HALF: Final = 0.5
"""Share of a block's words from which it counts as kept."""

# Chosen by reading labelled pages of six corpora line by line; words are tokens.
_KEPT = "kept"  # stands for the kind of a block of the article
_SCOPE, _CLEAR = 250, 0.6  # words a head line speaks for at most; share of them its kind must have
_HEAD_LINE = 30  # room an unmarked head line takes at most
_HEADLINE, _SHORT_HEADLINE = 28, 14  # room from which a link is a headline: alone, amid headlines
_LINKED = 0.8  # share of a block's words that are link, from which it is a link
_BUILT_ALIKE = ("navigation", "comments", "byline", "date", "tags")
"""Kinds whose markup lists of headlines borrow: menus, "most commented", columnists, ..."""


def infer(
    outline: Outline,
    named: Sequence[str | None],
    kept: Bools,
    block_kept: npt.NDArray[np.float64],
    title: Bools,
) -> tuple[str | None, ...]:
    """The kind of each word: the one the markup named, or what can be inferred where it named none or one too roughly.

    ``kept`` and ``title`` speak of words, ``block_kept`` is the share of each block's words that is in the truth.
    """
    kinds = list(named)
    _name_links(outline, kinds, kept)
    _name_headings(outline, kinds, kept, title)
    _name_between(outline, kinds, block_kept)
    return tuple(kinds)


def _name_links(outline: Outline, kinds: list[str | None], kept: Bools) -> None:
    """A block of noise that is all link leads to an article if long as a headline, else around the site.

    A shorter one (room for three words) amid headlines is a headline too.
    """
    lengths = [_link_length(block, outline, kept) for block in outline.blocks]
    for number, block in enumerate(outline.blocks):
        length = lengths[number]
        if not length:
            continue
        kind = kinds[block.start]
        beside = [each for each in lengths[max(0, number - 2) : number] + lengths[number + 1 : number + 3] if each]
        amid = 2 * sum(each >= _HEADLINE for each in beside) > len(beside) and length >= _SHORT_HEADLINE
        headline = length >= _HEADLINE or (amid and block.listed)
        if kind is None:
            kind = "related" if headline else "navigation"
        elif headline and kind in _BUILT_ALIKE:
            kind = "related"
        elif kind == "related" and not headline and not outline.strong[block.start] and block.listed:
            kind = "navigation"
        else:
            continue
        kinds[block.start : block.end] = [kind] * (block.end - block.start)


def _link_length(block: Block, outline: Outline, kept: Bools) -> int:
    """Room of the first link of a block that is noise and all links; 0 for any other block."""
    inside = slice(block.start, block.end)
    links = outline.link[inside].tolist()
    linked = [link for link in links if link != NOBODY]
    if len(linked) < _LINKED * len(links) or kept[inside].mean() > HALF:
        return 0
    return room([word for word, link in zip(outline.tokens[inside], links, strict=True) if link == linked[0]])


def _name_headings(outline: Outline, kinds: list[str | None], kept: Bools, title: Bools) -> None:
    """A heading of noise that no element names is the kind of what follows it in the same container."""
    for block in outline.blocks:
        if not block.rank or kinds[block.start] or title[block.start] or kept[block.start]:
            continue
        for scope in block.scopes:
            if scope <= block.end:
                continue
            end = min(scope, block.end + _SCOPE)
            inside = [
                kind for kind, keep in zip(kinds[block.end : end], kept[block.end : end], strict=True) if not keep
            ]
            if len(inside) < _CLEAR * (end - block.end):
                break
            named = [kind for kind in inside if kind]
            kind = max(set(named), key=named.count) if named else None
            if kind and named.count(kind) >= _CLEAR * len(inside):
                kinds[block.start : block.end] = [kind] * (block.end - block.start)
            break


def _name_between(outline: Outline, kinds: list[str | None], block_kept: npt.NDArray[np.float64]) -> None:
    """Unnamed noise that heads a list of one kind, or stands inside a list of related articles, is of it."""
    blocks = outline.blocks
    firsts = [kinds[block.start] if kept < HALF else _KEPT for block, kept in zip(blocks, block_kept, strict=True)]
    for index in range(1, len(blocks) - 2):
        block = blocks[index]
        if firsts[index] is not None:
            continue
        before, after, then = firsts[index - 1], firsts[index + 1], firsts[index + 2]
        short = room(outline.tokens[block.start : block.end]) <= _HEAD_LINE
        if (short and after == then and after in ("related", "navigation")) or (
            before == "related" and "related" in (after, then) and after != _KEPT
        ):
            firsts[index] = after if short and after == then else "related"
            kinds[block.start : block.end] = [firsts[index]] * (block.end - block.start)


def room(words: Sequence[str]) -> int:
    """Room that words take on a page, in Latin letters: one ideograph stands for about two."""
    return sum(2 if len(word) == 1 and not word.isascii() else len(word) for word in words)
