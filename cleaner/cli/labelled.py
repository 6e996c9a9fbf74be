"""Labelled documents, as `evaluate` and `train` are given them, and the steps of a fit to them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from cleaner.cli.messages import complain, many
from cleaner.labels import Labelled, read_folder
from cleaner.pairs import read_pairs

_FITTING: Final = "cleaner"
"""What the names of the loggers begin with that tell of a fit's steps."""


class Read(NamedTuple):
    """Documents and where they are from."""

    documents: list[Labelled]
    sources: list[str]


def read_labelled(data: Sequence[Path], pairs: tuple[Path, Path] | None) -> Read:
    """The documents of files and folders, and of a folder with its twin; raw files without a twin are counted.

    Raises LabelError, also where no file has a twin.
    """
    documents = [document for folder in data for document in read_folder(folder)]
    sources = [str(folder) for folder in data]
    if pairs:
        raw, clean = pairs
        twins = list(read_pairs(raw, clean))
        alone = sum(path.is_file() for path in raw.rglob("*")) - len(twins)
        if alone:
            complain(f"{many(alone, 'file')} in {raw} without a twin in {clean}: passed over")
        documents += twins
        sources.append(f"{raw} and its hand-cleaned twin {clean}")
    return Read(documents, sources)


@contextmanager
def steps_shown() -> Iterator[None]:
    """Lines on stderr that say where a fit is."""
    logger, handler = logging.getLogger(_FITTING), _Complaining(logging.INFO)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


class _Complaining(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        """Say it as everything else is said."""
        complain(record.getMessage())
