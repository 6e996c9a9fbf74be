"""The command `apply`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from cleaner.cli.config import config_taken
from cleaner.cli.failures import FAILED, failures_explained
from cleaner.cli.messages import (
    as_folder,
    complain,
    complain_of,
    many,
    of_file,
    of_leftovers,
    plain_progress,
    print_dry_run,
    print_summary,
    tell,
)
from cleaner.cli.options import (
    DEFAULT_KEEP,
    Encoding,
    IdField,
    Jobs,
    Keep,
    ModelFolder,
    Quiet,
    StdinFormat,
    Strictness,
    TextField,
    check_input,
    fields_of,
    load,
)
from cleaner.cli.streams import apply_streamed, check_streamed
from cleaner.policy import STRICTNESS
from cleaner.run.apply import apply as apply_to_tree
from cleaner.run.differences import Differences
from cleaner.run.dry import dry_run
from cleaner.run.record import NAME
from cleaner.run.stream import STREAM, StreamFormat
from cleaner.run.summary import Summary


def apply(  # noqa: PLR0917  # the command line fixes which are positional
    context: typer.Context,
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
    encoding: Encoding = None,
    stdin_format: StdinFormat = StreamFormat.text,
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
            "--config", is_eager=True, callback=config_taken(), help="Flags as TOML; without it, ./cleaner.toml if any."
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
        check_input(context, raw, stdin_format)
        if STREAM in (raw, clean):
            check_streamed(context)
            apply_streamed(raw, clean, ready, fields, encoding=encoding, stdin_format=stdin_format, quiet=quiet)
            return
        noted = raw.is_dir() and limit is None
        if dry:
            found = dry_run(raw, clean, ready, removed=removed, fields=fields, encoding=encoding, checksum=checksum,
                            overwrite=overwrite, limit=limit, record=record)  # fmt: skip
            if found.differences and not quiet:
                _say_differences(found.differences, anew="would be")
            print_dry_run(found)
            if found.failed:
                raise typer.Exit(FAILED)
            return
        draws = not quiet and sys.stderr.isatty()
        if draws:
            from cleaner.cli.terminal import progress_bar
        shown = progress_bar(raw, limit) if draws else nullcontext() if quiet else plain_progress()
        with shown as progress:
            summary = apply_to_tree(
                raw, clean, ready, removed=removed, jobs=jobs, fields=fields, encoding=encoding, checksum=checksum,
                overwrite=overwrite, limit=limit, record=record, progress=progress,
                differing=None if quiet else _say_differences,
            )  # fmt: skip
        _show(summary, raw, clean / NAME if noted else record, draws=draws, quiet=quiet)
        if summary.leftovers.number and not quiet:
            stays = "stays" if summary.leftovers.number == 1 else "stay"
            tell(f"{of_leftovers(summary.leftovers)} {stays} in {as_folder(clean)}")
        if (summary.files or summary.known) and not quiet:
            _say_what_next(raw, clean, removed, noted=noted)
        if summary.failed or summary.wrong:
            raise typer.Exit(FAILED)


def _show(summary: Summary, raw: Path, record: Path | None, *, draws: bool, quiet: bool) -> None:
    """The closing table and what went wrong; `record` names everything."""
    if draws:
        from cleaner.cli.terminal import draw_summary

        draw_summary(summary)
    elif not quiet:
        print_summary(summary)
    rest = f"; {record} names them" if record else "; --record FILE takes down what they are"
    lost = record is not None and record not in summary.recorded  # nothing else would name them
    complain_of([of_file(raw, *wrong) for wrong in summary.wrong], rest, every=lost)
    if summary.wrong:
        complain("records without a text came out as they went in")
    complain_of([of_file(raw, *failed) for failed in summary.failed], rest, every=lost)
    for problem in summary.problems:
        complain(problem)


def _say_what_next(raw: Path, clean: Path, removed: Path | None, *, noted: bool) -> None:
    """Where the output lies, and what to look at it with."""
    if not raw.is_dir():
        tell(f"The cleaned file is {f'in {as_folder(clean)}' if clean.is_dir() else clean}")
        return
    went = f", what went is in {as_folder(removed)}" if removed else ""
    then = f"; next: cleaner report {as_folder(clean)}" if noted else ""
    tell(f"The cleaned files are in {as_folder(clean)}{went}{then}")


def _say_differences(found: Differences, anew: str = "is") -> None:
    """Why what an earlier run did is, or would be, done anew."""
    did = f"what it did, {many(found.files, 'file')}, {anew} done anew"
    complain(f"settings differ from the last run ({', '.join(found.settings)}): {did}")
