"""Typed blocks, headline lists and interface strings of a public news renderer, in some 45 languages.

They have no page layout: `training.mixing.compose` puts them together with other texts. Training only.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cleaner.kinds import DESCRIPTION, Kind
from cleaner.labels import Labelled

_CODES: Final = {"russian": "ru", "en-GB": "en", "zh-hant": "zh", "zh-hans": "zh"}


def articles(archives: Path) -> Iterator[Labelled]:
    """Each article of typed blocks as a labelled document; articles of filler text stay out."""
    for number, row in enumerate(_rows(archives / "bbc-typed-blocks.jsonl.xz")):
        language = _code(row["language"])
        blocks = [(kind, " ".join(text.split())) for kind, text in row["blocks"] if kind in DESCRIPTION]
        blocks = [(kind, text) for kind, text in blocks if text]
        if len(blocks) < 4 or (language != "en" and _is_latin_pets(blocks)):
            continue
        kinds, lines = zip(*blocks, strict=True)
        name = f"bbc/{number}"
        yield Labelled(name, lines, kinds, (True,) * len(lines), language, f"bbc/{row['service']}", by_hand=False)


def headlines(archives: Path) -> Iterator[tuple[str, list[str]]]:
    """(language, headlines) of each list of other articles."""
    for row in _rows(archives / "bbc-headline-lists.jsonl.xz"):
        yield _code(row["language"]), [" ".join(text.split()) for text in row["headlines"] if text.strip()]


def strings(archives: Path) -> Iterator[tuple[str, Kind, str]]:
    """(language, kind, text) of each string of the interface that holds no placeholder."""
    for row in _rows(archives / "bbc-interface-strings.jsonl.xz"):
        text = " ".join(row["text"].split())
        if text and row["kind"] in DESCRIPTION and not any(mark in text for mark in "{}%<>"):
            yield _code(row["language"]), row["kind"], text


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _code(language: str) -> str:
    return _CODES.get(language, language.partition("-")[0])


def _is_latin_pets(blocks: list[tuple[Kind, str]]) -> bool:
    """Whether an article is the filler text (about cats) that stands in for content in some test articles."""
    words = " ".join(text for _, text in blocks).lower().split()
    return sum(word.strip(".,") in {"cat", "cats", "meow", "the", "and", "ipsum"} for word in words) > 0.05 * len(words)
