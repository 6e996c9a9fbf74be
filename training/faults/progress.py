"""What is said on stderr while it goes on."""

from __future__ import annotations

import sys

from training.faults.book import Row


def say(what: str) -> None:
    """A line, at once."""
    print(what, file=sys.stderr, flush=True)


def in_words(row: Row) -> str:
    """A killed run: how it was killed and what is wrong with what it left."""
    runs = [
        f"{run['signal']} after {run['after']:.2f} s of {run['jobs']} processes{', too late' if run['ended'] else ''}"
        for run in row["runs"]
    ]
    wrong = "".join(f"\n  {what}" for what in row["differences"][:10])
    return (
        f"{', then '.join(runs)}; {len(row['partial'])} partial, {len(row['differences'])} differences, "
        f"{row['seconds']:.1f} s{wrong}"
    )
