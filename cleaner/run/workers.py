"""Workers: tasks done in this process or by several, a few at a time, results in the tasks' order."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from itertools import chain, islice
from typing import Any, Final, Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_Task = TypeVar("_Task")
_Result_co = TypeVar("_Result_co", covariant=True)

FEW_TASKS: Final = 8
"""So many tasks, or fewer, are done in this process unless workers are asked for: those start slowly."""


class Job(Protocol[_Task, _Result_co]):
    """What is done with every task; sent to each process once."""

    def __call__(self, task: _Task) -> _Result_co:
        """Do a task."""
        ...

    def apart(self, task: _Task) -> Sequence[_Task]:
        """The smallest tasks that this one is made of."""
        ...

    def lost(self, task: _Task) -> _Result_co:
        """What is said of a task, one of the smallest, that kills whoever does it."""
        ...


def each(job: Job[Task, Result], tasks: Iterable[Task], jobs: int | None) -> Generator[Result, None, None]:
    """`job(task)` for every task, in their order.

    `jobs`: processes. 1 is this very process; None: all cores, once there are more than FEW_TASKS. A process that dies
    is replaced and its tasks are done once more, one at a time; one that kills again is taken apart, and what kills by
    itself is given up. An interrupt, or closing the generator, waits for the tasks under way, so that none is left half
    done.
    """
    waiting: Any = iter(tasks)
    if jobs is None:
        first = list(islice(waiting, FEW_TASKS + 1))
        jobs = 1 if len(first) <= FEW_TASKS else None
        waiting = chain(first, waiting)
    if jobs == 1:
        yield from map(job, waiting)
    else:
        from cleaner.run.processes import each_in_processes

        yield from each_in_processes(job, waiting, jobs)
