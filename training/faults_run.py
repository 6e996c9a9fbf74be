"""One run of `cleaner apply`, in a process group of its own so that it can be killed, and what it should leave."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts
from cleaner.run.journal_file import NAME as JOURNAL
from cleaner.run.outputs import UNFINISHED
from cleaner.run.record import NAME as RECORD
from cleaner.run.tree import OWN
from cleaner.run.work import KILLED

_ROOT = Path(__file__).parent.parent
_LOOK = 0.002
"""Seconds between two looks at what a run has written; at its processes it is ten times as long."""
GONE_WITHIN: Final = 15.0
"""Seconds after the end of a run within which no process of it may be left."""
WORKER: Final = "import serve"
"""In the command line of a worker process, and of no other."""
EQUAL: Final = ("total", "folders", "samples")
"""What of the record of a run does not depend on how often it was killed."""


def _other(part: str) -> str:
    return f"{RECORD}: other {part}"


OTHER_SAMPLES: Final = _other("samples")


class Process(NamedTuple):
    """A process of a run that is alive."""

    pid: int
    state: str  # as `ps` has it
    command: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where a run reads and writes."""

    raw: Path
    folder: Path  # holds CLEAN, REMOVED and what the run says; nothing else
    model: Path | None = None

    @property
    def clean(self) -> Path:
        """CLEAN."""
        return self.folder / "clean"

    @property
    def removed(self) -> Path:
        """REMOVED."""
        return self.folder / "removed"

    @property
    def written(self) -> int | None:
        """When the journal was last written to, None if there is none: a run begins with that."""
        journal = self.clean / OWN / JOURNAL
        return journal.stat().st_mtime_ns if journal.exists() else None

    def command(self, jobs: int) -> list[str]:
        """`python -m cleaner apply raw clean --removed removed --jobs N`."""
        model = ["--model", str(self.model)] if self.model else []
        places = [str(self.raw), str(self.clean), "--removed", str(self.removed)]
        return [sys.executable, "-m", "cleaner", "apply", *places, "--jobs", str(jobs), *model]


class Running:
    """A run under way; a context: nothing of it is alive when it is left."""

    def __init__(self, site: Site, jobs: int, *, before: Sequence[str] = ()) -> None:
        """`before` stands before the command, and becomes it."""
        site.folder.mkdir(parents=True, exist_ok=True)
        self.site, self._said = site, site.folder / "said"
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [*before, *site.command(jobs)], cwd=_ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"},
                stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
            )  # fmt: skip
        self.pid = self._process.pid
        self.began = time.monotonic()

    def __enter__(self) -> Running:
        """The run itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what is left."""
        self.send(signal.SIGKILL)
        self._process.wait()

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return time.monotonic() - self.began

    @property
    def said(self) -> str:
        """What it said on stderr."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    def send(self, number: int) -> None:
        """Send a signal to every process of the run."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def wait(self, seconds: float) -> int | None:
        """Its exit status; None if it has not ended within so many seconds."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def until(self, happened: Callable[[], object], seconds: float = 60.0, every: float = _LOOK) -> bool:
        """Wait for something; False if the run ended, or so many seconds went by, before it happened."""
        stop = time.monotonic() + seconds
        while not happened():
            if self._process.poll() is not None or time.monotonic() > stop:
                return False
            time.sleep(every)
        return True

    def until_workers(self, number: int = 1, besides: Collection[int] = ()) -> list[int]:
        """Wait until there are so many workers besides some; the others, none if there never were so many."""
        found: list[int] = []

        def happened() -> bool:
            found[:] = [pid for pid in self.workers() if pid not in besides]
            return len(found) >= number

        return found if self.until(happened, every=10 * _LOOK) else []

    def processes(self) -> list[Process]:
        """Its processes that are alive."""
        columns = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,pgid=,stat=,args="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split(None, 3) for line in columns.splitlines()]
        return [
            Process(int(row[0]), row[2], row[3])
            for row in rows
            if len(row) == 4 and int(row[1]) == self.pid and not row[2].startswith("Z")
        ]

    def workers(self) -> list[int]:
        """Its worker processes."""
        return [process.pid for process in self.processes() if WORKER in process.command]

    def left_behind(self, seconds: float = GONE_WITHIN) -> list[str]:
        """What is still alive so long after its end."""
        stop = time.monotonic() + seconds
        while left := self.processes():
            if time.monotonic() > stop:
                return [f"still alive: {process.command[:100]}" for process in left]
            time.sleep(0.05)
        return []


def read(folder: Path) -> dict[str, str]:
    """The sha256 of every file below a folder, what is the program's own left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(f"{OWN}/"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@dataclass(frozen=True, slots=True)
