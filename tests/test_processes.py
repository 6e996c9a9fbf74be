"""Worker processes: what they say, how they fail, and when they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cleaner.run import worker
from cleaner.run.processes import each_in_processes

LARGE = 5_000_000  # bytes, more than any pipe holds


class OddError(Exception):
    """An error that cannot be sent: unpickled, it lacks an argument."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what)
        self.why = why


class Job:
    """A task is a word that says what to do."""

    def __call__(self, task: str) -> object:
        return getattr(self, task.replace(" ", "_"))()

    def apart(self, task: str) -> Sequence[str]:
        return [task]

    def lost(self, task: str) -> object:
        return f"lost: {task}"

    def print(self) -> str:
        print("not an answer", flush=True)
        os.write(1, b"nor this")
        return sys.stdin.read()

    def large(self) -> bytes:
        return bytes(LARGE)

    def fail(self) -> None:
        raise KeyError("lamp")

    def fail_oddly(self) -> None:
        raise OddError("lamp", "no oil")

    def leave(self) -> None:
        raise SystemExit(3)

    def die_half_way(self) -> bytes:
        """Killed in the middle of an answer, half of which is sent."""

        def send(pipe: int, content: bytes) -> None:
            os.write(pipe, len(content).to_bytes(worker._HEAD, "big") + content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

        worker._send = send
        return bytes(1000)

    def environment(self) -> object:
        return os.environ["OMP_NUM_THREADS"], sys.path


def do(*tasks: str, jobs: int = 2) -> list[object]:
    return list(each_in_processes(Job(), iter(tasks), jobs))


def test_what_is_printed_in_a_worker_is_no_answer() -> None:
    """And it reads nothing of what is meant for the worker."""
    assert do("print", "large", "print") == ["", bytes(LARGE), ""]


@pytest.mark.parametrize(
    ("task", "error", "said"),
    [
        ("fail", KeyError, "lamp"),
        ("fail oddly", RuntimeError, "OddError: lamp"),
        ("leave", SystemExit, "3"),
    ],
)
def test_an_error_comes_with_where_it_was_raised(task: str, error: type[BaseException], said: str) -> None:
    with pytest.raises(error) as raised:
        do(task)
    assert said in str(raised.value)
    told = "".join([str(raised.value), *getattr(raised.value, "__notes__", ())])
    assert f"in {task.replace(' ', '_')}\n" in told


def test_a_worker_that_dies_while_it_answers_holds_up_nobody() -> None:
    assert do("large", "die half way", "large", "large") == [
        bytes(LARGE), "lost: die half way", bytes(LARGE), bytes(LARGE),
    ]  # fmt: skip


def test_workers_know_what_their_parent_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its path, as it is now; and they leave the other cores to each other."""
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setattr(sys, "path", [*sys.path, "made up"])
    assert do("environment") == [("1", sys.path)]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent(end: signal.Signals, tmp_path: Path) -> None:
    """Though nobody told them to."""
    code = f"""
import sys, time
sys.path[:] = {[str(Path(__file__).parent), *sys.path]!r}
from test_processes import Wait
from cleaner.run.processes import each_in_processes
for _ in each_in_processes(Wait({str(tmp_path)!r}), iter("abcd"), 2):
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        wait_until(lambda: len(list(tmp_path.iterdir())) == 4)
        workers = {int(path.read_text()) for path in tmp_path.iterdir()}
        assert all(map(alive, workers))
        parent.send_signal(end)
    wait_until(lambda: not any(map(alive, workers)))


class Wait:
    """Leaves its worker's number."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, task: str) -> None:
        (Path(self.folder) / task).write_text(str(os.getpid()))

    def apart(self, task: str) -> Sequence[str]:
        return [task]

    def lost(self, task: str) -> None:
        raise AssertionError


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return found.strip()[:1] not in ("", "Z")


def wait_until(happened: Callable[[], bool]) -> None:
    stop = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < stop
        time.sleep(0.02)
