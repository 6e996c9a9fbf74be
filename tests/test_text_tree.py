"""Walking, reading and writing a tree of text files, without a model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from trees import read_tree, write_tree

from cleaner.formats import Entry, Passed
from cleaner.formats.text_tree import TextSink, TextTree, write_whole


def names(root: Path) -> list[str]:
    return [entry.name for entry in TextTree(root).entries()]


def test_walks_any_depth_in_sorted_order(tmp_path: Path) -> None:
    files = ["a/z.txt", "a/b/c/d/e.txt", "b.txt", ".hidden", "a.txt", "Z"]
    write_tree(tmp_path, dict.fromkeys(files, b"x"))
    assert names(tmp_path) == [".hidden", "Z", "a/b/c/d/e.txt", "a/z.txt", "a.txt", "b.txt"]
    assert next(TextTree(tmp_path).entries()) == Entry(".hidden", 1)


def test_walks_lazily(tmp_path: Path) -> None:
    """A folder that appears after the walk began, in a place not yet reached, is found."""
    write_tree(tmp_path, {"a/1": b"", "b/1": b""})
    walk = TextTree(tmp_path).entries()
    assert next(walk).name == "a/1"
    write_tree(tmp_path, {"b/2": b""})
    assert [entry.name for entry in walk] == ["b/1", "b/2"]


def test_one_file_is_a_tree_of_one_even_by_a_link(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.txt": b"abc", "b.txt": b""})
    (tmp_path / "link").symlink_to("a.txt")
    assert list(TextTree(tmp_path / "a.txt").entries()) == [Entry("a.txt", 3)]
    assert list(TextTree(tmp_path / "link").entries()) == [Entry("link", 3)]
    assert TextTree(tmp_path / "link").read("link") == "abc"


def test_links_and_pipes_are_passed_over(tmp_path: Path) -> None:
    """A link to a file, one to the folder above (an endless walk), a broken one, a pipe nobody writes to."""
    write_tree(tmp_path, {"d/a.txt": b"x"})
    (tmp_path / "l1").symlink_to("d/a.txt")
    (tmp_path / "d" / "l2").symlink_to("..")
    (tmp_path / "l3").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    entries = list(TextTree(tmp_path).entries())
    assert [entry.name for entry in entries if isinstance(entry, Entry)] == ["d/a.txt"]
    passed = [(entry.name, entry.reason, entry.failed) for entry in entries if isinstance(entry, Passed)]
    assert passed == [
        ("d/l2", "symbolic link", False),
        ("l1", "symbolic link", False),
        ("l3", "symbolic link", False),
        ("pipe", "device, pipe or socket", False),
    ]


def test_what_vanishes_under_way_is_a_failure(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a": b"", "b": b"", "c": b""})
    walk = TextTree(tmp_path).entries()
    next(walk)
    (tmp_path / "b").unlink()
    assert list(walk) == [Passed("b", "No such file or directory", failed=True), Entry("c", 0)]
    with pytest.raises(FileNotFoundError):
        TextTree(tmp_path).read("b")


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
    *_, failed, last = TextTree(tmp_path).entries()
    assert isinstance(failed, Passed)
    assert failed.failed
    assert failed.reason == "File name too long"
    assert last == Entry("z", 0)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbfa", b"\xff\xfea\0", b"\x80\xe2\x80\n\xc3", b"a\r\nb\rc\n"])
def test_reading_and_writing_keeps_every_byte(tmp_path: Path, content: bytes) -> None:
    write_tree(tmp_path / "in", {"f": content})
    TextSink(tmp_path / "out").write("d/f", TextTree(tmp_path / "in").read("f"))
    assert read_tree(tmp_path / "out") == {"d/f": content}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_a_stopped_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"before")

    def stopped(part: Path, target: Path) -> None:
        assert part.read_bytes() == b"after"
        raise stop

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(stop):
        write_whole(path, b"after")
    assert read_tree(tmp_path) == {"f": b"before"}


def test_written_files_have_ordinary_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_whole(tmp_path / "f", b"")
    assert (tmp_path / "f").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_link_in_the_sink_does_not_lead_into_the_source(tmp_path: Path) -> None:
    """`clean/d` is a link to `raw/d`: through it the raw file would be lost. One elsewhere is followed."""
    raw = write_tree(tmp_path / "raw", {"d/f": b"raw"})
    write_tree(tmp_path / "other", {})
    clean = write_tree(tmp_path / "clean", {})
    (clean / "d").symlink_to(raw / "d")
    (clean / "e").symlink_to(tmp_path / "other")
    sink = TextSink(clean, never=raw)
    for name in ("d/f", "d/deeper/f"):
        with pytest.raises(OSError, match="symbolic link leads"):
            sink.write(name, "clean")
    sink.write("e/f", "clean")
    assert read_tree(raw) == {"d/f": b"raw"}
    assert read_tree(tmp_path / "other") == {"f": b"clean"}


def test_discard_removes_only_what_is_there(tmp_path: Path) -> None:
    sink = TextSink(tmp_path / "out", suffix=".jsonl")
    sink.discard("d/f")
    assert not (tmp_path / "out").exists()
    sink.write("d/f", "x")
    sink.discard("d/f")
    assert read_tree(tmp_path) == {}
