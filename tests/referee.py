"""Loads model folders whose names come on standard input, each in a process of its own, and says what it took.

A line of JSON for each: what `read_model` complained of (null: it loaded), seconds of processor time and megabytes at
the most. `waste` in the place of a folder wastes both, so that it can be seen that the figures are figures.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

from cleaner.artifact import ModelError, read_model

LONGEST = 20
"""Seconds until a process that waits for what never comes is ended."""
WASTED = 1.5
"""Seconds of processor time that `waste` takes."""


def load(name: str) -> str | None:
    if name == "waste":
        filled = bytearray(b"x" * 2**28)
        while time.process_time() < WASTED:  # however fast the machine is
            sum(filled[::4096])
        return f"{len(filled)} bytes"
    try:
        read_model(Path(name))
    except ModelError as error:
        return str(error)
    return None


def judge(name: str) -> dict[str, object]:
    """What came of one folder, loaded in a process of its own: memory it took once is not counted again."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(LONGEST)
        try:
            said = load(name)
        except BaseException:
            said = traceback.format_exc()
        used = resource.getrusage(resource.RUSAGE_SELF)
        found = {"said": said, "seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}
        os.write(write, json.dumps(found).encode())
        os._exit(0)
    os.close(write)
    with open(read, "rb") as pipe:  # noqa: PTH123  # a descriptor
        answer = pipe.read()
    os.waitpid(child, 0)
    return json.loads(answer or '{"said": "killed: it took too long", "seconds": 0, "megabytes": 0}')  # type: ignore[no-any-return]


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(judge(line.removesuffix("\n"))), flush=True)
