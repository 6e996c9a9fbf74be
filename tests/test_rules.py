"""The table of what decides a label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from training import dataset, rules
from training.corpora import Corpus, Page
from training.labelling.rule_names import Rule

PROSE = ("The ferry left at six in the morning with forty people.", "Nobody was late, and the sea was calm.")
HTML = "<nav><p>Home</p></nav>" + "".join(f"<p>{text}</p>" for text in PROSE) + "<p>Yes</p>"


def pages(_folder: Path) -> Iterator[Page]:
    for number in range(3):
        yield Page("harbour", f"{number}", "harbour.test", "en", HTML, PROSE)


def test_the_table_counts_the_lines_that_each_rule_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "harbour").mkdir()
    monkeypatch.setattr(rules, "TRAINING_CORPORA", ("harbour",))
    monkeypatch.setattr(dataset, "CORPORA", MappingProxyType({"harbour": Corpus("harbour", "harbour", "none", pages)}))
    monkeypatch.setattr(dataset, "read", lambda _name, folder: pages(folder))
    monkeypatch.setattr(rules, "FORMS", ("inscriptis",))
    rules.main(["--archives", str(tmp_path), "--cache", str(tmp_path), "--limit", "2"])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("|")]
    assert rows[:1] + rows[2:5] + rows[-1:] == [
        "| rule | lines decided | share of lines | unsure | kinds most often given |",
        f"| {Rule.HELD} | 4 | 50.00% | 0.0% | body 4 |",
        f"| {Rule.NAMED} | 2 | 25.00% | 0.0% | navigation 2 |",
        f"| {Rule.UNNAMED} | 2 | 25.00% | 0.0% | other 2 |",
        "| all | 8 | 100.00% | 0.0% | body 4, navigation 2, other 2 |",
    ]
    others = [rule for rule in Rule if rule not in (Rule.HELD, Rule.NAMED, Rule.UNNAMED, Rule.BLANK)]
    assert rows[5:-1] == [f"| {rule} | 0 | 0.00% | – | – |" for rule in others], "a rule that is never asked shows"
