"""Runs killed at random moments, and brought to their end."""

from __future__ import annotations

import signal
import time
from random import Random
from typing import Final

from training.faults.book import Row
from training.faults.differences import differences, not_whole, unfinished
from training.faults.lab import Lab, Seen
from training.faults.run import Running, Site
from training.faults.undisturbed import PROCESSES

AGAIN: Final = 0.3
"""Share of the kills that are followed by another while the run goes on."""
INTERRUPTED: Final = 0.25
"""Share of the kills that are interrupts."""
INTERRUPTED_WITHIN: Final = 30.0
"""Seconds that an interrupted run may take to end."""
ENDED_WITHIN: Final = 2.0
"""Seconds in which a run that has done all may still end without noticing an interrupt."""
BEYOND: Final = 1.05
"""Times what a run takes: kills come up to then, so that some come too late."""
_GOES_ON = "run the same command again to go on"
_ENDED = "MB/s"  # in the last line of the closing table


def killed_run(number: int, seed: int, lab: Lab) -> Row:
    """A run killed once or twice and then brought to its end; how, depends on the number and the seed alone."""
    random = Random(f"{seed} {number}")
    began = time.monotonic()
    seen = Seen()
    runs: list[Row] = []
    files: list[str] = []
    with lab.site() as site:
        rest = 1.0  # of the work
        for _ in range(2 if random.random() < AGAIN else 1):
            sort = signal.SIGINT if random.random() < INTERRUPTED else signal.SIGKILL
            jobs, share = random.choice(PROCESSES), random.uniform(0, BEYOND * rest)
            runs.append(row := _disturbed(site, jobs, sort, share * lab.truth.seconds[jobs], seen))
            if row["ended"] and len(runs) == 1:  # the machine has less else to do than before
                lab.truth.seconds[jobs] = row["ran"]
            found = not_whole(site, lab.truth)
            files += found
            seen.differences += [f"partial: {name}" for name in found]
            rest = max(rest - share, 0.2)
        with Running(site, random.choice(PROCESSES)) as run:
            status = run.wait(lab.longest)
            seen.expect(status == 0, f"the last run ended with {status}: {run.said[-300:]}")
            seen.differences += run.left_behind()
        seen.differences += differences(site, lab.truth)
    seconds = round(time.monotonic() - began, 1)
    return {"number": number, "runs": runs, "partial": files, "differences": seen.differences, "seconds": seconds}


def _disturbed(site: Site, jobs: int, sort: signal.Signals, after: float, seen: Seen) -> Row:
    before = site.written
    with Running(site, jobs) as run:
        status = run.wait(after)
        ended, begun, sent = status is not None, site.written != before, time.monotonic()
        if not ended:
            run.send(sort)
            status = run.wait(INTERRUPTED_WITHIN)
        took = time.monotonic() - sent
        if ended:
            seen.expect(status == 0, f"ended by itself with {status}: {run.said[-300:]}")
        elif status is None:
            seen.differences.append(f"not ended {INTERRUPTED_WITHIN:.0f} s after {sort.name}")
        elif sort == signal.SIGINT:
            seen.differences += wrong_with_interrupt(status, run.said, took, begun=begun)
            seen.differences += unfinished(site) if begun else []
        seen.differences += run.left_behind()
    return {
        "jobs": jobs, "signal": sort.name, "after": round(after, 2), "ended": ended, "begun": begun, "status": status,
        "ran": round(sent - run.began, 2), "took": round(took, 2),
    }  # fmt: skip


def wrong_with_interrupt(status: int, said: str, took: float, *, begun: bool) -> list[str]:
    """What is wrong with how a run took an interrupt, `took` seconds before it ended.

    It must exit with 130 and say how to go on. One that had ended all but its process may end as if nothing had been;
    one that had not begun to write, as Python does.
    """
    told = f"interrupted: exit status {status} after {took:.1f} s: {said[-300:]}"
    if "Exception ignored" in said:
        return [told]
    if _ENDED in said:
        return [] if status in (0, 130, -signal.SIGINT) and took < ENDED_WITHIN else [told]
    if status == 130 and _GOES_ON in said and "Traceback" not in said:
        return []
    return [told] if begun or status == 0 else []
