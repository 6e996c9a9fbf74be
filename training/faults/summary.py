"""The book as tables."""

from __future__ import annotations

from collections.abc import Sequence

from training.faults.book import Book, Row
from training.faults.undisturbed import PROCESSES
from training.report import Table


def tables(book: Book) -> list[Table]:
    """The summary."""
    groups: dict[str, list[Row]] = {}
    for row in book.killed_runs:
        groups.setdefault(", then ".join(run["signal"] for run in row["runs"]), []).append(row)
    rows = [_figures(name, of) for name, of in sorted(groups.items())]
    columns = ("killed by", "runs", "kills", "too late", "resumes", "differences", "files found partial")
    formats = dict.fromkeys(columns, "d") | {"killed by": ""}
    seconds = sum(row["seconds"] for row in book.killed_runs)
    interrupts = [run["took"] for row in book.killed_runs for run in row["runs"] if run["signal"] == "SIGINT"]
    return [
        Table(
            "kills",
            "Killed at random moments",
            formats,
            (*rows, _figures("all", book.killed_runs)),
            f"Each run into fresh folders, with {', '.join(map(str, PROCESSES))} processes, until it was whole; "
            f"{seconds / 60:.0f} minutes. Too late: the run had ended. An interrupted run took at most "
            f"{max(interrupts, default=0):.1f} seconds to end.",
        ),
        Table(
            "faults",
            "Single faults",
            {"fault": "", "seen": "", "differences": "d"},
            tuple((row["name"], "; ".join(row["seen"]), len(row["differences"])) for row in book.checks),
        ),
    ]


def _figures(name: str, rows: Sequence[Row]) -> tuple[str | int, ...]:
    runs = [run for row in rows for run in row["runs"]]
    late = sum(run["ended"] for run in runs)
    wrong, partial = (sum(len(row[what]) for row in rows) for what in ("differences", "partial"))
    return name, len(rows), len(runs) - late, late, len(runs), wrong, partial
