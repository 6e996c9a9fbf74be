"""Processes: tasks done by several worker processes, the work sent to each of them once, the dead replaced.

A worker is a Python process with two pipes of its own and a thread here that speaks with it. Workers share nothing, no
queue and no lock: one that is killed, at whatever moment, takes its own task with it and holds up no other. One whose
parent is gone reads the end of its pipe, and ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from cleaner.run.workers import Job

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD: Final = 3
"""Tasks handed out per worker before the first of them is done; more would only take memory."""
_ONE_THREAD: Final = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_SERVE: Final = "import sys; sys.path[:] = sys.argv[1:]; from cleaner.run.processes import serve; serve()"
_HEAD: Final = 8  # bytes that say how many follow
_READ: Final = 1 << 20


class _Died(Exception):  # noqa: N818  # named for what happened
    """A worker died of a task, or while it did it."""


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
            except _Died:
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
        if not isinstance(future.exception(), _Died):
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
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for _ in range(jobs):
            self._idle.put(_Worker(job))

    def submit(self, task: Any) -> Future[Any]:
        """What will come of a task; `_Died` if its worker does."""
        return self._threads.submit(self._do, task)

    def lives_to_do(self, task: Any) -> tuple[bool, Any]:
        """Whether a worker lived to do a task, and the result."""
        try:
            return True, self.submit(task).result()
        except _Died:
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


class _Worker:
    """A process that does tasks, started for the first of them, and for the next after it died."""

    def __init__(self, job: bytes) -> None:
        self._job = job
        self._process: subprocess.Popen[bytes] | None = None

    def do(self, task: Any) -> Any:
        """The result of a task. Raises what the job raises, OSError where no process can start, and `_Died`."""
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
            raise _Died from error
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


def _leave_interrupts() -> None:
    """Leave interrupts to the main thread of the parent; processes that this thread starts inherit that."""
    if hasattr(signal, "pthread_sigmask"):  # not on Windows, where they are in a group of their own
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


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
