"""What a class, id or data attribute says about the text inside the element, by the tables of `class_words`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from training.labelling.class_words import ARTICLE, FAINT_WORDS, INNER_WORDS, NEUTRAL_WORDS, WORDS


class Evidence(NamedTuple):
    """``kind`` is a kind's name or ``ARTICLE``; ``strong`` means the element says so in as many words."""

    kind: str
    strong: bool


_PIECE: Final = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")
# "has-comments", "no-sidebar": a property of the page's layout, not a name for the text inside.
_MODIFIER: Final = re.compile(
    r"(?:has|no|not|with|without|hide|is|show|category|tag|type|status|format|post_format|postid)[-_]"
)
_POST_CONTAINER: Final = re.compile(r"\b(?:hentry|type-post|status-publish)\b")


def _index(table: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Table -> (whole words to kind, beginnings to kind)."""
    whole: dict[str, str] = {}
    beginning: dict[str, str] = {}
    for kind, words in table.items():
        for word in words.split():
            if word.endswith("*"):
                beginning[word[:-1]] = kind
            else:
                whole[word] = kind
    return whole, beginning


_FIRM: Final = _index(WORDS)
_FAINT: Final = _index(FAINT_WORDS)
_NEUTRAL: Final = frozenset(NEUTRAL_WORDS.split())
_SHORTEST_BEGINNING, _LONGEST_NAME = 3, 3  # letters, words


def _look_up(words: list[str], index: tuple[dict[str, str], dict[str, str]]) -> str | None:
    """Kind of one name: a word, or several that stand in the table as one, so that the last must matter."""
    whole, beginning = index
    name = "-".join(words)
    if name in whole:
        return whole[name]
    shortest = len(name) - len(words[-1]) + 1 if len(words) > 1 else _SHORTEST_BEGINNING
    lengths = range(len(name), shortest - 1, -1)
    return next((beginning[name[:length]] for length in lengths if name[:length] in beginning), None)


def _named(words: list[str], index: tuple[dict[str, str], dict[str, str]]) -> Iterator[tuple[str, int]]:
    """Kinds the words name, in order, each with how many words it took."""
    position = 0
    while position < len(words):
        size = min(_LONGEST_NAME, len(words) - position)
        kind = None
        while size and not (kind := _look_up(words[position : position + size], index)):
            size -= 1
        if kind:
            yield kind, size
        position += max(size, 1)


@lru_cache(maxsize=1 << 16)
def of_words(value: str) -> Evidence | None:
    """Evidence of a class, id or data attribute; strong when a name in it says the kind and nothing else."""
    if _POST_CONTAINER.search(value):
        return Evidence(ARTICLE, False)
    faint: Evidence | None = None
    best: Evidence | None = None
    for name in value.split():
        if _MODIFIER.match(name):
            continue
        words = [piece.lower() for piece in _PIECE.findall(name)]
        found = list(_named(words, _FIRM))
        if found:
            kind = found[-1][0]
            others = len(words) - sum(size for _, size in found)
            exact = {kind} == {named for named, _ in found} and (
                others == 0 or sum(word in _NEUTRAL for word in words) >= others
            )
            if best is None or (exact and not best.strong):
                best = Evidence(kind, exact)
        elif best is None:
            inner = next((kind for part, kind in INNER_WORDS.items() if any(part in word for word in words)), None)
            best = Evidence(inner, False) if inner else None
            if best is None and faint is None:
                faint = next((Evidence(kind, False) for kind, _ in _named(words, _FAINT)), None)
    return best or faint
