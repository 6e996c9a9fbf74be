"""Fitting: the same documents make the same model, unsure labels make no difference, and too little is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from made_up import HASTY, QUICK, TEXT, labelled, page
from numpy.typing import NDArray

from cleaner.array_types import Floats
from cleaner.batch import make_batch
from cleaner.context import BY_HAND, N_SENSES
from cleaner.evaluate import evaluate
from cleaner.fit import STATES, fit
from cleaner.kinds import ARTICLE, KINDS, Kind
from cleaner.labels import Labelled
from cleaner.model import LineLayer, Model
from cleaner.ngrams import Grams, find_grams, find_words
from cleaner.pipeline import Cleaner
from cleaner.settings import Settings

PAGES = [page(number) for number in range(24)]


def arrays(model: Model) -> Iterator[NDArray[np.generic]]:
    yield from (model.line_layer.table, model.center, model.spread, model.chain.affinity)
    for layer in (layer for look in (*model.looks, *model.last) for layer in (*look.layers, look.output)):
        yield from (layer.weights, layer.scale, layer.bias)


def same(one: Model, other: Model) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(arrays(one), arrays(other), strict=True))


def halves_of(layer: LineLayer, grams: Grams) -> tuple[Floats, Floats]:
    """Scores of a batch's only row, of both halves of the line layer."""
    scores = layer.scores(grams)[0]
    return scores[: len(KINDS)], scores[BY_HAND]


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(PAGES, QUICK)


def test_it_learns(model: Model) -> None:
    """On pages it has not seen, of lines it has seen."""
    figures = evaluate(Cleaner(model), [page(number) for number in range(100, 110)]).overall
    assert figures.lost < 0.1
    assert figures.removed > 0.9


def test_the_shape_of_what_comes_out(model: Model) -> None:
    assert model.kinds == KINDS
    assert model.line_layer.table.shape == (2**QUICK.bits, 2 * len(KINDS) + N_SENSES)
    units = [[layer.weights.shape[1] for layer in look.layers] for look in (*model.looks, *model.last)]
    of_each = (*QUICK.looks, QUICK.looks[-1])
    assert units == [[each * members for each in hidden] for hidden, members in of_each]
    states = {kind: int(state) for kind, state in zip(KINDS, model.chain.state_of_kind, strict=True)}
    assert [kind for kind in KINDS if states[kind] in (states["title"], states["body"])] == list(ARTICLE)
    assert [kind for kind in KINDS if states[kind] == states["title"]] == ["title"]
    assert (model.chain.affinity > 0).all()
    assert all(np.isfinite(array).all() for array in arrays(model))


