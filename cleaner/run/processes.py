"""Processes: tasks done by several worker processes, the work sent to each of them once, the dead replaced.

A thread here speaks with each of them. Workers share nothing, no queue and no lock: one that is killed, at whatever
moment, takes its own task with it and holds up no other.
"""

from __future__ import annotations

import pickle
import signal
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from cleaner.run.worker import Died, Worker
from cleaner.run.workers import Job

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD: Final = 3
"""Tasks handed out per worker before the first of them is done; more would only take memory."""


def each_in_processes(job: Job[Task, Result], tasks: Iterator[Task], jobs: int | None) -> Generator[Result, None, None]:
    """See `workers.each`; None is all cores."""
    jobs = jobs or cpu_count()
    packed = pickle.dumps(job)
    pool = _Pool(packed, jobs)
    under_way: deque[tuple[Task, Future[Result]]] = deque()
    try:
        while True:
            for task in islice(tasks, AHEAD * jobs - len(under_way)):
                under_way.append((task, pool.submit(task)))
            if not under_way:
                return
            try:
                result = under_way[0][1].result()
            except Died:
                pool.close()  # the others do what they have, and leave their memory to those that are done again
                with closing(_Pool(packed, 1)) as alone:
                    yield from _one_by_one(job, alone, under_way)
                under_way.clear()
                pool = _Pool(packed, jobs)
            else:
                under_way.popleft()
                yield result
    finally:
        pool.close(cancel=True)


def cpu_count() -> int:
    """Cores that this process may use."""
    from joblib import cpu_count as counted

    return int(counted())


def _one_by_one(job: Job[Task, Result], alone: _Pool, lost: Sequence[tuple[Task, Future[Result]]]) -> Iterator[Result]:
    """Tasks done again by one process; what kills it is taken apart, and what then still kills it is given up."""
    for task, future in lost:
        if not isinstance(future.exception(), Died):
            yield future.result()
            continue
        result: Any
        done, result = alone.lives_to_do(task)
        if done:
            yield result
            continue
        parts = job.apart(task)
        for part in parts:
            done, result = alone.lives_to_do(part) if len(parts) > 1 else (False, None)
            yield result if done else job.lost(part)


class _Pool:
    """Some workers, and a thread for each."""

    def __init__(self, job: bytes, jobs: int) -> None:
        """`job` is what each does with every task, pickled; they start when there is something to do for them."""
        self._open = jobs
        self._threads = ThreadPoolExecutor(jobs, initializer=_leave_interrupts)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(jobs):
            self._idle.put(Worker(job))

    def submit(self, task: Any) -> Future[Any]:
        """What will come of a task; `Died` if its worker does."""
        return self._threads.submit(self._do, task)

    def lives_to_do(self, task: Any) -> tuple[bool, Any]:
        """Whether a worker lived to do a task, and the result."""
        try:
            return True, self.submit(task).result()
        except Died:
            return False, None

    def _do(self, task: Any) -> Any:
        worker = self._idle.get()
        try:
            return worker.do(task)
        finally:
            self._idle.put(worker)

    def close(self, *, cancel: bool = False) -> None:
        """Wait for what is under way, also for what is not yet begun unless `cancel`, and end the workers."""
        self._threads.shutdown(wait=True, cancel_futures=cancel)
        while self._open:
            self._idle.get().end()
            self._open -= 1


def _leave_interrupts() -> None:
    """Leave interrupts to the main thread of the parent; processes that this thread starts inherit that."""
    if hasattr(signal, "pthread_sigmask"):  # not on Windows, where they are in a group of their own
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
