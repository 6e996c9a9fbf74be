"""The label of one line, once it is known where on the page its words stand: by the first rule that settles it."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from training.labelling.head_titles import agrees
from training.labelling.inferred import room
from training.labelling.judge import Judged
from training.labelling.outline import NOBODY, Block, Outline
from training.labelling.rule_names import Rule

KEEP_FROM, NOISE_TO = 0.7, 0.3
"""Share of a line's words that the truth holds: from the one on the line stays, up to the other it goes."""

# Chosen by reading labelled pages of six corpora line by line; words are tokens, room is inferred.room.
_ALWAYS_NOISE = ("caption", "date", "byline")  # whatever the truth says, where strong markup names it
_NAMED = 0.6  # share of a line's words one kind must name
_FRAGMENT_OF, _MOSTLY = 15, 0.8  # a piece of a kept paragraph: the paragraph's least words, its share kept
_PROSE = 25  # words from which a paragraph the truth lacks amid the article is doubtful
_STANDFIRST = 4  # words from which the block right below the headline is
_HEADLINE_RANK, _WORDS_ABOVE = 3, 60  # h1 to h3 so close above the article may be its headline
_WORDED_DATE = 6  # words a date without any digit may have ("two hours ago")
_LEGAL_LINE = 40  # words a line that is legal by its sign may have
_DATE_LINE = 30  # room of the words beside the numbers of a date
_SENTENCE, _STOPS = 60, frozenset(".!?…。！？।")  # room and ends of a sentence, which no menu entry is
_WHOLE_DATE = re.compile(r"(?:19|20)\d\d ?[-./年] ?\d{1,2} ?[-./月] ?\d{1,2}|\b\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d")
_LEGAL = re.compile(r"©|\(c\) ?(?:19|20)\d\d|all rights reserved|copyright|alle rechte|tous droits", re.IGNORECASE)
_YEAR_OR_CLOCK = re.compile(r"(?:19|20)\d\d|\d:\d\d|\d[/.-]\d{1,2}[/.-]\d")


class Label(NamedTuple):
    """A line's kind, whether the label weighs anything, and what decided it."""

    kind: str | None  # None for a blank line, and for one without words until the lines around settle it
    sure: bool
    rule: Rule


def label_of(line: str, words: list[str], places: list[int], judged: Judged, outline: Outline) -> Label:
    """Label of one line with words; ``places`` are those of its words the outline holds."""
    n = len(words)
    placed = sum(len(outline.tokens[place]) for place in places)
    if 2 * len(places) < n and 2 * placed < sum(map(len, words)):
        return _label_unplaced(tuple(words), outline)
    if 2 * sum(judged.title[place] for place in places) > n:
        return Label("title", True, Rule.HEADLINE)
    kept = sum(judged.kept[place] for place in places) / len(places)
    kind, share, strong = _majority(places, judged)
    if kind == "date" and n > _WORDED_DATE and not any(char.isdigit() for char in line):
        kind, share, strong = None, 0.0, False
    number = int(outline.block[places[0]])
    block = outline.blocks[number]
    in_prose = block.end - block.start >= max(_FRAGMENT_OF, 2 * n) and judged.block_kept[number] >= _MOSTLY
    named = kind if share >= _NAMED and not in_prose else None
    if named in _ALWAYS_NOISE and (strong or kept > NOISE_TO):
        rule = Rule.OVERRULED if kept > NOISE_TO else Rule.NAMED
        return Label(named, True, rule) if strong else Label("body", False, Rule.WEAK_AGAINST)
    if kept >= KEEP_FROM:
        heading = 2 * sum(judged.heading[place] for place in places) > n
        rule = Rule.HEADING if heading else Rule.HELD
        if named and strong:
            rule = Rule.STRONG_AGAINST
        elif not _supported(places, judged, block):
            rule = Rule.LONE
        return Label("heading" if heading else "body", rule.is_sure, rule)
    noise, rule = _noise_kind(line, words, kind if share >= 0.5 else None, strong)
    # Where a rendering breaks few lines, a whole paragraph may be in one with a menu.
    if kept > NOISE_TO or kept * len(places) >= _PROSE:
        return Label("body" if kept >= 0.5 else noise, False, Rule.PARTLY)
    if rule is Rule.NAMED and _is_inferred(places, kind, judged, outline):
        rule = Rule.INFERRED
    doubt = _left_out(places, judged, outline) if kind is None else None
    return Label(noise, doubt is None, doubt or rule)


