"""Residual text: the article untouched, most of the noise gone, blank lines as extractors leave them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from made_up import labelled

from cleaner.kinds import ARTICLE, Kind
from cleaner.labels import Glue, Labelled
from training.mixing.regimes import LEAST_ARTICLE, LONGEST, article_alone, relaid, residual, window

BODY: list[tuple[Kind | None, str]] = [("body", f"  Sentence {i}. ") for i in range(8)]


def noise(name: str, number: int = 12) -> list[tuple[Kind | None, str]]:
    return [("related", f"{name} {i}") for i in range(number)]


def whole(name: str) -> Labelled:
    """A page with three runs of noise and blank lines of several lengths."""
    rows = [
        *noise("before"),
        (None, ""),
        *BODY[:4],
        *noise("within"),
        (None, ""),
        (None, ""),
        *BODY[4:],
        *noise("after"),
    ]
    return labelled(rows, name, language="hi", group="site")


PAGES = [whole(f"page-{i}") for i in range(120)]


def lines(document: Labelled, *, article: bool) -> list[str]:
    rows = zip(document.kinds, document.lines, strict=True)
    return [line.strip() for kind, line in rows if kind and (kind in ARTICLE) == article]


def thinned() -> list[Labelled]:
    found = [residual(page) for page in PAGES]
    assert all(found)
    return [document for document in found if document]


def test_the_article_stays_whole_and_in_order() -> None:
    for document in thinned():
        assert lines(document, article=True) == [line.strip() for _, line in BODY]


def test_runs_of_noise_go_or_leave_one_end() -> None:
    """Of each run nothing, or some lines of its beginning or of its end, and at most so many."""
    left = {"nothing": 0, "beginning": 0, "end": 0}
    for document in thinned():
        found = lines(document, article=False)
        for name in ("before", "within", "after"):
            numbers = [int(line.split()[1]) for line in found if line.startswith(name)]
            assert len(numbers) <= LONGEST
            if not numbers:
                left["nothing"] += 1
            elif numbers[0] == 0:
                left["beginning"] += 1
                assert numbers == list(range(len(numbers)))
            else:
                left["end"] += 1
                assert numbers == list(range(12 - len(numbers), 12))
    assert left["nothing"] > left["beginning"] + left["end"]
    assert min(left.values()) > 20


def test_blank_lines_are_laid_out_in_several_ways() -> None:
    layouts, first_lines = set(), set()
    for document in thinned():
        assert document.kinds[0]
        assert document.kinds[-1]
        blanks, gaps = document.kinds.count(None), sum(kind is not None for kind in document.kinds) - 1
        layouts.add("none" if not blanks else "one" if blanks == gaps else "as it was")
        first_lines.add(document.lines[document.kinds.index("body")])
    assert layouts == {"none", "one", "as it was"}
    assert first_lines == {"  Sentence 0. ", "Sentence 0."}


def test_what_comes_out_follows_from_the_name() -> None:
    assert thinned() == thinned()
    assert len({document.lines for document in thinned()}) > 20
    first = thinned()[0]
    assert (first.name, first.language, first.group) == ("page-0/residual", "hi", "site")


def test_the_article_alone() -> None:
    for page in PAGES:
        alone = article_alone(page)
        assert alone is not None
        assert lines(alone, article=True) == [line.strip() for _, line in BODY]
        assert lines(alone, article=False) == []
        assert alone.regime == "no noise"
        assert alone.name == f"{page.name}/article"


def test_unsure_lines() -> None:
    """The article alone has only what is sure to be it; residual text keeps them as unsure as they were."""
    page = PAGES[0]
    doubtful = page.lines.index("  Sentence 2. ")
    unsure = replace(page, sure=tuple(i != doubtful for i in range(len(page.lines))))
    alone, less = article_alone(unsure), residual(unsure)
    assert alone is not None
    assert less is not None
    assert "Sentence 2." not in lines(alone, article=True)
    sure = dict(zip([line.strip() for line in less.lines], less.sure, strict=True))
    assert not sure["Sentence 2."]
    assert sure["Sentence 3."]


@pytest.mark.parametrize("size", [LEAST_ARTICLE - 1, LEAST_ARTICLE])
def test_too_little_article_is_not_thinned(size: int) -> None:
    short = labelled([*BODY[:size], *noise("after")])
    enough = size >= LEAST_ARTICLE
    assert (residual(short) is not None) == enough
    assert (article_alone(short) is not None) == enough


def test_a_window_is_the_article_with_some_lines_around_it() -> None:
    """What is left is a stretch of the page as it was; sometimes nothing is around the article, sometimes all."""
    around = []
    for page in PAGES:
        cut = window(page)
        assert cut is not None
        assert cut.name == f"{page.name}/window"
        start = next(i for i in range(len(page.lines)) if page.lines[i : i + len(cut.lines)] == cut.lines)
        part = slice(start, start + len(cut.lines))
        assert (page.kinds[part], page.sure[part]) == (cut.kinds, cut.sure)
        assert lines(cut, article=True) == [line.strip() for _, line in BODY]
        around.append((13 - start, start + len(cut.lines) - (len(page.lines) - 12)))
    for side in zip(*around, strict=True):
        assert min(side) == 0
        assert max(side) >= 11
        assert sum(number <= 3 for number in side) > len(side) / 3


def test_a_window_is_the_same_in_every_run_and_needs_an_article() -> None:
    assert [window(page) for page in PAGES] == [window(page) for page in PAGES]
    assert window(labelled([*BODY[: LEAST_ARTICLE - 1], *noise("after")])) is None


@pytest.mark.parametrize("form", [residual, article_alone, window])
def test_what_is_glued_to_a_line_moves_with_it(form: Callable[[Labelled], Labelled | None]) -> None:
    """Blank lines and noise before it go or come, and so may the spaces at its ends."""
    for page in PAGES:
        line = page.lines.index("  Sentence 6. ")
        made = form(replace(page, glue=(Glue(line, 0, 10, "date"), Glue(line, 10, 14, "share"))))
        assert made is not None
        assert [made.lines[each.line][each.start : each.end].strip() for each in made.glue] == ["Sentence", "6."]
        assert [each.kind for each in made.glue] == ["date", "share"]


def test_copies_in_other_layouts_keep_what_is_glued_where_it_is() -> None:
    document = labelled([("body", "One."), (None, ""), (None, ""), ("body", "  12 May  Two. Read on ")], "glued")
    document = replace(document, glue=(Glue(3, 0, 10), Glue(3, 14, 23)))
    copies = list(relaid(document, 12))
    assert copies[0] is document
    assert len({len(copy.lines) for copy in copies}) == 3
    assert {copy.lines[-1] for copy in copies} == {document.lines[-1], document.lines[-1].strip()}
    for copy in copies:
        assert [copy.lines[each.line][each.start : each.end].strip() for each in copy.glue] == ["12 May", "Read on"]
