"""Lines that open alike should be labelled alike: where the corpora disagree, the odd ones out weigh nothing.

One truth keeps an "also read" line as part of the article, the next leaves it out. What a line's first words are on
most sites decides; a label that says otherwise is not turned around, it is set aside. Only article labels are: a line
like noise must not teach that noise stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from cleaner.kinds import ARTICLE
from cleaner.labels import Labelled
from training.tokens import tokens

WORDS: Final = 2
"""Words that make an opening; a shorter line is its own."""
LONGEST: Final = 30
"""Words beyond which a line is prose, however it opens."""
LONGEST_CHARS: Final = 250
"""Characters beyond which it is too, whatever its script counts as words."""
SITES: Final = 6
"""Sites on which an opening must be noise before it counts."""
SHARE: Final = 0.8
"""Share of the sites with this opening on which it is noise."""

Opening = tuple[str, ...]


def reconcile(documents: Sequence[Labelled], evidence: Iterable[Labelled]) -> list[Labelled]:
    """The documents, with article labels unsure on lines that open as noise does on most sites of `evidence`."""
    noise = noise_openings(evidence)
    return [_set_aside(document, noise) for document in documents]


def noise_openings(documents: Iterable[Labelled]) -> frozenset[Opening]:
    """Openings that are noise on at least `SITES` sites and on `SHARE` of the sites where they stand."""
    sites: dict[Opening, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for document in documents:
        for line, kind, sure in zip(document.lines, document.kinds, document.sure, strict=True):
            opening = _opening(line) if kind and sure else ()
            if opening:
                sites[opening][kind in ARTICLE].add(document.group)
    return frozenset(
        opening
        for opening, (noise, article) in sites.items()
        if len(noise) >= SITES and len(noise) >= SHARE * (len(noise) + len(article))
    )


def _set_aside(document: Labelled, noise: frozenset[Opening]) -> Labelled:
    sure = tuple(
        is_sure and not (kind in ("heading", "body") and _opening(line) in noise)
        for line, kind, is_sure in zip(document.lines, document.kinds, document.sure, strict=True)
    )
    return document if sure == document.sure else replace(document, sure=sure)


def _opening(line: str) -> Opening:
    words = tokens(line) if len(line) < LONGEST_CHARS else []
    return tuple(words[:WORDS]) if len(words) <= LONGEST else ()