def _label_unplaced(words: tuple[str, ...], outline: Outline) -> Label:
    """A line whose words are not in the outline: alternative text, noscript, the page's <title>."""
    if words in outline.shadows:
        return Label(outline.shadows[words] or "other", True, Rule.SHADOW)
    if any(agrees(words, headline) for headline in outline.headlines):
        return Label("title", False, Rule.PAGE_TITLE)
    return Label("other", False, Rule.NOWHERE)


def _majority(places: list[int], judged: Judged) -> tuple[str | None, float, bool]:
    """The kind the markup names most often on the line, its share of the words, whether mostly strongly."""
    named = Counter(kind for kind in (judged.kinds[place] for place in places) if kind)
    if not named:
        return None, 0.0, False
    kind, count = named.most_common(1)[0]
    strong = sum(judged.strong[place] for place in places if judged.kinds[place] == kind)
    return kind, count / len(places), 2 * strong >= count


def _is_inferred(places: list[int], kind: str | None, judged: Judged, outline: Outline) -> bool:
    """Whether the kind comes from links and neighbours (``judge``) more than from elements around the words."""
    named = [place for place in places if judged.kinds[place] == kind]
    return 2 * sum(outline.around[place] == kind for place in named) < len(named)


def _supported(places: list[int], judged: Judged, block: Block) -> bool:
    """Whether a kept line is more than a word that happens to stand in the truth too."""
    if len(places) > 2:
        return True
    before, after = places[0] - 1, places[-1] + 1
    kept = judged.kept
    if (before >= 0 and kept[before]) or (after < len(kept) and kept[after]):
        return True
    return judged.first <= places[0] <= judged.last and (block.start, block.end) == (places[0], after)


def _left_out(places: list[int], judged: Judged, outline: Outline) -> Rule | None:
    """Why a line of noise, unnamed by the markup, may be article that the person marking passed over."""
    number = int(outline.block[places[0]])
    block = outline.blocks[number]
    unlinked = outline.link[block.start] == NOBODY
    if 0 < block.rank <= _HEADLINE_RANK and unlinked and 0 <= judged.first - block.end <= _WORDS_ABOVE:
        return Rule.OTHER_HEADLINE  # unlike the one in the page's head
    standfirst = number > 0 and judged.title[block.start - 1] and unlinked
    if standfirst and block.start < judged.first and block.end - block.start >= _STANDFIRST:
        return Rule.STANDFIRST
    if not judged.first < block.start < judged.last:
        return None
    before = judged.block_kept[number - 1] if number else 0.0
    after = judged.block_kept[number + 1] if number + 1 < len(outline.blocks) else 0.0
    if block.end - block.start > _PROSE:
        return Rule.PROSE if block.tag == "p" and max(before, after) >= KEEP_FROM else None
    # A word or two lost inside a kept paragraph, where a rendering breaks the line at an inline tag.
    return Rule.LOST_WORD if len(places) <= 2 and judged.block_kept[number] >= 0.5 else None


def _noise_kind(line: str, words: list[str], named: str | None, strong: bool) -> tuple[str, Rule]:
    """Kind of a line of noise and why: what the markup names, else what the plainest words and numbers of it show."""
    n = len(words)
    vague = named in (None, "navigation", "other") and not strong
    if (vague or named == "related") and n <= _LEGAL_LINE and _LEGAL.search(line):
        return "legal", Rule.LEGAL
    digits = sum(word[0].isdigit() for word in words)
    numbers = n <= 12 and 5 * digits >= 2 * n and _YEAR_OR_CLOCK.search(line)
    worded = room([word for word in words if not word[0].isdigit()])
    if vague and (numbers or (worded <= _DATE_LINE and "://" not in line and _WHOLE_DATE.search(line))):
        return "date", Rule.DATE
    if named == "navigation" and not strong and room(words) >= _SENTENCE and line.rstrip()[-1:] in _STOPS:
        return "other", Rule.SENTENCE
    return (named, Rule.NAMED) if named else ("other", Rule.UNNAMED)
