"""A tree of text files of any depth, read file by file and mirrored elsewhere.

Bytes that are not UTF-8 become lone surrogates on the way in and the same bytes on the way out (Python's
"surrogateescape"), so that text in any encoding, a byte-order mark and every odd byte pass as they are.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from cleaner.formats import Entry, Passed

ENCODING: Final = "utf-8"
ODD_BYTES: Final = "surrogateescape"
PART: Final = ".part"
"""End of the names of files that are still being written; they begin with `.cleaner-`."""


class TextTree:
    """A source: the regular files below a folder. Links are not followed, devices and pipes not read."""

    def __init__(self, root: Path) -> None:
        """`root` is a folder, or one file: then that file is the only document."""
        self.only = None if root.is_dir() else root.name
        self.folder = root.parent if self.only else root

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
                    stack.append((f"{name}/", self._names(name)))
                    continue
            except OSError as error:
                yield Passed(name, reason(error), failed=True)
                continue
            if stat.S_ISREG(found.st_mode):
                yield Entry(name, found.st_size)
            else:
                what = "symbolic link" if stat.S_ISLNK(found.st_mode) else "device, pipe or socket"
                yield Passed(name, what, failed=False)

    def _names(self, folder: str) -> list[str]:
        """Names in a folder, last first, so that the next one is taken off the end."""
        if self.only:
            return [self.only]
        with os.scandir(self.folder / folder) as found:
            return sorted((entry.name for entry in found), reverse=True)

    def read(self, name: str) -> str:
        """The text of one file, odd bytes as lone surrogates. Raises OSError."""
        return (self.folder / name).read_bytes().decode(ENCODING, ODD_BYTES)


class TextSink:
    """A sink: one text file for each document, below a folder that is made when it is first needed."""

    def __init__(self, folder: Path, *, never: Path | None = None, suffix: str = "", only: str | None = None) -> None:
        """`never`: a folder that nothing may be written into, not even by a link that lies in `folder`.

        `suffix` is added to every name; `only` takes the place of the name where there is but one document.
        """
        self.folder, self.suffix, self.only = folder, suffix, only
        self.never = None if never is None else never.resolve()
        self._ready: Path | None = None  # the folder last checked and made; files come folder by folder

    def path(self, name: str) -> Path:
        """Where the document of this name goes."""
        return self.folder / ((self.only or name) + self.suffix)

    def write(self, name: str, text: str) -> None:
        """Write one document whole or not at all. Raises OSError, also for a place inside `never`."""
        path = self.path(name)
        self._make_ready(path.parent)
        write_whole(path, text.encode(ENCODING, ODD_BYTES))

    def discard(self, name: str) -> None:
        """Remove what an earlier run wrote under this name, if anything."""
        path = self.path(name)
        if path.parent.is_dir():
            self._make_ready(path.parent)
            path.unlink(missing_ok=True)

    def _make_ready(self, folder: Path) -> None:
        if folder == self._ready:
            return
        if self.never and folder.resolve().is_relative_to(self.never):
            raise OSError(f"a symbolic link leads its output to {folder.resolve()}, into the folder that is read")
        folder.mkdir(parents=True, exist_ok=True)
        self._ready = folder


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name, then rename it: whoever looks sees all of it or nothing."""
    part = path.with_name(f".cleaner-{os.urandom(8).hex()}{PART}")
    try:
        with part.open("xb") as file:
            file.write(content)
        part.replace(path)
    except BaseException:  # an interrupt as well
        with suppress(OSError):
            part.unlink()
        raise


def reason(error: OSError) -> str:
    """What went wrong, without the path, which stands beside it."""
    return error.strerror or str(error)
