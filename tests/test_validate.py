"""The validation's command line: sections, files, and a run that goes on where another stopped."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_up import page
from made_up_material import PLAIN, TINY, renderings, truth_pages

from cleaner.labels import Labelled
from training import validate
from training.corpora import Page
from training.report import from_json, markdown
from training.validation import material as materials


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    def pages_of(*_: object, jobs: int) -> Iterator[Labelled]:
        assert jobs
        for number in range(12):
            yield from renderings(number)

    def truths(corpus: str, _options: Namespace) -> Iterator[Page]:
        return truth_pages(corpus)

    monkeypatch.setattr(validate, "labelled_pages", pages_of)
    monkeypatch.setattr(validate, "_pages", truths)
    monkeypatch.setattr(validate, "read_folder", lambda _folder: [page(number) for number in range(30)])
    monkeypatch.setattr(validate, "QUICK_SETTINGS", TINY)
    monkeypatch.setattr(validate, "QUICK_MIXTURE", PLAIN)


def test_it_prints_writes_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--cache", str(tmp_path), "--limit", "10", "--folds", "2", "--output", str(tmp_path / "figures.json")]
    validate.main([*arguments, "--only", "sites", "ablations"])
    printed = capsys.readouterr().out
    report = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    tables = from_json(report)
    assert [table.name for table in tables] == ["sites", "sites-details", "ablations"]
    assert tables[0].rows[0][1] == 10
    assert report["context"]["pages of each corpus"] == 10
    assert printed == markdown(tables) + "\n"
    assert (tmp_path / "figures.md").read_text(encoding="utf-8") == f"# Validation\n\n{printed}"
    monkeypatch.setattr(materials, "fit", lambda *_: pytest.fail("fitted again"))
    validate.main([*arguments, "--only", "sites", "ablations"])
    assert capsys.readouterr().out == printed


def test_languages_are_left_out_of_data_alone_unless_all_is_fitted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    validate.main(["--cache", str(tmp_path), "--only", "languages", "--languages", "xx+yy"])
    out = capsys.readouterr().out
    assert "| xx+yy | 0 |" in out
    assert "pages of the corpora" not in out
