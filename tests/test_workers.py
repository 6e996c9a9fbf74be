"""Tasks done here or by worker processes, some of which die."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleaner.run.processes import AHEAD
from cleaner.run.workers import FEW_TASKS, each

Words = tuple[str, ...]
GOOD = [(f"word {number}",) for number in range(12)]


@dataclass(frozen=True)
class Job:
    """A task is some words; each is written down when it is begun and when it is done, and some words do harm."""

    folder: Path

    def __call__(self, task: Words) -> list[str]:
        for word in task:
            self._note(f"begun {word}")
            if word == "slow":
                time.sleep(0.2)
            if word == "error":
                raise ZeroDivisionError
            if word == "kill" or (word.startswith("kill once") and self.times(f"begun {word}") == 1):
                os.kill(os.getpid(), signal.SIGKILL)
            self._note(f"done {word}")
        return list(task)

    def apart(self, task: Words) -> Sequence[Words]:
        return [(word,) for word in task]

    def lost(self, task: Words) -> list[str]:
        return [f"lost {word}" for word in task]

    def _note(self, what: str) -> None:
        with (self.folder / "notes").open("a") as file:
            file.write(f"{what}\n")

    def notes(self) -> Counter[str]:
        return Counter((self.folder / "notes").read_text().splitlines())

    def times(self, what: str) -> int:
        return self.notes()[what]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


class Pid:
    """What process does a task."""

    def __call__(self, task: int) -> tuple[int, int]:
        return task, os.getpid()

    def apart(self, task: int) -> Sequence[int]:
        return [task]

    def lost(self, task: int) -> tuple[int, int]:
        return task, 0


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_task_once_and_in_order(jobs: int, job: Job) -> None:
    """Though the first takes longer than all others together."""
    tasks = [("slow",), *GOOD]
    assert list(each(job, tasks, jobs)) == [list(task) for task in tasks]
    assert set(job.notes().values()) == {1}


@pytest.mark.parametrize(("tasks", "here"), [(FEW_TASKS, True), (FEW_TASKS + 1, False)])
def test_workers_start_only_when_there_is_enough_to_do(tasks: int, here: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaner.run.processes.cpu_count", lambda: 2)
    done = dict(each(Pid(), range(tasks), None))
    assert list(done) == list(range(tasks))
    assert all((process == os.getpid()) is here for process in done.values())


def test_one_worker_is_this_process() -> None:
    assert dict(each(Pid(), range(50), 1)) == dict.fromkeys(range(50), os.getpid())


def test_tasks_are_taken_a_few_ahead() -> None:
    """What lies in memory does not grow with the number of tasks."""
    taken, jobs = 0, 2

    def tasks() -> Iterator[int]:
        nonlocal taken
        for task in range(50):
            taken += 1
            yield task

    ahead = [taken - done for done, _ in enumerate(each(Pid(), tasks(), jobs))]
    assert len(ahead) == 50
    assert max(ahead) <= jobs * AHEAD


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_task_is_no_result(jobs: int, job: Job) -> None:
    assert list(each(job, [], jobs)) == []


def test_a_task_that_kills_once_is_done_again(job: Job) -> None:
    """As when others had taken the memory: nothing is given up."""
    tasks = [*GOOD[:4], ("kill once", "after it"), *GOOD[4:]]
    assert list(each(job, tasks, 2)) == [list(task) for task in tasks]
    notes = job.notes()
    assert notes["begun kill once"] == 2
    assert max(notes.values()) == 2


def test_a_task_that_always_kills_is_given_up_alone(job: Job) -> None:
    """First, among those that are done again, and last of all; the good ones between them are done."""
    tasks = [("kill",), *GOOD[:2], ("kill",), *GOOD[2:], ("kill",)]
    assert list(each(job, tasks, 2)) == [["lost kill"] if task == ("kill",) else list(task) for task in tasks]
    assert all(n <= 2 for note, n in job.notes().items() if "word" in note)


def test_of_a_large_task_only_the_part_that_kills_is_given_up(job: Job) -> None:
    """The parts come one by one, in the task's place."""
    tasks = [*GOOD[:2], ("left", "kill", "right"), *GOOD[2:]]
    expected = [*GOOD[:2], ("left",), ("lost kill",), ("right",), *GOOD[2:]]
    assert list(each(job, tasks, 2)) == [list(result) for result in expected]


def test_a_worker_may_die_while_the_results_are_looked_at(job: Job) -> None:
    """The next task is then handed to workers that are no more, and must not be lost with them."""
    tasks = [GOOD[0], ("kill once",), *GOOD[1:]]
    found: list[list[str]] = []
    for result in each(job, tasks, 2):
        if not found:
            while not job.times("begun kill once"):
                time.sleep(0.01)
            time.sleep(0.3)  # until the death is known
        found.append(result)
    assert found == [list(task) for task in tasks]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_the_work_is_not_hidden(jobs: int, job: Job) -> None:
    """Results before it come; it is raised in its place."""
    results = each(job, [GOOD[0], ("error",), GOOD[1]], jobs)
    assert next(results) == list(GOOD[0])
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_an_error_in_what_is_done_again_is_not_hidden(job: Job) -> None:
    with pytest.raises(ZeroDivisionError):
        list(each(job, [("slow", "kill once"), ("error",)], 2))


def test_closing_waits_for_what_is_under_way(job: Job) -> None:
    """Nothing is left half done, and nothing is begun afterwards."""
    with closing(each(job, [GOOD[0], *[("slow",)] * 40], 2)) as results:
        next(results)
    notes = job.notes()
    assert notes["begun slow"] == notes["done slow"] <= 2 * AHEAD + 2
    time.sleep(0.3)
    assert job.notes() == notes
