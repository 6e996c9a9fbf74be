"""Walking a tree of files, without a model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from trees import OWN, write_tree

from cleaner.run.tree import Entry, Passed, Tree


def names(root: Path) -> list[str]:
    return [entry.name for entry in Tree(root).entries()]


def entry(root: Path, name: str) -> Entry:
    """A file as it is now."""
    found = (root / name).stat()
    return Entry(name, found.st_size, found.st_mtime_ns)


def test_walks_any_depth_in_sorted_order(tmp_path: Path) -> None:
    files = ["a/z.txt", "a/b/c/d/e.txt", "b.txt", ".hidden", "a.txt", "Z"]
    write_tree(tmp_path, dict.fromkeys(files, b"x"))
    assert names(tmp_path) == [".hidden", "Z", "a/b/c/d/e.txt", "a/z.txt", "a.txt", "b.txt"]


def test_an_entry_tells_size_and_time_of_a_file(tmp_path: Path) -> None:
    """To the nanosecond: a file that changes twice in a second has changed."""
    write_tree(tmp_path, {"a": b"abc"})
    os.utime(tmp_path / "a", ns=(0, 1_900_000_000_123_456_789))
    assert list(Tree(tmp_path).entries()) == [Entry("a", 3, 1_900_000_000_123_456_789)]


def test_walks_lazily(tmp_path: Path) -> None:
    """A folder that appears after the walk began, in a place not yet reached, is found."""
    write_tree(tmp_path, {"a/1": b"", "b/1": b""})
    walk = Tree(tmp_path).entries()
    assert next(walk).name == "a/1"
    write_tree(tmp_path, {"b/2": b""})
    assert [entry.name for entry in walk] == ["b/1", "b/2"]


def test_one_file_is_a_tree_of_one_even_by_a_link(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.txt": b"abc", "b.txt": b""})
    (tmp_path / "link").symlink_to("a.txt")
    assert list(Tree(tmp_path / "a.txt").entries()) == [entry(tmp_path, "a.txt")]
    assert list(Tree(tmp_path / "link").entries()) == [entry(tmp_path, "link")]
    assert Tree(tmp_path / "link").path("link").read_bytes() == b"abc"


def test_links_and_pipes_are_passed_over(tmp_path: Path) -> None:
    """A link to a file, one to the folder above (an endless walk), a broken one, a pipe nobody writes to."""
    write_tree(tmp_path, {"d/a.txt": b"x"})
    (tmp_path / "l1").symlink_to("d/a.txt")
    (tmp_path / "d" / "l2").symlink_to("..")
    (tmp_path / "l3").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    entries = list(Tree(tmp_path).entries())
    assert [entry.name for entry in entries if isinstance(entry, Entry)] == ["d/a.txt"]
    passed = [(entry.name, entry.reason, entry.failed) for entry in entries if isinstance(entry, Passed)]
    assert passed == [
        ("d/l2", "symbolic link", False),
        ("l1", "symbolic link", False),
        ("l3", "symbolic link", False),
        ("pipe", "device, pipe or socket", False),
    ]


def test_the_folder_of_the_program_is_no_input(tmp_path: Path) -> None:
    """What one run wrote is what the next reads, its journal aside, wherever it was put."""
    own = {f"{OWN}/journal.sqlite": b"x", f"{OWN}/unfinished/1": b"x", f"d/e/{OWN}/a": b"x"}
    write_tree(tmp_path, {**own, "b": b"x", f"d/x{OWN}/a": b"x", f"d/{OWN}": b"x"})
    assert names(tmp_path) == ["b", f"d/{OWN}", f"d/x{OWN}/a"]


def test_what_vanishes_under_way_is_a_failure(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a": b"", "b": b"", "c": b""})
    walk = Tree(tmp_path).entries()
    next(walk)
    (tmp_path / "b").unlink()
    assert list(walk) == [Passed("b", "No such file or directory", failed=True), entry(tmp_path, "c")]


def test_a_folder_that_cannot_be_listed_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said of the folder, and the rest is walked; of the topmost, there is no rest. Root may list all."""
    write_tree(tmp_path, {"a/1": b"", "locked/1": b"", "z": b""})
    scandir = os.scandir

    def scans(folder: Path) -> object:
        if Path(folder).name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", scans)
    locked = Passed("locked", "Permission denied", failed=True)
    assert list(Tree(tmp_path).entries()) == [entry(tmp_path, "a/1"), locked, entry(tmp_path, "z")]
    assert list(Tree(tmp_path / "locked").entries()) == [Passed(".", "Permission denied", failed=True)]


def test_a_path_too_long_for_the_system_is_a_failure(tmp_path: Path) -> None:
    """Deeper than the system can name: said, not crashed on, and the rest is walked."""
    write_tree(tmp_path, {"z": b""})
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(18):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    *_, failed, last = Tree(tmp_path).entries()
    assert isinstance(failed, Passed)
    assert failed.failed
    assert failed.reason == "File name too long"
    assert last == entry(tmp_path, "z")
