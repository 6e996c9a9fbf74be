"""Where faults are made: places to run in, what is seen there, and what is expected of each run that was disturbed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from training.faults.differences import OTHER_SAMPLES, differences, named, unaccounted
from training.faults.run import Running, Site
from training.faults.truth import Truth


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


def account(lab: Lab, run: Running, seen: Seen, expected: Sequence[int], reasons: Sequence[str]) -> None:
    """Wait for the end of a run that could not do all, and hold every file to account."""
    status = ends(lab, run, seen, expected)
    why = named(run.site, run.said)
    seen.told.append(f"exit status {status}; {in_short(why)}")
    seen.differences += unaccounted(run.site, lab.truth, run.said, reasons)
    seen.expect((status == 1) == bool(why), f"exit status {status} with {len(why)} files named")


def in_short(why: Mapping[str, str]) -> str:
    """How many files were named, and with what reasons."""
    reasons = ", ".join(sorted({reason.rpartition(": ")[2] for reason in why.values()}))  # not each path
    return f"{len(why)} files named ({reasons})" if why else "no file named"
