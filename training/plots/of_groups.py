"""Plots of what became of groups of lines: by their kind, and by the language of their document."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from cleaner.evaluate import Evaluation
from cleaner.kinds import ARTICLE, KINDS
from training.measuring.curve import Lines
from training.plots.style import BLUE, GREY, RED, finish, one


def confusion(_lines: Mapping[str, Lines], evaluation: Evaluation) -> Figure:
    """What the lines of every kind were taken for: counts, shaded by their share of the label's lines."""
    counts = np.array([[evaluation.confusion[label, judged] for judged in KINDS] for label in KINDS])
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure, axes = one("Kinds of lines, held-out documents of data/", size=(9.5, 7.2))
    image = axes.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(counts), strict=True):
        colour = "white" if share[row, column] > 0.5 else "black"
        axes.text(column, row, f"{counts[row, column]}", ha="center", va="center", fontsize=8, color=colour)
    ticks = np.arange(len(KINDS))
    axes.set_xticks(ticks, KINDS, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(ticks, [f"{kind} ({number})" for kind, number in zip(KINDS, counts.sum(axis=1), strict=True)])
    axes.axhline(len(ARTICLE) - 0.5, color=GREY, linewidth=1)
    axes.axvline(len(ARTICLE) - 0.5, color=GREY, linewidth=1)
    axes.set_xlabel("judged (left of the line: article)")
    axes.set_ylabel("labelled (number of lines; above the line: article)")
    figure.colorbar(image, ax=axes, shrink=0.8, label="share of the label's lines", format=PercentFormatter(1))
    return figure


def languages(_lines: Mapping[str, Lines], evaluation: Evaluation) -> Figure:
    """Noise removed and article lost in every language, by its code."""
    found = sorted(evaluation.by_language.items(), reverse=True)
    names = [f"{name} ({figures.documents})" for name, figures in found]
    figure = Figure(figsize=(8.5, max(3.0, 1.4 + 0.24 * len(found))), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    figure.suptitle("By language, held-out documents of data/")
    removed = [figures.removed if figures.noise_lines else 0.0 for _, figures in found]
    shown = [f"{figures.removed:.0%} of {figures.noise_lines}" if figures.noise_lines else "–" for _, figures in found]
    left.bar_label(left.barh(names, removed, color=BLUE), labels=shown, fontsize=8, padding=3)
    left.set_xlabel("noise lines removed")
    left.set_xlim(0, 1.35)
    left.set_xticks(np.arange(0, 1.1, 0.25))
    left.set_ylabel("language (documents)")
    lost = [figures.lost for _, figures in found]
    right.bar_label(right.barh(names, lost, color=RED), fmt="{:.1%}", fontsize=8, padding=3)
    right.set_xlabel("article characters lost")
    right.xaxis.set_major_locator(MaxNLocator(5))
    right.set_xlim(0, max(0.02, 1.2 * max(lost, default=0)))
    for axes in (left, right):
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        axes.margins(y=0.01)
        finish(axes)
    return figure
