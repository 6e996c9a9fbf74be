"""`limit`: a first look, which takes no place of what a whole run made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from second_runs import FILES, done_again, run, stamps
from trees import OWN, read_own, read_tree, write_tree

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run
from cleaner.run.journal_file import NAME
from cleaner.run.places import WrongUse

pytestmark = pytest.mark.usefixtures("small_blocks", "one_file_a_task")


def test_a_limit_takes_the_first_files_and_notes_nothing(small: Cleaner, places: Path) -> None:
    """In their order, as often as it is asked for; no record is left beside the journal."""
    summary = run(places, small, limit=2)
    assert (summary.files, summary.known) == (2, 0)
    assert read_tree(places / "clean").keys() == {"a.txt", "d/b.txt"}
    assert read_own(places).keys() == {f"clean/{OWN}/{NAME}"}
    assert run(places, small, limit=1).files == 1
    assert run(places, small, limit=100).files == len(FILES)
    assert done_again(places, small) == list(FILES)


@pytest.mark.parametrize("trial", [
    {"limit": 3}, {"limit": 1, "overwrite": True}, {"limit": 1, "ready": Policy(keep=KINDS)},
    {"limit": 3, "raw": "d/c.jsonl", "clean": "clean/d/c.jsonl"}, {"limit": 3, "raw": "a.txt"},
    {"limit": 3, "raw": "d", "clean": "clean/d"},
])  # fmt: skip
def test_a_limit_takes_no_place_of_what_was_done(trial: dict[str, Any], small: Cleaner, places: Path) -> None:
    """Of a large file it would leave the beginning. Not with another policy either, nor where all is done anew."""
    run(places, small)
    write_tree(places / "clean", {"c.jsonl": b"x"})
    before = read_tree(places), stamps(places), read_own(places)
    options = {"removed": places / "removed"} | {name: trial[name] for name in trial.keys() & {"limit", "overwrite"}}
    ready = small.with_policy(trial.get("ready", small.policy))
    raw, clean = places / "raw" / trial.get("raw", ""), places / trial.get("clean", "clean")
    for runs in (apply, dry_run):
        with pytest.raises(WrongUse, match="clean holds what a run without --limit made; name another folder for a"):
            runs(raw, clean, ready, **options)
    assert (read_tree(places), stamps(places), read_own(places)) == before
    assert apply(raw, places / "trial", ready, limit=1).files == 1


def test_a_limit_takes_no_place_of_what_was_done_of_a_part(small: Cleaner, places: Path) -> None:
    apply(places / "raw/d", places / "clean/d", small)
    with pytest.raises(WrongUse, match=r"clean/d holds what a run without --limit made"):
        run(places, small, limit=1)
    assert run(places, small).failed == []


def test_of_a_large_file_a_limit_takes_the_beginning(small: Cleaner, places: Path) -> None:
    """Whole records; a first look at ten files must not take as long as all of a crawl."""
    run(places, small, limit=3)
    beginning = (places / "clean/d/c.jsonl").read_bytes()
    assert 3 <= beginning.count(b"\n") < 100
    assert beginning.endswith(b"}\n")
    run(places, small)
    assert (places / "clean/d/c.jsonl").read_bytes().startswith(beginning)
    assert (places / "clean/d/c.jsonl").read_bytes().count(b"\n") == 100
