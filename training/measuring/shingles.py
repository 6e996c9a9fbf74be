"""How near an output is to the truth: the measures of the two public benchmarks, written anew.

Article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark): multisets of 4-word
shingles, page by page. Trafilatura's evaluation (github.com/adbar/trafilatura, `tests`): segments found or
not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

SHINGLE: Final = 4
"""Words in a row that count as one, as in the article extraction benchmark."""
RESAMPLES: Final = 1000
_WORD = re.compile(r"\w+")  # the benchmark's word, case kept; it breaks Hindi at vowel signs, in truth and output alike
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What truth and output of one page share, as shares of one: long pages weigh no more than short ones."""

    tp: float  # in both
    fp: float  # in the output alone
    fn: float  # in the truth alone


@dataclass(frozen=True, slots=True)
class Score:
    """Figures over all pages, 0 to 1."""

    precision: float  # mean over pages with an output
    recall: float  # mean over pages with a truth
    error: float  # half of the 95 % interval of `f1`, by resampling pages

    @property
    def f1(self) -> float:
        """Harmonic mean of the two means."""
        return _harmonic(self.precision, self.recall)


def shingles(text: str, n: int = SHINGLE) -> Counter[tuple[str, ...]]:
    """Every `n` words in a row, counted; a text of fewer words is one shingle, one without words has none."""
    words = _WORD.findall(text)
    rows = (tuple(words[start : start + n]) for start in range(max(1, len(words) - n + 1)))
    return Counter(row for row in rows if row)


def overlap(truth: str, output: str) -> Overlap:
    """Compare one page's output with its truth; two texts without a word share nothing and give zeros."""
    wanted, found = shingles(truth), shingles(output)
    both = (wanted & found).total()
    total = (wanted | found).total()
    if not total:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(both / total, (found.total() - both) / total, (wanted.total() - both) / total)


def score(pages: Sequence[Overlap], *, seed: int = 0) -> Score:
    """Means over pages and the error of their F1.

    As in the benchmark's own program, a page with an empty output has no precision (it is left out of that
    mean) and a page with an empty truth no recall; an empty output against a truth has recall 0, an output
    against no truth precision 0. Where no page is left a mean is 0.
    """
    shares = np.array([(page.tp, page.fp, page.fn) for page in pages], dtype=np.float64).reshape(-1, 3)
    everything = np.arange(len(shares))[None, :]
    precision, recall = _means(shares, everything)
    error = 0.0
    if len(shares) > 1:
        drawn = np.random.default_rng(seed).integers(0, len(shares), (RESAMPLES, len(shares)))
        each_precision, each_recall = _means(shares, drawn)
        f1 = [_harmonic(p, r) for p, r in zip(each_precision.tolist(), each_recall.tolist(), strict=True)]
        error = 1.96 * float(np.std(f1, ddof=1))
    return Score(float(precision[0]), float(recall[0]), error)


def _means(
    shares: npt.NDArray[np.float64], drawn: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean precision and mean recall of each row of page numbers in `drawn`, (n_samples,) each."""
    tp, fp, fn = shares.T
    means = []
    for size in (tp + fp, tp + fn):
        defined = size > 0
        ratio = np.divide(tp, size, out=np.zeros_like(tp), where=defined)
        means.append(ratio[drawn].sum(axis=1) / np.maximum(defined[drawn].sum(axis=1), 1))
    return means[0], means[1]


@dataclass(frozen=True, slots=True)
class Segments:
    """Counts of segments."""

    tp: int = 0  # wanted, found
    fn: int = 0  # wanted, missing
    fp: int = 0  # unwanted, found
    tn: int = 0  # unwanted, gone

    def __add__(self, other: Segments) -> Segments:
        """Counts of two sets of pages together."""
        return Segments(self.tp + other.tp, self.fn + other.fn, self.fp + other.fp, self.tn + other.tn)

    @property
    def precision(self) -> float:
        """Share of the found segments that were wanted; 0 when none was found."""
        return self.tp / max(self.tp + self.fp, 1)

    @property
    def recall(self) -> float:
        """Share of the wanted segments that were found; 0 when none was wanted."""
        return self.tp / max(self.tp + self.fn, 1)

    @property
    def accuracy(self) -> float:
        """Share of the segments that are where they belong."""
        return (self.tp + self.tn) / max(self.tp + self.fn + self.fp + self.tn, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)


def count_segments(wanted: Sequence[str], unwanted: Sequence[str], output: str) -> Segments:
    """Look for one page's segments in its output; any run of white space is as good as another."""
    text = _one_space(output)
    tp = sum(_one_space(segment) in text for segment in wanted)
    fp = sum(_one_space(segment) in text for segment in unwanted)
    return Segments(tp=tp, fn=len(wanted) - tp, fp=fp, tn=len(unwanted) - fp)


def _one_space(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
