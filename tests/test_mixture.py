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

from cleaner.examples import folds_of, stable_number
from cleaner.kinds import ARTICLE
from cleaner.labels import Labelled
from training import phrases
from training.dataset import EXTRACTED
from training.mixing.page_forms import LEAST_WEIGHT, MOST_WEIGHT, is_wanted, page_weights
from training.mixing.shares import Mixture
from training.mixing.stocks import lexicon
from training.mixing.trained_on import mix
from training.names import form_of, identity_of
from training.render import FURTHER_RENDERINGS, RENDERINGS

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
SOME = Mixture(renderings=1, further=0, extracted=0, every=1, folds=5, hindi=100, english=60, other=10, reuse=10)
EVERY_FORM = [
    replace(document, name=f"{document.name.rsplit('/', 1)[0]}/{form}")
    for document in PAGES[:: len(RENDERINGS)]
    for form in (*RENDERINGS, *FURTHER_RENDERINGS, *EXTRACTED)
]


def named(documents: Sequence[Labelled], part: str) -> list[Labelled]:
    return [document for document in documents if part in document.name]


def test_every_page_comes_in_one_rendering_and_in_its_other_forms(archives: Path) -> None:
    """The first is cut to a window too, the second is thinned, the third reduced to its article."""
    documents = mix(PAGES, DATA, archives, SOME)
    corpus = [document for document in documents if document.name.startswith("corpus/")]
    for number in range(N_PAGES):
        forms = named(corpus, f"corpus/{number}/")
        assert len(forms) == 4
        assert {document.name.split("/")[2] for document in forms} == set(RENDERINGS)
        assert sorted(document.name.split("/")[3:] for document in forms) == [[], ["article"], ["residual"], ["window"]]
    whole = [document.name.split("/")[2] for document in corpus if document.name.count("/") == 2]
    assert set(whole) == set(RENDERINGS)


def test_weights(archives: Path) -> None:
    mixture = replace(SOME, renderings=2, residual=3.0, article=4.0, data=5.0, copies=1, composed=6.0, window=7.0)
    documents = mix(PAGES, DATA, archives, mixture)
    assert [document.weight for document in named(documents, "/residual")] == pytest.approx([3.0] * N_PAGES)
    assert [document.weight for document in named(documents, "/article")] == pytest.approx([4.0] * N_PAGES)
    assert [document.weight for document in named(documents, "/window")] == pytest.approx([7.0] * N_PAGES)
    assert {document.weight for document in named(documents, "composed/")} == {6.0}
    whole = [d for d in documents if d.name.startswith("corpus/") and d.name.count("/") == 2]
    assert [document.weight for document in whole] == pytest.approx([0.5] * 2 * N_PAGES)
    assert [d for d in documents if d.weight == 5.0] == [replace(document, weight=5.0) for document in DATA]


def test_with_fewer_pages_the_rest_weighs_so_much_less(archives: Path) -> None:
    """So that a fit on a third of the pages tells what one on all of them will be like."""
    mixture = replace(SOME, bbc=False, every=2)
    fewer = mixture.with_fewer_pages(3)
    assert fewer.every == 6
    few, many = (mix(PAGES, DATA, archives, one) for one in (fewer, mixture))
    assert 0 < len(named(few, "corpus/")) < len(named(many, "corpus/"))
    composed = [{document.weight for document in named(documents, "composed/")} for documents in (few, many)]
    assert composed == [{mixture.composed / 3}, {mixture.composed}]
    ours = [[d.weight for d in documents if d.name.split("/")[0].isdigit()] for documents in (few, many)]
    assert ours == [[weight] * len(DATA) * mixture.copies for weight in (mixture.data / 3, mixture.data)]


def test_further_renderings_and_extractors_outputs_are_drawn_by_page(archives: Path) -> None:
    """Each about as often as any other; the three main renderings as often as without them."""
    mixture = replace(SOME, renderings=2, further=1, extracted=2, extracted_weight=0.25)
    whole = [
        d for d in mix(EVERY_FORM, DATA, archives, mixture) if d.name.startswith("corpus/") and d.name.count("/") == 2
    ]
    forms: dict[str, set[str]] = {}
    for document in whole:
        identity, form = identity_of(document.name), form_of(document.name)
        assert document.weight == pytest.approx(0.25 if form in EXTRACTED else 1 / 3)
        forms.setdefault(identity, set()).add(form)
    assert len(forms) == N_PAGES
    for found in forms.values():
        assert [len(found & set(each)) for each in (RENDERINGS, FURTHER_RENDERINGS, EXTRACTED)] == [2, 1, 2]
    times = {form: sum(form in found for found in forms.values()) for form in (*FURTHER_RENDERINGS, *EXTRACTED)}
    assert min(times.values()) > N_PAGES / 15
    without = mix(PAGES, DATA, archives, replace(SOME, renderings=2))
    for name in RENDERINGS:
        assert {d.name for d in whole if d.name.endswith(f"/{name}")} == {
            d.name for d in without if d.name.startswith("corpus/") and d.name.endswith(f"/{name}")
        }


