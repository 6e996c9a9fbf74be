"""What is fuzzed as labels: bytes as a label file."""

from __future__ import annotations

from pathlib import Path

from cleaner.batch import make_batch
from cleaner.labels import LabelError, Labelled, format_lines, read_lines
from cleaner.pipeline import Cleaner
from training.fuzz.laws import check
from training.fuzz.scratch import scratch


def lines(content: bytes, ready: Cleaner) -> None:
    """Bytes as a label file: refused by name, or written and read back equal; its lines are those of its text."""
    del ready
    path = scratch() / "d.lines"
    document = _labels(path, content)
    if document is None:
        return
    again = _labels(path, format_lines(document).encode())
    check(again is not None and _plain(again) == _plain(document), "what is written is read back equal")
    batch = make_batch([document.text])
    found = tuple(batch.line_text(0, line) for line in range(batch.n_lines))
    check(found == document.lines, "lines are those of the text")


def _labels(path: Path, content: bytes) -> Labelled | None:
    path.write_bytes(content)
    try:
        return read_lines(path)
    except LabelError as error:
        check(str(error).startswith(str(path)), "a label file is refused by name")
        return None


def _plain(document: Labelled) -> tuple[object, object]:
    """A document but for what a file does not hold: the kinds of its glue, and all of a blank line but that it is."""
    rows = [
        (line, kind, sure) if kind else None
        for line, kind, sure in zip(document.lines, document.kinds, document.sure, strict=True)
    ]
    return rows, [one[:3] for one in document.glue]