class Truth:
    """What a run writes that nothing disturbs."""

    outputs: Mapping[str, str]  # name in RAW -> name in CLEAN
    clean: Mapping[str, str]  # name -> sha256
    removed: Mapping[str, str]
    record: Mapping[str, Any]
    size: int  # bytes of CLEAN and REMOVED
    seconds: dict[int, float] = field(default_factory=dict)  # that a run takes, by processes

    @classmethod
    def of(cls, site: Site) -> Truth:
        """What lies there."""
        sorts = Sorts(Fields())
        outputs = {name: sorts.of(name).output_name(name) for name in read(site.raw)}
        files = [path for place in (site.clean, site.removed) for path in place.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        return cls(outputs, read(site.clean), read(site.removed), _record(site), size)


def _record(site: Site) -> dict[str, Any]:
    try:
        record = json.loads((site.clean / RECORD).read_bytes())
    except (OSError, ValueError) as error:
        return {"unreadable": str(error)}
    inputs = record["inputs"]
    return {name: record[name] for name in EQUAL} | {"files": inputs["done"] + inputs["done before"]}


def partial(site: Site, truth: Truth) -> list[str]:
    """Files that are not as an undisturbed run writes them, in whatever state the run is."""
    clean, removed = read(site.clean), read(site.removed)
    odd = [f"clean/{name}" for name, content in clean.items() if truth.clean.get(name) != content]
    odd += [f"removed/{name}" for name, content in removed.items() if truth.removed.get(name) != content]
    without = [name for name in clean if f"{name}.jsonl" in truth.removed.keys() - removed.keys()]
    return odd + [f"clean/{name} without what went from it" for name in without]


def unfinished(site: Site) -> list[str]:
    """Files that a run should have swept."""
    places = [site.clean / OWN / UNFINISHED, site.removed / OWN / UNFINISHED]
    return [f"left unfinished: {path.name}" for place in places if place.is_dir() for path in place.iterdir()]


def differences(site: Site, truth: Truth) -> list[str]:
    """All in which an output that should be whole differs from the truth."""
    found = [f"{name} differs" for name in partial(site, truth)]
    found += [f"clean/{name} is missing" for name in sorted(truth.clean.keys() - read(site.clean).keys())]
    found += [f"removed/{name} is missing" for name in sorted(truth.removed.keys() - read(site.removed).keys())]
    record = _record(site)
    found += [_other(name) for name in truth.record if record.get(name) != truth.record[name]]
    return found + unfinished(site)


def named(site: Site, said: str) -> dict[str, str]:
    """The files of RAW that a run named on stderr, and why."""
    start = f"cleaner: {site.raw}/"
    lines = [line.removeprefix(start) for line in said.splitlines() if line.startswith(start)]
    return {name: why for name, _, why in (line.partition(": ") for line in lines)}


def unaccounted(site: Site, truth: Truth, said: str, reasons: Sequence[str]) -> list[str]:
    """What is wrong with a run that could not do all: each file must be whole, or absent and named with a reason that
    holds one of `reasons`."""
    found = [f"{name} differs" for name in partial(site, truth)]
    clean, why = read(site.clean), named(site, said)
    for name, output in truth.outputs.items():
        if name not in why:
            found += [] if output in clean else [f"{name} is neither written nor named"]
        elif output in clean and why[name] != KILLED:  # a worker may be killed when it has written and not yet said so
            found.append(f"{name} is written and yet named: {why[name]}")
        elif not any(reason in why[name] for reason in reasons):
            found.append(f"{name} is named for another reason: {why[name]}")
    return found + (["a traceback was printed"] if "Traceback" in said else [])
