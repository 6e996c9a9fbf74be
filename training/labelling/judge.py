"""One page judged once: which of its words are the article's, and what each of the others is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from cleaner.array_types import Bools
from training.corpora.page import Page
from training.labelling.head_titles import agrees
from training.labelling.inferred import HALF, infer
from training.labelling.matching import Alphabet, locate
from training.labelling.outline import NOBODY, Block, Outline
from training.tokens import tokens

MOST_WORDS = 30_000
"""Longer pages are dropped: alignment takes a bit per pair of words (30,000 squared: 110 MB)."""
LEAST_COVERAGE = 0.9
"""Share of the truth's words found on the page; below it the page is another one (corpora/README.md)."""

# Chosen by reading labelled pages of six corpora line by line; words are tokens.
_VOID_SIZE, _VOID_SHARE = 80, 0.5  # words and share kept from which an element's evidence is struck out
_BEFORE, _AFTER = 150, 60  # words around the article's start where an unmarked headline may stand
_LONGEST_TITLE, _TITLE_RANK = 60, 3  # words; headlines are h1 to h3
_LONGEST_HEADING = 25  # words; what is longer in h2 to h6 is a paragraph
_STANDFIRST = 8  # words from which a heading right below the headline is a standfirst


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Item ``i`` of every sequence speaks of word ``i`` of the outline."""

    alphabet: Alphabet
    text: str  # the outline's words, written with the alphabet
    kept: Bools  # in the truth
    title: Bools  # the headline where it stands as one
    heading: Bools  # in h1 to h6, short enough, and no title
    kinds: tuple[str | None, ...]  # what the markup names; contradicted evidence struck out
    strong: Bools  # whether it does so in as many words
    block_kept: npt.NDArray[np.float64]  # share of each block's words that is in the truth
    first: int  # first word of the article
    last: int  # last word of the article


def judge(page: Page, outline: Outline) -> Judged | None:
    """Lay the page's truth over its outline.

    ``None`` for a page or truth without words, one over ``MOST_WORDS``, or too little of the truth found.
    """
    lines = [words for words in map(tokens, page.truth) if words]
    n = len(outline.tokens)
    if not lines or not n or max(n, sum(map(len, lines))) > MOST_WORDS:
        return None
    alphabet = Alphabet()
    text = alphabet.write(outline.tokens)
    found = locate([alphabet.write(words) for words in lines], text)
    coverage = float((found >= 0).mean())
    if coverage < LEAST_COVERAGE:
        return None
    kept = np.zeros(n, dtype=np.bool_)
    kept[found[found >= 0]] = True
    first, last = int(np.flatnonzero(kept)[0]), int(np.flatnonzero(kept)[-1])
    sizes = np.bincount(outline.block)
    block_kept = np.bincount(outline.block, weights=kept) / np.maximum(sizes, 1)
    void = _contradicted(outline, kept)
    kinds = [None if struck else kind for kind, struck in zip(outline.around, void, strict=True)]
    title = _titles(page, outline, block_kept, first, last)
    heading = _headings(outline, title)
    return Judged(
        alphabet=alphabet,
        text=text,
        kept=kept,
        title=title,
        heading=heading,
        kinds=infer(outline, kinds, kept, block_kept, title),
        strong=outline.strong & ~void,
        block_kept=block_kept,
        first=first,
        last=last,
    )


def _contradicted(outline: Outline, kept: Bools) -> Bools:
    """Words whose evidence is a large element's that is mostly article: its name meant something else."""
    void = np.zeros(len(kept), dtype=np.bool_)
    said = outline.source != NOBODY
    if said.any():
        size = np.bincount(outline.source[said])
        truth = np.bincount(outline.source[said], weights=kept[said])
        large = (size > _VOID_SIZE) | (truth > HALF * kept.sum())
        void[said] = (large & (truth > _VOID_SHARE * size))[outline.source[said]]
    return void


def _titles(page: Page, outline: Outline, block_kept: npt.NDArray[np.float64], first: int, last: int) -> Bools:
    """The headline: each h1 that agrees with it, else h2 or h3, else a whole block near the start."""
    headlines = [*outline.headlines]
    if page.title:
        headlines.insert(0, tuple(tokens(page.title)))
    agreeing = [
        block
        for number, block in enumerate(outline.blocks)
        if _may_be_title(block, outline, block_kept[number], first, last)
        and any(agrees(outline.tokens[block.start : block.end], headline) for headline in headlines)
    ]
    title = np.zeros(len(outline.tokens), dtype=np.bool_)
    first_rank = [block for block in agreeing if block.rank == 1]
    chosen = first_rank
    # Some put an h1 into the breadcrumb and the headline that readers see into an h2.
    if all(outline.around[block.start] == "navigation" for block in first_rank):
        chosen = [block for block in agreeing if 1 <= block.rank <= _TITLE_RANK]
    if not chosen:
        # Unmarked, so a part of it must not do: "Home > Headline" and the like agree only roughly.
        chosen = [block for block in agreeing if outline.tokens[block.start : block.end] in headlines]
    if not chosen:
        kept_first = (
            block
            for number, block in enumerate(outline.blocks)
            if block.rank == 1 and block_kept[number] > HALF and block.start <= first + _AFTER
        )
        chosen = list(islice(kept_first, 1))
    for block in chosen:
        title[block.start : block.end] = True
    return title


def _may_be_title(block: Block, outline: Outline, kept: float, first: int, last: int) -> bool:
    """Whether a block's place allows it to be the headline, whatever it says."""
    if block.start > (first + last) // 2 + _AFTER or block.end - block.start > _LONGEST_TITLE:
        return False
    if outline.around[block.start] in ("related", "comments", "legal", "share", "tags", "ad"):
        return False
    if block.rank == 1:
        return True
    near = first - _BEFORE <= block.start <= first + _AFTER
    leads_away = outline.link[block.start] != NOBODY and kept <= HALF
    return (block.rank > 0 or near) and not leads_away


def _headings(outline: Outline, title: Bools) -> Bools:
    """Words of short h1 to h6 that are no headline; right below the headline, a sentence is a standfirst."""
    heading = np.zeros(len(title), dtype=np.bool_)
    after_title = False
    for block in outline.blocks:
        size = block.end - block.start
        if title[block.start]:
            after_title = True
            continue
        standfirst = after_title and size >= _STANDFIRST
        if block.rank and size <= _LONGEST_HEADING and not standfirst:
            heading[block.start : block.end] = True
        after_title = False
    return heading
