"""Samples: the same lines however the documents are batched and divided, and no more of them than are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from oracle import oracle_cleaner
from trees import ARTICLE, NOISE, PAGE, pages

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run import samples
from cleaner.run.samples import LEFT_ALONE, LONGEST, OF_A_KIND, UNCERTAIN, Sample, Samples

Named = dict[str, str]

documents = st.lists(pages, min_size=1, max_size=8).map(lambda texts: {f"d/{n}": text for n, text in enumerate(texts)})
cuts = st.lists(st.integers(0, 8), max_size=4)
MENU = "Home\nLogin\nSearch\nContact us\nCopy link\nPrivacy policy\n"
SITE = {
    f"{n:03}.txt": "\n".join([*NOISE[:6], "", *ARTICLE[:2], f"It rained {n} times. " * (n + 1), ""]) for n in range(60)
}


@pytest.fixture(autouse=True, scope="module")
def few() -> Iterator[None]:
    """So few are kept that small examples overflow them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "OF_A_KIND", 2)
        patch.setattr(samples, "UNCERTAIN", 3)
        patch.setattr(samples, "LEFT_ALONE", 2)
        yield


def drawn(ready: Cleaner, named: Named) -> Samples:
    found = Samples()
    found.take(ready.judge(named.values()), list(named).__getitem__)
    return found


def in_parts(ready: Cleaner, named: Named, cuts: list[int]) -> list[Samples]:
    """Samples of stretches of the documents."""
    edges = sorted({0, len(named), *(cut for cut in cuts if cut <= len(named))})
    return [drawn(ready, dict(list(named.items())[start:stop])) for start, stop in pairwise(edges)]


@given(documents, cuts, st.sampled_from([0.1, 0.5, 0.9]), st.randoms(use_true_random=False))
@example({str(n): PAGE for n in range(8)}, [1, 2, 3], 0.5, Random(1))
def test_the_same_however_documents_are_divided(
    small: Cleaner, named: Named, cuts: list[int], strictness: float, random: Random
) -> None:
    """In batches of any size, batches put together in any order."""
    ready = small.with_policy(Policy(strictness=strictness))
    whole = drawn(ready, named)
    parts = in_parts(ready, named, cuts)
    random.shuffle(parts)
    together = Samples()
    for part in parts:
        together.add(part)
    assert together == whole


@given(documents, cuts)
def test_the_same_in_one_sample_after_the_other(small: Cleaner, named: Named, cuts: list[int]) -> None:
    """As a process does that takes batch after batch; a batch that is done again adds nothing."""
    whole = drawn(small, named)
    again = Samples()
    for _ in range(2):
        for part in in_parts(small, named, cuts):
            again.add(part)
    assert again == whole


@given(documents, st.sampled_from([0.1, 0.5, 0.9]))
@example({"page": PAGE, "menu": MENU, "empty": "", "blank": "\n\n"}, 0.5)
def test_every_sample_is_what_explain_shows(small: Cleaner, named: Named, strictness: float) -> None:
    ready = small.with_policy(Policy(strictness=strictness))
    found = drawn(ready, named)
    shown = {name: ready.explain(text) for name, text in named.items()}
    for kind, some in found.kinds.items():
        assert {(sample.kind, sample.kept) for sample in some} == {(kind, False)}
    for sample in [*found.uncertain, *(sample for some in found.kinds.values() for sample in some)]:
        line = shown[sample.document].lines[sample.line - 1]
        text = line.text.strip()[:LONGEST]
        expected = (line.number, line.kind, line.probability, line.kept, text)
        assert (sample.line, sample.kind, sample.probability, sample.kept, sample.text) == expected
    gone = {line.kind for document in shown.values() for line in document.lines if not line.kept and line.kind}
    assert found.kinds.keys() == gone
    alone = sorted(name for name, document in shown.items() if document.left_alone)
    assert found.left_alone == alone[:2]


