"""What is fuzzed: functions that take any bytes and raise when the program breaks one of its laws, or breaks.

What is wrong with the bytes the program may say, in the ways that it has for it; all else is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cleaner.artifact import MANIFEST, WEIGHTS
from cleaner.pipeline import Cleaner
from training.fuzz.json_lines import jsonl
from training.fuzz.labels import lines
from training.fuzz.models import manifest, weights
from training.fuzz.pages import text
from training.fuzz.separated import separated
from training.fuzz.tiny_model import fresh_files

Target = Callable[[bytes, Cleaner], None]

TARGETS: Final[Mapping[str, Target]] = {
    "text": text,
    "jsonl": jsonl,
    "csv": separated,
    "lines": lines,
    "manifest": manifest,
    "weights": weights,
}
"""By the names of the folders in tests/fuzz."""


def fresh_seeds(target: str) -> Sequence[bytes]:
    """Seeds that follow the program: a manifest and weights as this version writes them."""
    return [fresh_files()[name] for name in (MANIFEST, WEIGHTS) if name.startswith(target)]
