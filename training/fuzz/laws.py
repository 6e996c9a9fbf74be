"""How a target says that the program broke one of its laws."""

from __future__ import annotations


class Broken(AssertionError):  # noqa: N818  # named for what happened
    """A law that does not hold."""


def check(holds: bool, law: str) -> None:
    """Raise Broken unless a law holds."""
    if not holds:
        raise Broken(law)
