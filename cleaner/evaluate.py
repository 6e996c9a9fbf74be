"""What a cleaner does to labelled documents, in figures: what of the article it loses, how much noise it removes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from cleaner.judged_lines import JudgedDocument, JudgedLine, judged_documents
from cleaner.kinds import KINDS, Kind
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner


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
