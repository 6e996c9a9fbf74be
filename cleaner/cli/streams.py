"""Streams of `apply`: what they do not take, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typer

from cleaner.cli.failures import FAILED, content_of
from cleaner.cli.messages import called, complain
from cleaner.cli.options import is_given
from cleaner.formats import Fields
from cleaner.pipeline import Cleaner
from cleaner.run.places import WrongUse
from cleaner.run.stream import StreamFormat, apply_to_stream
from cleaner.run.tally import Tally
from cleaner.run.tasks import WRONG_SHOWN

_MADE: Final = {"removed": "removed", "record": "record", "limit": "limit", "dry-run": "dry"}
"""Options that would have a stream make, or not make, something else than its output, and what holds them."""
_OF_A_RUN: Final = ("jobs", "checksum", "overwrite")
"""Options that say how to go over files; in `cleaner.toml` they are meant for the runs that do."""


def check_streamed(context: typer.Context) -> None:
    """Raise WrongUse for what a stream does not have: files besides it, and an earlier run."""
    made = [f"--{name}" for name, value in _MADE.items() if context.params[value] not in (None, False)]
    told = [f"--{name}" for name in _OF_A_RUN if is_given(context, name)]
    if made or told:
        raise WrongUse(f"{', '.join(made + told)}: for files alone, without effect on a stream; leave it out with -")


def apply_streamed(
    raw: Path,
    clean: Path,
    ready: Cleaner,
    fields: Fields,
    *,
    encoding: str | None,
    stdin_format: StreamFormat,
    quiet: bool,
) -> None:
    """Clean a stream, and say what is to be said of it: of documents left alone only where it is not to be `quiet`."""
    name, tally = called(raw), Tally()
    with content_of(raw):
        wrong = apply_to_stream(
            raw, clean, ready, fields, encoding=encoding, stdin_format=stdin_format, tally=tally,
            tell=lambda why: complain(f"{name}: {why}; the record was left as it is"),
        )  # fmt: skip
    if wrong > WRONG_SHOWN:
        complain(f"{name}: {wrong:,} records in all were left as they are")
    if tally["left_alone"] and not quiet:
        which = "it" if tally["documents"] == 1 else f"{tally['left_alone']:,} of {tally['documents']:,} documents"
        complain(f"{name}: no article, or hardly any, was found in {which}, so nothing was removed there")
    if wrong:
        raise typer.Exit(FAILED)
