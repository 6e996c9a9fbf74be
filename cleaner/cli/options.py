"""Options that several commands share, and what they make of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, cast

import typer

import cleaner
from cleaner.formats import Fields
from cleaner.formats.sorts import is_text_file
from cleaner.kinds import ARTICLE, KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run.places import WrongUse
from cleaner.run.stream import STREAM, StreamFormat

DEFAULT_KEEP: Final = ",".join(ARTICLE)

Keep = Annotated[str, typer.Option(help=f"Kinds that stay, with commas between: {', '.join(KINDS)}.")]
Strictness = Annotated[
    float,
    typer.Option(help="Above 0 (keep nearly everything) and below 1 (keep only what is certain)."),
]
ModelFolder = Annotated[Path | None, typer.Option(help="Model folder; without it, the one that comes along.")]
TextField = Annotated[str, typer.Option(help="Field or column that holds the text, where files have records.")]
IdField = Annotated[str | None, typer.Option(help="Field or column that names a record in what is reported.")]
Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What text files without a mark are in, as windows-1251; without it, UTF-8 with any odd bytes.",
    ),
]
StdinFormat = Annotated[StreamFormat, typer.Option(help="What standard input is: one document, or JSON lines.")]
Labels = Annotated[
    list[Path] | None, typer.Argument(metavar="DATA", help="Labelled documents: .lines files or folders of them.")
]
Pairs = Annotated[
    tuple[Path, Path] | None,
    typer.Option(metavar="RAW CLEAN", help="A folder of raw files and its hand-cleaned twin."),
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; without it, as many as the work is worth.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no closing table.")]


def fields_of(text: str, id: str | None = None, annotate: str | None = None) -> Fields:  # noqa: A002
    """The fields that the options name. Raises WrongUse."""
    try:
        return Fields(text=text, id=id, annotate=annotate)
    except ValueError as error:
        raise WrongUse(str(error)) from error


def load(model: Path | None, keep: str, strictness: float) -> Cleaner:
    """The cleaner that the options describe. Raises WrongUse and ModelError."""
    try:
        policy = Policy(keep=cast("tuple[str, ...]", keep), strictness=strictness)  # it parts a string itself
    except ValueError as error:
        raise WrongUse(str(error)) from error
    return cleaner.load(model, policy=policy)


def is_given(context: typer.Context, name: str) -> bool:
    """Whether a parameter stands on the command line; what `cleaner.toml` says is meant for every run."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def check_input(context: typer.Context, raw: Path, stdin_format: StreamFormat) -> None:
    """Raise WrongUse where something is said of standard input, or of texts, and what is read is none."""
    if raw != STREAM and is_given(context, "stdin_format"):
        raise WrongUse(f"--stdin-format is for standard input; what {raw} is follows from the end of its name")
    is_text = stdin_format == StreamFormat.text if raw == STREAM else raw.is_dir() or is_text_file(raw.name)
    if not is_text and is_given(context, "encoding"):
        what = "with --stdin-format jsonl, standard input" if raw == STREAM else f"by its name, {raw}"
        raise WrongUse(f"--encoding is for text files; {what} is none")
