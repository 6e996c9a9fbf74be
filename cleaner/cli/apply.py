"""The command `apply`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.config import read_config
from cleaner.cli.failures import FAILED, failures_explained
from cleaner.cli.messages import complain, plain_progress, print_dry_run, print_summary
from cleaner.cli.options import (
    DEFAULT_KEEP,
    IdField,
    Jobs,
    Keep,
    ModelFolder,
    Quiet,
    Strictness,
    TextField,
    fields_of,
    load,
)
from cleaner.policy import STRICTNESS
from cleaner.run.apply import apply as apply_to_tree
from cleaner.run.dry import dry_run
from cleaner.run.places import WrongUse
from cleaner.run.stream import STREAM, StreamFormat, apply_to_stream
from cleaner.run.summary import Summary
from cleaner.run.tasks import WRONG_SHOWN


def _with_config(context: typer.Context, path: Path | None) -> Path | None:
    with failures_explained():
        return read_config(context, path)


def apply(  # noqa: PLR0917  # the command line fixes which are positional
    raw: Annotated[
        Path, typer.Argument(metavar="RAW", help="Folder of files of any depth, or one file, or - for standard input.")
    ],
    clean: Annotated[
        Path, typer.Argument(metavar="CLEAN", help="Where the cleaned files go, under the same names; - is stdout.")
    ],
    keep: Keep = DEFAULT_KEEP,
    strictness: Strictness = STRICTNESS,
    model: ModelFolder = None,
    removed: Annotated[
        Path | None, typer.Option(help="Folder for what went: a .jsonl for each file, a line for each piece.")
    ] = None,
    text_field: TextField = "text",
    id_field: IdField = None,
    annotate: Annotated[
        str | None,
        typer.Option(help="Keep the texts of records whole and add what would go as a field of this name."),
    ] = None,
    stdin_format: Annotated[
        StreamFormat, typer.Option(help="What standard input is: one document, or JSON lines.")
    ] = StreamFormat.text,
    jobs: Jobs = None,
    checksum: Annotated[
        bool, typer.Option("--checksum", help="Tell what is changed by content, not by size and time.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Do everything anew, also what an earlier run did.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first so many files, and of large ones only the beginning.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    record: Annotated[
        Path | None, typer.Option(help="Also write the record of the run (run.json) to this file.")
    ] = None,
    quiet: Quiet = False,
    _config: Annotated[
        Path | None,
        typer.Option(
            "--config", is_eager=True, callback=_with_config, help="Flags as TOML; without it, ./cleaner.toml if any."
        ),
    ] = None,
) -> None:
    """Clean files: text, JSON lines, CSV, Parquet, WET, HTML. RAW is never written to; an output is whole or absent.

    A second run does only what is missing or changed.
    """
    whole = f"all files in {clean} are whole; run the same command again to go on"
    with failures_explained("interrupted" if clean == STREAM else f"interrupted; {whole}"):
        ready = load(model, keep, strictness)
        fields = fields_of(text_field, id_field, annotate)
        if STREAM in (raw, clean):
            if removed or dry or limit:
                raise WrongUse("--removed, --dry-run and --limit need files; they do not go with -")
            wrong = apply_to_stream(
                raw, clean, ready, fields, kind=stdin_format,
                tell=lambda why: complain(f"{raw}: {why}; the record was left as it is"),
            )  # fmt: skip
            if wrong > WRONG_SHOWN:
                complain(f"{raw}: {wrong:,} records in all were left as they are")
            if wrong:
                raise typer.Exit(FAILED)
            return
        if dry:
            print_dry_run(dry_run(raw, clean, ready, removed=removed, fields=fields, checksum=checksum,
                                  overwrite=overwrite, limit=limit))  # fmt: skip
            return
        draws = not quiet and sys.stderr.isatty()
        if draws:
            from cleaner.cli.terminal import progress_bar
        shown = progress_bar(raw, limit) if draws else nullcontext() if quiet else plain_progress()
        with shown as progress:
            summary = apply_to_tree(
                raw, clean, ready, removed=removed, jobs=jobs, fields=fields, checksum=checksum, overwrite=overwrite,
                limit=limit, record=record, progress=progress,
            )  # fmt: skip
        _show(summary, raw, draws=draws, quiet=quiet)


def _show(summary: Summary, raw: Path, *, draws: bool, quiet: bool) -> None:
    if draws:
        from cleaner.cli.terminal import draw_summary

        draw_summary(summary)
    elif not quiet:
        print_summary(summary)
    for name, why in summary.wrong:
        complain(f"{raw / name if raw.is_dir() else raw}: {why}")
    if summary.wrong:
        complain("records without a text came out as they went in")
    for name, why in summary.failed:
        complain(f"{raw / name if raw.is_dir() else raw}: {why}")
    for problem in summary.problems:
        complain(problem)
    if summary.failed or summary.wrong:
        raise typer.Exit(FAILED)
