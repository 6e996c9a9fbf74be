"""Cleaner: the stages composed. The file to read first.

    texts -> Batch -> features -> Model (line layer, looks) -> sequence -> demand -> policy -> trims
          -> blank lines -> render

`judge` is the only way through, and `verdicts` the only way to it: what `clean` returns, `explain` shows, `evaluate`
counts and the command writes comes from there, for texts of any length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from cleaner.batch import make_batch
from cleaner.blanks import keep_across, keep_lines
from cleaner.demand import demands
from cleaner.document import Document, Judged, Verdict, documents, joined, joined_text
from cleaner.model import Model
from cleaner.pieces import LONGEST, is_long, pieces
from cleaner.policy import Policy, decide
from cleaner.sequence import given_document
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
        return list(self.clean_each(texts))

    def clean_each(self, texts: Iterable[str]) -> Iterator[str]:
        """`clean_many` for a stream: one result after the other, while texts are taken a batch at a time.

        A batch is about `BATCH_CHARS` characters, so neither all texts nor all results need be in memory.
        """
        if isinstance(texts, str | bytes):
            raise TypeError(f"texts must be a list or iterable of str, got one {type(texts).__name__}; pass [text]")
        return (clean for batch in in_batches(map(_checked, texts)) for clean in self._clean(batch))

    def _clean(self, texts: list[str]) -> list[str]:
        parts = [judged.verdict.clean() for judged in self.verdicts(texts)]
        return [joined_text(text, of_one) for text, *of_one in zip(texts, *parts, strict=True)]

    def explain(self, text: str) -> Document:
        """What `clean` does to `text`, line by line, with kind, probability and reason."""
        parts = [judged.verdict for judged in self.verdicts([_checked(text)])]
        return joined(text, [documents(part, self.policy, are_pieces=len(parts) > 1)[0] for part in parts])

    def verdicts(self, texts: Sequence[str]) -> Iterator[Judged]:
        """Judge one of the groups that `in_batches` makes: short texts all at once, a long one piece by piece.

        The one walk over the pieces of a text. Two of them are held at a time: the blank lines around a cut are settled
        when both of its sides are known.
        """
        if not is_long(texts):
            yield Judged(self.judge(texts), 0, 0)
            return
        lines = chars = 0
        verdict: Verdict | None = None
        for piece in pieces(texts[0]):
            after = self.judge([piece])
            if verdict:
                kept, kept_after = keep_across(verdict.batch, verdict.kept, after.batch, after.kept)
                yield Judged(replace(verdict, kept=kept), lines, chars)
                lines, chars = lines + verdict.batch.n_lines, chars + len(verdict.batch.documents[0])
                after = replace(after, kept=kept_after)
            verdict = after
        if verdict:
            yield Judged(verdict, lines, chars)

    def judge(self, texts: Iterable[str]) -> Verdict:
        """Take one batch of documents from text to decision, all of them at once, however long they are.

        Memory grows with the batch. `verdicts` gives what `clean` does: it never hands on much more than
        `pieces.LONGEST` characters in lines at once, and cuts a longer document.
        """
        batch = make_batch(tuple(texts))
        line = self.model.kind_probabilities(batch)
        whole = given_document(line, batch, self.model.chain)
        chars = batch.row_end - batch.row_start
        decision = decide(whole, batch.first_row, self.policy, chars, demands(whole, batch.first_row, chars))
        stays = settle(decision, batch)
        lead = lead_rows(batch, decision.probability)
        return Verdict(batch, decision, keep_lines(batch, stays), find_trims(batch, stays, decision.probability), lead)


def _checked(text: str) -> str:
    """The text. Raises TypeError for what is none."""
    if isinstance(text, str):
        return text
    if isinstance(text, bytes | bytearray):
        raise TypeError(f'a text must be str, got {type(text).__name__}; use .decode("utf-8", "surrogateescape")')
    raise TypeError(f"a text must be str, got {type(text).__name__}")


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
