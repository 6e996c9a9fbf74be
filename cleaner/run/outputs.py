"""Outputs: files that are written whole or not at all, below a folder that is made when it is first needed.

A file is written under another name and then renamed: whoever looks sees all of it or nothing. Where the outputs are a
folder, unfinished files lie in a folder of the program's own in it, so that what a killed run left is found and swept.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from cleaner.run.tree import OWN

UNFINISHED: Final = "unfinished"
"""Folder of files that are still being written, in the program's own."""
_PART: Final = ".part"


class Outputs:
    """Files below a folder, by the names of the inputs."""

    def __init__(self, folder: Path, *, never: Path | None = None, suffix: str = "", only: str | None = None) -> None:
        """`never`: a folder that nothing may be written into, not even by a link that lies in `folder`.

        `suffix` is added to every name; `only` takes the place of the name where there is but one file.
        """
        self.folder, self.suffix, self.only = folder, suffix, only
        self.never = None if never is None else never.resolve()
        self._ready: Path | None = None  # the folder last checked and made; files come folder by folder
        self._has_unfinished = False  # whether the folder of unfinished files was made

    def path(self, name: str) -> Path:
        """Where the file of this name goes."""
        return self.folder / ((self.only or name) + self.suffix)

    def suffix_of(self, name: str) -> str:
        """How the name of what is written ends, which says how it is compressed."""
        return self.path(name).suffix.lower()

    def write(self, name: str, content: bytes) -> None:
        """Write one file. Raises OSError, also for a place inside `never`."""
        with self.writing(name) as unfinished, unfinished.open("xb") as file:
            file.write(content)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """A path to write to, which becomes the file of this name when all went well. Raises OSError."""
        path = self.path(name)
        self._make_ready(path.parent)
        unfinished = self._unfinished(path)
        try:
            yield unfinished
            _move(unfinished, path)
        except BaseException as error:  # an interrupt as well
            with suppress(OSError):
                unfinished.unlink()
            if isinstance(error, OSError) and error.filename in (unfinished, str(unfinished)):
                error.filename, error.filename2 = str(path), None  # what people know it by
            raise

    def discard(self, name: str) -> None:
        """Remove what an earlier run wrote under this name, if anything."""
        path = self.path(name)
        try:
            if path.parent.is_dir():
                self._make_ready(path.parent)
                path.unlink(missing_ok=True)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:  # there never was one
                raise

    def sweep(self) -> None:
        """Remove what a killed run left unfinished, and the folders it lay in if nothing else is in them."""
        if self.only:
            path = self.path("")
            for part in path.parent.glob(f"{_beside(path)}*{_PART}"):
                part.unlink(missing_ok=True)
            return
        folder = self.folder / OWN / UNFINISHED
        with suppress(FileNotFoundError), os.scandir(folder) as left:
            for entry in left:
                Path(entry.path).unlink(missing_ok=True)
        self._has_unfinished = False
        with suppress(OSError):  # the journal is there
            folder.rmdir()
            folder.parent.rmdir()

    def _unfinished(self, path: Path) -> Path:
        if self.only:
            return path.with_name(f"{_beside(path)}{os.urandom(8).hex()}{_PART}")
        folder = self.folder / OWN / UNFINISHED
        if not self._has_unfinished:
            folder.mkdir(parents=True, exist_ok=True)
            self._has_unfinished = True
        return folder / os.urandom(8).hex()

    def _make_ready(self, folder: Path) -> None:
        if folder == self._ready:
            return
        if self.never and folder.resolve().is_relative_to(self.never):
            raise OSError(f"a symbolic link leads its output to {folder.resolve()}, into the folder that is read")
        folder.mkdir(parents=True, exist_ok=True)
        self._ready = folder


def _beside(path: Path) -> str:
    """How the names of unfinished files beside `path` begin, those of other files beside it otherwise."""
    return f".cleaner-{os.fsencode(path.name).hex()[-200:]}-"  # a name of 255 bytes leaves no room for more


def _move(unfinished: Path, path: Path) -> None:
    try:
        unfinished.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        nearer = path.with_name(f"{_beside(path)}{os.urandom(8).hex()}{_PART}")  # a link led to another disk
        try:
            nearer.write_bytes(unfinished.read_bytes())
            nearer.replace(path)
        except BaseException:
            with suppress(OSError):
                nearer.unlink()
            raise
        unfinished.unlink()
