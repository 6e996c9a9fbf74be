"""Places: where a run reads and where it may write, checked before anything is touched."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cleaner.formats import Fields
from cleaner.formats.compressed import inner_name
from cleaner.formats.sorts import Sorts
from cleaner.formats.text import TextFile
from cleaner.run.outputs import Outputs
from cleaner.run.tree import Tree


class WrongUse(ValueError):  # noqa: N818  # a mistake in what was asked for, not in the data
    """Something that cannot be what was meant; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """One run's inputs and outputs."""

    raw: Path
    tree: Tree
    clean: Outputs
    removed: Outputs | None

    def sweep(self) -> None:
        """Remove what a killed run left unfinished."""
        self.clean.sweep()
        if self.removed:
            self.removed.sweep()


def check_places(
    raw: Path, clean: Path, removed: str | Path | None, words: tuple[str, str] = ("RAW", "CLEAN")
) -> Places:
    """Open a run's places, which the command calls by these words. Raises WrongUse when the first is missing, or one
    place is, holds or lies in another.

    A `raw` that is one file goes into the folder `clean` if there is one, otherwise to the file `clean`.
    """
    source, target = words
    if not raw.exists():
        raise WrongUse(f"{raw}: no such file or folder; {source} is what is to be read")
    if raw.is_dir():
        _check_folder(clean, target)
        _check_apart(clean, target, raw, source)
        outputs = Outputs(clean, never=raw)
    elif raw.is_file():
        into = clean.is_dir()
        if clean.exists() and not into and not clean.is_file():
            raise WrongUse(f"{target} {clean} is a device or pipe, which a file would replace; name a file, or -")
        name = Sorts(Fields()).of(raw.name).output_name(raw.name)
        outputs = Outputs(clean if into else clean.parent, only=name if into else clean.name)
        _check_name(raw, outputs.path(raw.name), target)
        if outputs.path(raw.name).resolve() == raw.resolve():
            raise WrongUse(f"{target} {clean} would overwrite {source}; name another file or folder")
    else:
        raise WrongUse(f"{raw}: neither a folder nor a regular file")
    if removed is None:
        return Places(raw, Tree(raw), outputs, None)
    removed = Path(removed)
    _check_folder(removed, "REMOVED")
    if raw.is_dir():
        _check_apart(removed, "REMOVED", raw, source)
        _check_apart(removed, "REMOVED", clean, target)
    went = Outputs(removed, never=outputs.never, suffix=".jsonl", only=outputs.only)
    if went.path(raw.name).resolve() in (raw.resolve(), outputs.path(raw.name).resolve()):
        raise WrongUse(f"REMOVED {removed} would overwrite {source} or {target}; name another folder")
    return Places(raw, Tree(raw), outputs, went)


def check_record(record: Path, raw: Path) -> None:
    """Raise WrongUse where the record of a run would be written into what is read, or is a folder."""
    if record.is_dir():
        raise WrongUse(f"--record {record} is a folder; name a file")
    if is_within(record, raw):
        raise WrongUse(f"--record {record} would be written into RAW {raw}; name a file apart from it")


def _check_name(raw: Path, path: Path, target: str) -> None:
    """Raise WrongUse where the name of an output says that it is in another form than it will be.

    A name of no form fits what has bytes to be compressed by it: all but Parquet, which takes none but a bare one.
    """
    sorts = Sorts(Fields())
    form = sorts.of(raw.name)
    made, named = sorts.of(form.output_name(raw.name)), sorts.of(path.name)
    if form.streamed:
        fits = named is made or type(named) is TextFile
    else:
        fits = inner_name(path.name) == path.name and (named is made or not path.suffix)
    if not fits:
        what = f"{raw.name} becomes text" if made is not form else f"{raw.name} stays what it is"
        raise WrongUse(
            f"{target} {path}: its name says another sort of file, but {what}; name another file, or a folder"
        )


def _check_folder(path: Path, name: str) -> None:
    if path.exists() and not path.is_dir():
        raise WrongUse(f"{name} {path} is a file; name a folder, it is made if there is none")


def _check_apart(path: Path, name: str, other: Path, other_name: str) -> None:
    if is_within(path, other):
        raise WrongUse(f"{name} {path} is {other_name} or lies inside it; name a folder apart from {other}")
    if is_within(other, path):
        raise WrongUse(f"{name} {path} holds {other_name} {other}; name a folder apart from it")


def relative(folder: Path, other: Path) -> str:
    """Where another folder is, seen from a folder: both can be moved together."""
    try:
        return os.path.relpath(other.resolve(), folder.resolve())
    except ValueError:  # on another drive
        return str(other.resolve())


def is_within(path: Path, folder: Path) -> bool:
    """Whether `path` is `folder` or below it, links resolved; a file system may ignore case."""
    path, folder = path.resolve(), folder.resolve()
    if path.is_relative_to(folder):
        return True
    return folder.exists() and any(up.exists() and up.samefile(folder) for up in (path, *path.parents))
