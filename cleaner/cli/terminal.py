"""What rich draws: the progress bar, the closing table, a document line by line, tables of figures.

Imported only where one of these is shown, since a small file is cleaned in less time than the import takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Column, Table
from rich.text import Text

from cleaner.cli.messages import complain, many, summary_rows
from cleaner.document import Document
from cleaner.evaluate import Evaluation, Figures
from cleaner.run.apply import Progress as Report
from cleaner.run.summary import Summary
from cleaner.run.tree import Entry, Tree
from cleaner.visible import visible

WHY: Final = "  ← "
"""Between the text of a line that goes and the reason."""


@contextmanager
def progress_bar(raw: Path, limit: int | None = None) -> Iterator[Report]:
    """A bar on stderr while a run goes on.

    Another thread adds up the bytes there are; until it has, the bar only shows that something moves.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_console(stderr=True), transient=True) as bar:
        task = bar.add_task("0 files", total=None)
        Thread(target=lambda: bar.update(task, total=_bytes_below(raw, limit)), daemon=True).start()
        yield lambda files, done: bar.update(task, completed=done, description=many(files, "file"))


def _bytes_below(raw: Path, limit: int | None) -> int:
    """Bytes of all files, or of the first few."""
    return sum(entry.size for entry in islice((one for one in Tree(raw).entries() if isinstance(one, Entry)), limit))


def draw_summary(summary: Summary) -> None:
    """The closing table, on stderr."""
    table = Table("", Column(justify="right"), show_header=False)
    for name, value in summary_rows(summary):
        bad = name.startswith(("failed", "skipped", "records without"))
        table.add_row(name, value, style="red" if bad else None)
    _console(stderr=True).print(table)


def show_document(document: Document) -> None:
    """Every line of a document on stdout: number, kind, probability of being kept, fate, text; why, where it goes.

    What was trimmed from a line stands below it. On a terminal what stays is in plain letters, what goes is dim.
    """
    console = _console()
    width = max(len(str(len(document.lines))), 2)
    for line in document.lines:
        head = f"{line.number:{width}}  {line.kind or '-':10}  {f'{line.probability:.2f}' if line.kind else '-':4}  "
        text = visible(line.clean or line.text) if line.kind else ""
        if line.kept:
            console.print(Text.assemble((head, "dim"), ("keep", "green"), f"  {text}" if text else ""))
        else:
            console.print(_gone(head, "drop", text, line.reason, "dim"))
        for trim in line.trims:
            head = f"{line.number:{width}}  {trim.kind:10}  {trim.probability:.2f}  "
            console.print(_gone(head, "trim", visible(trim.text.strip()), trim.reason, "red"))
    if document.left_alone:
        complain("no article, or hardly any, was found in the document, so nothing was removed")


def _gone(head: str, fate: str, text: str, reason: str, style: str) -> Text:
    return Text.assemble((head, "dim"), (fate, "red"), (f"  {text}" if text else "", style), (f"{WHY}{reason}", "dim"))


def show_evaluation(evaluation: Evaluation) -> None:
    """Figures on stdout: by regime, by language and by kind."""
    console = _console()
    documents = Table("documents", *_right("number", "chars lost", "hurt", "noise lines", "removed"))
    documents.add_row("all", *_cells(evaluation.overall), style="bold")
    for group in (evaluation.by_regime, evaluation.by_language):
        documents.add_section()
        for name, figures in sorted(group.items()):
            documents.add_row(name, *_cells(figures))
    console.print(documents)
    kinds = Table("kind", *_right("lines", "gone", "named rightly (F1)"))
    for kind, f1 in evaluation.kind_f1.items():
        figures = evaluation.by_kind[kind]
        lines = figures.lines
        gone = (figures.lost_lines + figures.removed_lines) / max(lines, 1)
        kinds.add_row(kind, f"{lines:,}", f"{gone:.1%}", f"{f1:.2f}")
    console.print(kinds)


def _right(*names: str) -> list[Column]:
    return [Column(name, justify="right") for name in names]


def _cells(figures: Figures) -> list[str]:
    return [
        f"{figures.documents:,}",
        f"{figures.lost:.2%}",
        f"{figures.hurt_share:.0%}",
        f"{figures.noise_lines:,}",
        f"{figures.removed:.1%}" if figures.noise_lines else "-",
    ]


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=not stderr)
