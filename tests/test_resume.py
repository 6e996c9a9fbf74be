"""A second run: what is done is left, what is missing or changed is done, whatever ended the first."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from trees import OWN, PAGE, read_own, read_tree, room_for, unfinished, write_tree

from cleaner.formats import Fields, json_lines
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run import plan
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run
from cleaner.run.journal import Journal
from cleaner.run.journal_file import NAME, InUse
from cleaner.run.places import WrongUse
from cleaner.run.record import read_record
from cleaner.run.summary import Summary

LARGE = "".join(json.dumps({"id": f"r{n}", "text": f"{PAGE}{n}\n"}) + "\n" for n in range(100)).encode()
CLEAN_ALREADY = b"The harbour board voted on Tuesday to reopen the old pier to walkers.\n"
FILES = {
    "a.txt": PAGE.encode(),
    "d/b.txt": PAGE.encode() * 2,
    "d/c.jsonl": LARGE,
    "d/e.txt": CLEAN_ALREADY,
    "f.txt": b"",
}


@pytest.fixture(autouse=True)
def blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large, and what is read of it at a time, made small; a task is one file."""
    monkeypatch.setattr(plan, "LARGE", 30_000)
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", 20_000)
    monkeypatch.setattr(plan, "TASK_FILES", 1)


@pytest.fixture
def places(tmp_path: Path) -> Path:
    write_tree(tmp_path / "raw", FILES)
    return tmp_path


def run(root: Path, ready: Cleaner, **options: Any) -> Summary:
    chosen: dict[str, Any] = {"removed": root / "removed", "jobs": 1, **options}
    return apply(root / "raw", root / "clean", ready, **chosen)


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """What is different after a file was written, though the same stands in it."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file() and OWN not in path.parts)
    return {str(path.relative_to(root)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in paths}


def done_again(root: Path, ready: Cleaner, **options: Any) -> list[str]:
    """The inputs that a run did, by the clean files that are new."""
    before = stamps(root / "clean")
    summary = run(root, ready, **options)
    after = stamps(root / "clean")
    again = [name for name in after if after[name] != before.get(name)]
    assert (summary.files, summary.known, summary.failed) == (len(again), len(after) - len(again), [])
    return again


def same_figures(first: Summary, second: Summary) -> bool:
    """What documents came to, whichever run they were cleaned by."""
    return (first.tally, first.folders, first.samples) == (second.tally, second.folders, second.samples)


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


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"It snowed.\n")


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


def test_one_file_does_not_pass_for_what_was_done(small: Cleaner, places: Path) -> None:
    """Into the same folder with another policy: the next run mends it."""
    run(places, small)
    outputs = read_tree(places)
    lax = small.with_policy(Policy(keep=KINDS))
    assert apply(places / "raw/a.txt", places / "clean", lax, removed=places / "removed").files == 1
    assert read_tree(places) != outputs
    assert done_again(places, small) == ["a.txt"]
    assert read_tree(places) == outputs


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
    many = {f"many/{'x' * 200}{n}.txt": CLEAN_ALREADY for n in range(800)}
    write_tree(places / "raw", many)
    with room_for(210_000):
        summary = run(places, small)
    assert (summary.files, summary.failed) == (len(FILES) + len(many), [])
    [problem] = summary.problems
    assert problem.startswith(f"{places / 'clean' / OWN / NAME}: the journal cannot be written")
    assert read_tree(places / "clean").keys() == FILES.keys() | many.keys()
    second = run(places, small)
    assert (second.problems, second.files + second.known) == ([], len(FILES) + len(many))
    assert min(second.files, second.known) > 100
    assert run(places, small).files == 0


DRY: dict[str, dict[str, Any]] = {
    "plain": {},
    "checksum": {"checksum": True},
    "overwrite": {"overwrite": True},
    "limit": {"limit": 2},
    "removed": {"removed": None},
}


@pytest.mark.parametrize("options", DRY.values(), ids=DRY)
@pytest.mark.parametrize("before", ["nothing", "all", "some"])
def test_a_dry_run_says_what_a_run_does_and_does_nothing(
    before: str, options: dict[str, Any], small: Cleaner, places: Path
) -> None:
    """Nothing at all is written: no file, no folder, no time."""
    if before != "nothing":
        run(places, small)
    if before == "some":
        longer(places / "raw/d/b.txt")
        (places / "clean/d/c.jsonl").unlink()
    (places / "raw/link").symlink_to("a.txt")
    paths = {path: (path.lstat().st_mtime_ns, path.lstat().st_ino) for path in places.rglob("*")}
    own = read_own(places)
    options = {"removed": places / "removed"} | options
    if "limit" in options and before != "nothing":
        with pytest.raises(WrongUse, match="name another folder for a trial"):
            dry_run(places / "raw", places / "clean", small, **options)
        return
    told = dry_run(places / "raw", places / "clean", small, **options)
    assert {path: (path.lstat().st_mtime_ns, path.lstat().st_ino) for path in places.rglob("*")} == paths
    assert read_own(places) == own
    stamped = stamps(places / "clean")
    did = apply(places / "raw", places / "clean", small, **options)
    assert (told.files, told.bytes, told.known) == (did.files, did.bytes, did.known)
    assert told.first == [name for name, stamp in stamps(places / "clean").items() if stamp != stamped.get(name)]
    assert (told.skipped, told.failed) == (did.skipped, did.failed)
    assert did.skipped == {"symbolic link": 1} or "limit" in options


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
