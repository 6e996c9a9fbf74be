"""A run that was interrupted, killed, or is still going on: the next one goes on, or is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from second_runs import CLEAN_ALREADY, FILES, run, same_figures, stamps
from trees import OWN, read_own, read_tree, room_for, unfinished, write_tree

from cleaner.pipeline import Cleaner
from cleaner.run import plan
from cleaner.run.apply import apply
from cleaner.run.journal import Journal
from cleaner.run.journal_file import NAME, InUse
from cleaner.run.record import read_record

pytestmark = pytest.mark.usefixtures("small_blocks", "one_file_a_task")


@pytest.mark.parametrize("after", range(1, 5))
def test_an_interrupted_run_is_gone_on_with(after: int, small: Cleaner, places: Path) -> None:
    """Together the two are one run: outputs, figures and samples. In the third place the large file is under way."""
    whole = apply(places / "raw", places / "whole", small, removed=places / "whole-removed", jobs=1)

    def interrupt(files: int, size: int) -> None:
        if files == after or (after == 4 and size > sum(map(len, FILES.values())) // 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(places, small, progress=interrupt)
    assert 0 < len(read_tree(places / "clean")) < len(FILES)
    assert unfinished(places) == []
    assert read_record(places / "clean")["inputs"]["done"] == len(read_tree(places / "clean"))
    second = run(places, small)
    assert second.known > 0
    assert second.files + second.known == len(FILES)
    assert read_tree(places / "clean") == read_tree(places / "whole")
    assert read_tree(places / "removed") == read_tree(places / "whole-removed")
    assert same_figures(second, whole)


def test_what_a_killed_run_left_unfinished_is_swept(small: Cleaner, places: Path) -> None:
    left = {f"{name}/{OWN}/unfinished/0a": b"half" for name in ("clean", "removed")}
    write_tree(places, left)
    run(places, small)
    assert unfinished(places) == []
    assert read_own(places / "removed") == {}


@pytest.mark.parametrize("options", [{}, {"overwrite": True}, {"limit": 1}], ids=["run", "overwrite", "limit"])
def test_two_runs_do_not_write_to_the_same_folder(options: dict[str, Any], small: Cleaner, places: Path) -> None:
    """The second is refused before it sweeps what the first has not finished."""
    run(places, small)
    write_tree(places, {f"clean/{OWN}/unfinished/0a": b"half"})
    before = read_tree(places), stamps(places)
    with Journal(places / "clean", {}), pytest.raises(InUse, match="another run is writing there"):
        run(places, small, **options)
    assert (read_tree(places), stamps(places)) == before
    assert unfinished(places) == [f"clean/{OWN}/unfinished/0a"]


def test_a_journal_that_cannot_be_written_costs_only_the_journal(
    small: Cleaner, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here there is room for every file but the journal of so many. All outputs are written, and it is told."""
    monkeypatch.setattr(plan, "TASK_FILES", 100)
    many = {f"many/{'x' * 200}{n}.txt": CLEAN_ALREADY for n in range(1200)}
    write_tree(places / "raw", many)
    with room_for(270_000):
        summary = run(places, small)
    assert (summary.files, summary.failed) == (len(FILES) + len(many), [])
    [problem] = summary.problems
    assert problem.startswith(f"{places / 'clean' / OWN / NAME}: the journal cannot be written")
    assert read_tree(places / "clean").keys() == FILES.keys() | many.keys()
    second = run(places, small)
    assert (second.problems, second.files + second.known) == ([], len(FILES) + len(many))
    assert min(second.files, second.known) > 100
    assert run(places, small).files == 0
