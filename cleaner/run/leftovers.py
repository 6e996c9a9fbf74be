"""Leftovers: outputs that a run wrote and whose inputs are no longer there. They stay, and are told of."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import Final, NamedTuple

from cleaner.formats.sorts import Sorts
from cleaner.run.places import Places
from cleaner.run.tree import Tree

NAMED: Final = 20
"""Leftovers that are named; further ones are only counted."""


class Leftovers(NamedTuple):
    """How many there are, and the names of the first of them below the output folder."""

    number: int = 0
    first: tuple[str, ...] = ()


def leftovers(written: Iterable[str], places: Places, sorts: Sorts) -> Leftovers:
    """Those among the outputs of the inputs `written`, in the order of their names.

    A file in the output folder is one if a run wrote it and no file is in the tree now of which it would be written.
    """
    number, first = 0, []
    renamed: set[str] = set()  # the inputs `page.html` and `page.html.txt` have one output
    for name in written:
        if _is_there(places.tree, name):  # first, since nearly all are
            continue
        output = sorts.of(name).output_name(name)
        if output in renamed or any(_is_there(places.tree, of) for of in sorts.inputs_of(output) if of != name):
            continue
        if not places.clean.path(output).is_file():
            continue
        if output != name:
            renamed.add(output)
        number += 1
        if number <= NAMED:
            first.append(output)
    return Leftovers(number, tuple(first))


def _is_there(tree: Tree, name: str) -> bool:
    """Whether a file is in the tree; one in a folder that cannot be looked into may be."""
    try:
        return stat.S_ISREG(os.lstat(f"{tree.folder}/{name}").st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
