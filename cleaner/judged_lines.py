"""What a cleaner does to labelled documents, line by line: which went, and how much of each that should have stayed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from cleaner.document import Judged, Verdict
from cleaner.kinds import KINDS, Kind
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner, in_batches


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """One surely labelled line with text, and what became of it."""

    number: int  # index into the document's lines
    wanted: bool  # it should stay, but for noise glued to it
    judged: Kind
    probability: float  # of staying
    demand: float  # of its document (`demand.demands`)
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
    demand = float(decision.demand[d])
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
        yield JudgedLine(number, wanted, KINDS[found], probability, demand, kept, chars, lost, len(noise), trimmed)


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
