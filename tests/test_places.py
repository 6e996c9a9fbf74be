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


NAMES: dict[tuple[str, str], bool] = {
    ("t.parquet", "o.jsonl"): False,
    ("t.parquet", "o.parquet.gz"): False,
    ("t.parquet", "o.txt"): False,
    ("t.parquet", "o.parquet"): True,
    ("t.parquet", "o"): True,
    ("page.html", "o.html"): False,
    ("page.html", "o.HTM.gz"): False,
    ("page.html", "o.txt.gz"): True,
    ("page.html.txt", "o.html"): False,
    ("page.txt", "o.jsonl"): False,
    ("page", "o.csv"): False,
    ("a.jsonl.gz", "o.ndjson"): True,
    ("a.jsonl", "o.json"): True,
    ("a.jsonl", "o"): True,
    ("a.csv", "o.tsv"): False,
    ("a.csv", "o.csv.zst"): True,
    ("a.warc.wet.gz", "o.jsonl"): False,
}


@pytest.mark.parametrize(("raw", "clean", "fits"), [(*names, fits) for names, fits in NAMES.items()])
def test_a_name_that_says_another_form_is_refused(raw: str, clean: str, fits: bool, tmp_path: Path) -> None:
    """Before anything is written. A name of no form says nothing; into a folder, names are the program's own."""
    (tmp_path / raw).write_bytes(b"")
    if fits:
        check_places(tmp_path / raw, tmp_path / clean, None)
    else:
        with pytest.raises(WrongUse, match="its name says another sort of file, but"):
            check_places(tmp_path / raw, tmp_path / clean, None)
    (tmp_path / clean).mkdir()
    check_places(tmp_path / raw, tmp_path / clean, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([raw, clean])