def test_what_is_not_wanted_changes_nothing(archives: Path) -> None:
    """A run loads only what `is_wanted`: the mixture must be the same as from everything."""
    mixture = replace(SOME, further=2, extracted=3)
    some = [document for document in EVERY_FORM if is_wanted(document.name, mixture)]
    assert len(some) < len(EVERY_FORM)
    assert mix(some, DATA, archives, mixture) == mix(EVERY_FORM, DATA, archives, mixture)


def of_sites(*sizes: int, corpus: str = "corpus", language: str = "en") -> list[Labelled]:
    return [
        replace(
            page(0), name=f"{corpus}/{language}{size}-{i}/inscriptis", group=f"{language}{size}.test", language=language
        )
        for size in sizes
        for i in range(size)
    ]


def test_a_site_weighs_like_a_power_of_its_pages() -> None:
    weights = page_weights(of_sites(1, 4, 4 * 4), replace(SOME, language_power=1.0))
    one, four, sixteen = (weights[f"corpus/en{size}-0"] for size in (1, 4, 16))
    assert one == pytest.approx(2 * four) == pytest.approx(4 * sixteen)
    assert sum(weights.values()) == pytest.approx(len(weights))
    alike = page_weights(of_sites(1, 4, 16), replace(SOME, site_power=1.0, language_power=1.0))
    assert list(alike.values()) == pytest.approx([1.0] * 21)


def test_so_does_a_language() -> None:
    pages = of_sites(*[1] * 1, language="hi") + of_sites(16)
    weights = page_weights(pages, replace(SOME, site_power=1.0, language_power=0.75))
    assert weights["corpus/hi1-0"] == pytest.approx(2 * weights["corpus/en16-0"])


def test_no_page_weighs_very_much_or_little() -> None:
    weights = page_weights(of_sites(*range(1, 6), 2500), SOME)
    assert max(weights.values()) == MOST_WEIGHT
    weights = page_weights(of_sites(1, 2500) + of_sites(1500, language="hi"), replace(SOME, site_power=-2.0))
    assert min(weights.values()) == LEAST_WEIGHT


def test_pages_of_every_sort_weigh_little() -> None:
    pages = of_sites(3, corpus="cleaneval") + of_sites(3, corpus="wcxb", language="hi")
    weights = page_weights(pages, replace(SOME, all_sorts=0.125))
    assert weights["cleaneval/en3-0"] == pytest.approx(0.125)
    assert weights["wcxb/hi3-0"] == pytest.approx(1.0)


def test_balance_reaches_every_form_of_a_page(archives: Path) -> None:
    group = {"corpus/0": "alone.test"}
    pages = [replace(d, group=group.get(identity_of(d.name), "portal.test")) for d in PAGES]
    documents = mix(pages, DATA, archives, replace(SOME, renderings=3, residual=1.0, window=1.0, article=1.0))
    for form in ("/residual", "/window", "/article"):
        (alone,) = named(named(documents, "corpus/0/"), form)
        assert alone.weight > 2
        others = [d.weight for d in named(documents, form) if d is not alone]
        assert others == pytest.approx([1.0] * (N_PAGES - 1), abs=0.2)


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
        ({"window": 0.0}, "/window"),
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
    assert 0 < len(taken) < 3 * N_PAGES
    assert len(taken) % 4 == 0
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
    stamped = {glue.line: glue.end for glue in document.glue if glue.start == 0}
    for number, (kind, text) in enumerate(zip(document.kinds, document.lines, strict=True)):
        line = text[stamped.get(number, 0) :]
        if kind and not line.startswith(("list", "string", "stock")):
            words = line.split()
            source = " ".join(words[:2]) if words[0] == "data" else words[0]
            found.setdefault(source, set()).add(kind in ARTICLE)
    return found


def test_pieces_of_one_fold_never_meet_an_article_of_another(archives: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A composed document is in its article's fold, and so is its noise: whoever scores it has seen neither."""
    monkeypatch.setattr("training.mixing.compose.MADE_UP", 0.0)  # stamps that are made up are of no fold
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


def test_the_lexicon_is_the_stock_piece_by_piece() -> None:
    """In the fold in which it is composed, or the line layer would be asked about lines that it was fitted on."""
    mixture = Mixture(bbc=False, folds=3, lexicon=7.0)
    words = lexicon(Path("nowhere"), mixture)
    pieces = list(phrases.pieces())
    assert [(word.language, list(word.lines)) for word in words] == [(language, lines) for language, _, lines in pieces]
    assert {word.weight for word in words} == {7.0}
    expected = [stable_number(lines[0]) % 3 for _, _, lines in pieces]
    assert folds_of(words, 3).tolist() == expected
