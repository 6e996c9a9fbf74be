"""How the plots look: one size, few colours, a light grid."""

from __future__ import annotations

from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

BLUE: Final = "#1f5fa8"
RED: Final = "#b5432e"
GREEN: Final = "#3a8a4d"
GREY: Final = "#8a8f98"
DOTS: Final[dict[str, Any]] = {"marker": "o", "markersize": 5, "linestyle": "none"}
"""How points are shown that a curve runs through."""


def one(title: str, *, size: tuple[float, float] = (7, 5)) -> tuple[Figure, Axes]:
    """A figure of `size` inches with one pair of axes under a title."""
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title)
    return figure, axes


def finish(axes: Axes, *, legend: Literal["upper left", "lower left", "lower right"] | None = None) -> None:
    """Grid behind the figures, no frame above and to the right, a legend at the place named."""
    axes.grid(visible=True, color="#e4e6ea", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if legend:
        axes.legend(loc=legend, frameon=False, fontsize=9)
