"""Single faults: workers and parents killed, and interrupts."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from cleaner.run.work import KILLED
from training.faults.differences import differences, not_whole
from training.faults.lab import Lab, Seen, account, ends, go_on
from training.faults.run import Running
from training.faults.tree import FIRST

_SETTLED: Final = 1.0
"""Seconds that processes sleep which wait for one that is stopped."""


def one_worker_killed(lab: Lab) -> Seen:
    """A worker is killed: it is replaced, and the output is equal."""
    seen = Seen()
    with lab.site() as site:
        with Running(site, 2) as run:
            workers = _at_work(lab, run, 2, seen)
            kill(workers[:1])
            seen.expect(run.until_workers(besides=workers), "the worker was not replaced")
            ends(lab, run, seen, [0])
        seen.differences += differences(site, lab.truth)
    return seen


def worker_killed_as_it_starts(lab: Lab) -> Seen:
    """A worker is killed before it has heard what it is to do."""
    seen = Seen()
    with lab.site() as site:
        with Running(site, 2) as run:
            workers = run.until_workers()
            kill(workers[:1])
            seen.expect(run.until_workers(2, besides=workers[:1]), "the worker was not replaced")
            ends(lab, run, seen, [0])
        seen.differences += differences(site, lab.truth)
    return seen


def all_workers_killed_twice(lab: Lab) -> Seen:
    """All workers are killed, and those in their place: what is named is absent, and a second run is whole."""
    return _killed_over_and_over(lab, 2, [0, 1])


def workers_killed_over_and_over(lab: Lab) -> Seen:
    """Whatever worker there is, so often that files are given up: those alone are absent, and a second run is whole."""
    return _killed_over_and_over(lab, 10, [1])


def _killed_over_and_over(lab: Lab, times: int, expected: Sequence[int]) -> Seen:
    seen = Seen()
    with lab.site() as site:
        with Running(site, 2) as run:
            killed: list[int] = []
            now = _at_work(lab, run, 2, seen)
            for _ in range(times - 1):
                kill(now)
                killed += now
                now = run.until_workers(besides=killed)
                seen.expect(now, "the workers were not replaced")
            kill(now)
            account(lab, run, seen, expected, [KILLED])
        go_on(lab, site, seen)
    return seen


def killed_in_the_middle_of_a_word(lab: Lab) -> Seen:
    """The parent is stopped, so that the workers stay half way through handing over; they are killed; it goes on."""
    seen = Seen()
    with lab.site() as site:
        with Running(site, 2) as run:
            if not seen.expect(run.until((site.clean / FIRST).exists), "nothing was written"):
                return seen
            os.kill(run.pid, signal.SIGSTOP)
            workers = run.workers()
            seen.expect(run.until(lambda: _settled(run, workers)), "the workers do not come to rest")
            kill(workers)
            os.kill(run.pid, signal.SIGCONT)
            ends(lab, run, seen, [0])
        seen.differences += differences(site, lab.truth)
    return seen


def only_the_parent_killed(lab: Lab) -> Seen:
    """The parent alone is killed and a new run started at once: the old workers leave and change nothing."""
    seen = Seen()
    with lab.site() as site:
        with Running(site, 2) as run:
            _at_work(lab, run, 2, seen)
            os.kill(run.pid, signal.SIGKILL)
            run.wait(lab.longest)
            go_on(lab, site, seen)
            seen.differences += run.left_behind()
        seen.differences += differences(site, lab.truth)
    return seen


def interrupted_twice(lab: Lab) -> Seen:
    """A second interrupt while the run is about to end: it may end as it likes, but soon and with whole files."""
    seen = Seen()
    with lab.site() as site:
        with Running(site, 2) as run:
            _at_work(lab, run, 2, seen)
            run.send(signal.SIGINT)
            time.sleep(0.1)
            run.send(signal.SIGINT)
            status = ends(lab, run, seen, [130, -signal.SIGINT])
            seen.told.append(f"exit status {status}")
            seen.differences += not_whole(site, lab.truth)
        go_on(lab, site, seen)
    return seen


def kill(processes: Sequence[int]) -> None:
    """Kill some processes, as far as they are still there."""
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _at_work(lab: Lab, run: Running, number: int, seen: Seen) -> list[int]:
    """The workers, a while after all of them were started."""
    workers = run.until_workers(number)
    seen.expect(workers, "no workers were seen")
    time.sleep(lab.truth.seconds[number] / 4)
    return workers


def _settled(run: Running, workers: Sequence[int]) -> bool:
    """Whether all the workers sleep, and still do a little later."""
    for _ in range(5):
        if any(process.pid in workers and process.state[0] != "S" for process in run.processes()):
            return False
        time.sleep(_SETTLED / 5)
    return True
