"""Single faults: files of RAW that vanish or change."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cleaner.run.plan import TASK_FILES
from training.faults.differences import named
from training.faults.lab import Lab, Seen, account, ends, go_on, in_short
from training.faults.run import Running
from training.faults.tree import FIRST, PARQUET, TABLE, make_tree
from training.faults.truth import Truth, read

ABSENT: Final = "No such file or directory"
"""Why a file that vanished is named."""


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
            account(lab, run, seen, [1], [ABSENT])
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
                seen.told.append(f"exit status {status}; {in_short(why)}")
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
