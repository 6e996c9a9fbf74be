"""Cleaner: the stages composed. The file to read first.

    texts -> Batch -> features -> Model (line layer, context layer) -> sequence -> policy -> blank lines -> Batch.render

`judge` is the only way through: what `clean` returns, `explain` shows and the command writes comes from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from cleaner.batch import Batch, Bools, make_batch
from cleaner.blanks import keep_lines
from cleaner.document import Document, Line
from cleaner.kinds import DESCRIPTION, KINDS
from cleaner.model import Model
from cleaner.policy import Decision, Policy, decide
from cleaner.sequence import posterior

BATCH_CHARS: Final = 1_000_000
"""Characters of text that go through the stages together: enough for long arrays, small enough for the caches."""

BLANK_WENT: Final = "blank line beside what was removed"
"""The reason of a blank line that goes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A batch and what becomes of it."""

    batch: Batch
    decision: Decision  # per row, that is per line with text
    kept: Bools  # (n_lines,) blank lines included

    def clean(self) -> list[str]:
        """The cleaned documents; one that lost nothing is the very object that came in."""
        return self.batch.render(self.kept)


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A model and a policy, ready to clean text. Immutable, picklable, without global state."""

    model: Model
    policy: Policy = field(default_factory=Policy)

    def with_policy(self, policy: Policy) -> Cleaner:
        """The same model under another policy."""
        return replace(self, policy=policy)

    def clean(self, text: str) -> str:
        """The article of one scraped page: an ordered, verbatim subset of the lines of `text`."""
        return self.clean_many([text])[0]

    def clean_many(self, texts: Iterable[str]) -> list[str]:
        """`clean` for many documents at once, in order; the result of each does not depend on the others."""
        return [clean for batch in in_batches(texts) for clean in self.judge(batch).clean()]

    def explain(self, text: str) -> Document:
        """What `clean` does to `text`, line by line, with kind, probability and reason."""
        return documents(self.judge([text]), self.policy)[0]

    def judge(self, texts: Iterable[str]) -> Verdict:
        """Take one batch of documents from text to decision."""
        batch = make_batch(tuple(texts))
        line = self.model.kind_probabilities(batch)
        whole = posterior(line, batch.first_row, self.model.state_of_kind, self.model.affinity)
        decision = decide(whole, batch.first_row, self.policy)
        return Verdict(batch, decision, keep_lines(batch, decision.kept))


def in_batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Group documents, in order, into lists of about `BATCH_CHARS` characters; a longer document goes alone."""
    group: list[str] = []
    size = 0
    for text in texts:
        if group and size + len(text) > BATCH_CHARS:
            yield group
            group, size = [], 0
        group.append(text)
        size += len(text)
    if group:
        yield group


def documents(verdict: Verdict, policy: Policy) -> list[Document]:
    """Spell a verdict out for people: one Document for each of the batch, one Line for each of its lines."""
    batch, decision = verdict.batch, verdict.decision
    row_of_line = dict(zip(batch.rows.tolist(), range(batch.n_rows), strict=True))
    clean = verdict.clean()
    spelt: list[Document] = []
    for d, raw in enumerate(batch.documents):
        alone = bool(decision.left_alone[d])
        lines = []
        for number, line in enumerate(range(batch.lines_of(d).start, batch.lines_of(d).stop), 1):
            kept = bool(verdict.kept[line])
            text = batch.line_text(d, line)
            row = row_of_line.get(line)
            if row is None:
                reason = "blank line" if kept else BLANK_WENT
                lines.append(Line(number, text, None, float(kept), kept, reason))
                continue
            kind = KINDS[decision.kind[row]]
            probability = float(decision.probability[row])
            reason = reason_for(kind, probability, policy, left_alone=alone)
            lines.append(Line(number, text, kind, probability, kept, reason))
        spelt.append(Document(raw, clean[d], tuple(lines), alone))
    return spelt


def reason_for(kind: str, probability: float, policy: Policy, *, left_alone: bool) -> str:
    """Why a line with text stays or goes, in words; the one wording of `explain` and of the removed files."""
    if left_alone:
        return "left alone: no article was found in the document"
    relation = "at least" if probability >= policy.strictness else "below"
    return f"{DESCRIPTION[kind]} (kept with {probability:.2f}, {relation} strictness {policy.strictness:g})"
