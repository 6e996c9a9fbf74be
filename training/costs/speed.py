"""Speed and memory: the command from files to files, the library in memory, and other tools, in one run.

Speeds are in MB, 10**6 bytes of UTF-8, of raw text; for a tool that reads HTML that is the text resiliparse
writes for the same pages, whole, so that all rows speak of the same pages. One thread; medians of a few
repetitions, taken in turn.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Final

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from cleaner.pipeline import Cleaner
from training.baselines import HTML, TEXT, run
from training.costs.child import Cost, measure
from training.report import Cell, Table

log = logging.getLogger(__name__)

MEGABYTE: Final = 10**6
TREE_MEGABYTES: Final = 40
"""Text given to the command: a second or more of work, so that its start weighs little."""
REPETITIONS: Final = 3
C4: Final = "C4 rules, 5 words"
SMALL: Final = 3000
"""Bytes near which a file counts as one small article."""
_FOLDER = 500
"""Files a folder of the made tree holds."""
_COMMAND = (sys.executable, "-c", "from cleaner.cli import main; main()", "apply")


@dataclass(frozen=True, slots=True)
class Workload:
    """What speed is measured on."""

    texts: tuple[str, ...]  # raw texts, none empty
    pages: Mapping[str, str]  # HTML -> its text by resiliparse; empty where there are no pages


def write_tree(texts: Sequence[str], folder: Path, megabytes: float) -> tuple[int, int]:
    """Write the texts over and over as files until they come to `megabytes`; return files and bytes written.

    Raises ValueError when there is no text to write.
    """
    encoded = [text.encode("utf-8", "surrogateescape") for text in texts if text]
    if not encoded:
        raise ValueError("no text to measure speed on")
    files = size = 0
    for data in cycle(encoded):
        if size >= megabytes * MEGABYTE:
            break
        path = folder / f"{files // _FOLDER:05}" / f"{files % _FOLDER:03}.txt"
        if files % _FOLDER == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(data)
        files, size = files + 1, size + len(data)
    return files, size


def apply(raw: Path, clean: Path, model: Path | None, *, one_core: bool = True) -> Cost:
    """`cleaner apply` with one job as a process of its own, start included; RuntimeError when it fails."""
    options = ["--jobs", "1", "--quiet", *(["--model", str(model.resolve())] if model else [])]
    return measure([*_COMMAND, str(raw), str(clean), *options], one_core=one_core)


def speed_tables(
    workload: Workload,
    cleaner: Cleaner,
    model: Path | None,
    *,
    repetitions: int = REPETITIONS,
    tree_megabytes: float | None = None,
) -> list[Table]:
    """Speeds side by side, then whole processes: one small file and, when asked for, a large tree."""
    with tempfile.TemporaryDirectory(prefix="cleaner-speed-") as name:
        folder = Path(name)
        return [
            _side_by_side(workload, cleaner, model, folder, repetitions),
            _processes(workload, model, folder, repetitions, tree_megabytes),
        ]


@dataclass(frozen=True, slots=True)
class _Job:
    """A computation in this process and the input it works through."""

    name: str
    run: Callable[[], object]
    inputs: int
    size: int  # bytes of raw text


def _side_by_side(workload: Workload, cleaner: Cleaner, model: Path | None, folder: Path, repetitions: int) -> Table:
    files, size = write_tree(workload.texts, folder / "raw", TREE_MEGABYTES)
    texts = list(islice(cycle(workload.texts), files))
    pages = list(workload.pages)
    text_size = sum(map(_bytes, workload.pages.values()))
    jobs = [
        _Job("cleaner, in memory", partial(cleaner.clean_many, texts), files, size),
        _Job(f"{C4}, in memory", partial(run, C4, TEXT[C4], texts), files, size),
    ]
    if pages:
        jobs += (
            _Job(f"{tool}, from HTML", partial(run, tool, extract, pages), len(pages), text_size)
            for tool, extract in HTML.items()
        )
    costs: list[Cost] = []
    seconds: dict[str, list[float]] = {job.name: [] for job in jobs}
    for repetition in range(repetitions):
        log.info("  repetition %d of %d", repetition + 1, repetitions)
        costs.append(apply(folder / "raw", folder / f"clean-{repetition}", model))
        with threadpool_limits(limits=1):
            for job in jobs:
                seconds[job.name].append(_timed(job.run))
    whole = median(cost.seconds for cost in costs)
    peak = max(cost.peak_bytes for cost in costs)
    rows: list[tuple[Cell, ...]] = [
        ("cleaner apply, files to files", size / MEGABYTE / whole, files / whole, peak / MEGABYTE)
    ]
    for job in jobs:
        middle = median(seconds[job.name])
        rows.append((job.name, job.size / MEGABYTE / middle, job.inputs / middle, None))
    formats = {
        "what": "",
        "MB of text per second": ".1f",
        "pages per second": ",.0f",
        "peak memory, MB": ",.0f",
    }
    note = (
        f"One thread, median of {repetitions} repetitions in one run: {size / MEGABYTE:.0f} MB in "
        f"{files:,} files, {len(workload.texts)} of them different"
        + (f"; the HTML of {len(pages)} pages, whose text counts." if pages else ".")
    )
    return Table("speed", "Speed on one core", formats, tuple(rows), note)


def _processes(
    workload: Workload, model: Path | None, folder: Path, repetitions: int, tree_megabytes: float | None
) -> Table:
    small = min(workload.texts, key=lambda text: abs(_bytes(text) - SMALL))
    n_files, size = write_tree([small], folder / "small", 0.0001)
    costs = [
        apply(folder / "small", folder / f"small-clean-{i}", model, one_core=False) for i in range(max(repetitions, 3))
    ]
    rows = [_process("one small file", n_files, size, costs)]
    if tree_megabytes is not None:
        log.info("  a tree of %.0f MB", tree_megabytes)
        n_files, size = write_tree(workload.texts, folder / "tree", tree_megabytes)
        costs = [apply(folder / "tree", folder / "tree-clean", model)]
        rows.append(_process(f"a tree of {tree_megabytes:,.0f} MB", n_files, size, costs))
    formats = {"process": "", "files": ",d", "KB": ",.1f", "seconds": ".2f", "peak memory, MB": ",.0f"}
    note = "`cleaner apply --jobs 1` from the start of the process to its end."
    return Table("processes", "Whole processes", formats, tuple(rows), note)


def _process(name: str, files: int, size: int, costs: Sequence[Cost]) -> tuple[Cell, ...]:
    peak = max(cost.peak_bytes for cost in costs)
    return name, files, size / 1000, median(cost.seconds for cost in costs), peak / MEGABYTE


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def _timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start
