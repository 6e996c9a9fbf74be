"""What is trained on, from small made-up archives: every form of a page, composed documents, weights, and folds."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up import labelled, page

from cleaner.examples import folds_of
from cleaner.kinds import ARTICLE
from cleaner.labels import Labelled
from training.mixture import Mixture, mix
from training.render import RENDERINGS

STOCK = [("hi", "promo", [f"stock promo {i}."]) for i in range(10)] + [
    ("te", "heading", [f"stock heading {i}"]) for i in range(30)
]


@pytest.fixture(autouse=True)
def made_up_stock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few stock lines in the place of the project's own."""
    monkeypatch.setattr("training.phrases.pieces", lambda: iter(STOCK))


SERVICES = [f"service{i}" for i in range(12)]


def write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Typed blocks, headlines and interface strings in the layout of the public ones; every text names its source."""
    folder = tmp_path_factory.mktemp("archives")
    blocks = [
        {
            "language": "en" if i % 2 else "hi",
            "service": service,
            "blocks": [
                ["title", f"{service} title"],
                *(["body", f"{service} sentence {k}."] for k in range(4)),
                ["caption", f"{service} caption"],
            ],
        }
        for i, service in enumerate(SERVICES)
    ]
    write(folder / "bbc-typed-blocks.jsonl.xz", blocks)
    lists = [{"language": "hi", "headlines": [f"list {k} headline {i}" for i in range(7)]} for k in range(20)]
    write(folder / "bbc-headline-lists.jsonl.xz", lists)
    strings = [("related", "string: see also"), ("share", "string: send")]
    rows = [{"language": "hi", "kind": kind, "text": text} for kind, text in strings]
    write(folder / "bbc-interface-strings.jsonl.xz", rows)
    return folder


def rendered(number: int) -> list[Labelled]:
    """A page in each rendering, as the pages of corpora come."""
    document = page(number)
    lines = [f"{document.name} {line}" if line else "" for line in document.lines]
    return [replace(document, name=f"corpus/{number}/{name}", lines=tuple(lines)) for name in RENDERINGS]


N_PAGES = 60  # so many that one in three of their sites is still enough to split by site
PAGES = [document for number in range(N_PAGES) for document in rendered(number)]
DATA = [
    labelled(
        [("title", f"data {i}"), *(("body", f"data {i} sentence {k}.") for k in range(3)), ("ad", f"data {i} ad")],
        f"{i}", language="hi", group=f"hi/{i}",
    )
    for i in range(20)
]  # fmt: skip
SOME = Mixture(renderings=1, every=1, folds=5, hindi=100, english=60, other=10, reuse=10)


def named(documents: Sequence[Labelled], part: str) -> list[Labelled]:
    return [document for document in documents if part in document.name]


def test_every_page_comes_in_one_rendering_and_in_its_other_forms(archives: Path) -> None:
    """In the others it is thinned, or reduced to its article: each rendering has one task for each page."""
    documents = mix(PAGES, DATA, archives, SOME)
    corpus = [document for document in documents if document.name.startswith("corpus/")]
    for number in range(N_PAGES):
        forms = named(corpus, f"corpus/{number}/")
        assert len(forms) == 3
        assert {document.name.split("/")[2] for document in forms} == set(RENDERINGS)
        assert sorted(document.name.split("/")[3:] for document in forms) == [[], ["article"], ["residual"]]
    whole = [document.name.split("/")[2] for document in corpus if document.name.count("/") == 2]
    assert set(whole) == set(RENDERINGS)


def test_weights(archives: Path) -> None:
    mixture = replace(SOME, renderings=2, residual=3.0, article=4.0, data=5.0, copies=1, composed=6.0)
    documents = mix(PAGES, DATA, archives, mixture)
    assert {document.weight for document in named(documents, "/residual")} == {3.0}
    assert {document.weight for document in named(documents, "/article")} == {4.0}
    assert {document.weight for document in named(documents, "composed/")} == {6.0}
    whole = [d for d in documents if d.name.startswith("corpus/") and d.name.count("/") == 2]
    assert {document.weight for document in whole} == {0.5}
    assert len(whole) == 2 * N_PAGES
    assert [d for d in documents if d.weight == 5.0] == [replace(document, weight=5.0) for document in DATA]


def test_documents_of_data_come_in_several_layouts_of_the_same_lines(archives: Path) -> None:
    documents = mix(PAGES, DATA, archives, replace(SOME, copies=3))
    copies = [document for document in documents if document.name in {"7", "7/layout 1", "7/layout 2"}]
    assert len(copies) == 3
    assert {tuple(line.strip() for line in copy.lines if line.strip()) for copy in copies} == {DATA[7].lines}


@pytest.mark.parametrize(
    ("off", "gone"),
    [
        ({"residual": 0.0}, "/residual"),
        ({"article": 0.0}, "/article"),
        ({"composed": 0.0}, "composed/"),
        ({"hindi": 0}, "composed/hi/"),
        ({"bbc": False}, "bbc/"),
        ({"every": 0}, "corpus/0/"),
    ],
)
def test_what_weighs_nothing_is_left_out(off: dict[str, Any], gone: str, archives: Path) -> None:
    assert named(mix(PAGES, DATA, archives, SOME), gone)
    assert not named(mix(PAGES, DATA, archives, replace(SOME, **off)), gone)


def test_a_quick_experiment_takes_whole_pages_only(archives: Path) -> None:
    every = mix(PAGES, DATA, archives, SOME)
    some = mix(PAGES, DATA, archives, replace(SOME, every=3))
    taken = [document for document in some if document.name.startswith("corpus/")]
    assert 0 < len(taken) < 2 * N_PAGES
    assert len(taken) % 3 == 0
    assert all(document in every for document in taken)


def test_composed_documents_are_as_many_as_asked_for(archives: Path) -> None:
    documents = named(mix(PAGES, DATA, archives, SOME), "composed/")
    number = {language: len(named(documents, f"composed/{language}/")) for language in ("hi", "en")}
    assert 80 <= number["hi"] <= SOME.hindi
    assert 40 <= number["en"] <= SOME.english
    assert len(documents) == sum(number.values()) + len(named(documents, "composed/te/"))
    assert named(documents, "composed/te/")  # a language of which there are stock lines alone
    few = mix(PAGES, DATA, archives, replace(SOME, reuse=1))
    assert len(named(few, "composed/")) < len(documents) / 2


def sources(document: Labelled) -> dict[str, set[bool]]:
    """Where the lines of a composed document come from -> whether these are of the article."""
    found: dict[str, set[bool]] = {}
    for kind, line in zip(document.kinds, document.lines, strict=True):
        if kind and not line.startswith(("list", "string", "stock")):
            words = line.split()
            source = " ".join(words[:2]) if words[0] == "data" else words[0]
            found.setdefault(source, set()).add(kind in ARTICLE)
    return found


def test_pieces_of_one_fold_never_meet_an_article_of_another(archives: Path) -> None:
    """A composed document is in its article's fold, and so is its noise: whoever scores it has seen neither."""
    documents = mix(PAGES, DATA, archives, SOME)
    folds = dict(zip([document.name for document in documents], folds_of(documents, SOME.folds), strict=True))
    home = {f"data {document.name}": folds[document.name] for document in DATA}
    home |= {service: folds[f"bbc/{i}"] for i, service in enumerate(SERVICES)}
    for number in range(N_PAGES):
        home[page(number).name] = next(fold for name, fold in folds.items() if name.startswith(f"corpus/{number}/"))
    mixed = 0
    for document in named(documents, "composed/"):
        found = sources(document)
        mixed += len(found) > 1
        assert {home[source] for source in found} == {folds[document.name]}
    assert mixed > 50


def test_lists_and_strings_are_among_the_noise(archives: Path) -> None:
    lines = [line for document in named(mix(PAGES, DATA, archives, SOME), "composed/hi/") for line in document.lines]
    assert any(line.startswith("list ") for line in lines)
    assert "string: send" in lines
    heads = [i for i, line in enumerate(lines) if line == "string: see also"]
    assert any(lines[i + 1].startswith("list ") for i in heads[:-1])


def test_stock_lines_are_among_them_noise_and_not(archives: Path) -> None:
    documents = named(mix(PAGES, DATA, archives, SOME), "composed/")
    rows = {(line, kind) for document in documents for line, kind in zip(document.lines, document.kinds, strict=True)}
    assert {(line.split()[1], kind) for line, kind in rows if line.startswith("stock")} == {
        ("promo", "promo"),
        ("heading", "heading"),
    }


def test_the_same_archives_give_the_same_mixture(archives: Path) -> None:
    assert mix(PAGES, DATA, archives, SOME) == mix(PAGES, DATA, archives, SOME)
