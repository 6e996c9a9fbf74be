"""Plots of what a cleaner does to labelled documents, as PNG files; the same figures give the same bytes.

Made without a screen, in the library's own settings and font, and saved without its version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from cleaner.evaluate import Evaluation, evaluate
from cleaner.labels import Labelled
from cleaner.pipeline import Cleaner
from cleaner.policy import STRICTNESS, Policy
from training.measuring.curve import BINS, Lines, area, at, judged, precision_and_recall, reliability_bins
from training.plots.of_groups import confusion, languages
from training.plots.style import BLUE, DOTS, GREEN, GREY, RED, finish, one

DPI: Final = 110
MARKED: Final = (STRICTNESS, 0.2, 0.5, 0.8)
"""Strictnesses shown on a curve, the default first."""
LARGEST_HARM: Final = 0.05
"""Where the axis of harm ends: nobody wants to lose more."""
_END: Final = np.geomspace(1e-6, 0.01, 40)
STEPS: Final = np.concatenate(([0.0], _END, np.arange(0.015, 0.99, 0.005), 1 - _END[::-1]))
"""Strictnesses that make a curve, close together at both ends, where nearly all lines are."""
_MARKED: Final = ", ".join(f"{strictness:g}" for strictness in MARKED)
_COLOURS: Final = (BLUE, RED, GREEN)


def write_plots(documents: Sequence[Labelled], cleaner: Cleaner, folder: Path) -> None:
    """Every plot of `PLOTS` into `folder`, which is made when it is missing. The policy is the default one."""
    cleaner = cleaner.with_policy(Policy())
    lines = {name: judged(cleaner, some) for name, some in _regimes(documents).items()}
    evaluation = evaluate(cleaner, documents)
    folder.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever the machine is set up to
        for name, plot in PLOTS.items():
            figure = plot(lines, evaluation)
            FigureCanvasAgg(figure)
            figure.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})


def _regimes(documents: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """All documents, and those of each regime that holds noise."""
    groups = {"all documents": list(documents)}
    for regime in ("full page", "mostly clean"):
        some = [document for document in documents if document.regime == regime]
        if some:
            groups[f"{regime}s" if regime == "full page" else regime] = some
    return groups


def precision_recall(lines: Mapping[str, Lines], _evaluation: Evaluation) -> Figure:
    """Article against noise at every strictness, lines weighed by their characters."""
    figure, axes = one("Article against noise, held-out documents of data/")
    for (name, some), colour in zip(lines.items(), _COLOURS, strict=False):
        precision, recall = precision_and_recall(some, STEPS)
        axes.plot(recall, precision, color=colour, label=f"{name} (area {area(precision, recall):.4f})")
        precision, recall = precision_and_recall(some, np.array(MARKED))
        axes.plot(recall, precision, color=colour, **DOTS)
    axes.plot([], [], color=GREY, label=f"strictness {_MARKED}, from the right", **DOTS)
    axes.set_xlabel("recall: share of the article's characters that stay")
    axes.set_ylabel("precision: share of article among the characters that stay")
    axes.set_xlim(0.9, 1.002)
    axes.set_ylim(0.6, 1.004)
    finish(axes, legend="lower left")
    return figure


def harm_and_noise(lines: Mapping[str, Lines], _evaluation: Evaluation) -> Figure:
    """What a strictness costs and what it gives, up to `LARGEST_HARM`."""
    figure, axes = one("Harm against noise removed, held-out documents of data/")
    for (name, some), colour in zip(lines.items(), _COLOURS, strict=False):
        points = [at(some, strictness) for strictness in STEPS]
        axes.plot([point.lost for point in points], [point.removed for point in points], color=colour, label=name)
        points = [at(some, strictness) for strictness in MARKED]
        axes.plot([point.lost for point in points], [point.removed for point in points], color=colour, **DOTS)
    axes.plot([], [], color=GREY, label=f"strictness {_MARKED}, from the left", **DOTS)
    axes.set_xlabel("article characters lost")
    axes.set_ylabel("noise lines removed")
    axes.set_xlim(-LARGEST_HARM / 100, LARGEST_HARM)
    axes.set_ylim(0, 1.02)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    finish(axes, legend="lower right")
    return figure


def reliability(lines: Mapping[str, Lines], _evaluation: Evaluation) -> Figure:
    """Whether a probability means what it says, and how many lines say it."""
    some = next(iter(lines.values()))
    predicted, observed, count = reliability_bins(some)
    figure = Figure(figsize=(7, 6), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=(3, 1), sharex=True)
    above.set_title("Reliability, held-out documents of data/")
    above.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1, label="as it should be")
    above.plot(predicted, observed, color=BLUE, marker="o", label="lines, in tenths of the probability")
    above.set_ylabel("share of lines that are article")
    above.set_ylim(-0.02, 1.02)
    finish(above, legend="upper left")
    middle = (np.arange(BINS) + 0.5) / BINS
    bars = below.bar(middle, count, width=0.9 / BINS, color=BLUE)
    below.bar_label(bars, labels=[f"{number:,}" for number in count], fontsize=8)
    below.set_yscale("log")
    below.set_ylim(1, max(10, 6 * int(count.max(initial=0))))
    below.set_xlim(0, 1)
    below.set_ylabel("lines")
    below.set_xlabel("predicted probability that a line is article")
    below.grid(visible=False)
    return figure


Plot = Callable[[Mapping[str, Lines], Evaluation], Figure]
PLOTS: Final[Mapping[str, Plot]] = MappingProxyType(
    {
        "precision-recall": precision_recall,
        "harm-noise": harm_and_noise,
        "reliability": reliability,
        "confusion": confusion,
        "languages": languages,
    }
)
"""File name without its ending -> what makes its figure."""
