"""Finished parts of a long measurement, kept so that a run which was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from cleaner.labels import Labelled
from training.places import REPOSITORY

log = logging.getLogger(__name__)

MADE_BY: Final = ("cleaner/*.py", "cleaner/*.npz", "training/**/*.py", "training/phrases/*.lines")
"""What settles a model and its figures besides settings and labelled documents."""
LIBRARIES: Final = ("numpy", "scipy", "scikit-learn")
"""Of whose arithmetic a fit is made."""


@dataclass(frozen=True, slots=True)
class Results:
    """A folder of results, one JSON file each, named by what it is and by a digest of all it depends on."""

    folder: Path

    def of(self, name: str, key: Mapping[str, Any], make: Callable[[], Any]) -> Any:
        """The result under `key` (plain data), made when it is not there: plain data as well, read back from its file.

        The file is whole or absent.
        """
        path = self.folder / f"{name}-{digest(key)}.json"
        if not path.is_file():
            log.info("%s ...", name)
            text = json.dumps({"key": key, "result": make()}, ensure_ascii=False)
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(path)
        return json.loads(path.read_text(encoding="utf-8"))["result"]


def digest(data: Any) -> str:
    """A short name of plain data, the same on every machine."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def digest_of_documents(documents: Iterable[Labelled]) -> str:
    """A short name of labelled documents, in order: all that a fit makes of them but their weight."""
    whole = hashlib.sha256()
    for document in documents:
        labels = document.kinds, document.sure, document.glue, document.whole_lines, document.by_hand
        fields = (document.name, document.lines, *labels, document.language, document.group)
        whole.update(json.dumps(fields).encode())
    return whole.hexdigest()[:16]


def digest_of_program(root: Path = REPOSITORY) -> str:
    """A short name of the files of `MADE_BY` and of the `LIBRARIES` as they are now."""
    paths = sorted(path for pattern in MADE_BY for path in root.glob(pattern))
    files = [(path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    return digest([*files, *((name, version(name)) for name in LIBRARIES)])
