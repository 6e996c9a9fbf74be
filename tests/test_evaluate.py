"""The figures, counted by hand on documents whose judgement is written in their lines."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from made_up import labelled
from numpy.typing import NDArray
from oracle import Oracle, oracle_cleaner

import cleaner.pipeline
from cleaner.batch import Batch
from cleaner.evaluate import Figures, evaluate
from cleaner.judged_lines import judged_documents
from cleaner.kinds import KINDS
from cleaner.labels import Glue
from cleaner.model import Model
from cleaner.pieces import pieces
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy

# label, then the line, which opens with what the oracle takes it for
PAGE = labelled(
    [
        ("title", "title .9 Rain"),
        (None, ""),
        ("body", "body .9 It rained."),
        ("body", "ad .9 It rained and it rained."),  # lost: 30 characters
        ("ad", "ad .9 Buy this"),
        ("caption", "body .9 Clouds"),  # missed
        (None, "  "),
        ("date", "  share .9 12 March "),  # removed, though under another name
    ],
    "page",
    language="en",
)
CLEAN = labelled([("body", "body .9 क")] * 3, "clean", language="hi")
LOST, KEPT = len("ad .9 It rained and it rained."), len("title .9 Rain") + len("body .9 It rained.")


def test_counts() -> None:
    found = evaluate(oracle_cleaner(), [PAGE])
    assert found.overall == Figures(
        documents=1, hurt=1, article_lines=3, lost_lines=1, article_chars=KEPT + LOST, lost_chars=LOST,
        noise_lines=3, removed_lines=2,
    )  # fmt: skip
    assert found.overall.lost == pytest.approx(LOST / (KEPT + LOST))
    assert found.overall.removed == pytest.approx(2 / 3)
    assert found.overall.hurt_share == 1


def test_groups() -> None:
    found = evaluate(oracle_cleaner(), [PAGE, CLEAN, CLEAN])
    assert found.overall.documents == 3
    assert found.overall.hurt_share == pytest.approx(1 / 3)
    assert {name: figures.documents for name, figures in found.by_language.items()} == {"en": 1, "hi": 2}
    assert {name: figures.documents for name, figures in found.by_regime.items()} == {"full page": 1, "no noise": 2}
    assert found.by_language["hi"] == found.by_regime["no noise"]
    assert found.by_language["hi"].lost == 0
    assert found.by_kind["caption"] == Figures(noise_lines=1)
    assert found.by_kind["date"] == Figures(noise_lines=1, removed_lines=1)
    assert found.by_kind["body"].article_lines == 8


def test_kinds() -> None:
    found = evaluate(oracle_cleaner(), [PAGE])
    assert found.confusion == {
        ("title", "title"): 1, ("body", "body"): 1, ("body", "ad"): 1, ("ad", "ad"): 1,
        ("caption", "body"): 1, ("date", "share"): 1,
    }  # fmt: skip
    assert found.kind_f1 == pytest.approx({"title": 1, "body": 0.5, "ad": 2 / 3, "caption": 0, "date": 0})


def test_an_unsure_label_is_not_counted() -> None:
    unsure = replace(PAGE, sure=(True, True, True, False, True, False, True, True))
    figures = evaluate(oracle_cleaner(), [unsure]).overall
    assert (figures.lost_lines, figures.article_lines, figures.hurt) == (0, 2, 0)
    assert (figures.removed_lines, figures.noise_lines) == (2, 2)


@pytest.mark.usefixtures("all_ask_alike")
def test_what_should_stay_is_what_the_policy_keeps() -> None:
    figures = evaluate(
        oracle_cleaner(Policy(keep=("title", "heading", "body", "caption"), strictness=0.15)), [PAGE]
    ).overall
    assert (figures.article_lines, figures.lost_lines) == (4, 1)
    figures = evaluate(oracle_cleaner(Policy(keep=("ad",), strictness=0.15)), [PAGE]).overall
    assert (figures.article_lines, figures.lost_lines, figures.noise_lines, figures.removed_lines) == (1, 0, 5, 4)


def test_many_batches_give_the_same_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [PAGE, labelled([], "empty"), CLEAN, PAGE, labelled([(None, "")], "blank")]
    whole = evaluate(oracle_cleaner(), documents)
    monkeypatch.setattr(cleaner.pipeline, "BATCH_CHARS", 1)
    assert evaluate(oracle_cleaner(), documents) == whole


def test_a_long_document_is_judged_as_clean_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces; counted once, and every line under its own label, trims included."""
    many = labelled([(kind, line) for kind, line in zip(PAGE.kinds, PAGE.lines, strict=True)] * 9, "long")
    glued = replace(labelled([("body", GLUED.lines[0])] * 9), glue=tuple(
        Glue(line, start, end) for line in range(9) for _, start, end, _ in GLUED.glue
    ))  # fmt: skip
    judge = Cleaner(cast(Model, ByOpening("UA")))
    whole = evaluate(oracle_cleaner(), [many, CLEAN]), evaluate(judge, [glued])
    monkeypatch.setattr("cleaner.pieces.LONGEST", 200)
    monkeypatch.setattr("cleaner.pipeline.BATCH_CHARS", 200)
    assert len(list(pieces(many.text))) > 2
    assert len(list(pieces(glued.text))) > 2
    assert (evaluate(oracle_cleaner(), [many, CLEAN]), evaluate(judge, [glued])) == whole
    assert whole[0].overall.hurt == 1
    assert whole[1].overall.trimmed == 18


