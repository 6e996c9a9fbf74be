"""Cleaner: the stages composed. The file to read first.

    texts -> Batch -> features -> Model (line layer, looks) -> sequence -> policy -> trims -> blank lines
          -> Batch.render

`judge` is the only way through: what `clean` returns, `explain` shows and the command writes comes from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from cleaner.batch import make_batch
from cleaner.blanks import keep_lines
from cleaner.document import Document, Verdict, documents, joined
from cleaner.kinds import ARTICLE, KINDS
from cleaner.model import Model
from cleaner.pieces import LONGEST, is_long, pieces
from cleaner.policy import Policy, decide
from cleaner.sequence import posterior, strengths
from cleaner.trims import find_trims, lead_rows, settle

BATCH_CHARS: Final = LONGEST
"""Characters of text that go through the stages together: enough for long arrays, small enough for the caches."""


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
        return [clean for batch in in_batches(texts) for clean in self._clean(batch)]

    def _clean(self, texts: list[str]) -> list[str]:
        if not is_long(texts):
            return self.judge(texts).clean()
        [text] = texts
        clean = [self.judge([piece]).clean()[0] for piece in pieces(text)]
        return ["".join(clean)]

    def explain(self, text: str) -> Document:
        """What `clean` does to `text`, line by line, with kind, probability and reason."""
        return joined([documents(self.judge([piece]), self.policy)[0] for piece in pieces(text)])

    def judge(self, texts: Iterable[str]) -> Verdict:
        """Take one batch of documents, none of them longer than `pieces.LONGEST`, from text to decision."""
        batch = make_batch(tuple(texts))
        line = self.model.kind_probabilities(batch)
        strength = strengths(line, batch.first_row, np.isin(KINDS, ARTICLE))
        whole = posterior(line, batch.first_row, self.model.chain, batch.glued, strength)
        decision = decide(whole, batch.first_row, self.policy, batch.row_end - batch.row_start)
        stays = settle(decision, batch, self.policy)
        lead = lead_rows(batch, decision.probability)
        return Verdict(batch, decision, keep_lines(batch, stays), find_trims(batch, stays, decision.probability), lead)


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
