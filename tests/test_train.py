"""Training end to end on small documents: what is held out stays held out, and what is measured is what is saved."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import HASTY, page

import cleaner
from cleaner.evaluate import evaluate
from cleaner.examples import stable_number
from cleaner.labels import Labelled, read_folder
from cleaner.train import check_output, held_out, is_held_out, packaged_data, train

PAGES = [page(number) for number in range(30)]


def names(documents: list[Labelled]) -> set[str]:
    return {document.name for document in documents}


def test_one_in_five_is_held_out() -> None:
    many = [page(number) for number in range(400)]
    assert 0.14 < len(held_out(many)) / len(many) < 0.26


def test_a_document_never_changes_sides() -> None:
    """Whatever else is there, in whatever order, and whatever is in it."""
    aside = names(held_out(PAGES))
    assert names(held_out(PAGES[::-1])) == aside
    assert names(held_out([*PAGES, *(page(number) for number in range(100, 160))])) >= aside
    assert names(held_out(PAGES[:-3])) == aside - names(PAGES[-3:])


def test_a_site_is_on_one_side() -> None:
    pages = [page(number, group=f"site-{number % 20}") for number in range(100)]
    aside = {document.group for document in held_out(pages)}
    assert aside
    assert aside.isdisjoint({document.group for document in pages if document not in held_out(pages)})
    assert all(is_held_out(document) == (document.group in aside) for document in pages)


@pytest.mark.parametrize("by_name", [True, False])
def test_with_one_site_documents_are_held_out_one_by_one(by_name: bool) -> None:
    """Whether its name would put the whole site aside or nothing of it."""
    group = next(name for name in map(str, range(100)) if is_held_out(page(0, group=name)) == by_name)
    pages = [page(number, group=group) for number in range(60)]
    assert 0 < len(held_out(pages)) < 30


@pytest.mark.parametrize("number", range(5, 30))
def test_of_few_documents_some_are_held_out(number: int) -> None:
    """Whatever their names are: files side by side in a folder are groups of their own."""
    for start in range(20):
        pages = [page(0, group=f"{start}-{n}.txt") for n in range(number)]
        pages = [replace(page, name=page.group) for page in pages]
        aside = held_out(pages)
        assert 0 < len(aside) < number
        assert names(held_out(pages[::-1])) == names(aside)


def test_where_no_name_is_chosen_the_fifth_with_the_lowest_numbers_is() -> None:
    unchosen = [name for name in map(str, range(100)) if not is_held_out(page(0, group=name))][:12]
    pages = [replace(page(0, group=name), name=name) for name in unchosen]
    lowest = sorted(unchosen, key=stable_number)[:2]
    assert [document.name for document in held_out(pages)] == lowest
    assert held_out(pages[:4]) == []


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "model"
    train(PAGES, folder, settings=HASTY, sources=["made-up pages"])
    return folder


def test_what_is_measured_is_what_is_saved(trained: Path, tmp_path: Path) -> None:
    measured = train(PAGES, tmp_path / "again", settings=HASTY, sources=["made-up pages"])
    assert measured == evaluate(cleaner.load(tmp_path / "again"), held_out(PAGES))
    assert measured.overall.documents == len(held_out(PAGES))
    for name in ("manifest.json", "weights.npz", "CARD.md"):
        assert (tmp_path / "again" / name).read_bytes() == (trained / name).read_bytes()


def test_what_is_held_out_is_not_trained_on(trained: Path, tmp_path: Path) -> None:
    """Other labels in the held-out documents change the figures, and not the model."""
    aside = names(held_out(PAGES))
    changed = [
        page if page.name not in aside else Labelled(
            page.name, page.lines, tuple(kind and "ad" for kind in page.kinds), page.sure, page.language, page.group
        )
        for page in PAGES
    ]  # fmt: skip
    evaluation = train(changed, tmp_path / "model", settings=HASTY, sources=["made-up pages"])
    assert evaluation.overall.article_lines == 0
    assert (tmp_path / "model" / "weights.npz").read_bytes() == (trained / "weights.npz").read_bytes()


def test_manifest_and_card_say_what_it_was_trained_on(trained: Path) -> None:
    told = json.loads((trained / "manifest.json").read_text())["trained_on"]
    assert told["sources"] == ["made-up pages"]
    assert told["documents"] + told["held_out_documents"] == len(PAGES)
    assert told["settings"]["bits"] == HASTY.bits
    assert set(told["libraries"]) == {"numpy", "scikit-learn", "scipy"}
    card = (trained / "CARD.md").read_text()
    assert "- made-up pages" in card
    assert f"On {len(held_out(PAGES))} held-out documents" in card
    assert "| en |" in card
    assert "| date |" in card


@pytest.mark.parametrize("number", [0, 1])
def test_too_few_documents(number: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=f"{number} labelled documents are too few"):
        train(PAGES[:number], tmp_path / "model", settings=HASTY)
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("notes.txt", "holds other files than a model's (notes.txt); name a new folder or that of a model"),
        (".git", "holds other files than a model's (.git); name a new folder or that of a model"),
        (None, "is a file; name a folder"),
    ],
)
def test_no_model_is_written_among_other_files(name: str | None, refused: str, tmp_path: Path) -> None:
    """It is said before anything is fitted, and nothing is written."""
    output = tmp_path / "model"
    if name:
        output.mkdir()
        (output / name).touch()
    else:
        output.touch()
    with pytest.raises(ValueError, match=re.escape(f"{output} {refused}")):
        train([], output, settings=HASTY)
    assert list(tmp_path.rglob("*")) == ([output, output / name] if name else [output])


@pytest.mark.parametrize("there", [(), ("manifest.json", "weights.npz", "CARD.md"), (".old-manifest.json",)])
def test_a_model_is_written_into_an_empty_folder_or_over_a_model(there: tuple[str, ...], tmp_path: Path) -> None:
    for name in there:
        (tmp_path / name).touch()
    check_output(tmp_path)
    check_output(tmp_path / "new")


def test_packaged_data_can_be_trained_on() -> None:
    documents = read_folder(packaged_data())
    assert len(held_out(documents)) >= 20
