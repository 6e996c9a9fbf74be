"""A tree of files of any depth, walked in one order without reading them; or one file as a tree of one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

OWN: Final = ".cleaner"
"""Folder of the journal, the run record and unfinished files below an output folder; nothing in it is ever input,
wherever in a tree it lies: outputs are collected, and cleaned again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file there is to read."""

    name: str  # relative to the tree, parts separated by "/"
    size: int  # bytes
    changed: int = 0  # nanoseconds; when its content was last changed


@dataclass(frozen=True, slots=True)
class Passed:
    """Something met on the way that is not read."""

    name: str
    reason: str
    failed: bool  # it should have been read and could not be; otherwise it is of a sort that never is


class Tree:
    """The regular files below a folder. Links are not followed, devices and pipes not read."""

    def __init__(self, root: Path) -> None:
        """`root` is a folder, or one file: then that file is the only one."""
        self.only = None if root.is_dir() else root.name
        self.folder = root.parent if self.only else root

    def path(self, name: str) -> Path:
        """Where the file of this name is."""
        return self.folder / name

    def entries(self) -> Iterator[Entry | Passed]:
        """Files by path, depth first. In memory: the names in the folders on the way to the current file."""
        try:
            stack = [("", self._names(""))]
        except OSError as error:
            yield Passed(".", reason(error), failed=True)
            return
        while stack:
            folder, names = stack[-1]
            if not names:
                stack.pop()
                continue
            name = folder + names.pop()
            try:
                path = self.folder / name
                found = path.stat() if self.only else path.lstat()  # a link given by name is what was meant
                if stat.S_ISDIR(found.st_mode):
                    if name.rpartition("/")[2] != OWN:
                        stack.append((f"{name}/", self._names(name)))
                    continue
            except OSError as error:
                yield Passed(name, reason(error), failed=True)
                continue
            if stat.S_ISREG(found.st_mode):
                yield Entry(name, found.st_size, found.st_mtime_ns)
            else:
                what = "symbolic link" if stat.S_ISLNK(found.st_mode) else "device, pipe or socket"
                yield Passed(name, what, failed=False)

    def _names(self, folder: str) -> list[str]:
        """Names in a folder, last first, so that the next one is taken off the end."""
        if self.only:
            return [self.only]
        with os.scandir(self.folder / folder) as found:
            return sorted((entry.name for entry in found), reverse=True)


def reason(error: OSError) -> str:
    """What went wrong, without the path, which stands beside it."""
    return error.strerror or str(error)
