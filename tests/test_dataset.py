"""Labelled pages: named, made once for each form, loaded only where wanted."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from training import dataset
from training.corpora import Corpus, Page

PROSE = ["The ferry left at six in the morning with forty people.", "Nobody on board was late, and the sea was calm."]
HTML = "<p>Home</p>" + "".join(f"<p>{text}</p>" for text in PROSE)


def pages(_folder: Path) -> Iterator[Page]:
    for number in range(6):
        yield Page("harbour", f"{number}", f"site{number}.test", "en", HTML, tuple(PROSE))


@pytest.fixture(autouse=True)
def harbour(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One small corpus, one whole form and one extractor that count how often they are asked."""
    (tmp_path / "harbour").mkdir()
    monkeypatch.setattr(dataset, "CORPORA", MappingProxyType({"harbour": Corpus("harbour", "harbour", "none", pages)}))
    monkeypatch.setattr(dataset, "read", lambda _name, folder: pages(folder))
    forms = {"lines": lambda html: html.replace("<p>", "").replace("</p>", "\n"), "body": lambda _: PROSE[0]}
    monkeypatch.setattr(dataset, "_TEXT", forms)
    monkeypatch.setattr(dataset, "RENDERINGS", {"lines": forms["lines"]})
    monkeypatch.setattr(dataset, "A_PAGE", {("body", "another"): 1})


def names(tmp_path: Path, *forms: str, limit: int | None = None) -> list[str]:
    documents = dataset.labelled_pages(tmp_path, tmp_path / "cache", ["harbour"], forms=forms, jobs=1, limit=limit)
    return [document.name for document in documents]


def test_forms_have_names_of_their_own() -> None:
    """A form's name is the last part of a document's name and of a file's."""
    assert len({*dataset.WHOLE, *dataset.EXTRACTED}) == len(dataset.WHOLE) + len(dataset.EXTRACTED) == 14
    assert not any("/" in name for name in (*dataset.WHOLE, *dataset.EXTRACTED))


def test_documents_are_named_and_labelled(tmp_path: Path) -> None:
    first = next(dataset.labelled_pages(tmp_path, tmp_path, ["harbour"], forms=["lines"], jobs=1, limit=1))
    assert (first.name, first.group, first.language) == ("harbour/0/lines", "site0.test", "en")
    assert first.lines == ("Home", *PROSE)
    assert first.kinds[1:] == ("body", "body")
    assert first.kinds[0] not in ("body", None)


def test_extractors_are_asked_about_some_of_the_pages(tmp_path: Path) -> None:
    found = names(tmp_path, "lines", "body")
    whole, extracted = ([name for name in found if name.endswith(form)] for form in ("lines", "body"))
    assert len(whole) == 6
    assert 0 < len(extracted) < 6
    assert found == whole + extracted


def test_each_form_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = names(tmp_path, "lines")
    monkeypatch.setitem(dataset._TEXT, "lines", lambda _: pytest.fail("asked again"))
    assert names(tmp_path, "lines", "body")[:6] == first
    kept = sorted(path.name for path in (tmp_path / "cache/labelled/harbour").iterdir())
    assert kept == ["body.jsonl.gz", "lines.jsonl.gz"]


def test_a_limit_keeps_nothing(tmp_path: Path) -> None:
    assert len(names(tmp_path, "lines", limit=2)) == 2
    assert not (tmp_path / "cache").exists()


def test_what_is_kept_is_what_was_made(tmp_path: Path) -> None:
    def documents() -> list[object]:
        return list(dataset.labelled_pages(tmp_path, tmp_path / "cache", ["harbour"], forms=["lines"], jobs=1))

    made = documents()
    assert documents() == made
    with gzip.open(tmp_path / "cache/labelled/harbour/lines.jsonl.gz", "rt") as file:
        assert json.loads(file.readline())[0] == "harbour/0/lines"


@pytest.mark.parametrize("run", ["made", "loaded"])
def test_only_what_is_wanted_comes(run: str, tmp_path: Path) -> None:
    if run == "loaded":
        names(tmp_path, "lines")
    wanted = dataset.labelled_pages(
        tmp_path, tmp_path / "cache", ["harbour"], forms=["lines"], jobs=1, wanted=lambda name: "/3/" in name
    )
    assert [document.name for document in wanted] == ["harbour/3/lines"]
    assert len(names(tmp_path, "lines")) == 6  # the others are kept all the same
