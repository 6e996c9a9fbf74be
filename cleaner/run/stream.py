"""Streams: standard input to standard output, as one document or record by record as they come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Final, cast

from cleaner.formats import Fields, Format, Writer
from cleaner.formats.json_lines import blocks_of
from cleaner.formats.sorts import Sorts
from cleaner.formats.text import TextFile
from cleaner.pipeline import Cleaner
from cleaner.run.checks import checked_sorts
from cleaner.run.outputs import Outputs
from cleaner.run.places import Places, WrongUse
from cleaner.run.tally import Tally
from cleaner.run.tasks import Block, Outcome
from cleaner.run.tree import Tree
from cleaner.run.work import Work

STREAM: Final = Path("-")
_PIPE: Final = 1 << 20  # bytes; as many as Linux allows everybody
_DEVICES: Final = Path("/dev")


class StreamFormat(StrEnum):
    """What standard input is."""

    text = "text"
    jsonl = "jsonl"


def apply_to_stream(
    raw: Path,
    clean: Path,
    ready: Cleaner,
    fields: Fields,
    *,
    encoding: str | None = None,
    stdin_format: StreamFormat,
    tell: Callable[[str], None],
    tally: Tally | None = None,
) -> int:
    """Clean standard input, or a file, to standard output, or to a file; `-` is the stream.

    What is written is in the form of what is read; a text without a mark is read in `encoding`, if that is given.
    `tell` is told of the first few records in which something is wrong, as they come: a stream may have no end. They
    come out as they went in; how many there were is returned. What became of all documents is added to `tally`. Raises
    WrongUse, OSError, WrongContent and MissingExtra.
    """
    sorts = checked_sorts(fields, encoding)
    name = raw.name if raw != STREAM else "-.jsonl" if stdin_format == StreamFormat.jsonl else "-"
    form = sorts.of(name)
    _check(raw, clean, form, sorts)
    outputs = Outputs(clean.parent, only=clean.name)
    suffix = clean.suffix.lower() if _is_replaced(clean) else raw.suffix.lower() if form.members else ""
    work = Work(Places(raw, Tree(raw), outputs, removed=None), ready, sorts, sample=False, written_as=suffix)
    all_of_it = Outcome(name)
    with _writing(clean, outputs, form, suffix) as write:
        for block in form.blocks(raw) if raw != STREAM else _blocks(stdin_format):
            outcome = work(Block(name, block)).part
            assert outcome is not None
            if outcome.failed:
                records = form.records(block)
                nothing_done = [None] * len(records)
                outcome.part = form.packed(form.part(block, records, nothing_done), suffix)
                outcome.note_wrong([outcome.failed], len(nothing_done))
            write(outcome.part)
            if tally is not None:
                tally.add(outcome.tally)
            told = len(all_of_it.wrong)
            all_of_it.note_wrong(outcome.wrong, outcome.without_text)
            for why in all_of_it.wrong[told:]:
                tell(why)
    return all_of_it.without_text


def _check(raw: Path, clean: Path, form: Format, sorts: Sorts) -> None:
    """Raise WrongUse for what cannot be meant."""
    if raw != STREAM and raw.is_dir():
        raise WrongUse(f"{raw} is a folder; what goes to standard output is one file")
    if raw != STREAM and form.refused:
        raise WrongUse(f"{raw}: {form.refused}")
    if sorts.fields.annotate and not form.structured:
        raise WrongUse("--annotate needs files with records: JSON lines, CSV or Parquet")
    if clean == STREAM:
        if not form.streamed:
            raise WrongUse(f"{raw}: files of this sort cannot be written to standard output; name a file")
    elif clean.is_dir():
        raise WrongUse(f"{clean} is a folder; name a file for what comes from standard input")
    elif type(sorts.of(clean.name)) not in (type(form), TextFile):
        raise WrongUse(f"{clean}: standard input is not of the sort that this name says; see --stdin-format")


def _blocks(stdin_format: StreamFormat) -> Iterator[Any]:
    """Standard input: one document, or whole lines, as many as are there, so that they come out soon."""
    if stdin_format == StreamFormat.text:
        yield sys.stdin.buffer.read()
    else:
        _widen(sys.stdin.buffer)
        yield from blocks_of(cast("BufferedReader", sys.stdin.buffer).read1)


def _widen(stream: IO[bytes]) -> None:
    """Let a pipe hold more, where the system can: what comes while a block is cleaned is the next one, and small blocks
    take nearly twice the time."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)


@contextmanager
def _writing(clean: Path, outputs: Outputs, form: Format, suffix: str) -> Iterator[Writer]:
    if clean == STREAM:
        yield _flushing(sys.stdout.buffer)
    elif _is_replaced(clean):
        outputs.sweep()
        with outputs.writing("") as path, form.writing(path, clean, suffix) as put:
            yield put
    else:
        with clean.open("wb") as file:
            yield _flushing(file)


def _is_replaced(clean: Path) -> bool:
    """Whether it is a file, or will be one; not a pipe, or what a name among the devices leads to."""
    return clean != STREAM and (clean.is_file() or not clean.exists()) and _DEVICES not in clean.absolute().parents


def _flushing(file: IO[bytes]) -> Writer:
    """Writes so that it can be read at once."""

    def write(part: bytes) -> None:
        file.write(part)
        file.flush()

    return write
