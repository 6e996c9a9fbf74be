"""Done: an input whose outputs are written, and the row of the journal that says so."""

from __future__ import annotations

import json
import os
from typing import Any, Final, NamedTuple

from cleaner.run.tally import Tally
from cleaner.run.tree import Entry

COLUMNS: Final = "size, changed, digest, tally, written"
"""Of a row, beside the name."""


class Done(NamedTuple):
    """An input whose outputs are written."""

    entry: Entry  # as it was when it was read
    digest: str | None  # sha256 of its content, where it was asked for
    tally: Tally
    written: int = 0  # bytes of the output: after a power cut it may be shorter
    without_text: int = 0  # records that should have a text and have none
    wrong: tuple[str, ...] = ()  # why, of the first few


def as_row(done: Done) -> tuple[Any, ...]:
    """The name, then `COLUMNS`. What is wrong with some documents stands in the tally only where something is."""
    wrong = {"without_text": done.without_text, "wrong": done.wrong} if done.without_text else {}
    entry, tally = done.entry, json.dumps(done.tally.as_dict() | wrong)
    return as_key(entry.name), entry.size, entry.changed, done.digest, tally, done.written


def of_row(name: str, row: tuple[Any, ...]) -> Done:
    """What the `COLUMNS` say of the input of this name."""
    size, changed, digest, tally, written = row
    told = json.loads(tally)
    wrong = tuple(told.get("wrong", ()))
    without_text = told.get("without_text", len(wrong))
    return Done(Entry(name, size, changed), digest, Tally.of(told), written, without_text, wrong)


def as_key(name: str) -> bytes:
    """A file's name as it stands in the tables: it need not be UTF-8."""
    return os.fsencode(name)
