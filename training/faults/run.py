"""One run of `cleaner apply`, in a process group of its own so that it can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.run.journal_file import NAME as JOURNAL
from cleaner.run.tree import OWN
from training.places import REPOSITORY

_LOOK = 0.002
"""Seconds between two looks at what a run has written; at its processes it is ten times as long."""
GONE_WITHIN: Final = 15.0
"""Seconds after the end of a run within which no process of it may be left."""
WORKER: Final = "import serve"
"""In the command line of a worker process, and of no other."""


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
                [*before, *site.command(jobs)], cwd=REPOSITORY, env={**os.environ, "OMP_NUM_THREADS": "1"},
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
