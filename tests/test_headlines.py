"""Headlines in what extractors leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up import labelled

from cleaner.kinds import Kind
from cleaner.labels import Labelled
from training.labelling.headlines import Headlines

HEADLINE = "Ferry to Lower Quay returns"
Rows = list[tuple[Kind | None, str]]
WHOLE: Rows = [("navigation", HEADLINE), ("title", HEADLINE), ("body", "It rained.")]


def settled(rows: Rows, form: str, whole: Rows = WHOLE) -> Labelled:
    headlines = Headlines()
    headlines.settle(labelled(whole, "wcxb/1/inscriptis"))
    return headlines.settle(labelled(rows, f"wcxb/1/{form}"))


@pytest.mark.parametrize(
    ("rows", "form", "kinds", "sure", "why"),
    [
        ([("navigation", HEADLINE), ("body", "x")], "trafilatura", ["title", "body"], [True, True], "it stands once"),
        ([("other", f"# {HEADLINE.upper()} ")], "justext", ["title"], [True], "marks, case and blanks do not count"),
        (
            [("navigation", HEADLINE), ("title", HEADLINE)], "trafilatura", ["navigation", "title"], [False, True],
            "the headline is there; who knows what the other is",
        ),
        (
            [("tags", HEADLINE), ("tags", HEADLINE)], "trafilatura", ["title", "tags"], [True, False],
            "the first of two is the headline",
        ),
        ([("navigation", "Home")], "trafilatura", ["navigation"], [True], "other noise stays noise"),
        ([("body", HEADLINE)], "trafilatura", ["body"], [True], "an article line stays what it is"),
        ([("navigation", HEADLINE)], "bs4", ["navigation"], [True], "whole renderings have every copy"),
    ],
)  # fmt: skip
def test_what_says_the_headline(rows: Rows, form: str, kinds: list[str], sure: list[bool], why: str) -> None:
    found = settled(rows, form)
    assert list(found.kinds) == kinds, why
    assert list(found.sure) == sure, why


def test_a_page_without_a_sure_headline_is_left_as_it_is() -> None:
    rows: Rows = [("navigation", HEADLINE)]
    headlines = Headlines()
    headlines.settle(replace(labelled([("title", HEADLINE)], "wcxb/1/inscriptis"), sure=(False,)))
    document = labelled(rows, "wcxb/1/trafilatura")
    assert headlines.settle(document) == document
    assert settled(rows, "trafilatura").kinds == ("title",)
