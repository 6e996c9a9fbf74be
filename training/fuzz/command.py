"""Fuzzing: bytes that nobody thought of, led by what they reach in the program.

Begins with the seeds in tests/fuzz/TARGET and what earlier runs found to lead further. An input that breaks a law ends
the run and is kept below FOLDER; a small one goes into tests/fuzz/TARGET, where `tests/test_fuzz.py` replays it. Needs
the extra `fuzz`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from training.places import REPOSITORY

SEEDS: Final = REPOSITORY / "tests" / "fuzz"
"""A folder for each target."""
LONGEST: Final = 8192
"""Bytes of an input."""
SLOW: Final = 20
"""Seconds from which an input is a finding."""
MEGABYTES: Final = 8192
"""Memory from which it is one; the fuzzer itself takes about 150 kB more with each input that it tries."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Fuzz one target; the process ends with status 0 when the time is over and nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m training.fuzz", description=__doc__.split("\n")[0])
    add: Any = parser.add_argument
    add("target", choices=sorted(path.name for path in SEEDS.iterdir()))
    add("--seconds", type=int, default=60)
    add("--model", type=Path, help="model folder; without it, the shipped one")
    add("--folder", type=Path, default=Path(".cache/fuzz"), help="for what is found (.cache/fuzz)")
    options = parser.parse_args(arguments)
    try:
        import atheris  # noqa: PLC0415  # of an extra
    except ImportError:
        sys.exit("fuzzing needs an extra; get it with: pip install -e '.[fuzz]'")
    with atheris.instrument_imports(include=["cleaner", "training.fuzz"]):  # what is imported here is watched
        targets = import_module("training.fuzz.targets")
        ready = import_module("cleaner").load(options.model)
    corpus = options.folder / options.target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in targets.fresh_seeds(options.target):
        (corpus / sha256(seed).hexdigest()).write_bytes(seed)
    settings = {
        "max_total_time": options.seconds,
        "max_len": LONGEST,
        "timeout": SLOW,
        "rss_limit_mb": MEGABYTES,
        "artifact_prefix": f"{options.folder}/{options.target}-",
    }
    flags = [f"-{name}={value}" for name, value in settings.items()]
    target = targets.TARGETS[options.target]
    atheris.Setup([sys.argv[0], *flags, str(corpus), str(SEEDS / options.target)], lambda data: target(data, ready))
    atheris.Fuzz()
