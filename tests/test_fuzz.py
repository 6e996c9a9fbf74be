"""What is fuzzed, on its seeds and on all that was ever found: small files in fuzz/<target>, without the fuzzer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaner.formats.json_lines import JsonLines
from cleaner.formats.separated import Separated
from cleaner.pipeline import Cleaner
from training.fuzz.command import SEEDS
from training.fuzz.laws import Broken
from training.fuzz.models import read_unless_refused
from training.fuzz.pages import PAGE
from training.fuzz.targets import TARGETS, fresh_seeds
from training.fuzz.tiny_model import model_folder

INPUTS = sorted(path for path in SEEDS.rglob("*") if path.is_file())
LARGEST = 8192


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: str(path.relative_to(SEEDS)))
def test_seeds_and_findings(path: Path, small: Cleaner) -> None:
    TARGETS[path.parent.name](path.read_bytes(), small)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_small_seeds(target: str, small: Cleaner) -> None:
    """And those that the program writes itself, which follow it."""
    sizes = [path.stat().st_size for path in INPUTS if path.parent.name == target]
    assert len(sizes) >= 4
    assert max(sizes) <= LARGEST
    for seed in fresh_seeds(target):
        TARGETS[target](seed, small)


def test_fresh_seeds_are_whole_models() -> None:
    """Or the fuzzer would begin with what is refused at once."""
    for target in ("manifest", "weights"):
        [seed] = fresh_seeds(target)
        folder = model_folder()
        (folder / ("manifest.json" if target == "manifest" else "weights.npz")).write_bytes(seed)
        assert read_unless_refused(folder) is not None


def shortened(function: Callable[..., bytes]) -> Callable[..., bytes]:
    return lambda *arguments: function(*arguments)[:-1]


def raising(*_: object) -> None:
    raise IndexError("odd")


RECORD = b'{"text": "Home\\nThe ferry to Lower Quay ran again on Monday, after nine winters.\\nShare this page"}\n'
TABLE = b'text,n\n"Home\nThe ferry to Lower Quay ran again on Monday, after nine winters.\nShare this page",1\n'
BREAKS: dict[str, tuple[str, bytes, Callable[[pytest.MonkeyPatch], None]]] = {
    "a render that loses a character": (
        "text", PAGE.encode(),
        lambda patch: patch.setattr(
            "cleaner.document.render", lambda batch, *_: [text[:-1] for text in batch.documents])),
    "lines that lose their end": (
        "jsonl", RECORD, lambda patch: patch.setattr(JsonLines, "part", shortened(JsonLines.part))),
    "a table that loses its end": (
        "csv", TABLE, lambda patch: patch.setattr(Separated, "part", shortened(Separated.part))),
    "a program that fails on a record": (
        "jsonl", RECORD, lambda patch: patch.setattr("cleaner.run.judging.count", raising)),
    "labels that are written otherwise": (
        "lines", b"body?\tIt rained.\n",
        lambda patch: patch.setattr("training.fuzz.labels.format_lines", lambda document: "body\tIt rained.\n")),
    "a reader of manifests that breaks": (
        "manifest", b"{}", lambda patch: patch.setattr("cleaner.artifact.json.loads", raising)),
    "a reader of arrays that breaks": (
        "weights", b"", lambda patch: patch.setattr("cleaner.npz._array", raising)),
}  # fmt: skip


@pytest.mark.parametrize(("target", "content", "make"), BREAKS.values(), ids=BREAKS)
def test_a_target_sees_what_is_broken(
    target: str, content: bytes, make: Callable[[pytest.MonkeyPatch], None], small: Cleaner
) -> None:
    TARGETS[target](content, small)
    with pytest.MonkeyPatch.context() as patch:
        make(patch)
        with pytest.raises((Broken, IndexError)):
            TARGETS[target](content, small)
    TARGETS[target](content, small)


def test_without_the_fuzzer_it_says_how_to_get_it() -> None:
    script = "import sys; sys.modules['atheris'] = None; from training.fuzz.command import main; main(['text'])"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert result.stderr == "fuzzing needs an extra; get it with: pip install -e '.[fuzz]'\n"
