"""The command as a function, as a process, and what it says."""

from __future__ import annotations

import signal
import sys
from typing import Final

from typer.testing import CliRunner, Result

from cleaner.cli import main

COMMAND: Final = [sys.executable, "-m", "cleaner"]


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def heeds_interrupts() -> None:
    """For a process to be started: it is stopped by an interrupt though this one, as in the background of a shell, may
    not be."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def says(result: Result, status: int, *words: str) -> None:
    """The command ended with `status` and one complaint, which holds every one of `words`; no traceback."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    complaints = [line for line in result.stderr.splitlines() if line.startswith("cleaner: ")]
    assert len(complaints) == 1, result.stderr
    for word in words:
        assert word in complaints[0]
    assert "Traceback" not in result.stderr


def figures(stderr: str) -> dict[str, int]:
    """The closing table as numbers."""
    rows = (line.rsplit(maxsplit=1) for line in stderr.splitlines() if not line.startswith("cleaner: "))
    return {name.strip(): int(value.replace(",", "")) for name, value in rows if value.replace(",", "").isdigit()}
