"""The run record, `run.json`: what ran, with what, and what came of it; what `cleaner report` draws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cleaner.run.outputs import Outputs
from cleaner.run.summary import Summary
from cleaner.run.tree import OWN

NAME: Final = f"{OWN}/run.json"
FORMAT: Final = 1


def run_record(summary: Summary, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is known of a run, for JSON. `settings` are what outputs depend on beside their inputs."""
    return {
        "format": FORMAT,
        "settings": dict(settings),
        "seconds": round(summary.seconds, 3),
        "bytes": summary.bytes,
        "inputs": {
            "done": summary.files,
            "done before": summary.known,
            "failed": len(summary.failed),
            "skipped": dict(sorted(summary.skipped.items())),
        },
        "failed": [{"name": name, "reason": why} for name, why in summary.failed],
        "without_text": summary.without_text,
        "wrong_records": [{"name": name, "reason": why} for name, why in summary.wrong],
        "leftovers": {"number": summary.leftovers.number, "first": [*summary.leftovers.first]},
        "total": summary.tally.as_dict(),
        "folders": {name: tally.as_dict() for name, tally in sorted(summary.folders.items())},
        "samples": summary.samples.as_dict(),
    }


def write_record(path: Path, summary: Summary, settings: Mapping[str, Any]) -> None:
    """Write the record whole or not at all. Raises OSError."""
    text = json.dumps(run_record(summary, settings), ensure_ascii=True, indent=1) + "\n"
    Outputs(path.parent, only=path.name).write("", text.encode())


def read_record(path: Path) -> dict[str, Any]:
    """Read a record, or that of the output folder `path`. Raises ValueError for another file, OSError."""
    if path.is_dir():
        path = path / NAME
    try:
        record = json.loads(path.read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: not JSON: {error}") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f"{path}: not the record of a run, or another version's")
    return record
