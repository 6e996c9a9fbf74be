"""Files that count only together: all of them are replaced, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

NEW, OLD = ".new-", ".old-"
"""Before the names of files that are on their way in, and of those that are on their way out."""
_MARKS: Final = (NEW, OLD)


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by name into a folder, made if there is none; without the last of them the others count for nothing.

    At every moment there are all of the old files or all of the new ones, or, for an instant, the last one is absent;
    after an error or an interrupt the old ones are back. The folder itself stays, since it may be a mount point, a link
    or where somebody works, and so do other files in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _clear(folder, files)
        for name, content in files.items():
            (folder / f"{NEW}{name}").write_bytes(content)
        _swap(folder, list(files))
    finally:
        _clear(folder, files)


def is_on_its_way(name: str, files: Iterable[str]) -> bool:
    """Whether a file of this name is what a killed `write_together` of these left behind."""
    return name in {f"{mark}{file}" for mark in _MARKS for file in files}


def _swap(folder: Path, names: list[str]) -> None:
    """Move the new files in and what they replace out: the last one goes first and comes last."""
    try:
        for name in reversed(names):
            if (folder / name).exists():
                (folder / name).replace(folder / f"{OLD}{name}")
        for name in names:
            (folder / f"{NEW}{name}").replace(folder / name)
    except BaseException:
        for name in reversed(names):
            if not (folder / f"{NEW}{name}").exists():
                (folder / name).unlink(missing_ok=True)
        for name in names:
            if (folder / f"{OLD}{name}").exists():
                (folder / f"{OLD}{name}").replace(folder / name)
        raise


def _clear(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        for mark in _MARKS:
            (folder / f"{mark}{name}").unlink(missing_ok=True)
