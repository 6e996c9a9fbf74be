"""Both models in one table, and the table in the card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up import page

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.corpora import Page
from training.measuring import accuracy, side_by_side
from training.measuring.accuracy import harm_table
from training.measuring.licences import END, START, into_card, licence_table
from training.measuring.side_by_side import OURS, Rendered, shingle_tables
from training.report import Table

TABLE = Table("licences", "Both models", {"trained on": ""}, (("any",), ("permissive",)), "A note.")


def test_a_row_each_with_the_figures_of_its_model(small: Cleaner) -> None:
    """A model that keeps everything loses nothing and removes nothing; another does what it does."""
    text = "The ferry left at six in the morning with forty people and a goat on board, and nobody was late."
    pages = (Page("aeb", "1", "site.example", "en", "", (text,)),)
    documents = [page(number) for number in range(4)]
    keeps_all = small.with_policy(Policy(keep=KINDS))
    rendered = Rendered(pages, {"inscriptis": (text + "\n",)})
    table = licence_table({"any": small, "permissive": keeps_all}, rendered, documents)
    rows = {str(row[0]): dict(zip(table.formats, row, strict=True)) for row in table.rows}
    assert list(rows) == ["any", "permissive"]
    assert rows["permissive"]["data/: article characters lost"] == 0
    assert rows["permissive"]["noise lines removed"] == 0
    assert 0 < float(str(rows["any"]["noise lines removed"])) <= 1


def test_the_figures_are_those_of_the_other_tables(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, tools in ((side_by_side, "TEXT"), (side_by_side, "HTML"), (accuracy, "TEXT")):
        monkeypatch.setattr(module, tools, {})
    documents = [page(number) for number in range(8)]
    pages = tuple(Page("aeb", d.name, "site.example", "en", "", d.lines[2:6]) for d in documents)
    pages = tuple(replace(one, truth=tuple(line for line in one.truth if line)) for one in pages)
    rendered = Rendered(pages, {"inscriptis": tuple(document.text for document in documents)})
    table = licence_table({"any": small}, rendered, documents)
    figures = dict(zip(table.formats, table.rows[0], strict=True))
    _, details = shingle_tables(rendered, small)
    body_only = next(row for row in details.rows if row[:2] == (f"{OURS} --keep heading,body", "inscriptis"))
    assert figures["aeb F1, inscriptis"] == body_only[list(details.formats).index("F1")]
    assert 0 < float(str(figures["aeb F1, inscriptis"])) < 1
    parted = harm_table(pages, small).rows[0]
    assert parted[1] == "blank line between paragraphs"
    assert figures["clean text lost"] == parted[2]


def test_the_table_goes_into_the_card_once() -> None:
    card = "# Card\n\nWords.\n"
    once = into_card(card, TABLE)
    assert once.startswith("# Card\n\nWords.\n")
    assert once.count(START) == once.count(END) == 1
    assert "| permissive |" in once
    assert into_card(once, TABLE) == once
    assert into_card(once + "\nMore.\n", TABLE).endswith("More.\n")
