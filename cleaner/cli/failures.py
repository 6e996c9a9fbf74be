"""What a person can mend, as one line on stderr and an exit status; a bug keeps its traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer

from cleaner.artifact import ModelError
from cleaner.cli.messages import called, complain
from cleaner.formats import MissingExtra, WrongContent
from cleaner.run.journal_file import InUse
from cleaner.run.places import WrongUse
from cleaner.run.tree import reason

FAILED: Final = 1
WRONG_USE: Final = 2
INTERRUPTED: Final = 130


@contextmanager
def failures_explained(on_interrupt: str = "interrupted") -> Iterator[None]:
    """Leave with a message and a status for what is no bug; quietly where nobody reads the output any more."""
    from cleaner.labels import LabelError

    try:
        yield
    except (WrongUse, ModelError, LabelError, MissingExtra, InUse) as error:
        complain(str(error))
        raise typer.Exit(WRONG_USE) from error
    except WrongContent as error:
        complain(str(error))
        raise typer.Exit(FAILED) from error
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it ends
        raise typer.Exit(0) from error
    except OSError as error:
        complain(f"{error.filename}: {reason(error)}" if error.filename else reason(error))
        raise typer.Exit(FAILED) from error
    except KeyboardInterrupt as error:
        complain(on_interrupt)
        raise typer.Exit(INTERRUPTED) from error


@contextmanager
def content_of(file: Path) -> Iterator[None]:
    """Say of which file it is that something is wrong with its content."""
    try:
        yield
    except WrongContent as error:
        raise WrongContent(f"{called(file)}: {error}") from error
