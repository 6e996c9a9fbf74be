"""The experiment's command line: what it fits and which tables it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import HASTY, page

from cleaner.labels import Labelled
from training import experiment
from training.mixing.shares import Mixture


def pages_of(_archives: Path, _cache: Path, *, wanted: Callable[[str], bool]) -> Iterator[Labelled]:
    assert wanted("corpus/0/inscriptis")
    for number in range(20):
        for form in ("inscriptis", "boilerpy3"):
            yield replace(page(number), name=f"corpus/{number}/{form}", group=f"{number}.example")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiment, "labelled_pages", pages_of)
    monkeypatch.setattr(experiment, "read_folder", lambda _folder: [page(number) for number in range(20)])
    monkeypatch.setattr(experiment, "SETTINGS", HASTY)
    monkeypatch.setattr(experiment, "MIXTURE", Mixture(folds=HASTY.folds, copies=1, composed=0.0, bbc=False))


def test_it_prints_tables_and_curves(capsys: pytest.CaptureFixture[str]) -> None:
    experiment.main(["seed=1", "chain=0.2"])
    out = capsys.readouterr().out
    assert out.startswith("## seed=1 chain=0.2")
    assert "| all, inscriptis |" in out
    assert "boilerpy3" not in out  # whole pages are those in the renderings that are measured on
    assert "| all of data/ held out | 0.2% |" in out
    assert "| article alone, held-out sites | 0.2% |" in out


def test_data_alone_leaves_the_sites_out(capsys: pytest.CaptureFixture[str]) -> None:
    experiment.main(["every=0", "sites=0"])
    out = capsys.readouterr().out
    assert "| all of data/ held out | 0.2% |" in out
    assert "held-out sites" not in out


@pytest.mark.parametrize("wanted", ["-h", "--help"])
def test_it_says_what_it_takes(wanted: str, capsys: pytest.CaptureFixture[str]) -> None:
    experiment.main(["every=3", wanted])
    assert "setting" in capsys.readouterr().out


@pytest.mark.parametrize(("argument", "message"), [("hiden=(8,)", "hiden"), ("chain", "setting=value")])
def test_a_setting_that_does_not_exist(argument: str, message: str) -> None:
    with pytest.raises(SystemExit, match=message):
        experiment.main([argument])
