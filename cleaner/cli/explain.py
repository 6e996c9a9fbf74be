"""The command `explain`: one document of a file, read as `apply` reads it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from cleaner.cli.config import config_taken
from cleaner.cli.failures import content_of, failures_explained
from cleaner.cli.messages import called, complain
from cleaner.cli.options import (
    DEFAULT_KEEP,
    Encoding,
    Keep,
    ModelFolder,
    StdinFormat,
    Strictness,
    TextField,
    check_input,
    fields_of,
    load,
)
from cleaner.formats import Format, Record
from cleaner.formats.json_lines import blocks_of
from cleaner.policy import STRICTNESS
from cleaner.run.checks import checked_sorts
from cleaner.run.places import WrongUse
from cleaner.run.stream import STREAM, StreamFormat

SHARED: Final = frozenset({"keep", "strictness", "model", "text-field", "encoding", "stdin-format"})
"""Flags of `apply` that say what becomes of a document: those of `cleaner.toml` that hold here as well."""


def explain(  # noqa: PLR0917  # the command line fixes which are positional
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file as `apply` takes it, or - for standard input.")],
    keep: Keep = DEFAULT_KEEP,
    strictness: Strictness = STRICTNESS,
    model: ModelFolder = None,
    text_field: TextField = "text",
    number: Annotated[
        int | None,
        typer.Option("--record", min=1, help="Which record of a file with records; without it, the first with a text."),
    ] = None,
    encoding: Encoding = None,
    stdin_format: StdinFormat = StreamFormat.text,
    _config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            is_eager=True,
            callback=config_taken(SHARED),
            help="Flags of `apply` as TOML, as `apply` takes them.",
        ),
    ] = None,
) -> None:
    """Show what `apply` does to a file: every line with number, kind, probability of being kept, and fate.

    Behind a line that goes stands why.
    """
    from cleaner.cli.terminal import show_document

    with failures_explained():
        check_input(context, file, stdin_format)
        ready = load(model, keep, strictness)
        if file != STREAM and file.is_dir():
            raise WrongUse(f"{file} is a folder; explain takes one file, or -")
        if file != STREAM and not file.exists():
            raise WrongUse(f"{file}: no such file; explain takes one file, or -")
        form = checked_sorts(fields_of(text_field), encoding).of(_name(file, stdin_format))
        with content_of(file):
            found = _find(form, _blocks(form, file), number)
        if found.record is None or found.record.text is None:
            raise WrongUse(f"{called(file)}: {_missing(found, number)}")
        if number is None and (found.more or found.records > 1):
            many = f"more than {found.records:,}" if found.more else f"{found.records:,}"
            complain(f"{called(file)}: record {found.record.number:,} of {many}; --record N shows another")
        show_document(ready.explain(found.record.text))


class _Found(NamedTuple):
    """What was found in a file, of which no more is read than it takes."""

    record: Record | None
    records: int  # in what was read, by the number of the last
    more: bool  # whether there is more to read
    wrong: str | None  # why the first record that should have a text has none


def _find(form: Format, blocks: Iterator[Any], number: int | None) -> _Found:
    """The record of this number, or the first that has a text."""
    records, wrong = 0, None
    for block in blocks:
        found = None
        for record in form.records(block):
            records = record.number  # a header, where it counts as one, is number 0
            wrong = wrong or record.wrong
            if found is None and (record.text is not None if number is None else record.number == number):
                found = record
        if found:
            return _Found(found, records, number is None and next(blocks, None) is not None, found.wrong)
    return _Found(None, records, more=False, wrong=wrong)


def _missing(found: _Found, number: int | None) -> str:
    """Why there is nothing to show."""
    why = f" ({found.wrong})" if found.wrong else ""
    if number is None:
        return f"no record with a text in it{why}"
    if found.record:
        return f"record {number} has no text{why}"
    return f"there is no record {number}: it has {found.records:,}"


def _name(file: Path, stdin_format: StreamFormat) -> str:
    """The name that says what the file is."""
    return file.name if file != STREAM else f"-.{stdin_format}"


def _blocks(form: Format, file: Path) -> Iterator[Any]:
    if file != STREAM:
        return form.blocks(file)
    return blocks_of(sys.stdin.buffer.read) if form.structured else iter([sys.stdin.buffer.read()])
