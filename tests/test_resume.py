"""A second run: what is done is left, what is missing or changed is done."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from second_runs import FILES, done_again, longer, run, same_figures, stamps
from trees import PAGE, read_tree, write_tree

from cleaner.formats import Fields
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run.apply import apply

pytestmark = pytest.mark.usefixtures("small_blocks", "one_file_a_task")


@pytest.mark.parametrize("checksum", [False, True])
def test_a_second_run_does_nothing(checksum: bool, small: Cleaner, places: Path) -> None:
    """Nothing is written anew, and it tells what the first told."""
    first = run(places, small, checksum=checksum)
    before = stamps(places)
    second = run(places, small, checksum=checksum)
    assert stamps(places) == before
    assert (first.files, first.known) == (len(FILES), 0)
    assert (second.files, second.known, second.bytes) == (0, len(FILES), 0)
    assert same_figures(first, second)


def test_progress_comes_to_all_bytes_there_are(small: Cleaner, places: Path) -> None:
    """Those of an earlier run included, or a bar would never fill."""
    run(places, small)
    longer(places / "raw/f.txt")
    calls: list[tuple[int, int]] = []
    run(places, small, progress=lambda *done: calls.append(done))
    assert calls[-1] == (1, sum(path.stat().st_size for path in (places / "raw").rglob("*") if path.is_file()))


def touched(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def replaced_in_silence(path: Path) -> None:
    """Other bytes, as many as before, and no newer."""
    found = path.stat()
    path.write_bytes(path.read_bytes().replace(b"walkers", b"cyclist"))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


@pytest.mark.parametrize("name", ["a.txt", "d/c.jsonl"])
@pytest.mark.parametrize(
    ("change", "checksum", "again"),
    [
        (longer, False, True),
        (longer, True, True),
        (touched, False, True),
        (touched, True, False),
        (replaced_in_silence, False, False),
        (replaced_in_silence, True, True),
    ],
)
def test_one_changed_file_is_done_again(  # noqa: PLR0917
    change: Callable[[Path], None], checksum: bool, again: bool, name: str, small: Cleaner, places: Path
) -> None:
    """By size and time; by content if that is asked for."""
    run(places, small, checksum=checksum)
    change(places / "raw" / name)
    assert done_again(places, small, checksum=checksum) == ([name] if again else [])
    assert done_again(places, small, checksum=checksum) == []


def test_samples_of_a_changed_file_are_those_of_what_it_is_now(small: Cleaner, places: Path) -> None:
    run(places, small)
    for name in ("a.txt", "d/b.txt"):
        path = places / "raw" / name
        path.write_bytes(path.read_bytes().replace(b"Facebook", b"Chirper"))
    samples = run(places, small).samples
    told = [*samples.uncertain, *(one for some in samples.kinds.values() for one in some)]
    changed = {one.text for one in told if one.document in ("a.txt", "d/b.txt")}
    assert "Share on Chirper" in changed
    assert "Share on Facebook" not in changed


def test_checksums_are_taken_when_they_are_first_asked_for(small: Cleaner, places: Path) -> None:
    run(places, small)
    assert done_again(places, small, checksum=True) == list(FILES)
    assert done_again(places, small, checksum=True) == []
    assert done_again(places, small) == []


def test_a_new_file_is_done(small: Cleaner, places: Path) -> None:
    first = run(places, small)
    write_tree(places / "raw", {"d/new.txt": PAGE.encode()})
    assert done_again(places, small) == ["d/new.txt"]
    assert run(places, small).tally["documents"] == first.tally["documents"] + 1


@pytest.mark.parametrize("name", ["clean/a.txt", "clean/d/c.jsonl", "removed/a.txt.jsonl", "removed/d/c.jsonl.jsonl"])
def test_one_deleted_output_is_done_again(name: str, small: Cleaner, places: Path) -> None:
    """Be it the clean file or what went from it. Of a page from which nothing went there is no such file."""
    run(places, small)
    outputs = read_tree(places)
    assert "removed/d/e.txt.jsonl" not in outputs
    (places / name).unlink()
    summary = run(places, small)
    assert (summary.files, summary.known) == (1, len(FILES) - 1)
    assert read_tree(places) == outputs


@pytest.mark.parametrize("name", ["clean/a.txt", "clean/d/c.jsonl"])
@pytest.mark.parametrize(("keeps", "again"), [(0, True), (-1, True), (None, False)])
def test_an_output_that_lost_its_end_is_done_again(
    name: str, keeps: int | None, again: bool, small: Cleaner, places: Path
) -> None:
    """As after a power cut: the journal was on the disk, the file's content not yet."""
    run(places, small)
    outputs = read_tree(places)
    (places / name).write_bytes((places / name).read_bytes()[:keeps])
    assert run(places, small).files == int(again)
    assert read_tree(places) == outputs


