"""The command: options in, one call, words on stderr, an exit status. Nothing but data goes to stdout.

Exit status: 0 done, 1 some inputs failed, 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Final

import typer

import cleaner
from cleaner.formats.text_tree import TextTree, reason
from cleaner.kinds import ARTICLE, KINDS
from cleaner.messages import complain, print_summary
from cleaner.pipeline import Cleaner
from cleaner.places import WrongUse
from cleaner.policy import STRICTNESS, Policy
from cleaner.run import apply as apply_to_tree
from cleaner.workers import WorkerLost

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130
DEFAULT_KEEP: Final = ",".join(ARTICLE)

main = typer.Typer(
    name="cleaner",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Keep = Annotated[str, typer.Option(help=f"Kinds that stay, with commas between: {', '.join(KINDS)}.")]
Strictness = Annotated[
    float, typer.Option(help="Between 0 (keep nearly everything) and 1 (keep only what is certain).")
]
ModelFolder = Annotated[Path | None, typer.Option(help="Model folder; without it, the one that comes along.")]


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


@main.command(epilog="Example: cleaner apply raw/ clean/ --removed removed/ --strictness 0.3")
def apply(  # noqa: PLR0917  # the command line fixes which are positional
    raw: Annotated[Path, typer.Argument(metavar="RAW", help="Folder of text files of any depth, or one file.")],
    clean: Annotated[Path, typer.Argument(metavar="CLEAN", help="Where the cleaned files go, under the same names.")],
    keep: Keep = DEFAULT_KEEP,
    strictness: Strictness = STRICTNESS,
    model: ModelFolder = None,
    removed: Annotated[
        Path | None, typer.Option(help="Folder for what went: a .jsonl for each file, a line for each line.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; without it, as many as the work is worth.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no closing table.")] = False,
) -> None:
    """Clean a folder of text files. RAW is never written to; an output is written whole or not at all."""
    with _failures_explained():
        ready = _load(model, keep, strictness)
        draws = not quiet and sys.stderr.isatty()
        if draws:
            from cleaner.terminal import draw_summary, progress_bar
        with progress_bar(raw) if draws else nullcontext() as progress:
            summary = apply_to_tree(raw, clean, ready, removed=removed, jobs=jobs, progress=progress)
        if draws:
            draw_summary(summary)
        elif not quiet:
            print_summary(summary)
        for name, why in summary.failed:
            complain(f"{raw / name if raw.is_dir() else raw}: {why}")
        if summary.failed:
            raise typer.Exit(FAILED)


@main.command(epilog="Example: cleaner explain page.txt --strictness 0.7")
def explain(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One text file.")],
    keep: Keep = DEFAULT_KEEP,
    strictness: Strictness = STRICTNESS,
    model: ModelFolder = None,
) -> None:
    """Show what `apply` does to a file: every line with number, kind, probability of being kept, and fate."""
    from cleaner.terminal import show_document

    with _failures_explained():
        ready = _load(model, keep, strictness)
        if not file.is_file():
            raise WrongUse(f"{file}: no such file; explain takes one text file")
        show_document(ready.explain(TextTree(file).read(file.name)))


@main.command(epilog="Example: cleaner evaluate labelled/ --model model/")
def evaluate(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A .lines file, or a folder of them.")],
    model: ModelFolder = None,
) -> None:
    """Measure a model on labelled documents: how much of the articles it loses, how much noise it removes."""
    from cleaner.evaluate import evaluate as evaluate_on
    from cleaner.labels import read_folder
    from cleaner.terminal import show_evaluation

    with _failures_explained():
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
    with _failures_explained():
        if output.exists() and not output.is_dir():
            raise WrongUse(f"--output {output} is a file; name a folder")

        from cleaner.labels import read_folder, read_pairs
        from cleaner.terminal import show_evaluation
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


def _load(model: Path | None, keep: str, strictness: float) -> Cleaner:
    try:
        policy = Policy(keep=tuple(keep.split(",")), strictness=strictness)
    except ValueError as error:
        raise WrongUse(str(error)) from error
    return cleaner.load(model, policy=policy)


@contextmanager
def _failures_explained() -> Iterator[None]:
    """Turn what a person can mend into one line on stderr and an exit status; a bug keeps its traceback."""
    from cleaner.labels import LabelError

    try:
        yield
    except (WrongUse, cleaner.ModelError, LabelError) as error:
        complain(str(error))
        raise typer.Exit(WRONG_USE) from error
    except WorkerLost as error:
        complain(str(error))
        raise typer.Exit(FAILED) from error
    except OSError as error:
        complain(f"{error.filename}: {reason(error)}" if error.filename else reason(error))
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        complain("interrupted; every file written so far is whole")
        raise typer.Exit(INTERRUPTED) from error
