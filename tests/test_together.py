"""Files that count only together: stopped anywhere, all of the old ones are there, or all of the new ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from trees import read_tree, room_for, write_tree

from cleaner.together import NEW, OLD, is_on_its_way, write_together

BEFORE = {"weights": b"old weights", "manifest": b"old manifest"}
AFTER = {"weights": b"new weights", "card": b"new card", "manifest": b"new manifest"}
OTHERS = {"notes": b"mine"}


class Stopped(BaseException):
    """Somebody presses Ctrl-C."""


def read(folder: Path) -> dict[str, bytes]:
    return read_tree(folder) if folder.is_dir() else {}


@pytest.mark.parametrize("before", [{}, BEFORE | OTHERS, AFTER], ids=["nothing", "other files", "the same files"])
def test_all_are_written(before: dict[str, bytes], tmp_path: Path) -> None:
    write_tree(tmp_path / "m", before)
    write_together(tmp_path / "m", AFTER)
    assert read(tmp_path / "m") == before | AFTER
    write_together(tmp_path / "new" / "folder", AFTER)
    assert read(tmp_path / "new" / "folder") == AFTER


@pytest.mark.parametrize("before", [{}, BEFORE | OTHERS], ids=["nothing", "a model"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_stopped_at_any_step_the_old_ones_are_back(
    before: dict[str, bytes], late: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And at no moment are the others there beside a last file that is not theirs."""
    replace, steps = Path.replace, 0
    for stop_at in range(20):
        folder = write_tree(tmp_path / str(stop_at), before)
        steps = 0

        def replacing(self: Path, target: Path, stop_at: int = stop_at, folder: Path = folder) -> Path:
            nonlocal steps
            steps += 1
            if steps == stop_at and not late:
                raise Stopped
            moved = replace(self, target)
            there = read(folder)
            if "manifest" in there:
                whole = BEFORE if there["manifest"] == BEFORE["manifest"] else AFTER
                assert whole.items() <= there.items()
            if steps == stop_at:
                raise Stopped
            return moved

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replacing)
            try:
                write_together(folder, AFTER)
            except Stopped:
                assert read(folder) == before
            else:
                assert read(folder) == before | AFTER
                assert steps == (5 if before else 3)
                assert stop_at in (0, steps + 1)
        if stop_at > steps:
            return
    pytest.fail("it never came to its end")


def test_a_full_disk_leaves_the_old_ones(tmp_path: Path) -> None:
    folder = write_tree(tmp_path / "m", BEFORE)
    with room_for(100), pytest.raises(OSError, match="too large"):
        write_together(folder, AFTER | {"card": b"x" * 1000})
    assert read(folder) == BEFORE


def test_what_a_killed_one_left_goes(tmp_path: Path) -> None:
    """It is not taken for what was there before, and it is known by its name."""
    left = {f"{NEW}weights": b"half", f"{OLD}card": b"older", f"{OLD}manifest": b"older"}
    assert all(is_on_its_way(name, AFTER) for name in left)
    assert not any(is_on_its_way(name, AFTER) for name in [*AFTER, f"{OLD}notes", NEW])
    folder = write_tree(tmp_path / "m", BEFORE | left)
    with room_for(5), pytest.raises(OSError, match="too large"):
        write_together(folder, AFTER)
    assert read(folder) == BEFORE
    write_together(folder, AFTER)
    assert read(folder) == AFTER
