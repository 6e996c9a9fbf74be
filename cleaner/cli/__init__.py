"""The command: options in, one call, words on stderr, an exit status. Nothing but data goes to stdout.

Exit status: 0 done, 1 some inputs failed, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import cleaner
from cleaner.cli.apply import apply
from cleaner.cli.failures import FAILED, failures_explained
from cleaner.cli.messages import complain
from cleaner.cli.options import DEFAULT_KEEP, Keep, ModelFolder, Quiet, Strictness, TextField, fields_of, load
from cleaner.policy import STRICTNESS
from cleaner.run.outputs import Outputs
from cleaner.run.places import WrongUse

main = typer.Typer(
    name="cleaner",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
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
            complain(f"{clean / name if clean.is_dir() else clean}: {why}")
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
    from cleaner.run.record import read_record

    with failures_explained():
        try:
            found = read_record(record)
        except ValueError as error:
            raise WrongUse(str(error)) from error
        Outputs(output.parent, only=output.name).write("", page(found).encode())
        complain(f"wrote {output}")


@main.command(epilog="Example: cleaner explain page.txt --strictness 0.7")
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One text file.")],
    keep: Keep = DEFAULT_KEEP,
    strictness: Strictness = STRICTNESS,
    model: ModelFolder = None,
) -> None:
    """Show what `apply` does to a file: every line with number, kind, probability of being kept, and fate."""
    from cleaner.cli.terminal import show_document
    from cleaner.formats.text import decode

    with failures_explained():
        ready = load(model, keep, strictness)
        if not file.is_file():
            raise WrongUse(f"{file}: no such file; explain takes one text file")
        show_document(ready.explain(decode(file.read_bytes()).text))


@main.command(epilog="Example: cleaner evaluate labelled/ --model model/")
def evaluate(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A .lines file, or a folder of them.")],
    model: ModelFolder = None,
) -> None:
    """Measure a model on labelled documents: how much of the articles it loses, how much noise it removes."""
    from cleaner.cli.terminal import show_evaluation
    from cleaner.evaluate import evaluate as evaluate_on
    from cleaner.labels import read_folder

    with failures_explained():
        show_evaluation(evaluate_on(cleaner.load(model), read_folder(data)))


@main.command(epilog="Example: cleaner train --pairs raw/ clean-by-hand/ --output model/")
def train(
    output: Annotated[Path, typer.Option(help="Folder for the model; made if there is none.")],
    data: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DATA", help="Labelled documents: .lines files or folders of them."),
    ] = None,
    pairs: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="RAW CLEAN", help="A folder of raw files and its hand-cleaned twin."),
    ] = None,
) -> None:
    """Fit a model and print figures on held-out documents; without DATA or pairs, on the packaged ones."""
    with failures_explained():
        if output.exists() and not output.is_dir():
            raise WrongUse(f"--output {output} is a file; name a folder")

        from cleaner.cli.terminal import show_evaluation
        from cleaner.labels import read_folder, read_pairs
        from cleaner.train import packaged_data
        from cleaner.train import train as train_on

        folders = list(data or ()) or ([] if pairs else [packaged_data()])
        documents = [document for folder in folders for document in read_folder(folder)]
        sources = [str(folder) for folder in folders]
        if pairs:
            documents += read_pairs(*pairs)
            sources.append(f"{pairs[0]} and its hand-cleaned twin {pairs[1]}")
        complain(f"fitting a model to {len(documents)} documents")
        try:
            figures = train_on(documents, output, sources=sources)
        except ValueError as error:
            raise WrongUse(str(error)) from error
        show_evaluation(figures)
