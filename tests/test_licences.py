"""Both models in one table, and the table in the card."""

from __future__ import annotations

from made_up import page

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.corpora import Page
from training.licences import END, START, into_card, licence_table
from training.report import Table
from training.side_by_side import Rendered

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


def test_the_table_goes_into_the_card_once() -> None:
    card = "# Card\n\nWords.\n"
    once = into_card(card, TABLE)
    assert once.startswith("# Card\n\nWords.\n")
    assert once.count(START) == once.count(END) == 1
    assert "| permissive |" in once
    assert into_card(once, TABLE) == once
    assert into_card(once + "\nMore.\n", TABLE).endswith("More.\n")
