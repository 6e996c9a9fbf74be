"""Faults: `cleaner apply` killed over and over, and what it leaves compared with a run that nothing disturbed.

A tree of every format is cleaned once in peace. Then, each time into fresh folders, the run is killed at a random
moment, sometimes again while it goes on, sometimes interrupted instead; after each kill every file that is there must
be whole, and after a last run in peace all must be as the first one left it, byte for byte. Then single faults are
checked one by one (`training.faults_checks`).

A line for each kill goes to stderr, a summary to stdout as Markdown. What was done stands in the file `--output` after
each kill, and the same command goes on from there. Exit status: 0, or 1 for any difference.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import cleaner
from cleaner.artifact import digest
from training.faults_checks import CHECKS, Lab, Seen
from training.faults_run import Running, Site, Truth, differences, partial, unfinished
from training.faults_tree import make_tree
from training.report import Table, markdown

MEGABYTES: Final = 12.0
"""Text of the tree: a run takes some seconds, in which it comes to every format and to several tasks of each worker."""
PROCESSES: Final = (1, 2, 3)
AGAIN: Final = 0.3
"""Share of the kills that are followed by another while the run goes on."""
INTERRUPTED: Final = 0.25
"""Share of the kills that are interrupts."""
INTERRUPTED_WITHIN: Final = 30.0
"""Seconds that an interrupted run may take to end."""
ENDED_WITHIN: Final = 2.0
"""Seconds in which a run that has done all may still end without noticing an interrupt."""
BEYOND: Final = 1.05
"""Times what a run takes: kills come up to then, so that some come too late."""
NUMBERS: Final = "other-numbers-of-processes"
"""The check that needs no fault: whether as many processes as one likes write the same."""
_GOES_ON = "run the same command again to go on"
_ENDED = "MB/s"  # in the last line of the closing table

Row = dict[str, Any]


def uninterrupted(lab_folder: Path, raw: Path, model: Path | None) -> tuple[Truth, list[str]]:
    """The truth, and in what runs with other numbers of processes differ from it. Raises RuntimeError without one."""
    truth: Truth | None = None
    found: list[str] = []
    for jobs in PROCESSES:
        with tempfile.TemporaryDirectory(dir=lab_folder) as name:
            site = Site(raw, Path(name), model)
            with Running(site, jobs) as run:
                status = run.wait(3600)
                seconds = run.seconds
                if status != 0:
                    raise RuntimeError(f"an undisturbed run ended with {status}: {run.said[-500:]}")
            truth = truth or Truth.of(site)
            found += [f"{jobs} processes: {what}" for what in differences(site, truth)]
        truth.seconds[jobs] = seconds
        _say(f"undisturbed with {jobs} processes: {seconds:.1f} s")
    assert truth is not None
    return truth, found


def kill(number: int, seed: int, lab: Lab) -> Row:
    """A run killed once or twice and then brought to its end; how, depends on the number and the seed alone."""
    random = Random(f"{seed} {number}")
    began = time.monotonic()
    seen = Seen()
    runs: list[Row] = []
    files: list[str] = []
    with lab.site() as site:
        rest = 1.0  # of the work
        for _ in range(2 if random.random() < AGAIN else 1):
            sort = signal.SIGINT if random.random() < INTERRUPTED else signal.SIGKILL
            jobs, share = random.choice(PROCESSES), random.uniform(0, BEYOND * rest)
            runs.append(row := _disturbed(site, jobs, sort, share * lab.truth.seconds[jobs], seen))
            if row["ended"] and len(runs) == 1:  # the machine has less else to do than before
                lab.truth.seconds[jobs] = row["ran"]
            found = partial(site, lab.truth)
            files += found
            seen.differences += [f"partial: {name}" for name in found]
            rest = max(rest - share, 0.2)
        with Running(site, random.choice(PROCESSES)) as run:
            status = run.wait(lab.longest)
            seen.expect(status == 0, f"the last run ended with {status}: {run.said[-300:]}")
            seen.differences += run.left_behind()
        seen.differences += differences(site, lab.truth)
    seconds = round(time.monotonic() - began, 1)
    return {"number": number, "runs": runs, "partial": files, "differences": seen.differences, "seconds": seconds}


def _disturbed(site: Site, jobs: int, sort: signal.Signals, after: float, seen: Seen) -> Row:
    before = site.written
    with Running(site, jobs) as run:
        status = run.wait(after)
        ended, begun, sent = status is not None, site.written != before, time.monotonic()
        if not ended:
            run.send(sort)
            status = run.wait(INTERRUPTED_WITHIN)
        took = time.monotonic() - sent
        if ended:
            seen.expect(status == 0, f"ended by itself with {status}: {run.said[-300:]}")
        elif status is None:
            seen.differences.append(f"not ended {INTERRUPTED_WITHIN:.0f} s after {sort.name}")
        elif sort == signal.SIGINT:
            seen.differences += wrong_with_interrupt(status, run.said, took, begun=begun)
            seen.differences += unfinished(site) if begun else []
        seen.differences += run.left_behind()
    return {
        "jobs": jobs, "signal": sort.name, "after": round(after, 2), "ended": ended, "begun": begun, "status": status,
        "ran": round(sent - run.began, 2), "took": round(took, 2),
    }  # fmt: skip


def wrong_with_interrupt(status: int, said: str, took: float, *, begun: bool) -> list[str]:
    """What is wrong with how a run took an interrupt, `took` seconds before it ended.

    It must exit with 130 and say how to go on. One that had ended all but its process may end as if nothing had been;
    one that had not begun to write, as Python does.
    """
    told = f"interrupted: exit status {status} after {took:.1f} s: {said[-300:]}"
    if "Exception ignored" in said:
        return [told]
    if _ENDED in said:
        return [] if status in (0, 130, -signal.SIGINT) and took < ENDED_WITHIN else [told]
    if status == 130 and _GOES_ON in said and "Traceback" not in said:
        return []
    return [told] if begun or status == 0 else []


@dataclass(slots=True)
class Book:
    """What was done, in a file."""

    path: Path | None
    settings: Row
    kills: list[Row]
    checks: list[Row]

    @classmethod
    def open(cls, path: Path | None, settings: Row) -> Book:
        """The book of an earlier run with the same settings, or a new one. Raises ValueError for any other file."""
        if path is None or not path.exists():
            return cls(path, settings, [], [])
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or found.get("settings") != settings:
            raise ValueError(f"{path}: of other settings; name another file, or remove it")
        return cls(path, settings, found["kills"], found["checks"])

    def write(self) -> None:
        """Write it, whole or not at all."""
        if self.path:
            content = {"settings": self.settings, "kills": self.kills, "checks": self.checks}
            unfinished = self.path.with_name(f"{self.path.name}.part")
            unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            unfinished.replace(self.path)

    @property
    def differences(self) -> int:
        """How many there are in all."""
        return sum(len(row["differences"]) for row in (*self.kills, *self.checks))


def tables(book: Book) -> list[Table]:
    """The summary."""
    groups: dict[str, list[Row]] = {}
    for row in book.kills:
        groups.setdefault(", then ".join(run["signal"] for run in row["runs"]), []).append(row)
    rows = [_figures(name, of) for name, of in sorted(groups.items())]
    columns = ("killed by", "runs", "kills", "too late", "resumes", "differences", "files found partial")
    formats = dict.fromkeys(columns, "d") | {"killed by": ""}
    seconds = sum(row["seconds"] for row in book.kills)
    interrupts = [run["took"] for row in book.kills for run in row["runs"] if run["signal"] == "SIGINT"]
    return [
        Table(
            "kills",
            "Killed at random moments",
            formats,
            (*rows, _figures("all", book.kills)),
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
    wrong, odd = (sum(len(row[what]) for row in rows) for what in ("differences", "partial"))
    return name, len(rows), len(runs) - late, late, len(runs), wrong, odd


def work_through(options: argparse.Namespace, book: Book, folder: Path) -> None:
    """Do what the book does not yet hold."""
    known = {row["number"] for row in book.kills}
    kills = [number for number in range(1, options.kills + 1) if number not in known]
    done = {row["name"] for row in book.checks}
    checks = [name for name in options.checks if name not in done]
    if not kills and not checks and NUMBERS in done:
        return
    raw = folder / "raw"
    make_tree(raw, megabytes=options.megabytes, seed=options.seed)
    truth, found = uninterrupted(folder, raw, options.model)
    lab = Lab(raw, folder, options.model, truth)
    if NUMBERS not in done:
        book.checks.append({"name": NUMBERS, "seen": [], "differences": found})
        book.write()
    for number in kills:
        book.kills.append(row := kill(number, options.seed, lab))
        book.write()
        _say(f"kill {number} of {options.kills}: {_told(row)}")
    for name in checks:
        seen = CHECKS[name](lab)
        book.checks.append({"name": name, "seen": seen.told, "differences": seen.differences})
        book.write()
        _say(f"{name}: {'; '.join([*seen.told, *seen.differences[:10]]) or 'as it should be'}")


def _told(row: Row) -> str:
    runs = [
        f"{run['signal']} after {run['after']:.2f} s of {run['jobs']} processes{', too late' if run['ended'] else ''}"
        for run in row["runs"]
    ]
    wrong = "".join(f"\n  {what}" for what in row["differences"][:10])
    return (
        f"{', then '.join(runs)}; {len(row['partial'])} partial, {len(row['differences'])} differences, "
        f"{row['seconds']:.1f} s{wrong}"
    )


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, compare and report; the exit status."""
    options = _options(arguments)
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell may have had it ignored, in runs from here as well
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
        _say(str(error))
        return 2
    with tempfile.TemporaryDirectory(prefix="cleaner-faults-") as name:
        try:
            work_through(options, book, Path(name))
        except KeyboardInterrupt:
            _say("interrupted; run the same command again to go on" if options.output else "interrupted")
            return 130
    print(markdown(tables(book)))
    return 1 if book.differences else 0


if __name__ == "__main__":
    sys.exit(main())
