"""In what the outputs of a run differ from the truth, whole runs and such as could not do all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaner.run.outputs import UNFINISHED
from cleaner.run.record import NAME as RECORD
from cleaner.run.tree import OWN
from cleaner.run.work import KILLED
from training.faults.run import Site
from training.faults.truth import Truth, comparable_record, read


def _other(part: str) -> str:
    return f"{RECORD}: other {part}"


OTHER_SAMPLES: Final = _other("samples")


def differences(site: Site, truth: Truth) -> list[str]:
    """All in which an output that should be whole differs from the truth."""
    found = [f"{name} differs" for name in not_whole(site, truth)]
    found += [f"clean/{name} is missing" for name in sorted(truth.clean.keys() - read(site.clean).keys())]
    found += [f"removed/{name} is missing" for name in sorted(truth.removed.keys() - read(site.removed).keys())]
    record = comparable_record(site)
    found += [_other(name) for name in truth.record if record.get(name) != truth.record[name]]
    return found + unfinished(site)


def not_whole(site: Site, truth: Truth) -> list[str]:
    """Files that are there and not as an undisturbed run writes them, in whatever state the run is."""
    clean, removed = read(site.clean), read(site.removed)
    odd = [f"clean/{name}" for name, content in clean.items() if truth.clean.get(name) != content]
    odd += [f"removed/{name}" for name, content in removed.items() if truth.removed.get(name) != content]
    without = [name for name in clean if f"{name}.jsonl" in truth.removed.keys() - removed.keys()]
    return odd + [f"clean/{name} without what went from it" for name in without]


def unfinished(site: Site) -> list[str]:
    """Files that a run should have swept."""
    places = [site.clean / OWN / UNFINISHED, site.removed / OWN / UNFINISHED]
    return [f"left unfinished: {path.name}" for place in places if place.is_dir() for path in place.iterdir()]


def unaccounted(site: Site, truth: Truth, said: str, reasons: Sequence[str]) -> list[str]:
    """What is wrong with a run that could not do all: each file must be whole, or absent and named with a reason that
    holds one of `reasons`."""
    found = [f"{name} differs" for name in not_whole(site, truth)]
    clean, why = read(site.clean), named(site, said)
    for name, output in truth.outputs.items():
        if name not in why:
            found += [] if output in clean else [f"{name} is neither written nor named"]
        elif output in clean and why[name] != KILLED:  # a worker may be killed when it has written and not yet said so
            found.append(f"{name} is written and yet named: {why[name]}")
        elif not any(reason in why[name] for reason in reasons):
            found.append(f"{name} is named for another reason: {why[name]}")
    return found + (["a traceback was printed"] if "Traceback" in said else [])


def named(site: Site, said: str) -> dict[str, str]:
    """The files of RAW that a run named on stderr, and why."""
    start = f"cleaner: {site.raw}/"
    lines = [line.removeprefix(start) for line in said.splitlines() if line.startswith(start)]
    return {name: why for name, _, why in (line.partition(": ") for line in lines)}
