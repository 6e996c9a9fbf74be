"""A page's truth as labels for the lines of one rendering of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from training.corpora.page import Page
from training.labelling.judge import MOST_WORDS, Judged, judge
from training.labelling.line import Label, label_of
from training.labelling.matching import pair
from training.labelling.outline import Outline
from training.labelling.rule_names import Rule
from training.tokens import tokens

_AHEAD, _GLUED_WITHIN = 200, 400  # words looked ahead for the next placed one, and searched for glued ones


@dataclass(frozen=True, slots=True)
class Labelled:
    """One rendering of a page, line by line; the four sequences are equally long."""

    lines: tuple[str, ...]  # the rendering split at "\n"
    kinds: tuple[str | None, ...]  # None for a blank line
    sure: tuple[bool, ...]  # False: the label weighs nothing; True for a blank line
    rules: tuple[Rule, ...]  # what decided the label


def align(page: Page, outline: Outline, text: str) -> Labelled | None:
    """Label the lines of ``text``, a rendering of the page the outline is of.

    Returns ``None`` for a page to drop: the truth covered less than 90 %, nothing in it, or more than
    30,000 words. Judging the page happens once for all of its renderings.
    """
    judged = _judge(page, outline)
    lines = tuple(text.split("\n"))
    words = [tokens(line) for line in lines]
    total = sum(map(len, words))
    if judged is None or not total or total > MOST_WORDS:
        return None
    top = next(index for index, own in enumerate(words) if own)
    # Some renderings begin with the <title>, which would take the place of the headline below it.
    skipped = len(words[top]) if tuple(words[top]) in outline.headlines else 0
    flat = [word for line in words for word in line]
    partner = [-1] * skipped + pair(judged.alphabet.write(flat[skipped:]), judged.text).tolist()
    labels: list[Label] = []
    start = reached = 0
    for line, own in zip(lines, words, strict=True):
        end = start + len(own)
        places = [place for place in partner[start:end] if place >= 0]
        if 2 * len(places) < len(own):
            after = next((place for place in partner[end : end + _AHEAD] if place >= 0), len(judged.text))
            places = _place_again(own, reached, after, judged, outline) or places
        elif places:
            reached = places[-1]
        if own and (places or own != ["o"]):
            labels.append(label_of(line, own, places, judged, outline))
        elif line.strip():
            labels.append(Label(None, False, Rule.SIGNS_UNCLEAR))  # inscriptis writes "o" for a second bullet
        else:
            labels.append(Label(None, True, Rule.BLANK))
        start = end
    _settle_wordless(lines, labels)
    return Labelled(
        lines,
        kinds=tuple(label.kind for label in labels),
        sure=tuple(label.sure for label in labels),
        rules=tuple(label.rule for label in labels),
    )


@lru_cache(maxsize=4)
def _judge(page: Page, outline: Outline) -> Judged | None:
    return judge(page, outline)


def _place_again(own: list[str], before: int, after: int, judged: Judged, outline: Outline) -> list[int]:
    """Places of a line that in-order alignment left out, [] for none.

    Two reasons are known: columns of a table that were laid side by side, so that the order is another (the
    same words in a row, nearest to ``before``), and words written together where the page has two elements
    (the same letters between ``before`` and ``after``).
    """
    code = judged.alphabet.write(own)
    found = [judged.text.find(code, before), judged.text.rfind(code, 0, before)]
    near = [place for place in found if place >= 0]
    if near:
        place = min(near, key=lambda each: abs(each - before))
        return list(range(place, place + len(own)))
    letters = "".join(own)
    window = range(before + 1, min(after, before + _GLUED_WITHIN))
    ends = list(accumulate(len(outline.tokens[place]) for place in window))
    offset = "".join(outline.tokens[place] for place in window).find(letters)
    if offset < 0:
        return []
    return [
        place
        for place, end in zip(window, ends, strict=True)
        if end > offset and end - len(outline.tokens[place]) < offset + len(letters)
    ]


def _settle_wordless(lines: tuple[str, ...], labels: list[Label]) -> None:
    """Lines of signs alone ("|", "* * *") follow the lines around them, surely where these agree."""
    full = [index for index, line in enumerate(lines) if line.strip()]
    nothing = before = Label(None, False, Rule.SIGNS_UNCLEAR)
    for position, index in enumerate(full):
        if labels[index].kind is None:
            after = next((labels[later] for later in full[position + 1 :] if labels[later].kind), nothing)
            kind = before.kind or after.kind or "other"
            stays = [each.kind in ("title", "heading", "body") for each in (before, after) if each.kind]
            agreed = len(set(stays)) == 1 and before.sure and after.sure
            rule = Rule.SIGNS if agreed else Rule.SIGNS_UNCLEAR
            labels[index] = Label("body" if kind in ("title", "heading") else kind, agreed, rule)
        before = labels[index]
