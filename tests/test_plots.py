"""Plots: every one is written, and the same figures give the same bytes."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest
from made_up import QUICK, labelled, page

from cleaner.fit import fit
from cleaner.pipeline import Cleaner
from training.plots.of_documents import PLOTS, write_plots

PAGES = [page(number) for number in range(20)]


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner(fit(PAGES[:10], QUICK))


def test_the_same_figures_give_the_same_bytes(cleaner: Cleaner, tmp_path: Path) -> None:
    write_plots(PAGES[10:], cleaner, tmp_path / "first")
    with matplotlib.rc_context({"font.size": 30, "savefig.dpi": 20}):  # another machine's settings
        write_plots(PAGES[10:], cleaner, tmp_path / "second")
    written = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert written == sorted(f"{name}.png" for name in PLOTS)
    for name in written:
        image = (tmp_path / "first" / name).read_bytes()
        assert image.startswith(b"\x89PNG"), name
        assert b"Software" not in image and b"matplotlib" not in image, name
        assert image == (tmp_path / "second" / name).read_bytes(), name


def test_documents_without_noise_are_plotted_too(cleaner: Cleaner, tmp_path: Path) -> None:
    write_plots([labelled([("body", "The ferry left at six in the morning with forty people.")])], cleaner, tmp_path)
    assert len(list(tmp_path.iterdir())) == len(PLOTS)
