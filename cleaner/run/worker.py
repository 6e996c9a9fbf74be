"""Worker: a Python process that does tasks, with two pipes of its own; both of its ends.

One whose parent is gone reads the end of its pipe, and ends.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from typing import Any, Final

_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_SERVE: Final = "import sys; sys.path[:] = sys.argv[1:]; from cleaner.run.worker import serve; serve()"
_HEAD: Final = 8  # bytes that say how many follow
_READ: Final = 1 << 20


class Died(Exception):  # noqa: N818  # named for what happened
    """A worker died of a task, or while it did it."""


class Worker:
    """A process that does tasks, started for the first of them, and for the next after it died."""

    def __init__(self, job: bytes) -> None:
        """`job` is what it does with every task, pickled."""
        self._job = job
        self._process: subprocess.Popen[bytes] | None = None

    def do(self, task: Any) -> Any:
        """The result of a task. Raises what the job raises, OSError where no process can start, and `Died`."""
        packed = pickle.dumps(task)
        fresh = self._process is None
        process = self._process = self._process or _start()
        assert process.stdin
        assert process.stdout
        try:
            if fresh:
                _send(process.stdin.fileno(), self._job)
            _send(process.stdin.fileno(), packed)
            answer = _receive(process.stdout.fileno())
        except (OSError, EOFError) as error:
            process.kill()
            self.end()
            raise Died from error
        result, raised = pickle.loads(answer)
        if raised is not None:
            raise raised
        return result

    def end(self) -> None:
        """Tell the process, if any, that there is nothing more to do, and see it end."""
        process, self._process = self._process, None
        if process:
            with process:  # closes the pipes, and waits
                pass


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _SERVE, *sys.path], bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, **_ONE_THREAD}, creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # fmt: skip


def serve() -> None:
    """What a worker does: take a job, then task after task, and answer, until its parent is done, or gone."""
    tasks, answers = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  # a file descriptor is wanted, not a path
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # whatever a library prints is no answer
    try:
        job = _receive(tasks)
        do: Any = None
        while True:
            task = _receive(tasks)
            try:
                do = do or pickle.loads(job)
                answer = pickle.dumps((do(pickle.loads(task)), None))
            except BaseException as error:
                answer = pickle.dumps((None, _portable(error)))
            _send(answers, answer)
    except (OSError, EOFError):
        return


def _portable(error: BaseException) -> BaseException:
    """An error that can be sent, with where it was raised."""
    told = "".join(traceback.format_exception(error))
    try:
        error.add_note(f"in a worker process:\n{told}")
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"in a worker process:\n{told}")
    return error


def _send(pipe: int, content: bytes) -> None:
    for rest in (memoryview(len(content).to_bytes(_HEAD, "big")), memoryview(content)):
        while rest:
            rest = rest[os.write(pipe, rest) :]  # noqa: PLW2901


def _receive(pipe: int) -> bytes:
    """What was sent. Raises EOFError where the sender is gone before its end."""
    return _exactly(pipe, int.from_bytes(_exactly(pipe, _HEAD), "big"))


def _exactly(pipe: int, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        more = os.read(pipe, min(size - len(content), _READ))
        if not more:
            raise EOFError
        content += more
    return bytes(content)