def test_a_long_document_is_left_alone_if_all_of_its_pieces_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.pieces.LONGEST", 50)
    monkeypatch.setattr("cleaner.pipeline.BATCH_CHARS", 50)
    menu, end = [("navigation", "navigation .9 Home")] * 20, [("body", "body .9 It rained.")]
    documents = [labelled(menu), labelled(menu + end), CLEAN]
    assert [judged.left_alone for judged in judged_documents(oracle_cleaner(), documents)] == [True, False, False]


def test_nothing_to_count() -> None:
    figures = evaluate(oracle_cleaner(), []).overall
    assert (figures.lost, figures.removed, figures.hurt_share) == (0, 0, 0)


GLUED = replace(
    labelled(
        [("body", "Updated: 4 March, 10:12 Mayors said that the pier was closed. It rained. Also read: The tower")]
    ),
    glue=(Glue(0, 0, 24), Glue(0, 72, 93)),
)
STAMP, CODA = len("Updated: 4 March, 10:12"), len("Also read: The tower")


class ByOpening(Oracle):
    """Takes a part for noise when it opens with one of some letters."""

    def __init__(self, noise: str) -> None:
        self.noise = noise

    def kind_probabilities(self, batch: Batch) -> NDArray[np.float64]:
        goes = np.isin(batch.codes[batch.row_start], [ord(letter) for letter in self.noise])
        table = np.zeros((batch.n_rows, len(KINDS)))
        table[:, KINDS.index("body")], table[:, KINDS.index("ad")] = ~goes, goes
        return table


@pytest.mark.parametrize(
    ("noise", "trimmed", "lost", "why"),
    [
        ("", 0, 0, "nothing goes"),
        ("U", 1, 0, "the stamp goes"),
        ("UA", 2, 0, "the coda too"),
        ("M", 0, 0, "what stands amid a line stays"),
        ("UM", 1, len("Mayors said that the pier was closed. It rained."), "the sentence goes with the stamp"),
    ],
)
def test_what_is_glued_to_a_line_is_counted_apart(noise: str, trimmed: int, lost: int, why: str) -> None:
    judge = Cleaner(cast(Model, ByOpening(noise)))
    figures = evaluate(judge, [GLUED]).overall
    assert (figures.glued, figures.trimmed) == (2, trimmed), why
    assert figures.lost_chars == pytest.approx(lost, abs=1), why
    assert figures.article_chars == pytest.approx(len(GLUED.lines[0]) - STAMP - CODA - 2, abs=1)
    assert figures.hurt == (lost > 0)
