"""The record of a run: where it is written, and that it says what the summary does."""

from __future__ import annotations

from pathlib import Path

import pytest
from second_runs import FILES, run
from trees import OWN, read_own, unfinished, write_tree

from cleaner.pipeline import Cleaner
from cleaner.run.journal_file import NAME
from cleaner.run.places import WrongUse
from cleaner.run.record import read_record

pytestmark = pytest.mark.usefixtures("small_blocks", "one_file_a_task")


def test_the_record_says_what_the_summary_does(small: Cleaner, places: Path) -> None:
    """Beside the journal, and where it is asked for, byte for byte the same. It is no output."""
    (places / "raw/link").symlink_to("a.txt")
    write_tree(places / "clean", {"a.txt/in-the-way": b""})
    summary = run(places, small, record=places / "records/mine.json")
    record = read_record(places / "clean")
    assert record == read_record(places / "records/mine.json")
    assert read_own(places / "clean")[f"{OWN}/run.json"] == (places / "records/mine.json").read_bytes()
    assert record["inputs"] == {
        "done": summary.files, "done before": 0, "failed": 1, "skipped": {"symbolic link": 1},
    }  # fmt: skip
    assert record["failed"] == [{"name": "a.txt", "reason": f"{places / 'clean/a.txt'}: Is a directory"}]
    assert record["total"] == summary.tally.as_dict()
    assert record["folders"] == {name: tally.as_dict() for name, tally in summary.folders.items()}
    assert record["samples"] == summary.samples.as_dict()
    assert record["settings"]["strictness"] == small.policy.strictness
    assert record["bytes"] == summary.bytes
    again = run(places, small)
    assert read_record(places / "clean")["inputs"]["done before"] == again.known == summary.files


def test_a_limited_run_leaves_a_record_only_where_it_is_asked_for(small: Cleaner, places: Path) -> None:
    run(places, small, limit=1, record=places / "mine.json")
    assert read_record(places / "mine.json")["inputs"]["done"] == 1
    assert read_own(places).keys() == {f"clean/{OWN}/{NAME}"}


def test_a_record_that_cannot_be_written_costs_only_the_record(small: Cleaner, places: Path) -> None:
    """Here a folder has come to its place since the run began. One that was there is refused."""
    record = places / "in-the-way"
    with pytest.raises(WrongUse, match=r"--record .*/d is a folder; name a file"):
        run(places, small, record=places / "raw/d")
    summary = run(places, small, record=record, progress=lambda files, size: record.mkdir(exist_ok=True))
    assert (summary.files, summary.failed) == (len(FILES), [])
    assert summary.problems == [f"{record}: the record of the run cannot be written (Is a directory)"]
    assert unfinished(places) == []
