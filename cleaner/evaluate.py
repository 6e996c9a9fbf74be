"""What a cleaner does to labelled documents: how much of the article it loses, how much noise it removes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import numpy as np

from cleaner.document import Judged, Verdict
from cleaner.kinds import KINDS, Kind
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner, in_batches


@dataclass(slots=True)
class Figures:
    """Counts over some documents or lines; lines with an unsure label are not counted."""

    documents: int = 0
    hurt: int = 0  # documents that lost at least one line that should stay
    article_lines: int = 0
    lost_lines: int = 0
    article_chars: int = 0
    lost_chars: int = 0
    noise_lines: int = 0
    removed_lines: int = 0
    glued: int = 0  # stretches of noise glued to lines that should stay
    trimmed: int = 0  # of these, the ones that went whole, with their lines or without

    @property
    def lines(self) -> int:
        """Lines counted."""
        return self.article_lines + self.noise_lines

    @property
    def lost(self) -> float:
        """Share of the characters that should stay which went."""
        return self.lost_chars / max(self.article_chars, 1)

    @property
    def hurt_share(self) -> float:
        """Share of documents that lost at least one line that should stay."""
        return self.hurt / max(self.documents, 1)

    @property
    def removed(self) -> float:
        """Share of the lines that should go which went."""
        return self.removed_lines / max(self.noise_lines, 1)

    def add_line(self, line: JudgedLine) -> None:
        """Count one line."""
        if line.wanted:
            self.article_lines += 1
            self.article_chars += line.chars
            self.lost_lines += line.lost > 0
            self.lost_chars += line.lost
            self.glued += line.glued
            self.trimmed += line.trimmed
        else:
            self.noise_lines += 1
            self.removed_lines += not line.kept


@dataclass(slots=True)
class Evaluation:
    """Figures over all documents, and by the label's kind, the language and the regime of the document."""

    overall: Figures = field(default_factory=Figures)
    by_kind: dict[str, Figures] = field(default_factory=dict)
    by_language: dict[str, Figures] = field(default_factory=dict)
    by_regime: dict[str, Figures] = field(default_factory=dict)
    confusion: Counter[tuple[Kind, Kind]] = field(default_factory=Counter)  # (label, judged) -> lines

    @property
    def kind_f1(self) -> dict[Kind, float]:
        """F1 of naming each kind that occurs, over all lines."""
        scores = {}
        for kind in KINDS:
            right = self.confusion[kind, kind]
            labelled = sum(n for (label, _), n in self.confusion.items() if label == kind)
            judged = sum(n for (_, name), n in self.confusion.items() if name == kind)
            if labelled:
                scores[kind] = 2 * right / (labelled + judged)
        return scores


