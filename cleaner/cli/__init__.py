"""The command: options in, one call, words on stderr, an exit status. Nothing but data goes to stdout.

Exit status: 0 done, 1 some inputs failed, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

import cleaner
from cleaner.cli.apply import apply
from cleaner.cli.explain import explain
from cleaner.cli.failures import FAILED, failures_explained
from cleaner.cli.messages import as_folder, complain, many, of_file
from cleaner.cli.options import (
    DEFAULT_KEEP,
    Keep,
    Labels,
    ModelFolder,
    Pairs,
    Quiet,
    Strictness,
    TextField,
    fields_of,
    load,
)
from cleaner.policy import STRICTNESS
from cleaner.run.outputs import Outputs
from cleaner.run.places import WrongUse

main = typer.Typer(
    name="cleaner",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cleaner {cleaner.__version__}")
        raise typer.Exit


@main.callback(epilog="Example: cleaner apply raw/ clean/")
def options(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Article text out of the raw text of scraped pages, in any language, without HTML."""


main.command(epilog="Example: cleaner apply raw/ clean/ --removed removed/ --strictness 0.3")(apply)


@main.command(epilog="Example: cleaner restore clean/ --removed removed/ raw-again/")
def restore(  # noqa: PLR0917  # the command line fixes which are positional
    clean: Annotated[Path, typer.Argument(metavar="CLEAN", help="What `apply` wrote.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Where the raw files go.")],
    removed: Annotated[Path, typer.Option(help="What `apply --removed` wrote beside it.")],
    text_field: TextField = "text",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace files in OUT that are there with other content.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Rebuild the raw files from the cleaned ones and what went from them."""
    from cleaner.run.restore import restore as restore_tree

    with failures_explained():
        done: list[str] = []
        failed = restore_tree(clean, removed, out, fields_of(text_field), overwrite=overwrite, done=done.append)
        for name, why in failed:
            complain(of_file(clean, name, why))
        if not quiet:
            print(f"files restored: {len(done):,}; failed: {len(failed):,}", file=sys.stderr)
        if failed:
            raise typer.Exit(FAILED)


@main.command(epilog="Example: cleaner report clean/ --output report.html")
def report(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="A run.json, or the folder CLEAN of the run.")],
    output: Annotated[Path, typer.Option(help="The page.")] = Path("report.html"),
) -> None:
    """Draw what a run did as one HTML page: what went by folder and kind, examples, what is least certain."""
    from cleaner.report import page
    from cleaner.run.record import NAME, read_record

    with failures_explained():
        if output.is_dir():
            raise WrongUse(f"--output {output} is a folder; name a file")
        if record.is_dir() and not (record / NAME).exists():
            raise WrongUse(f"{record} holds no run (a run with --limit leaves none)")
        try:
            found = read_record(record)
        except ValueError as error:
            raise WrongUse(str(error)) from error
        Outputs(output.parent, only=output.name).write("", page(found).encode())
        complain(f"wrote {output}")


main.command(epilog="Example: cleaner explain page.txt --strictness 0.7")(explain)


@main.command(epilog="Example: cleaner evaluate labelled/ --model model/")
def evaluate(
    data: Labels = None,
    pairs: Pairs = None,
    keep: Keep = DEFAULT_KEEP,
    strictness: Strictness = STRICTNESS,
    model: ModelFolder = None,
) -> None:
    """Measure a model on labelled documents: how much of the articles it loses, how much noise it removes."""
    from cleaner.cli.labelled import read_labelled
    from cleaner.cli.terminal import show_evaluation
    from cleaner.evaluate import evaluate as evaluate_on

    with failures_explained():
        if not data and not pairs:
            raise WrongUse("nothing to measure on: give DATA or --pairs RAW CLEAN")
        ready = load(model, keep, strictness)
        show_evaluation(evaluate_on(ready, read_labelled(data or (), pairs).documents))


@main.command(epilog="Example: cleaner train --pairs raw/ clean-by-hand/ --output model/")
def train(
    output: Annotated[Path, typer.Option(help="Folder for the model; made if there is none.")],
    data: Labels = None,
    pairs: Pairs = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the figures.")] = False,
) -> None:
    """Fit a model and print figures on held-out documents; without DATA or pairs, on the packaged ones.

    It learns from these documents alone, not from what the model that comes along has learnt, and takes minutes.

    From --pairs it learns to tell article from other, and no finer kinds.
    """
    with failures_explained():
        if output.exists() and not output.is_dir():
            raise WrongUse(f"--output {output} is a file; name a folder")

        from cleaner.cli.labelled import read_labelled, steps_shown
        from cleaner.cli.terminal import show_evaluation
        from cleaner.train import packaged_data
        from cleaner.train import train as train_on

        found = read_labelled(data or ([] if pairs else [packaged_data()]), pairs)
        if not quiet:
            complain(f"fitting a model to {many(len(found.documents), 'document')}; this takes minutes")
        try:
            with nullcontext() if quiet else steps_shown():
                figures = train_on(found.documents, output, sources=found.sources)
        except ValueError as error:
            raise WrongUse(str(error)) from error
        show_evaluation(figures)
        if not quiet:
            complain(f"wrote {as_folder(output)}; use it with: cleaner apply raw/ clean/ --model {as_folder(output)}")
