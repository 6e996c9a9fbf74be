"""The laws of DESIGN.md as properties, through the library: with a fitted model, and with any decision there could be.

A decision is drawn as a set of lines that go; blank lines and rendering must then do the rest, whatever was decided.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from trees import PAGE, is_blank, lines_of, pages

from cleaner.batch import make_batch
from cleaner.blanks import keep_lines
from cleaner.document import documents
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.render import render

batches = st.lists(pages, min_size=1, max_size=4)
strictnesses = st.sampled_from([0.02, 0.3, 0.5, 0.7, 0.98])
fates = st.integers(0, 2**64 - 1)
"""Seed of which lines go."""

"""What Python calls a space, and the two invisible characters that the program counts among them."""


def decided(texts: list[str], fate: int) -> tuple[list[str], list[list[bool]]]:
    """The documents with some of their lines gone, and the fate of every line."""
    batch = make_batch(texts)
    random = np.random.default_rng(fate)
    lines = random.random(batch.n_lines) < random.choice([0.0, 0.2, 0.5, 0.9, 1.0])
    rows = lines[batch.row_line]
    kept = keep_lines(batch, rows)
    assert kept[batch.row_line].tolist() == rows.tolist()
    return render(batch, kept), [kept[batch.lines_of(d)].tolist() for d in range(len(texts))]


def is_ordered_subset(part: list[str], whole: list[str]) -> bool:
    """Every line of `part` is one of `whole` or, trimmed at its ends, stands in one, in their order."""
    rest = iter(whole)
    return all(any(line in candidate for candidate in rest) for line in part)


def told_plainly(lines: list[str], row_stays: list[bool]) -> list[bool]:
    """Law 5 in plain words: the fate of every line, blank ones included, given that of the lines with text."""
    stays = [False] * len(lines)
    gap: list[list[int]] = []  # runs of blank lines since the last line that stayed
    rows = iter(row_stays)

    def close() -> None:
        longest = max(map(len, gap), default=0)
        for line in next((run for run in gap if len(run) == longest), []):
            stays[line] = True
        gap.clear()

    for blank, group in groupby(range(len(lines)), key=lambda line: is_blank(lines[line])):
        if blank:
            gap.append(list(group))
            continue
        for line in group:
            if next(rows):
                close()
                stays[line] = True
    close()
    return stays


@given(batches, fates)
@example([PAGE, PAGE], 1)
@example(["x\n\ny", "\nx"], 4)
def test_law_2_what_comes_out_is_an_ordered_verbatim_subset(texts: list[str], fate: int) -> None:
    for raw, clean, kept in zip(texts, *decided(texts, fate), strict=True):
        pieces = lines_of(raw)
        assert clean == "".join(piece for piece, stays in zip(pieces, kept, strict=True) if stays)


@given(batches, strictnesses)
def test_law_2_with_a_model(small: Cleaner, texts: list[str], strictness: float) -> None:
    """Line ends aside: a CR before what went and an LF after it stand side by side afterwards, like one line end."""
    for raw, clean in zip(texts, small.with_policy(Policy(strictness=strictness)).clean_many(texts), strict=True):
        ends = "\n\r\x85\u2028\u2029"
        wanted, there = ([line.strip(ends) for line in lines_of(text)] for text in (clean, raw))
        assert is_ordered_subset([line for line in wanted if line], there)


@given(batches)
@example([PAGE.replace("\n", "\r\n").rstrip()])
@example(["\ufeff" + PAGE, "\udcff\r"])
def test_law_1_nothing_removed_is_every_character_kept(small: Cleaner, texts: list[str]) -> None:
    batch = make_batch(texts)
    assert render(batch, keep_lines(batch, np.ones(batch.n_rows, dtype=bool))) == texts
    assert small.with_policy(Policy(keep=KINDS)).clean_many(texts) == texts


@given(batches, fates)
def test_law_4_decided_in_a_batch_is_as_decided_alone(texts: list[str], fate: int) -> None:
    """Blank lines and rendering of one document do not see another."""
    batch = make_batch(texts)
    rows = (np.random.default_rng(fate).random(batch.n_lines) < 0.5)[batch.row_line]
    together = render(batch, keep_lines(batch, rows))
    for d, text in enumerate(texts):
        alone = make_batch([text])
        assert render(alone, keep_lines(alone, rows[batch.rows_of(d)])) == [together[d]]


@given(batches, strictnesses)
def test_law_4_with_a_model(small: Cleaner, texts: list[str], strictness: float) -> None:
    """Text, kinds, probabilities: everything that is ever shown or written."""
    ready = small.with_policy(Policy(strictness=strictness))
    alone = [ready.explain(text) for text in texts]
    assert documents(ready.judge(texts), ready.policy) == alone
    assert documents(ready.judge([PAGE, *texts]), ready.policy)[1:] == alone
    assert documents(ready.judge([*texts[::-1], PAGE]), ready.policy)[-2::-1] == alone


@given(batches, fates)
@example([PAGE, "\n\n" + PAGE], 2)
def test_law_5_blank_lines(texts: list[str], fate: int) -> None:
    for raw, kept in zip(texts, decided(texts, fate)[1], strict=True):
        lines = lines_of(raw)
        row_stays = [stays for line, stays in zip(lines, kept, strict=True) if not is_blank(line)]
        expected = told_plainly(lines, row_stays)
        if not all(row_stays):
            assert kept == expected
        assert all(kept) or not all(row_stays)


@given(batches, strictnesses)
def test_law_5_with_a_model(small: Cleaner, texts: list[str], strictness: float) -> None:
    ready = small.with_policy(Policy(strictness=strictness))
    for text in texts:
        lines = ready.explain(text).lines
        row_stays = [line.kept for line in lines if line.kind]
        if not all(row_stays):
            assert [line.kept for line in lines] == told_plainly(lines_of(text), row_stays)


@given(batches, strictnesses, st.lists(st.sampled_from(KINDS), min_size=1))
def test_law_6_the_explanation_is_the_computation(
    small: Cleaner, texts: list[str], strictness: float, keep: list[str]
) -> None:
    ready = small.with_policy(Policy(keep=keep, strictness=strictness))  # type: ignore[arg-type]
    for text, clean in zip(texts, ready.clean_many(texts), strict=True):
        document = ready.explain(text)
        assert document.clean == clean
        pieces = zip(lines_of(text), document.lines, strict=True)
        assert clean == "".join(line.clean + piece[len(line.text) :] for piece, line in pieces if line.kept)
        for line in document.lines:
            if line.kind:
                assert line.kept == (line.probability >= line.least or document.left_alone)


@given(pages)
def test_a_stricter_policy_never_keeps_more(small: Cleaner, text: str) -> None:
    """Until it finds no article at all, and leaves the document alone."""
    kept: set[int] | None = None
    for strictness in (0.02, 0.3, 0.5, 0.7, 0.98):
        document = small.with_policy(Policy(strictness=strictness)).explain(text)
        if document.left_alone:
            break
        now = {line.number for line in document.lines if line.kept and line.kind}
        assert kept is None or now <= kept
        kept = now
