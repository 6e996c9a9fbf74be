"""Runs that nothing disturbs: what the others should leave, and how long they take."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from training.faults.differences import differences
from training.faults.progress import say
from training.faults.run import Running, Site
from training.faults.truth import Truth

PROCESSES: Final = (1, 2, 3)
"""How many a run may have."""
NUMBERS: Final = "other-numbers-of-processes"
"""The check that needs no fault: whether as many processes as one likes write the same."""


def undisturbed(lab_folder: Path, raw: Path, model: Path | None) -> tuple[Truth, list[str]]:
    """The truth, and in what runs with other numbers of processes differ from it. Raises RuntimeError without one."""
    truth: Truth | None = None
    found: list[str] = []
    for jobs in PROCESSES:
        with tempfile.TemporaryDirectory(dir=lab_folder) as name:
            site = Site(raw, Path(name), model)
            with Running(site, jobs) as run:
                status = run.wait(3600)
                seconds = run.seconds
                if status != 0:
                    raise RuntimeError(f"an undisturbed run ended with {status}: {run.said[-500:]}")
            truth = truth or Truth.of(site)
            found += [f"{jobs} processes: {what}" for what in differences(site, truth)]
        truth.seconds[jobs] = seconds
        say(f"undisturbed with {jobs} processes: {seconds:.1f} s")
    assert truth is not None
    return truth, found