def evaluate(cleaner: Cleaner, documents: Sequence[Labelled]) -> Evaluation:
    """Clean labelled documents and compare. What should stay is what the cleaner's policy keeps, by the labels."""
    evaluation = Evaluation()
    for judged in judged_documents(cleaner, documents):
        _count(evaluation, judged)
    return evaluation


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One surely labelled line with text, and what became of it."""

    number: int  # index into the document's lines
    wanted: bool  # it should stay, but for noise glued to it
    judged: Kind
    probability: float  # of staying
    kept: bool
    chars: int  # visible extent outside noise glued to it
    lost: int  # of these, how many went
    glued: int  # stretches of noise glued to it
    trimmed: int  # of these, how many went


class JudgedDocument(NamedTuple):
    """A labelled document and what became of it."""

    document: Labelled
    lines: list[JudgedLine]  # the surely labelled ones with text
    left_alone: bool


def judged_documents(cleaner: Cleaner, documents: Sequence[Labelled]) -> Iterator[JudgedDocument]:
    """Clean labelled documents, in order, as `Cleaner.clean` does; what should stay is what the policy keeps."""
    waiting = iter(documents)
    for texts in in_batches(document.text for document in documents):
        batch = list(islice(waiting, len(texts)))
        lines: list[list[JudgedLine]] = [[] for _ in batch]
        alone = np.ones(len(batch), dtype=bool)
        for judged in cleaner.verdicts(texts):
            for d, document in enumerate(batch):
                lines[d] += _judged_lines(document, judged, d, cleaner.policy.keep)
            alone &= judged.verdict.decision.left_alone
        yield from map(JudgedDocument, batch, lines, alone.tolist())


def _judged_lines(document: Labelled, judged: Judged, d: int, keep: Collection[Kind]) -> Iterator[JudgedLine]:
    """What became of the lines of document `d` (0-based) of a verdict's batch; `keep`: the kinds that should stay."""
    verdict, lines_before, _ = judged
    batch, decision = verdict.batch, verdict.decision
    lines = batch.lines_of(d)
    gone = _trimmed_spans(verdict, d, lines_before)
    glue = _by_line((each.line, (each.start, each.end)) for each in document.glue)
    leads = np.maximum(verdict.lead[lines], 0)
    fates = zip(
        verdict.kept[lines].tolist(),
        decision.kind[leads].tolist() if batch.n_rows else [0] * len(leads),
        decision.probability[leads].tolist() if batch.n_rows else [0.0] * len(leads),
        strict=True,
    )
    for number, (kept, found, probability) in enumerate(fates, lines_before):
        kind = document.kinds[number]
        if kind is None or not document.sure[number]:
            continue
        text, wanted = document.lines[number], kind in keep
        noise, spans = glue.get(number, []), gone.get(number, []) if kept else [(0, len(text))]
        chars, lost, trimmed = _overlap(text, noise, spans) if noise or spans else (len(text.strip()), 0, 0)
        lost = lost if wanted else 0
        yield JudgedLine(number, wanted, KINDS[found], probability, kept, chars, lost, len(noise), trimmed)


def _overlap(text: str, noise: Sequence[tuple[int, int]], gone: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Visible characters outside `noise`, how many of them went, and how many of the `noise` went whole."""
    indent = len(text) - len(text.lstrip())
    visible = np.zeros(len(text), dtype=bool)
    visible[indent : indent + len(text.strip())] = True
    stays, went = visible.copy(), np.zeros(len(text), dtype=bool)
    for start, end in noise:
        stays[start:end] = False
    for start, end in gone:
        went[start:end] = True
    trimmed = sum(bool(went[start:end][visible[start:end]].all()) for start, end in noise)
    return int(stays.sum()), int((stays & went).sum()), trimmed


def _trimmed_spans(verdict: Verdict, d: int, lines_before: int) -> dict[int, list[tuple[int, int]]]:
    """Starts and ends, within their lines, of what was trimmed in a document, by line of the whole document."""
    batch, trims = verdict.batch, verdict.trims
    which = trims.of(d)
    lines = trims.line[which]
    columns = (
        lines - batch.first_line[d] + lines_before,
        trims.start[which],
        trims.stop[which],
        batch.raw_start[lines],
    )
    return _by_line((line, (a - at, b - at)) for line, a, b, at in zip(*(c.tolist() for c in columns), strict=True))


def _by_line(spans: Iterable[tuple[int, tuple[int, int]]]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for line, span in spans:
        found.setdefault(line, []).append(span)
    return found


def _count(evaluation: Evaluation, judged: JudgedDocument) -> None:
    document = judged.document
    groups = [
        evaluation.overall,
        evaluation.by_language.setdefault(document.language, Figures()),
        evaluation.by_regime.setdefault(document.regime, Figures()),
    ]
    hurt = False
    for line in judged.lines:
        kind = document.kinds[line.number] or ""
        hurt |= line.lost > 0
        evaluation.confusion[kind, line.judged] += 1
        for figures in (*groups, evaluation.by_kind.setdefault(kind, Figures())):
            figures.add_line(line)
    for figures in groups:
        figures.documents += 1
        figures.hurt += hurt
