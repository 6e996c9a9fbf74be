"""Processes: tasks done by several worker processes, the work sent to each of them once."""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TypeVar

from joblib import cpu_count
from joblib.externals.loky import ProcessPoolExecutor

from cleaner.workers import WorkerLost

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD: Final = 2
"""Tasks handed out per worker before the first of them is done; more would only take memory."""
_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_work: Callable[[Any], Any] | None = None  # in a worker only: what it does with every task


def each_in_processes(
    work: Callable[[Task], Result], tasks: Iterator[Task], jobs: int | None
) -> Generator[Result, None, None]:
    """See `workers.each`; None is all cores."""
    jobs = jobs or cpu_count()
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(work,), env=_ONE_THREAD) as pool:
        with _interrupts_held_back():
            under_way = {pool.submit(_do, task) for task in islice(tasks, AHEAD * jobs)}
        try:
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                under_way |= {pool.submit(_do, task) for task in islice(tasks, len(done))}
                for future in done:
                    yield future.result()
        except BrokenProcessPool as error:
            raise WorkerLost(
                "a worker process was killed, most often for lack of memory; what it had not written is "
                "missing; run again with fewer --jobs"
            ) from error
        finally:
            for future in under_way:
                future.cancel()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let an interrupt wait while processes start: they inherit this, and it cannot hit them half awake."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(work: Callable[[Any], Any]) -> None:
    """Make this process a worker. It leaves interrupts to its parent, also where they were not held back."""
    global _work  # noqa: PLW0603  # the one thing a worker keeps between tasks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = work


def _do(task: Any) -> Any:
    assert _work is not None
    return _work(task)
