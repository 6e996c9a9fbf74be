"""Figures beside other tools, counted by hand on pages of a few words: what is said of the output is what it holds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from made_up import labelled

from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from training.corpora import Page
from training.measuring import accuracy, side_by_side
from training.measuring.accuracy import harm_table
from training.measuring.side_by_side import OURS, Rendered, segment_tables, shingle_tables
from training.measuring.site_figures import shingle_score
from training.report import Cell, Table

TEXT = "one two three four five six\nseven eight nine ten\n"
"""Of the truth below it holds everything; four shingles of its seven are not in it."""
TRUTH = "one two three four five six"


class Halving:
    """In the place of a cleaner: keeps the first line."""

    def with_policy(self, policy: Policy) -> Halving:
        assert policy.keep
        return self

    def clean_many(self, texts: Sequence[str]) -> list[str]:
        return [text.split("\n")[0] + "\n" for text in texts]


@pytest.fixture(autouse=True)
def no_other_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (side_by_side, accuracy):
        monkeypatch.setattr(module, "TEXT", {"keep all": lambda text: text})
    monkeypatch.setattr(side_by_side, "HTML", {"first word": lambda html: html.split()[0]})


@pytest.fixture
def halving() -> Cleaner:
    return Halving()  # type: ignore[return-value]


def page(identity: str, *, wanted: tuple[str, ...] = (), unwanted: tuple[str, ...] = ()) -> Page:
    return Page("made-up", identity, f"{identity}.example", "en", "one <p>", (TRUTH,), wanted=wanted, unwanted=unwanted)


def rows_of(table: Table) -> dict[tuple[Cell, ...], tuple[Cell, ...]]:
    return {row[:2]: row[2:] for row in table.rows}


def test_shingles(halving: Cleaner) -> None:
    """The truth has 3 shingles, the text 7 and these among them; a lone word is a shingle of its own, in no truth."""
    rendered = Rendered((page("a"), page("b")), {"inscriptis": (TEXT, TEXT)})
    main, details = shingle_tables(rendered, halving)
    found = rows_of(details)
    assert found[OURS, "inscriptis"][:3] == (1, 1, 1)
    f1 = 2 * (3 / 7) / (1 + 3 / 7)
    assert [*found["keep all", "inscriptis"][:3]] == pytest.approx([3 / 7, 1, f1])
    assert found["first word", "HTML"][:3] == (0, 0, 0)
    assert {row[0]: row[1] for row in main.rows}["keep all"] == found["keep all", "inscriptis"][2]


def test_sites_that_were_trained_on_are_told_apart(halving: Cleaner) -> None:
    rendered = Rendered((page("a"), page("b"), page("c")), {"inscriptis": (TEXT, "nothing of it\n", TEXT)})
    _, by_site, _ = shingle_tables(rendered, halving, [True, False, True])
    assert list(by_site.formats)[2::2] == ["2 pages of sites trained on", "1 of other sites"]
    assert rows_of(by_site)[OURS, "inscriptis"][::2] == (1, 0)
    assert not [row for row in by_site.rows if row[0] == "keep all"], "rules have seen nothing"


def test_segments(halving: Cleaner) -> None:
    """Of two wanted segments one is in the first line, of two unwanted none: 1 found, 1 missing, 0 false."""
    one = page("a", wanted=("two three", "nine ten"), unwanted=("seven eight", "of no page"))
    _, details = segment_tables(Rendered((one,), {"inscriptis": (TEXT,)}), halving)
    found = rows_of(details)
    assert found[OURS, "inscriptis"][:3] == (1, 0.5, 0.75)
    assert [*found["keep all", "inscriptis"][:3]] == pytest.approx([2 / 3, 1, 0.75])


def test_harm(halving: Cleaner) -> None:
    """One article of two paragraphs, of 8 and 2 characters, loses the second; one of one paragraph loses nothing."""
    truths = {"a": ("eight ch", "no"), "b": ("ten chars.",)}
    pages = [Page("made-up", name, name, "en", "", truth) for name, truth in truths.items()]
    table = harm_table(pages, halving)
    assert rows_of(table)[OURS, "no blank lines"] == (0.1, 0.5)
    assert rows_of(table)[OURS, "blank line between paragraphs"] == (0.1, 0.5)


def test_held_out_sites(halving: Cleaner) -> None:
    """What is labelled heading or body is the truth, the headline is not."""
    first, second = TEXT.splitlines()
    kept = labelled([("body", first), ("ad", second)], "a")
    headline = labelled([("title", first), ("body", second)], "b")
    assert shingle_score(halving, [kept]).f1 == 1
    assert shingle_score(halving, [headline]).f1 == 0
