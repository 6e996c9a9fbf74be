"""Files in the output folder that no run wrote stay, unless it is said otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from second_runs import FILES, run
from trees import PAGE, write_tree

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run.dry import dry_run
from cleaner.run.summary import Summary

pytestmark = pytest.mark.usefixtures("small_blocks", "one_file_a_task")


@pytest.mark.parametrize("limit", [None, 1])
def test_files_that_no_run_wrote_stay(limit: int | None, small: Cleaner, places: Path) -> None:
    """Somebody cleaned them by hand. Others are done; with `overwrite`, or when they are gone, so are these."""
    write_tree(places, {"clean/a.txt": b"mine", "clean/d/e.txt.txt": b"mine", "clean/other": b"mine"})
    write_tree(places / "raw", {"d/e.txt": FILES["d/e.txt"]})
    dry = dry_run(places / "raw", places / "clean", small, removed=places / "removed", limit=limit)
    said = f"{places / 'clean/a.txt'}: it is there already and no run wrote it; name another folder, or use --overwrite"
    for _ in range(2):
        summary = run(places, small, limit=limit)
        assert summary.failed == dry.failed == [("a.txt", said)]
        assert summary.files + summary.known == (limit or len(FILES) - 1)
        assert (places / "clean/a.txt").read_bytes() == b"mine"
    if limit:
        return
    lax = small.with_policy(Policy(keep=KINDS))
    assert run(places, lax).failed == [("a.txt", said)]
    (places / "clean/a.txt").unlink()
    assert done_again_of(run(places, lax)) == (1, len(FILES) - 1, [])
    assert done_again_of(run(places, small)) == (len(FILES), 0, [])


def done_again_of(summary: Summary) -> tuple[int, int, list[tuple[str, str]]]:
    return summary.files, summary.known, summary.failed


def test_files_that_no_run_wrote_are_replaced_where_it_is_asked_for(small: Cleaner, places: Path) -> None:
    write_tree(places, {"clean/a.txt": b"mine", "clean/other": b"mine"})
    options: dict[str, Any] = {"removed": places / "removed", "overwrite": True}
    assert dry_run(places / "raw", places / "clean", small, **options).failed == []
    assert run(places, small, overwrite=True).failed == []
    assert (places / "clean/a.txt").read_bytes() == small.clean(PAGE).encode()
    assert (places / "clean/other").read_bytes() == b"mine"
    assert run(places, small).known == len(FILES)
    assert run(places, small.with_policy(Policy(keep=KINDS))).failed == []


def test_outputs_of_which_a_killed_run_did_not_yet_speak_are_its_own(small: Cleaner, places: Path) -> None:
    """It was killed between the two: what stands is done again, whatever stands there."""

    def kill(files: int, size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(places, small, progress=kill)
    write_tree(places / "clean", {"d/b.txt": b"half"})
    assert run(places, small).failed == []
    assert run(places, small).known == len(FILES)
