"""The packaged documents: as many, in as many languages, kinds and regimes as they are meant to be."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from cleaner.batch import make_batch
from cleaner.kinds import KINDS
from cleaner.labels import Labelled, format_lines, read_folder, read_lines
from cleaner.train import held_out, packaged_data

FILES = sorted(packaged_data().rglob("*.lines"))


@pytest.fixture(scope="module")
def documents() -> list[Labelled]:
    return read_folder(packaged_data())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_is_a_labelled_document(path: Path) -> None:
    document = read_lines(path)
    assert document.kinds.count("body") >= 1
    assert make_batch([document.text]).n_lines == len(document.lines)
    assert path.read_bytes().endswith(b"\n")
    assert b"\r" not in path.read_bytes()
    text = path.read_text(encoding="utf-8")
    assert [row.rstrip() for row in format_lines(document).split("\n")] == [row.rstrip() for row in text.split("\n")]


def test_enough_in_every_language(documents: list[Labelled]) -> None:
    number = Counter(document.language for document in documents)
    assert len(documents) >= 400
    assert number["hi"] >= 100
    assert number["en"] >= 60
    assert sum(count >= 5 for language, count in number.items() if language not in ("hi", "en")) >= 25


def test_names_are_their_own(documents: list[Labelled]) -> None:
    """A document is held out by its group, which its language and name make."""
    assert len({document.group for document in documents}) == len(documents)


def test_every_kind_occurs(documents: list[Labelled]) -> None:
    number = Counter(kind for document in documents for kind in document.kinds if kind)
    assert set(number) == set(KINDS)
    assert min(number.values()) >= 50


def test_shares_of_regimes(documents: list[Labelled]) -> None:
    """About two thirds mostly clean, a quarter full pages, the rest without noise."""
    share = {name: count / len(documents) for name, count in Counter(d.regime for d in documents).items()}
    assert 0.60 <= share["mostly clean"] <= 0.73
    assert 0.20 <= share["full page"] <= 0.30
    assert 0.04 <= share["no noise"] <= 0.15


def test_mostly_clean_documents_have_noise_in_the_middle(documents: list[Labelled]) -> None:
    """Not at the ends alone: what comes before and after the article is easy to tell."""
    within = 0
    mostly = [document for document in documents if document.regime == "mostly clean"]
    for document in mostly:
        body = [kind in ("body", "heading", "title") for kind in document.kinds if kind]
        first, last = body.index(True), len(body) - body[::-1].index(True)
        within += not all(body[first:last])
    assert within / len(mostly) > 0.5


def test_no_long_body_line_stands_in_two_documents(documents: list[Labelled]) -> None:
    """Nothing was copied from one to the other, so a held-out document is unseen."""
    homes = defaultdict(set)
    for document in documents:
        for kind, line in zip(document.kinds, document.lines, strict=True):
            if kind == "body" and len(line.strip()) > 60:
                homes[line.strip()].add(document.name)
    assert len(homes) > 500
    assert {line: names for line, names in homes.items() if len(names) > 1} == {}


def test_what_is_held_out_is_a_fair_sample(documents: list[Labelled]) -> None:
    aside = held_out(documents)
    assert 0.14 < len(aside) / len(documents) < 0.28
    assert len({document.language for document in aside}) >= 20
    assert {"hi", "en"} < {document.language for document in aside}
    assert {document.regime for document in aside} == {"mostly clean", "full page", "no noise"}
    noise = Counter(kind for document in aside for kind in document.kinds if kind)
    assert len(noise) >= 12
