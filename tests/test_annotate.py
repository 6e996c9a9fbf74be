"""`annotate`: texts stay whole, and what would go is a field of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from trees import PAGE, read_tree, records, write_tree

from cleaner.formats import Fields
from cleaner.pipeline import Cleaner
from cleaner.run.apply import apply
from cleaner.run.places import WrongUse


def test_annotating_removes_nothing_to_tell_of_elsewhere(small: Cleaner, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a.jsonl": records(1)})
    with pytest.raises(WrongUse, match="leave one of the two out"):
        apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed", fields=Fields(annotate="noise"))
    assert read_tree(tmp_path).keys() == {"raw/a.jsonl"}
    apply(raw, tmp_path / "clean", small, fields=Fields(annotate="noise"))
    row = json.loads((tmp_path / "clean/a.jsonl").read_text())
    assert row["text"] == json.loads(records(1))["text"]
    assert {one["kind"] for one in row["noise"]} >= {"share"}


@pytest.mark.parametrize("names", [["a.jsonl"], ["a.jsonl", "b.txt", "c.html"], ["b.txt", "c.html"]])
def test_what_has_no_records_is_not_annotated_and_that_is_said(
    names: list[str], small: Cleaner, tmp_path: Path
) -> None:
    """A text would come out as it came in, as if all of it were article."""
    write_tree(tmp_path / "raw", {name: records(1) if name == "a.jsonl" else PAGE.encode() for name in names})
    places = (tmp_path / "raw", tmp_path / "clean", small)
    if "a.jsonl" not in names:
        with pytest.raises(WrongUse, match="--annotate needs files with records"):
            apply(*places, fields=Fields(annotate="noise"))
        assert not (tmp_path / "clean").exists()
        return
    summary = apply(*places, fields=Fields(annotate="noise"))
    assert (summary.files, dict(summary.skipped)) == (1, {"no records to annotate": 2} if len(names) > 1 else {})
    assert read_tree(tmp_path / "clean").keys() == {"a.jsonl"}


def test_annotated_or_not_is_done_again(small: Cleaner, tmp_path: Path) -> None:
    write_tree(tmp_path / "raw", {"a.jsonl": records(2)})
    places = (tmp_path / "raw", tmp_path / "clean", small)
    for fields in (Fields(), Fields(annotate="noise"), Fields(annotate="other"), Fields()):
        assert (apply(*places, fields=fields).files, apply(*places, fields=fields).files) == (1, 0)