@given(documents, st.sampled_from([0.1, 0.5, 0.9]))
def test_the_uncertain_are_the_nearest_to_what_is_asked(small: Cleaner, named: Named, strictness: float) -> None:
    ready = small.with_policy(Policy(strictness=strictness))
    lines = [line for text in named.values() for line in ready.explain(text).lines if line.kind]
    away = sorted(abs(line.probability - line.least) for line in lines)
    assert [sample.order for sample in drawn(ready, named).uncertain] == away[:3]


def test_as_many_as_are_shown(small: Cleaner, monkeypatch: pytest.MonkeyPatch) -> None:
    """There are more of each than are kept; and where there are fewer, all of them are."""
    for name, number in (("OF_A_KIND", OF_A_KIND), ("UNCERTAIN", UNCERTAIN), ("LEFT_ALONE", LEFT_ALONE)):
        monkeypatch.setattr(samples, name, number)
    found = drawn(small, SITE | {f"menu {n:03}": MENU for n in range(LEFT_ALONE + 1)})
    assert max(map(len, found.kinds.values())) == OF_A_KIND
    assert len(found.uncertain) == UNCERTAIN
    assert found.left_alone == [f"menu {n:03}" for n in range(LEFT_ALONE)]
    page = drawn(small, {"page": SITE["000.txt"]})
    document = small.explain(SITE["000.txt"])
    assert len(page.uncertain) == sum(line.kind is not None for line in document.lines)
    assert sum(map(len, page.kinds.values())) == sum(line.kind is not None for line in document.removed)


def test_examples_are_not_one_line_of_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages of a site begin alike. Not the same line of each is drawn, nor are all from the first pages."""
    monkeypatch.setattr(samples, "OF_A_KIND", OF_A_KIND)
    site = {f"{n:03}": "ad 1 a\nad 1 bb\nad 1 ccc\nbody 1 " + "x" * (100 + n) + "\n" for n in range(60)}
    found = drawn(oracle_cleaner(), site).kinds["ad"]
    assert {sample.text for sample in found} == {"ad 1 a", "ad 1 bb", "ad 1 ccc"}
    assert max(sample.document for sample in found) > "030"


def test_a_long_line_is_cut() -> None:
    long = f"ad 1 {'y' * LONGEST}"
    [sample] = drawn(oracle_cleaner(), {"page": f"body 1 x\n  {long}\n"}).kinds["ad"]
    assert sample == Sample(sample.order, "page", 2, "ad", 0.0, False, long[:LONGEST])


def test_lines_of_a_piece_are_numbered_in_the_document() -> None:
    found = Samples()
    found.take(oracle_cleaner().judge(["body 1 x\nad 1 y\n"]), ["page"].__getitem__, lines_before=1000)
    assert [sample.line for sample in found.kinds["ad"]] == [1002]


def test_what_is_forgotten_is_of_that_file_alone() -> None:
    """Whatever its documents are called, and however much another's name begins like its own."""
    own = ["a.csv", "a.csv, 2", "a.csv: x, y"]
    others = ["a.csv.gz", "a.csvs", "b/a.csv", "a"]
    some = [Sample(0.1 * n, document, 1, "ad", 0.1, False, "Buy") for n, document in enumerate([*own, *others])]
    found = Samples({"ad": list(some), "date": some[:2]}, list(some), [*own, *others])
    found.forget("a.csv")
    assert found == Samples({"ad": some[3:]}, some[3:], others)


@given(documents)
@example({"odd \udcff name": PAGE.replace("Share", "Sh\udcffare"), "menu\n": MENU})
def test_samples_survive_json(small: Cleaner, named: Named) -> None:
    found = drawn(small, named)
    told = found.as_dict()
    assert Samples.of(json.loads(json.dumps(told))) == found
    assert list(told["kinds"]) == sorted(found.kinds)
    assert set(told["kinds"]) <= set(KINDS)


def test_nothing_to_draw_from() -> None:
    assert drawn(oracle_cleaner(), {}) == drawn(oracle_cleaner(), {"empty": "", "blank": "\n"}) == Samples()
