"""Run one command in a process of its own; say how long it took and how much memory it held at most.

The kernel's figure for a process that was just forked begins at its parent's size. This file is therefore
also a small program that stands between: it imports nothing heavy, starts the command, and prints what was
counted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took, from its start to its end."""

    seconds: float
    peak_bytes: int  # largest resident size of it or any one process it started; under 15 MB is not told apart


def measure(command: Sequence[str], *, one_core: bool) -> Cost:
    """Run a command from the repository's root. `one_core` forbids numpy's libraries more than one thread.

    Raises RuntimeError with the end of its messages when it does not exit with 0.
    """
    limits = dict.fromkeys(ONE_THREAD, "1") if one_core else {}
    launcher = [sys.executable, "-I", str(Path(__file__).resolve()), *command]
    done = subprocess.run(
        launcher, cwd=_ROOT, env={**os.environ, **limits}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:6])} ... exited with {done.returncode}: {done.stderr[-500:].strip()}")
    counted = json.loads(done.stdout)
    return Cost(counted["seconds"], counted["peak_bytes"])


def _launch(command: Sequence[str]) -> int:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024  # what getrusage counts in
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    print(json.dumps({"seconds": seconds, "peak_bytes": peak}))
    return done.returncode


if __name__ == "__main__":
    sys.exit(_launch(sys.argv[1:]))
