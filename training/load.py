"""Load: what the formats, workers and small files cost, in one run: `python -m training.load`.

Every row does the same texts, made of invented sentences. Speeds are MB of UTF-8 text a second, by ratio to what
`clean_many` does in memory in the same process count; the machine's own speed falls out.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from shutil import rmtree
from statistics import median
from typing import Any, Final

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import cleaner
from cleaner.formats.compressed import writing
from cleaner.labels import read_folder
from cleaner.run.apply import apply
from cleaner.train import packaged_data
from training.costs.child import measure
from training.costs.inputs import MEGABYTE, MIXED, as_many, json_lines, write_mixed, write_parquet, write_tree
from training.report import Cell, Table, markdown

log = logging.getLogger(__name__)

SMALL_FILES: Final = 100_000
TENTHS: Final = 10
EXTREMES: Final = (
    ("a line of 1 GB", b"river " * 1_000_000, 167),
    ("20 million lines of one character", b"a\n" * 1_000_000, 20),
)
PAGES: Final = 60
"""Megabytes of pages in one text file, of characters of which some take four bytes in memory, and with them all."""
_COMMAND: Final = (sys.executable, "-m", "cleaner", "apply")


def tables(options: argparse.Namespace) -> Iterator[Table]:
    """The tables asked for."""
    texts = [document.text for document in read_folder(packaged_data())]
    with tempfile.TemporaryDirectory(prefix="cleaner-load-", dir=options.folder) as name:
        yield _formats(texts, Path(name), options)
        if options.small_files:
            yield _small_files(texts, Path(name), options.small_files)
        if options.extremes:
            yield _extremes(texts, Path(name))
        if options.gigabytes:
            yield _long_run(texts, Path(name), options.gigabytes)


def _formats(texts: Sequence[str], folder: Path, options: argparse.Namespace) -> Table:
    """Each format beside the library in memory, repetitions in turn."""
    many = as_many(texts, options.megabytes)
    size = sum(len(text.encode()) for text in many)
    inputs = _write_inputs(many, folder)
    ready = cleaner.load()
    seconds: dict[str, list[float]] = {name: [] for name in ("in memory", *inputs)}
    gc.freeze()  # four times what a process of `cleaner apply` holds, or all of it is looked through again and again
    for repetition in range(options.repetitions):
        log.info("repetition %d of %d", repetition + 1, options.repetitions)
        with threadpool_limits(limits=1):
            began = time.perf_counter()
            ready.clean_many(many)
            seconds["in memory"].append(time.perf_counter() - began)
            for name, raw in inputs.items():
                began = time.perf_counter()
                apply(raw, folder / f"clean-{repetition}-{raw.name}", ready, jobs=1)
                seconds[name].append(time.perf_counter() - began)
    memory = median(seconds["in memory"])
    rows: list[tuple[Cell, ...]] = [
        (name, size / MEGABYTE / median(some), memory / median(some)) for name, some in seconds.items()
    ]
    note = f"One process, {size / MEGABYTE:.0f} MB in {len(many):,} documents, median of {options.repetitions} in turn."
    formats = {"from and to": "", "MB of text per second": ".1f", "of the speed in memory": ".0%"}
    return Table("formats", "Formats on one core", formats, tuple(rows), note)


def _write_inputs(texts: Sequence[str], folder: Path) -> dict[str, Path]:
    content = json_lines(texts)
    found = {}
    for suffix in ("", ".gz", ".zst"):
        found[f"JSON lines{suffix and ', '}{suffix}"] = path = folder / f"texts.jsonl{suffix}"
        with writing(path, suffix) as file:
            file.write(content)
    found["Parquet"] = path = folder / "texts.parquet"
    write_parquet(texts, path)
    found["a tree of text files"] = path = folder / "tree"
    write_tree(texts, path)
    return found


def _small_files(texts: Sequence[str], folder: Path, number: int) -> Table:
    """The cost of a file: a tree of tiny ones beside the same texts in memory."""
    tiny = [min(text.split("\n"), key=lambda line: abs(len(line) - 60)) + "\n" for text in texts]
    many = list(islice(cycle(tiny), number))
    raw = folder / "small"
    write_tree(many, raw)
    ready = cleaner.load()
    began = time.perf_counter()
    ready.clean_many(many)
    memory = time.perf_counter() - began
    rows: list[tuple[Cell, ...]] = []
    for jobs in (1, 2):
        began = time.perf_counter()
        apply(raw, folder / f"small-clean-{jobs}", ready, jobs=jobs)
        first = time.perf_counter() - began
        began = time.perf_counter()
        apply(raw, folder / f"small-clean-{jobs}", ready, jobs=jobs)
        again = time.perf_counter() - began
        rows.append((jobs, number / first, 1e6 * (first - memory / jobs) / number, 1e6 * again / number))
    formats = {
        "processes": "d",
        "files per second": ",.0f",
        "µs a file beyond its text": ".0f",
        "µs a file that is done": ".0f",
    }
    return Table("small-files", f"{number:,} files of a line each", formats, tuple(rows))


def _long_run(texts: Sequence[str], folder: Path, gigabytes: float) -> Table:
    """Files of every sort that come to so much, by one and two workers: memory, speed, and whether it slackens."""
    raw = folder / "mixed"
    for tenth in range(TENTHS):
        write_mixed(texts, raw / f"{tenth}", 1000 * gigabytes / TENTHS)
    total = sum(path.stat().st_size for path in raw.rglob("*") if path.is_file())
    rows: list[tuple[Cell, ...]] = []
    for jobs in (1, 2):
        clean, began = folder / f"mixed-{jobs}", time.time()
        cost = measure([*_COMMAND, str(raw), str(clean), "--jobs", str(jobs), "--quiet"], one_core=False)
        ends = [began, *(_last_change(clean / f"{tenth}") for tenth in range(TENTHS))]
        first, last = ends[1] - ends[0], ends[-1] - ends[-2]
        rows.append((jobs, cost.seconds, total / MEGABYTE / cost.seconds, cost.peak_bytes / MEGABYTE, last / first))
        rmtree(clean)
    formats = {
        "processes": "d",
        "seconds": ",.0f",
        "MB of files per second": ".1f",
        "peak memory of the largest process, MB": ",.0f",
        "last tenth's time to the first's": ".2f",
    }
    note = f"Each tenth the same: {', '.join(f'{share:.0%} {name}' for name, share in MIXED.items())}, by text."
    return Table("load", f"{total / 1e9:.1f} GB of mixed files", formats, tuple(rows), note)


def _last_change(folder: Path) -> float:
    return max(path.stat().st_mtime for path in folder.rglob("*") if path.is_file())


def _extremes(texts: Sequence[str], folder: Path) -> Table:
    """Documents of a gigabyte, of millions of lines and of many pages: seconds and memory of the command."""
    rows: list[tuple[Cell, ...]] = []
    pages = "\n".join(as_many(texts, PAGES)).encode()
    for name, chunk, times in (*EXTREMES, ("pages of many languages one after the other", pages, 1)):
        raw = folder / "extreme"
        with raw.open("wb") as file:
            for _ in range(times):
                file.write(chunk)
        cost = measure([*_COMMAND, str(raw), str(folder / "extreme-clean"), "--jobs", "1", "--quiet"], one_core=False)
        size = raw.stat().st_size
        rows.append((name, size / MEGABYTE, cost.seconds, cost.peak_bytes / MEGABYTE))
        log.info("%s: %.1f s", name, cost.seconds)
    formats = {"one text file": "", "MB": ",.0f", "seconds": ",.0f", "peak memory, MB": ",.0f"}
    return Table("extremes", "Documents of a gigabyte, of millions of lines and of many pages", formats, tuple(rows))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print Markdown; words go to stderr."""
    parser = argparse.ArgumentParser(prog="python -m training.load", description=__doc__.split("\n")[0])
    add: Any = parser.add_argument
    add("--megabytes", type=float, default=40, help="text of the table of formats (40)")
    add("--repetitions", type=int, default=3)
    add("--small-files", type=int, default=SMALL_FILES, help=f"{SMALL_FILES:,}; 0: leave them out")
    add("--gigabytes", type=float, default=0, help="size of the long run; 0: leave it out")
    add("--extremes", action="store_true", help="also documents of a gigabyte, of millions of lines and of many pages")
    add("--folder", type=Path, help="where inputs and outputs go for the time being")
    options = parser.parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(message)s")
    print(markdown(list(tables(options))))


if __name__ == "__main__":
    main()
