"""The table of held-out sites: a row says of headlines how many there were, and how many went."""

from __future__ import annotations

import pytest
from oracle import oracle_cleaner

from cleaner.labels import Labelled
from training.measuring.site_figures import HEAD, site_rows


def page(site: str, form: str, headline: str) -> Labelled:
    """A page on which the oracle is told what each line is and how sure it is."""
    lines = (headline, "body .9 It rained.", "navigation .9 Home")
    return Labelled(
        f"wcxb/{site}/{form}", lines, ("title", "body", "navigation"), (True,) * 3, "en", site,
        whole_lines=True, by_hand=False,
    )  # fmt: skip


@pytest.mark.usefixtures("all_ask_alike")
def test_headlines_that_went_are_counted() -> None:
    pages = [page("a", "bs4", "title .9 Rain"), page("b", "bs4", "title .1 Rain"), page("c", "inscriptis", "body .9 R")]
    rows = {
        row.split(" | ")[0].removeprefix("| "): row.strip("| ").split(" | ")
        for row in site_rows(oracle_cleaner(), pages)
    }
    assert {len(row) for row in rows.values()} == {HEAD[0].count(" | ") + 1}
    headlines = HEAD[0].strip("| ").split(" | ").index("headlines lost")
    assert rows["all, bs4"][headlines] == "1 of 2"
    assert rows["wcxb, inscriptis"][headlines] == "0 of 1"
