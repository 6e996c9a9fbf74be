"""Tasks done here or by worker processes."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from cleaner.processes import AHEAD
from cleaner.workers import FEW_TASKS, WorkerLost, each


def pid(task: int) -> tuple[int, int]:
    return task, os.getpid()


def die(task: int) -> int:
    os._exit(1)


def divide(task: int) -> float:
    return 1 / task


def test_every_task_once_whatever_the_number_of_workers() -> None:
    for jobs in (1, 2):
        assert sorted(task for task, _ in each(pid, range(20), jobs)) == list(range(20))


@pytest.mark.parametrize(("tasks", "here"), [(FEW_TASKS, True), (FEW_TASKS + 1, False)])
def test_workers_start_only_when_there_is_enough_to_do(tasks: int, here: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.processes.cpu_count", lambda: 2)
    done = dict(each(pid, range(tasks), None))
    assert len(done) == tasks
    assert all((process == os.getpid()) is here for process in done.values())


def test_tasks_are_taken_a_few_ahead() -> None:
    """What lies in memory does not grow with the number of tasks."""
    taken, jobs = 0, 2

    def tasks() -> Iterator[int]:
        nonlocal taken
        for task in range(50):
            taken += 1
            yield task

    for done, _ in enumerate(each(pid, tasks(), jobs), 1):
        assert taken <= done + 2 * jobs * AHEAD  # under way, and done at the same moment


def test_a_killed_worker_is_said() -> None:
    with pytest.raises(WorkerLost, match="memory"):
        list(each(die, range(4), 2))


def test_an_error_in_the_work_is_not_hidden() -> None:
    for jobs in (1, 2):
        with pytest.raises(ZeroDivisionError):
            list(each(divide, [1, 0, 2], jobs))


def test_one_worker_is_this_process() -> None:
    assert dict(each(pid, range(50), 1)) == dict.fromkeys(range(50), os.getpid())
