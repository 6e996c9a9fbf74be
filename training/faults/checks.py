"""Faults that are checked one by one: workers and parents killed, disks that fill up, files that vanish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from training.faults.disks import full_disk, limited_size, read_only
from training.faults.inputs import changed, vanished
from training.faults.lab import Lab, Seen
from training.faults.processes import (
    all_workers_killed_twice,
    interrupted_twice,
    killed_in_the_middle_of_a_word,
    one_worker_killed,
    only_the_parent_killed,
    worker_killed_as_it_starts,
    workers_killed_over_and_over,
)

CHECKS: Final[Mapping[str, Callable[[Lab], Seen]]] = {
    check.__name__.replace("_", "-"): check
    for check in (
        one_worker_killed, worker_killed_as_it_starts, all_workers_killed_twice,
        workers_killed_over_and_over, killed_in_the_middle_of_a_word, only_the_parent_killed, interrupted_twice,
        full_disk, limited_size, read_only, vanished, changed,
    )
}  # fmt: skip
"""By name."""
