"""Labelled documents as arrays: what a fit is given of each line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_up import labelled, page

import cleaner.examples
from cleaner.batch import make_batch
from cleaner.examples import GLUED_WEIGHT, TYPICAL_ROWS, folds_of, make_examples, row_labels, stable_number
from cleaner.kinds import KINDS
from cleaner.labels import Glue
from cleaner.ngrams import find_grams, find_words
from cleaner.shape import measure


def test_rows_are_the_lines_with_text() -> None:
    document = labelled([("title", "Rain"), (None, ""), ("ad", "Buy this"), (None, " "), ("body", "It rained.")])
    examples = make_examples([document, document], bits=8, folds=2)
    assert [KINDS[kind] for kind in examples.kind] == ["title", "ad", "body"] * 2
    assert examples.first_row.tolist() == [0, 3, 6]
    assert examples.weight.tolist() == [1] * 6
    assert examples.grams.shape == (6, 256)


def test_an_unsure_label_weighs_nothing() -> None:
    document = labelled([("title", "Rain"), ("ad", "Buy this")])
    unsure = replace(document, sure=(True, False))
    assert make_examples([document, unsure], bits=4, folds=2).weight.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("rows", "weight", "expected"),
    [
        (1, 1.0, 1.0),
        (TYPICAL_ROWS, 1.0, 1.0),
        (4 * TYPICAL_ROWS, 1.0, 0.5),
        (4 * TYPICAL_ROWS, 3.0, 1.5),
        (2, 3.0, 3.0),
        (2, 0.0, 0.0),
    ],
)
def test_weight_of_a_row(rows: int, weight: float, expected: float) -> None:
    """A long document weighs more than a short one, but not as much more as it is longer."""
    document = replace(labelled([("body", "It rained.")] * rows), weight=weight)
    assert make_examples([document], bits=4, folds=2).weight.tolist() == pytest.approx([expected] * rows)


def test_features_are_those_of_applying() -> None:
    documents = [page(0), page(1)]
    examples = make_examples(documents, bits=10, folds=2)
    batch = make_batch([document.text for document in documents])
    words = find_words(batch)
    grams = find_grams(batch, words)
    assert np.array_equal(examples.shape, measure(batch, words, grams))
    sums = examples.grams.sum(axis=1).A1
    assert sums == pytest.approx(np.sqrt(grams.count), rel=1e-5)


def test_documents_that_come_in_chunks_make_the_same_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [page(number) for number in range(7)]
    whole = make_examples(documents, bits=8, folds=2)
    monkeypatch.setattr(cleaner.examples, "_CHUNK_CHARS", 500)
    parts = make_examples(documents, bits=8, folds=2)
    assert (whole.grams != parts.grams).nnz == 0
    for name in ("shape", "kind", "weight", "fold", "first_row"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_a_line_that_holds_a_line_end_is_refused_by_name(end: str) -> None:
    odd = labelled([("body", f"one{end}two")], "odd")
    with pytest.raises(ValueError, match=r"odd: a line holds a line end"):
        make_examples([page(0), odd], bits=4, folds=2)


def test_a_site_is_in_one_fold() -> None:
    documents = [page(number, group=f"site-{number % 12}") for number in range(48)]
    folds = folds_of(documents, 3)
    assert all(len(set(folds[site::12])) == 1 for site in range(12))
    assert set(folds) == {0, 1, 2}
    assert folds_of(documents[5:], 3).tolist() == folds[5:].tolist()  # whatever else is there


def test_every_row_is_in_the_fold_of_its_document() -> None:
    documents = [page(number) for number in range(12)]
    examples = make_examples(documents, bits=4, folds=3)
    assert np.array_equal(examples.fold, np.repeat(folds_of(documents, 3), np.diff(examples.first_row)))
    assert set(examples.fold) == {0, 1, 2}


def test_with_few_sites_documents_are_split_one_by_one() -> None:
    documents = [page(number, group=f"site-{number % 5}") for number in range(48)]
    folds = folds_of(documents, 3)
    assert len(set(folds[0::5])) > 1
    assert set(folds) == {0, 1, 2}


def test_stable_number_is_the_same_on_every_machine() -> None:
    assert stable_number("site-1") == 269405528071568
    assert stable_number("site-1") != stable_number("site-2")
    assert stable_number("undecodable \udcff") == 67554865523286


@pytest.mark.parametrize(
    ("glue", "kinds", "sure", "named"),
    [
        ((), ["body", "body", "body"], [True] * 3, [True] * 3),
        ((Glue(1, 0, 24, "date"),), ["date", "body", "body"], [True] * 3, [True] * 3),
        ((Glue(1, 0, 24),), ["body", "body", "body"], [True] * 3, [False, True, True]),
        ((Glue(1, 0, 12, "date"),), ["body", "body", "body"], [False, True, True], [True] * 3),
        ((Glue(1, 0, 2, "date"),), ["body", "body", "body"], [True] * 3, [True] * 3),
        ((Glue(1, 72, 92, "related"),), ["body", "body", "related"], [True] * 3, [True] * 3),
    ],
    ids=["no glue", "a stamp", "noise that nobody named", "half of a part", "a little of a part", "a coda"],
)
def test_parts_are_labelled_by_what_is_glued(
    glue: tuple[Glue, ...], kinds: list[str], sure: list[bool], named: list[bool]
) -> None:
    line = "Updated: 4 March, 10:12 Mayors said that the pier was closed. It rained. Also read: The tower"
    document = replace(labelled([("title", "Rain"), ("body", line)]), glue=glue)
    batch = make_batch(["It rained.", document.text])
    found = row_labels([labelled([("body", "It rained.")]), document], batch)
    assert batch.n_rows == 5
    assert [KINDS[kind] for kind in found.kind[2:]] == kinds
    assert found.sure[2:].tolist() == sure
    assert found.named[2:].tolist() == named


@pytest.mark.parametrize(("whole_lines", "sure"), [(False, [True] * 4), (True, [False, True, True, True])])
def test_what_may_be_a_stamp_teaches_nothing_where_labels_are_of_whole_lines(
    whole_lines: bool, sure: list[bool]
) -> None:
    """The last sentence is what its line is; so is a line that is not cut."""
    line = "Updated: 4 March, 10:12 Mayors said that the pier was closed. It rained. Also read: The tower"
    document = replace(labelled([("body", line), ("date", "4 March, 10:12")]), whole_lines=whole_lines)
    assert row_labels([document], make_batch([document.text])).sure.tolist() == sure


def test_glued_noise_weighs_more_than_a_line_of_its_own() -> None:
    stamp = "Updated 3 May 2031, 10:15 "
    line = stamp + "The ferry left at six in the morning with forty people and a goat on board."
    document = labelled([("title", "Rain"), ("body", line)])
    rows = make_examples([replace(document, glue=(Glue(1, 0, len(stamp), "date"),))], bits=8, folds=2)
    title, date, body = rows.weight.tolist()
    assert KINDS[rows.kind[1]] == "date"
    assert date == pytest.approx(GLUED_WEIGHT * title)
    assert body == title
