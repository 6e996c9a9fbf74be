"""Article labels on lines that open as noise does elsewhere are set aside, and nothing else is."""

from __future__ import annotations

from cleaner.kinds import Kind
from cleaner.labels import Labelled
from training.labelling.consensus import LONGEST, SITES, noise_openings, reconcile


def page(site: int, kind: Kind, line: str) -> Labelled:
    return Labelled(
        f"page {site}", ("A sentence of the story.", line), ("body", kind), (True, True), group=f"site {site}"
    )


def pages(noise: int, article: int, line: str = "Read also: the goat that crossed") -> list[Labelled]:
    kinds: list[Kind] = ["related"] * noise + ["body"] * article
    return [page(site, kind, line) for site, kind in enumerate(kinds)]


def test_an_opening_counts_from_so_many_sites_on() -> None:
    assert ("read", "also") in noise_openings(pages(SITES, 0))
    assert ("read", "also") not in noise_openings(pages(SITES - 1, 0))


def test_one_site_counts_once_however_many_pages_it_has() -> None:
    assert not noise_openings([page(1, "related", f"Read also: part {i}") for i in range(3 * SITES)])


def test_an_opening_that_articles_use_as_well_does_not_count() -> None:
    assert ("read", "also") in noise_openings(pages(4 * SITES, SITES))
    assert ("read", "also") not in noise_openings(pages(4 * SITES, SITES + 1))


def test_an_article_label_against_the_rest_is_set_aside_and_nothing_else_changes() -> None:
    documents = pages(4 * SITES, 1)
    settled = reconcile(documents, documents)
    assert settled[:-1] == documents[:-1], "noise stays noise"
    assert settled[-1].sure == (True, False)
    assert settled[-1].kinds == documents[-1].kinds


def test_prose_that_opens_so_keeps_its_label() -> None:
    """A paragraph may begin with the words of a link; a short line that does is one."""
    evidence = pages(4 * SITES, 0)
    prose = page(99, "body", "Read also " + "and on " * LONGEST)
    short = page(99, "body", "Read also")
    assert reconcile([prose], evidence)[0].sure == (True, True)
    assert reconcile([short], evidence)[0].sure == (True, False)


def test_a_headline_keeps_its_label() -> None:
    headline = page(99, "title", "Read also: a novel about readers")
    assert reconcile([headline], pages(4 * SITES, 0))[0].sure == (True, True)
