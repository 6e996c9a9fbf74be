"""Tables of held-out documents, on made-up pages and a small model."""

from __future__ import annotations

import pytest
from made_up import QUICK, labelled, page

from cleaner.fit import fit
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from training.measuring.accuracy import held_out_tables, left_alone, noise_f1

PAGES = [page(number) for number in range(20)]
MENU = labelled([("share", "Follow us"), ("share", "Copy link"), ("related", "More stories")], "menu", language="de")


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(fit([*PAGES[:10], MENU], QUICK))


def test_a_page_of_menus_is_counted_as_left_alone(cleaner: Cleaner) -> None:
    assert left_alone(cleaner, [*PAGES[10:], MENU]) == [MENU]
    table = held_out_tables([*PAGES[10:], MENU], cleaner)[0]
    alone = {row[0]: row[-1] for row in table.rows}
    assert (alone["all"], alone["language en"], alone["language de"]) == (1, 0, 1)


def test_every_line_is_in_the_table_of_kinds_and_in_the_confusion(cleaner: Cleaner) -> None:
    _, kinds, confusion = held_out_tables(PAGES[10:], cleaner)
    lines = {row[0]: row[1] for row in kinds.rows}
    assert [row[0] for row in confusion.rows] == [row[0] for row in kinds.rows[:-1]]
    for label, *judged in confusion.rows:
        assert sum(int(count or 0) for count in judged) == lines[label]
    assert tuple(confusion.formats)[1:] == KINDS
    *_, (_, noise, _, _) = kinds.rows
    assert noise == sum(int(lines[kind] or 0) for kind in ("date", "related", "share"))


def test_mean_f1_of_the_noise_leaves_the_article_out() -> None:
    assert noise_f1({"title": 0.1, "date": 0.5, "share": 1.0}) == 0.75
    assert noise_f1({"body": 0.5}) is None
