"""The command: `python -m training.faults --kills 200`.

A line for each kill goes to stderr, a summary to stdout as Markdown. What was done stands in the file `--output` after
each kill, and the same command goes on from there. Exit status: 0, or 1 for any difference.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cleaner
from cleaner.artifact import digest
from training.faults.book import Book
from training.faults.checks import CHECKS
from training.faults.killed_runs import killed_run
from training.faults.lab import Lab
from training.faults.progress import in_words, say
from training.faults.summary import tables
from training.faults.tree import make_tree
from training.faults.undisturbed import NUMBERS, undisturbed
from training.report import markdown

MEGABYTES: Final = 12.0
"""Text of the tree: a run takes some seconds, in which it comes to every format and to several tasks of each worker."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, compare and report; the exit status."""
    options = _options(arguments)
    # A shell may have had it ignored, in runs from here as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if options.model:
        options.model = options.model.resolve()
    settings = {
        "cleaner": cleaner.__version__,
        "model": digest(cleaner.load(options.model).model),
        "seed": options.seed,
        "megabytes": options.megabytes,
    }
    try:
        book = Book.open(options.output, settings)
    except ValueError as error:
        say(str(error))
        return 2
    with tempfile.TemporaryDirectory(prefix="cleaner-faults-") as name:
        try:
            work_through(options, book, Path(name))
        except KeyboardInterrupt:
            say("interrupted; run the same command again to go on" if options.output else "interrupted")
            return 130
    print(markdown(tables(book)))
    return 1 if book.differences else 0


def work_through(options: argparse.Namespace, book: Book, folder: Path) -> None:
    """Do what the book does not yet hold."""
    known = {row["number"] for row in book.killed_runs}
    numbers = [number for number in range(1, options.kills + 1) if number not in known]
    done = {row["name"] for row in book.checks}
    checks = [name for name in options.checks if name not in done]
    if not numbers and not checks and NUMBERS in done:
        return
    raw = folder / "raw"
    make_tree(raw, megabytes=options.megabytes, seed=options.seed)
    truth, found = undisturbed(folder, raw, options.model)
    lab = Lab(raw, folder, options.model, truth)
    if NUMBERS not in done:
        book.checks.append({"name": NUMBERS, "seen": [], "differences": found})
        book.write()
    for number in numbers:
        book.killed_runs.append(row := killed_run(number, options.seed, lab))
        book.write()
        say(f"kill {number} of {options.kills}: {in_words(row)}")
    for name in checks:
        seen = CHECKS[name](lab)
        book.checks.append({"name": name, "seen": seen.told, "differences": seen.differences})
        book.write()
        say(f"{name}: {'; '.join([*seen.told, *seen.differences[:10]]) or 'as it should be'}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.faults",
        description="Kill `cleaner apply` over and over and compare what it leaves; a Markdown summary on stdout.",
        epilog="example: python -m training.faults --kills 200 --seed 0 --output faults.json",
    )
    add = parser.add_argument
    add("--kills", type=int, default=200, help="how many runs are killed")
    add("--seed", type=int, default=0, help="of the tree and of the moments")
    add("--output", type=Path, help="what was done, as JSON; the same command goes on from there")
    add("--model", type=Path, help="model folder (default: the one that comes with the package)")
    add("--megabytes", type=float, default=MEGABYTES, help="text of the tree")
    add("--checks", nargs="*", choices=tuple(CHECKS), default=tuple(CHECKS), metavar="FAULT",
        help=f"only these single faults: {', '.join(CHECKS)}")  # fmt: skip
    return parser.parse_args(arguments)
