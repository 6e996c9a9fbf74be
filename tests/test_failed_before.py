"""What failed in one run is tried, and told, by the next."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from second_runs import FILES, LARGE, done_again, longer, run
from trees import write_tree

from cleaner.pipeline import Cleaner
from cleaner.run.record import read_record

pytestmark = pytest.mark.usefixtures("small_blocks", "one_file_a_task")


def test_what_failed_is_tried_and_told_again(small: Cleaner, places: Path) -> None:
    """Until it can be done."""
    write_tree(places, {"clean/a.txt/in-the-way": b"", "clean/d/c.jsonl/in-the-way": b""})
    for known in (0, len(FILES) - 2):
        summary = run(places, small)
        assert [name for name, _ in summary.failed] == ["a.txt", "d/c.jsonl"]
        assert (summary.files, summary.known) == (len(FILES) - 2 - known, known)
    for name in ("a.txt", "d/c.jsonl"):
        (places / "clean" / name / "in-the-way").unlink()
        (places / "clean" / name).rmdir()
    assert done_again(places, small) == ["a.txt", "d/c.jsonl"]


def test_what_is_wrong_with_records_is_told_again(small: Cleaner, places: Path) -> None:
    """As long as it is so: the summary of what is known tells it as the run did that met it, and so does the record."""
    write_tree(places / "raw", {"d/g.jsonl": b"[1]\n" * 5, "h.jsonl": LARGE + b"[1]\n"})
    first = run(places, small)
    record = read_record(places / "clean")
    for _ in range(2):
        second = run(places, small)
        assert (second.files, second.without_text) == (0, 6)
        assert sorted(second.wrong) == sorted(first.wrong)
        assert dict(second.wrong)["d/g.jsonl"] == "and 2 more like these"
        again = read_record(places / "clean")
        assert (again["without_text"], sorted(map(str, again["wrong_records"]))) == (
            6, sorted(map(str, record["wrong_records"]))
        )  # fmt: skip
    write_tree(places / "raw", {"d/g.jsonl": b'{"text": "a"}\n', "h.jsonl": LARGE})
    assert run(places, small).wrong == run(places, small).wrong == []


def test_what_fails_now_was_not_done_before(small: Cleaner, places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was done, changes, fails, and is as it was: its output is not taken for what the last run made."""
    run(places, small)
    found, content = (places / "raw/a.txt").stat(), (places / "raw/a.txt").read_bytes()
    longer(places / "raw/a.txt")
    with monkeypatch.context() as patch:
        patch.setattr(Cleaner, "judge", lambda ready, texts: 1 / 0)
        assert [name for name, _ in run(places, small).failed] == ["a.txt"]
    (places / "raw/a.txt").write_bytes(content)
    os.utime(places / "raw/a.txt", ns=(found.st_atime_ns, found.st_mtime_ns))
    assert done_again(places, small) == ["a.txt"]
