"""Places: where a run reads and where it may write, checked before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleaner.formats import Sink, Source
from cleaner.formats.text_tree import TextSink, TextTree


class WrongUse(ValueError):  # noqa: N818  # a mistake in what was asked for, not in the data
    """Paths that cannot be what was meant; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """One run's source and sinks."""

    source: Source
    clean: Sink
    removed: Sink | None


def check_places(raw: Path, clean: Path, removed: Path | None) -> Places:
    """Open a run's places. Raises WrongUse when RAW is missing, or one place is, holds or lies in another.

    A `raw` that is one file goes into the folder `clean` if there is one, otherwise to the file `clean`.
    """
    if not raw.exists():
        raise WrongUse(f"{raw}: no such file or folder; RAW is what is to be cleaned")
    if raw.is_dir():
        _check_folder(clean, "CLEAN")
        _check_apart(clean, "CLEAN", raw, "RAW")
        sink = TextSink(clean, never=raw)
    elif raw.is_file():
        into = clean.is_dir()
        sink = TextSink(clean if into else clean.parent, only=raw.name if into else clean.name)
        if sink.path(raw.name).resolve() == raw.resolve():
            raise WrongUse(f"CLEAN {clean} would overwrite RAW; name another file or folder")
    else:
        raise WrongUse(f"{raw}: neither a folder nor a regular file")
    if removed is None:
        return Places(TextTree(raw), sink, None)
    _check_folder(removed, "REMOVED")
    if raw.is_dir():
        _check_apart(removed, "REMOVED", raw, "RAW")
        _check_apart(removed, "REMOVED", clean, "CLEAN")
    went = TextSink(removed, never=sink.never, suffix=".jsonl", only=sink.only)
    if went.path(raw.name).resolve() in (raw.resolve(), sink.path(raw.name).resolve()):
        raise WrongUse(f"REMOVED {removed} would overwrite RAW or CLEAN; name another folder")
    return Places(TextTree(raw), sink, went)


def _check_folder(path: Path, name: str) -> None:
    if path.exists() and not path.is_dir():
        raise WrongUse(f"{name} {path} is a file; name a folder, it is made if there is none")


def _check_apart(path: Path, name: str, other: Path, other_name: str) -> None:
    if _within(path, other):
        raise WrongUse(f"{name} {path} is {other_name} or lies inside it; name a folder apart from {other}")
    if _within(other, path):
        raise WrongUse(f"{name} {path} holds {other_name} {other}; name a folder apart from it")


def _within(path: Path, folder: Path) -> bool:
    """Whether `path` is `folder` or below it, links resolved; a file system may ignore case."""
    path, folder = path.resolve(), folder.resolve()
    if path.is_relative_to(folder):
        return True
    return folder.exists() and any(up.exists() and up.samefile(folder) for up in (path, *path.parents))
