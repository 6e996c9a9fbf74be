"""Writing files whole or not at all, without a model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from trees import OWN, read_own, read_tree, unfinished, write_tree

from cleaner.run.outputs import UNFINISHED, Outputs


def outputs(root: Path, only: bool) -> tuple[Outputs, str]:
    """A folder of outputs or a single one, and the name that `d/f` has below `root`."""
    return (Outputs(root / "d", only="f"), "d/f") if only else (Outputs(root), "d/f")


either = pytest.mark.parametrize("only", [False, True], ids=["a folder", "one file"])


@either
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbfa", b"\xff\xfea\0", b"\x80\xe2\x80\n\xc3", b"a\r\nb\rc\n"])
def test_writing_keeps_every_byte(content: bytes, only: bool, tmp_path: Path) -> None:
    places, name = outputs(tmp_path, only)
    places.write(name, content)
    assert read_tree(tmp_path) == {"d/f": content}
    assert unfinished(tmp_path) == []


@either
def test_nobody_sees_half_a_file(only: bool, tmp_path: Path) -> None:
    """While it is written the old one stands, and then the new one does."""
    places, name = outputs(tmp_path, only)
    places.write(name, b"before")
    with places.writing(name) as path:
        path.write_bytes(b"af")
        assert (tmp_path / "d/f").read_bytes() == b"before"
        assert unfinished(tmp_path) == [str(path.relative_to(tmp_path))]
        path.write_bytes(b"after")
    assert read_tree(tmp_path) == {"d/f": b"after"}


@either
@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
@pytest.mark.parametrize("when", ["while it is written", "while it is moved"])
def test_a_stopped_write_leaves_what_was_there(
    when: str, stop: type[BaseException], only: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, name = outputs(tmp_path, only)
    places.write(name, b"before")

    def stopped(path: Path, target: Path) -> None:
        assert path.read_bytes() == b"after"
        raise stop

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(stop), places.writing(name) as path:
        path.write_bytes(b"after")
        if when == "while it is written":
            raise stop
    assert read_tree(tmp_path) == {"d/f": b"before"}
    assert unfinished(tmp_path) == []


def test_written_files_have_ordinary_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    Outputs(tmp_path).write("f", b"")
    assert (tmp_path / "f").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_unfinished_files_lie_apart_from_the_outputs(tmp_path: Path) -> None:
    """Whoever lists the outputs while a run goes on meets none of them, whatever folder they are for."""
    places = Outputs(tmp_path)
    with places.writing("a/f") as first, places.writing("b/f") as second:
        assert first != second
        assert {first.parent, second.parent} == {tmp_path / OWN / UNFINISHED}
        first.write_bytes(b"1")
        second.write_bytes(b"2")
        assert read_tree(tmp_path) == {}
    assert read_tree(tmp_path) == {"a/f": b"1", "b/f": b"2"}


@either
def test_what_a_killed_run_left_is_swept(only: bool, tmp_path: Path) -> None:
    """And nothing else: neither outputs nor the journal. Before that, it is in nobody's way."""
    places, name = outputs(tmp_path, only)
    places.write(name, b"before")
    with pytest.raises(FileNotFoundError), places.writing(name) as path:
        path.write_bytes(b"af")
        path.rename(tmp_path / "put-away")  # as if there had been no time to remove it
    (tmp_path / "put-away").rename(path)
    write_tree(tmp_path, {f"{OWN}/journal.sqlite": b"x"})
    places.write(name, b"after")
    assert unfinished(tmp_path) == [str(path.relative_to(tmp_path))]
    places.sweep()
    assert unfinished(tmp_path) == []
    assert read_tree(tmp_path) == {"d/f": b"after"}
    assert read_own(tmp_path) == {f"{OWN}/journal.sqlite": b"x"}


@either
def test_sweeping_makes_nothing(only: bool, tmp_path: Path) -> None:
    outputs(tmp_path / "out", only)[0].sweep()
    assert not (tmp_path / "out").exists()


@either
def test_the_longest_name_there_can_be(only: bool, tmp_path: Path) -> None:
    """255 bytes: there is no room in it for anything that says that it is unfinished."""
    name = "é" * 120 + "\udcff" * 15
    places = Outputs(tmp_path, only=name) if only else Outputs(tmp_path)
    places.write(name, b"x")
    assert read_tree(tmp_path) == {name: b"x"}
    with pytest.raises(OSError, match="File name too long"):
        Outputs(tmp_path, suffix=".").write(name, b"x")
    assert unfinished(tmp_path) == []


def test_a_link_in_the_outputs_does_not_lead_into_the_inputs(tmp_path: Path) -> None:
    """`clean/d` is a link to `raw/d`: through it the raw file would be lost. One elsewhere is followed."""
    raw = write_tree(tmp_path / "raw", {"d/f": b"raw"})
    write_tree(tmp_path / "other", {})
    clean = write_tree(tmp_path / "clean", {})
    (clean / "d").symlink_to(raw / "d")
    (clean / "e").symlink_to(tmp_path / "other")
    places = Outputs(clean, never=raw)
    for name in ("d/f", "d/deeper/f"):
        with pytest.raises(OSError, match="symbolic link leads"):
            places.write(name, b"clean")
    with pytest.raises(OSError, match="symbolic link leads"):
        places.discard("d/f")
    places.write("e/f", b"clean")
    assert read_tree(raw) == {"d/f": b"raw"}
    assert read_tree(tmp_path / "other") == {"f": b"clean"}


def test_a_link_may_lead_to_another_disk(tmp_path: Path) -> None:
    """Where a file cannot be moved it is copied, and then moved."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is but one disk")
    other = shared / f"cleaner-test-{os.getpid()}"
    other.mkdir()
    try:
        (tmp_path / "d").symlink_to(other)
        Outputs(tmp_path).write("d/f", b"before")
        Outputs(tmp_path).write("d/f", b"after")
        assert read_tree(other) == {"f": b"after"}
        assert unfinished(tmp_path) == []
    finally:
        for path in other.iterdir():
            path.unlink()
        other.rmdir()


def test_discard_removes_only_what_is_there(tmp_path: Path) -> None:
    places = Outputs(tmp_path / "out", suffix=".jsonl")
    places.discard("d/f")
    assert not (tmp_path / "out").exists()
    places.write("d/f", b"x")
    places.write("d/g", b"x")
    places.discard("d/f")
    assert read_tree(tmp_path) == {"out/d/g.jsonl": b"x"}
