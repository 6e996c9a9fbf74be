"""Faults that are checked one by one: workers and parents killed, disks that fill up, files that vanish."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cleaner.run.plan import TASK_FILES
from cleaner.run.work import KILLED
from training.faults_run import OTHER_SAMPLES, Running, Site, Truth, differences, named, partial, read, unaccounted
from training.faults_tree import PARQUET, make_tree

FIRST: Final = "articles/000/00.txt"
TABLE: Final = "table.csv"
ABSENT: Final = "No such file or directory"
_LIMITED: Final = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execvp(sys.argv[2], sys.argv[2:])
"""
_SETTLED: Final = 1.0
"""Seconds that processes sleep which wait for one that is stopped."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A tree, and what a run makes of it."""

    raw: Path
    folder: Path  # for the outputs of each check
    model: Path | None
    truth: Truth

    @property
    def longest(self) -> float:
        """Seconds after which a run that was disturbed counts as one that hangs."""
        return 60 + 10 * max(self.truth.seconds.values())

    @contextmanager
    def site(self, raw: Path | None = None) -> Iterator[Site]:
        """Fresh places, removed afterwards."""
        folder = self.folder / f"site-{os.urandom(4).hex()}"
        try:
            yield Site(raw or self.raw, folder, self.model)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class Seen:
    """What a check saw."""

    told: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    def expect(self, holds: object, otherwise: str) -> bool:
        """Note a difference unless something holds."""
        if not holds:
            self.differences.append(otherwise)
        return bool(holds)


def go_on(lab: Lab, site: Site, seen: Seen, *, truth: Truth | None = None, samples: bool = True) -> None:
    """A run to the end, after which all must be as if nothing had happened.

    Without `samples` those may differ: what was sampled of a file that has changed since stays.
    """
    with Running(site, 2) as run:
        status = run.wait(lab.longest)
        seen.expect(status == 0, f"the run after it ended with {status}: {run.said[-300:]}")
        seen.differences += run.left_behind()
    found = differences(site, truth or lab.truth)
    seen.differences += [what for what in found if samples or what != OTHER_SAMPLES]


def ends(lab: Lab, run: Running, seen: Seen, expected: Sequence[int]) -> int | None:
    """The exit status of a run that was disturbed."""
    status = run.wait(lab.longest)
    if seen.expect(status is not None, f"the run hangs: not ended after {lab.longest:.0f} seconds"):
        seen.expect(status in expected, f"exit status {status}: {run.said[-300:]}")
        seen.differences += run.left_behind()
    return status


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
            _account(lab, run, seen, expected, [KILLED])
        go_on(lab, site, seen)
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
            seen.differences += partial(site, lab.truth)
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