def test_a_removed_input_leaves_its_output(small: Cleaner, places: Path) -> None:
    """A run deletes nothing that it did not just write; but it does not count what is no more there."""
    first = run(places, small)
    (places / "raw/a.txt").unlink()
    second = run(places, small)
    assert (places / "clean/a.txt").exists()
    assert second.tally["documents"] == first.tally["documents"] - 1


def other_model(ready: Cleaner) -> Cleaner:
    """Hardly another: one number of the chain differs in its last place."""
    affinity = ready.model.chain.affinity.copy()
    affinity[0, 0] = np.nextafter(affinity[0, 0], 2 * affinity[0, 0])
    return replace(ready, model=replace(ready.model, chain=replace(ready.model.chain, affinity=affinity)))


OTHERWISE: dict[str, tuple[Callable[[Cleaner], Cleaner], dict[str, Any], bool]] = {
    "the same": (lambda ready: ready, {}, False),
    "the same in other words": (lambda ready: ready.with_policy(Policy(keep=ready.policy.keep[::-1])), {}, False),
    "other processes": (lambda ready: ready, {"jobs": 2}, False),
    "strictness": (lambda ready: ready.with_policy(Policy(strictness=0.3)), {}, True),
    "kinds": (lambda ready: ready.with_policy(Policy(keep=(*ready.policy.keep, "date"))), {}, True),
    "field": (lambda ready: ready, {"fields": Fields(text="body")}, True),
    "names": (lambda ready: ready, {"fields": Fields(id="id")}, True),
    "nothing kept of what went": (lambda ready: ready, {"removed": None}, True),
    "removed elsewhere": (lambda ready: ready, {"removed": Path("elsewhere")}, True),
    "model": (other_model, {}, True),
    "all anew": (lambda ready: ready, {"overwrite": True}, True),
}


@pytest.mark.parametrize(("other", "options", "again"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_was_done_otherwise_is_all_done_again(
    other: Callable[[Cleaner], Cleaner], options: dict[str, Any], again: bool, small: Cleaner, places: Path
) -> None:
    """And then the outputs are as if there had been no first run."""
    run(places, small)
    if options.get("removed"):
        options = options | {"removed": places / options["removed"]}
    assert done_again(places, other(small), **options) == (list(FILES) if again else [])
    outputs = read_tree(places)
    apply(places / "raw", places / "new", other(small), **{"removed": places / "new-removed"} | options)
    assert read_tree(places / "new") == {name[6:]: content for name, content in outputs.items() if name[:6] == "clean/"}
    if not options.get("overwrite"):
        assert done_again(places, other(small), **options) == []


def test_what_went_is_found_where_it_was_asked_for(small: Cleaner, places: Path) -> None:
    run(places, small)
    run(places, small, removed=places / "elsewhere")
    assert read_tree(places / "elsewhere") == read_tree(places / "removed") != {}


def test_all_can_be_moved_together(small: Cleaner, places: Path) -> None:
    """To another folder, and called by another name; nothing is done again."""
    run(places, small)
    (places / "moved").mkdir()
    for name in ("raw", "clean", "removed"):
        (places / name).rename(places / "moved" / name)
    (places / "link").symlink_to("moved")
    assert done_again(places / "moved", small) == []
    assert done_again(places / "link", small) == []


def test_one_file_does_not_pass_for_what_was_done(small: Cleaner, places: Path) -> None:
    """Into the same folder with another policy: the next run mends it."""
    run(places, small)
    outputs = read_tree(places)
    lax = small.with_policy(Policy(keep=KINDS))
    assert apply(places / "raw/a.txt", places / "clean", lax, removed=places / "removed").files == 1
    assert read_tree(places) != outputs
    assert done_again(places, small) == ["a.txt"]
    assert read_tree(places) == outputs