def test_half_of_the_networks_do_not_see_what_labels_made_by_hand_say(model: Model) -> None:
    """Rounded down, so that one alone sees all; the others are the last of a look's."""
    for look, (hidden, members) in zip((*model.looks, *model.last), (*QUICK.looks, QUICK.looks[-1]), strict=True):
        units = hidden[0]
        seen = np.split(look.layers[0].weights[BY_HAND].any(axis=0), [units * (members - members // 2)])
        assert seen[0].any()
        assert not seen[1].any()
        assert len(seen[1]) == units * (members // 2)


def test_the_same_documents_make_the_same_model() -> None:
    model = fit(PAGES, HASTY)
    assert same(fit(PAGES, HASTY), model)
    assert not same(fit(PAGES[:-1], HASTY), model)


def test_an_unsure_label_makes_no_difference() -> None:
    """Whatever kind it names. A sure one does make a difference."""

    def labelled_last(kind: str, *, sure: bool) -> list[Labelled]:
        last = PAGES[-1]
        text = [i for i, kind in enumerate(last.kinds) if kind]
        kinds, sures = list(last.kinds), [True] * len(last.kinds)
        kinds[text[2]], sures[text[2]] = kind, sure
        return [*PAGES[:-1], replace(last, kinds=tuple(kinds), sure=tuple(sures))]

    unsure = fit(labelled_last("body", sure=False), HASTY)
    assert same(unsure, fit(labelled_last("ad", sure=False), HASTY))
    assert not same(unsure, fit(labelled_last("ad", sure=True), HASTY))


def test_a_kind_without_examples_is_never_named(model: Model) -> None:
    probabilities = Cleaner(model).judge([PAGES[0].text])
    assert {KINDS[kind] for kind in probabilities.decision.kind} <= set(TEXT)
    table = model.line_layer.table
    for half in (table[:, : len(KINDS)], table[:, BY_HAND]):
        assert half.any()
        assert not half[:, KINDS.index("comments")].any()


def test_two_kinds_are_enough() -> None:
    """As pairs of raw and cleaned files have: the libraries treat two classes in a way of their own."""
    kind_of = {kind: "body" if kind in ARTICLE else "other" for kind in KINDS}
    pages = [replace(page, kinds=tuple(kind and kind_of[kind] for kind in page.kinds)) for page in PAGES]
    figures = evaluate(Cleaner(fit(pages, QUICK)), pages).overall
    assert figures.lost < 0.1
    assert figures.removed > 0.9


@pytest.mark.parametrize(
    ("documents", "why"),
    [
        ([labelled([("body", "It rained.")] * 3)] * 4, "one kind"),
        ([replace(page, sure=(False,) * len(page.sure)) for page in PAGES], "nothing sure"),
        ([replace(page, weight=0.0) for page in PAGES], "nothing that weighs"),
    ],
)
def test_too_little_is_refused(documents: list[Labelled], why: str) -> None:
    with pytest.raises(ValueError, match="both article lines and noise lines"):
        fit(documents, HASTY)


def test_no_documents_are_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="there are no labelled documents to fit a model to"):
        fit([], HASTY)


def test_affinity_is_counted_and_weakened(model: Model) -> None:
    """In these pages like follows like more often than by chance; `chain` 0 forgets it."""
    assert np.array_equal(fit(PAGES[:8], replace(HASTY, chain=0)).chain.affinity, np.ones_like(model.chain.affinity))
    blocks = [labelled([("body", TEXT["body"][0])] * 30 + [("share", "Copy link")] * 30, f"{i}") for i in range(6)]
    counted, weakened = (fit(blocks, replace(HASTY, chain=chain)).chain.affinity for chain in (1.0, 0.5))
    article, noise = STATES[KINDS.index("body")], STATES[KINDS.index("share")]
    assert counted[article, article] > 1
    assert counted[noise, noise] > 1
    assert counted[article, noise] < 1
    assert weakened == pytest.approx(np.sqrt(counted))
    assert len(model.chain.affinity) == STATES.max() + 1


def test_weight_counts() -> None:
    """A line that is labelled both ways is judged as the heavier documents say."""
    rows = [("body", "The clock would be mended."), ("share", "Copy link"), ("body", "Nobody was late that day.")]
    both = {
        kind: [labelled([*rows, (kind, "Ferry to Lower Quay")], f"{kind}-{i}") for i in range(10)]
        for kind in ("body", "related")
    }
    for heavier, kept in (("body", True), ("related", False)):
        documents = [
            replace(document, weight=20.0 if kind == heavier else 1.0) for kind in both for document in both[kind]
        ]
        line = Cleaner(fit(documents, QUICK)).explain(both["body"][0].text).lines[-1]
        assert line.kept == kept


def test_more_members_keep_the_figures_and_change_the_model(model: Model) -> None:
    alone = fit(PAGES, replace(QUICK, looks=(((8,), 1), ((8,), 1), ((8,), 1))))
    assert not same(alone, model)
    assert evaluate(Cleaner(alone), PAGES).overall.lost < 0.1


def test_settings_are_named() -> None:
    with pytest.raises(TypeError):
        Settings(17)  # type: ignore[call-arg]


@pytest.mark.parametrize(("power", "marker"), [(1.0, False), (0.5, True)])
def test_one_heavy_document_does_not_settle_what_a_word_means(power: float, marker: bool) -> None:
    """A word that is an advertisement marker in forty documents and a heading in one that weighs twice as much."""
    around: list[tuple[Kind | None, str]] = [("body", line) for line in TEXT["body"]]
    light = [labelled([*around, ("ad", "Reklame")], f"light-{i}", group=f"{i}") for i in range(40)]
    heavy = replace(labelled([*around, ("heading", "Reklame")], "heavy", group="heavy"), weight=80.0)
    settings = replace(HASTY, line_power=(power, power), line_rate=(0.5, 0.5), line_epochs=60, penalty=1e-3)
    layer = fit([*light, heavy], replace(settings, looks=(((4,), 1), ((4,), 1)))).line_layer
    batch = make_batch(["Reklame\n"])
    for half in halves_of(layer, find_grams(batch, find_words(batch))):
        assert (half[KINDS.index("ad")] > half[KINDS.index("heading")]) == marker


def test_one_half_of_the_line_layer_believes_labels_made_by_hand_alone() -> None:
    """Many pages whose labels a program made call a word a heading, and a few that people labelled an advertisement."""
    around: list[tuple[Kind | None, str]] = [("body", line) for line in TEXT["body"]]
    by_hand = [labelled([*around, ("ad", "Reklame")], f"hand-{i}", group=f"{i}") for i in range(12)]
    pages = [labelled([*around, ("heading", "Reklame")], f"page-{i}", group=f"p{i}") for i in range(60)]
    pages = [replace(page, by_hand=False) for page in pages]
    layer = fit([*by_hand, *pages], replace(HASTY, line_epochs=60, looks=(((4,), 1), ((4,), 1)))).line_layer
    batch = make_batch(["Reklame\n"])
    by_all, by_people = halves_of(layer, find_grams(batch, find_words(batch)))
    assert by_all[KINDS.index("heading")] > by_all[KINDS.index("ad")]
    assert by_people[KINDS.index("ad")] > by_people[KINDS.index("heading")]


def test_a_lexicon_says_what_words_mean_and_nothing_else(model: Model) -> None:
    """A word that no document has gets its kind; what the looks are fitted on stays as it was."""
    lexicon = [labelled([("share", "Vidarebefordra")], f"stock-{i}", group=f"{i}") for i in range(20)]
    batch = make_batch(["Vidarebefordra\n"])
    grams = find_grams(batch, find_words(batch))
    told = fit(PAGES, HASTY, lexicon=lexicon)
    with_it, without = (halves_of(each.line_layer, grams) for each in (told, model))
    for half, before in zip(with_it, without, strict=True):
        assert KINDS[int(half.argmax())] == "share"
        assert half[KINDS.index("share")] > before[KINDS.index("share")]
    assert np.array_equal(told.chain.affinity, model.chain.affinity)
