"""Workers: tasks done in this process or by several, a few at a time, results as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from itertools import chain, islice
from typing import Final, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

FEW_TASKS: Final = 8
"""So many tasks, or fewer, are done in this process unless workers are asked for: those start slowly."""


class WorkerLost(RuntimeError):  # noqa: N818  # named for what happened
    """A worker process died; what it had not written is missing."""


def each(work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int | None) -> Generator[Result, None, None]:
    """`work(task)` for every task, in the order in which they are done.

    `jobs`: processes. 1 is this very process; None: all cores, once there are more than FEW_TASKS.
    `work` is sent to each process once. Raises WorkerLost. An interrupt, or closing the generator, waits for
    the tasks under way, so that none is left half done.
    """
    tasks = iter(tasks)
    if jobs is None:
        first = list(islice(tasks, FEW_TASKS + 1))
        jobs = 1 if len(first) <= FEW_TASKS else None
        tasks = chain(first, tasks)
    if jobs == 1:
        yield from map(work, tasks)
    else:
        from cleaner.processes import each_in_processes  # imports joblib

        yield from each_in_processes(work, tasks, jobs)
