"""Names of the rules by which `align` labels a line: the one that decided its kind, or why the label weighs nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

_DOUBT: Final = ": weighs nothing"


class Rule(StrEnum):
    """Lines the page's text lacks, the headline, lines the truth holds or lacks, lines without words."""

    SHADOW = "not in the page's text: alternative text or noscript"
    PAGE_TITLE = f"not in the page's text, the page's title{_DOUBT}"
    NOWHERE = f"not in the page's text{_DOUBT}"
    HEADLINE = "headline"
    OVERRULED = "markup overrules the truth"  # strong, a caption, date or byline
    WEAK_AGAINST = f"truth and weak markup disagree{_DOUBT}"
    STRONG_AGAINST = f"truth and strong markup disagree{_DOUBT}"
    LONE = f"truth holds it, a lone word far from other text it holds{_DOUBT}"
    HEADING = "truth holds it, in h1 to h6"
    HELD = "truth holds it"
    PARTLY = f"truth holds part of it{_DOUBT}"
    OTHER_HEADLINE = f"truth lacks it, a headline in other words{_DOUBT}"
    STANDFIRST = f"truth lacks it, right below the headline{_DOUBT}"
    PROSE = f"truth lacks it, a paragraph amid the article{_DOUBT}"
    LOST_WORD = f"truth lacks it, a word or two of a kept paragraph{_DOUBT}"
    LEGAL = "truth lacks it, legal by its sign"
    DATE = "truth lacks it, date by its look"
    SENTENCE = "truth lacks it, a sentence named navigation"
    NAMED = "truth lacks it, markup names it"
    INFERRED = "truth lacks it, its links or the lines around name it"
    UNNAMED = "truth lacks it, nothing names it"
    SIGNS = "signs alone, like the lines around"
    SIGNS_UNCLEAR = f"signs alone, lines around unlike or unsure{_DOUBT}"
    BLANK = "blank line"

    @property
    def is_sure(self) -> bool:
        """Whether labels it decided weigh anything."""
        return not self.endswith(_DOUBT)
