"""What a run should leave: what one wrote that nothing disturbed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts
from cleaner.run.record import NAME as RECORD
from cleaner.run.tree import OWN
from training.faults.run import Site

EQUAL: Final = ("total", "folders", "samples")
"""What of the record of a run does not depend on how often it was killed."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What a run writes that nothing disturbs."""

    outputs: Mapping[str, str]  # name in RAW -> name in CLEAN
    clean: Mapping[str, str]  # name -> sha256
    removed: Mapping[str, str]
    record: Mapping[str, Any]
    size: int  # bytes of CLEAN and REMOVED
    seconds: dict[int, float] = field(default_factory=dict)  # that a run takes, by processes

    @classmethod
    def of(cls, site: Site) -> Truth:
        """What lies there."""
        sorts = Sorts(Fields())
        outputs = {name: sorts.of(name).output_name(name) for name in read(site.raw)}
        files = [path for place in (site.clean, site.removed) for path in place.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        return cls(outputs, read(site.clean), read(site.removed), comparable_record(site), size)


def read(folder: Path) -> dict[str, str]:
    """The sha256 of every file below a folder, what is the program's own left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(f"{OWN}/"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def comparable_record(site: Site) -> dict[str, Any]:
    """What of the record of a run must be equal, or why it cannot be read."""
    try:
        record = json.loads((site.clean / RECORD).read_bytes())
    except (OSError, ValueError) as error:
        return {"unreadable": str(error)}
    inputs = record["inputs"]
    return {name: record[name] for name in EQUAL} | {"files": inputs["done"] + inputs["done before"]}