def full_disk(lab: Lab) -> Seen:
    """The disk that CLEAN and REMOVED are on fills up; then it is made larger."""
    seen = Seen()
    with lab.site() as site:
        site.folder.mkdir(parents=True)
        size = max(lab.truth.size // 2048, 100)
        try:
            _mount("-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(site.folder))
        except (OSError, subprocess.CalledProcessError):
            seen.told.append("not checked: nobody but root may mount a small disk; see the limited size of a file")
            return seen
        try:
            with Running(site, 2) as run:
                _account(lab, run, seen, [1], ["No space left on device"])
            _mount("-o", f"remount,size={40 * size}k", str(site.folder))
            go_on(lab, site, seen)
        finally:
            subprocess.run(["umount", "-l", str(site.folder)], check=False)
    return seen


def limited_size(lab: Lab) -> Seen:
    """No file may be larger than a megabyte or less (RLIMIT_FSIZE); then it may."""
    seen = Seen()
    most = max(path.stat().st_size for path in lab.raw.rglob("*") if path.is_file()) // 2
    with lab.site() as site:
        with Running(site, 2, before=(sys.executable, "-c", _LIMITED, str(most))) as run:
            _account(lab, run, seen, [1], ["File too large"])
        go_on(lab, site, seen)
    return seen


def read_only(lab: Lab) -> Seen:
    """CLEAN and REMOVED turn read-only under way; then they can be written to again."""
    seen = Seen()
    root = os.geteuid() == 0
    if root and not shutil.which("setpriv"):
        seen.told.append("not checked: root writes to every folder, and there is no setpriv")
        return seen
    with lab.site() as site:
        with Running(site, 2, before=("setpriv", "--bounding-set", "-dac_override") if root else ()) as run:
            if not seen.expect(run.until((site.clean / FIRST).exists), "nothing was written"):
                return seen
            run.send(signal.SIGSTOP)
            folders = [path for top in (site.clean, site.removed) for path in (top, *top.rglob("*")) if path.is_dir()]
            for folder in folders:
                folder.chmod(0o555)
            run.send(signal.SIGCONT)
            _account(lab, run, seen, [1], ["Permission denied"])
            for folder in folders:
                folder.chmod(0o755)
        go_on(lab, site, seen)
    return seen


def vanished(lab: Lab) -> Seen:
    """Two files vanish: one that is known and one of which only the name is; then they are there again."""
    seen = Seen()
    with _tampered(lab) as raw, lab.site(raw) as site:
        with Running(site, 1) as run:
            if not seen.expect(run.until((site.clean / FIRST).exists), "nothing was written"):
                return seen
            run.send(signal.SIGSTOP)
            for name in (PARQUET, TABLE):
                (raw / name).unlink()
            run.send(signal.SIGCONT)
            _account(lab, run, seen, [1], [ABSENT])
            seen.expect(
                named(site, run.said).keys() == {PARQUET, TABLE}, "other files are named than those that vanished"
            )
        _restore(lab, raw, (PARQUET, TABLE))
        go_on(lab, site, seen)
    return seen


def changed(lab: Lab) -> Seen:
    """Of files that wait for a worker one vanishes and one is changed, and so is a large one while it is read."""
    seen = Seen()
    with _tampered(lab) as raw:
        for number in range(2 * TASK_FILES + 10):  # two tasks for two workers, and the beginning of a third
            path = raw / "a" / f"{number // 1000}" / f"{number % 1000:03}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Home\nThe weir was opened {number} times.\n", encoding="utf-8")
        shutil.copytree(raw, whole := raw.with_name("whole"), copy_function=shutil.copy2)
        with lab.site(raw) as peace:
            with Running(peace, 2) as run:
                ends(lab, run, seen, [0])
            truth = Truth.of(peace)
        last = 2 * TASK_FILES // 1000
        first, second, third = (f"a/{last}/{number:03}.txt" for number in (1, 2, 3))
        tampered = (first, second, PARQUET)
        with lab.site(raw) as site:
            with Running(site, 2) as run:
                seen.expect(run.until((site.clean / "a" / "0" / "000.txt").exists), "nothing was written")
                run.send(signal.SIGSTOP)
                (raw / first).unlink()
                shutil.copyfile(raw / third, raw / second)
                make_tree(raw.with_name("other"), megabytes=1, seed=1)
                (raw.with_name("other") / PARQUET).replace(raw / PARQUET)
                run.send(signal.SIGCONT)
                status = ends(lab, run, seen, [1])
                why = named(site, run.said)
                seen.told.append(f"exit status {status}; {_told(why)}")
                seen.expect(why.get(first) == ABSENT, f"{first} vanished and was not named for it")
                seen.expect(why.get(PARQUET), f"{PARQUET} was replaced and is not named")
                seen.expect(why.keys() == {first, PARQUET}, f"named are {', '.join(why)}")
                clean = read(site.clean)
                seen.expect(clean.get(second) == truth.clean[third], f"{second} was not read as it is now")
                rest = [name for name in truth.outputs if name not in tampered]
                undone = [name for name in rest if clean.get(truth.outputs[name]) != truth.clean[truth.outputs[name]]]
                seen.expect(not undone, f"not done: {', '.join(undone)}")
            for name in tampered:
                shutil.copy2(whole / name, raw / name)
            go_on(lab, site, seen, truth=truth, samples=False)
    return seen


CHECKS: Final[Mapping[str, Callable[[Lab], Seen]]] = {
    check.__name__.replace("_", "-"): check
    for check in (
        one_worker_killed, worker_killed_as_it_starts, all_workers_killed_twice,
        workers_killed_over_and_over, killed_in_the_middle_of_a_word, only_the_parent_killed, interrupted_twice,
        full_disk, limited_size, read_only, vanished, changed,
    )
}  # fmt: skip
"""By name."""


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


def _account(lab: Lab, run: Running, seen: Seen, expected: Sequence[int], reasons: Sequence[str]) -> None:
    """Wait for the end of a run that could not do all, and hold every file to account."""
    status = ends(lab, run, seen, expected)
    why = named(run.site, run.said)
    seen.told.append(f"exit status {status}; {_told(why)}")
    seen.differences += unaccounted(run.site, lab.truth, run.said, reasons)
    seen.expect((status == 1) == bool(why), f"exit status {status} with {len(why)} files named")


def _told(why: Mapping[str, str]) -> str:
    reasons = ", ".join(sorted({reason.rpartition(": ")[2] for reason in why.values()}))  # not each path
    return f"{len(why)} files named ({reasons})" if why else "no file named"


@contextmanager
def _tampered(lab: Lab) -> Iterator[Path]:
    """A copy of RAW that may be changed."""
    folder = lab.folder / f"raw-{os.urandom(4).hex()}"
    try:
        yield Path(shutil.copytree(lab.raw, folder / "raw"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _restore(lab: Lab, raw: Path, names: Sequence[str]) -> None:
    for name in names:
        shutil.copy2(lab.raw / name, raw / name)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
