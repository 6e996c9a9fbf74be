"""Where a run may write: places that cannot be meant are refused before anything is touched."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cleaner.run.places import WrongUse, check_places


def test_a_pipe_or_device_is_not_replaced(tmp_path: Path) -> None:
    """A file is moved to its place: /dev/null would be a regular file afterwards."""
    (tmp_path / "raw.txt").write_text("It rained.\n", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WrongUse, match="pipe is a device or pipe"):
        check_places(tmp_path / "raw.txt", tmp_path / "pipe", None)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.parametrize("there", [True, False])
def test_a_file_goes_to_a_file_that_is_there_or_not(there: bool, tmp_path: Path) -> None:
    (tmp_path / "raw.txt").write_text("It rained.\n", encoding="utf-8")
    if there:
        (tmp_path / "clean.txt").write_text("before\n", encoding="utf-8")
    places = check_places(tmp_path / "raw.txt", tmp_path / "clean.txt", None)
    places.clean.write("raw.txt", b"after\n")
    assert (tmp_path / "clean.txt").read_bytes() == b"after\n"
