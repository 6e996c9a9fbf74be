"""Runs killed and disturbed, in short: a small tree, a small model, a handful of kills."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from trees import read_tree, write_tree

from cleaner.run.work import KILLED
from training.faults.book import Book
from training.faults.command import main
from training.faults.differences import differences, named, not_whole, unaccounted
from training.faults.killed_runs import ENDED_WITHIN, wrong_with_interrupt
from training.faults.run import Site
from training.faults.tree import make_tree
from training.faults.truth import Truth
from training.faults.undisturbed import NUMBERS

SHORT = ("--megabytes", "1.2", "--seed", "3")
CHECKS = ("worker-killed-as-it-starts", "vanished")


def test_killed_runs_leave_whole_files_and_go_on(
    model_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three kills and two single faults; then the same command has nothing left to do but the summary."""
    book = tmp_path / "faults.json"
    options = [*SHORT, "--model", str(model_folder), "--output", str(book), "--checks", *CHECKS]
    assert main([*options, "--kills", "3"]) == 0, capsys.readouterr()
    first, said = capsys.readouterr()
    assert "| all | 3 |" in first
    assert [line for line in said.splitlines() if line.startswith("kill ")][-1].startswith("kill 3 of 3: ")
    found = json.loads(book.read_text())
    assert [row["number"] for row in found["kills"]] == [1, 2, 3]
    assert {row["name"] for row in found["checks"]} == {NUMBERS, *CHECKS}
    assert main([*options, "--kills", "3"]) == 0
    assert capsys.readouterr() == (first, "")
    found["kills"][1]["differences"].append("clean/a.txt differs")
    book.write_text(json.dumps(found))
    assert main([*options, "--kills", "3"]) == 1
    assert main([*options, "--kills", "3", "--seed", "4"]) == 2


CLEAN = {"a.txt": b"one\n", "page.html.txt": b"two\n"}
REMOVED = {"a.txt.jsonl": b"{}\n"}
RECORD: dict[str, Any] = {
    "total": {"lines": 2}, "folders": {}, "samples": {}, "inputs": {"done": 1, "done before": 1},
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A finished run."""
    write_tree(tmp_path / "raw", {"a.txt": b"menu\none\n", "page.html": b"<p>two"})
    site = Site(tmp_path / "raw", tmp_path / "out")
    own = {".cleaner/run.json": json.dumps(RECORD).encode(), ".cleaner/journal.sqlite": b""}
    write_tree(site.clean, CLEAN | own)
    write_tree(site.removed, REMOVED)
    return site


@pytest.fixture
def truth(site: Site) -> Truth:
    return Truth.of(site)


def test_a_run_does_not_differ_from_itself(site: Site, truth: Truth) -> None:
    assert truth.outputs == {"a.txt": "a.txt", "page.html": "page.html.txt"}
    assert differences(site, truth) == []
    assert unaccounted(site, truth, "", []) == []


@pytest.mark.parametrize(
    ("files", "found", "why"),
    [
        ({"clean/a.txt": b"on"}, ["clean/a.txt"], "cut off"),
        ({"clean/a.txt": b"one\n\0"}, ["clean/a.txt"], "longer"),
        ({"clean/b.txt": b""}, ["clean/b.txt"], "of no input"),
        ({"removed/a.txt.jsonl": b""}, ["removed/a.txt.jsonl"], "what went, cut off"),
        ({"removed/a.txt.jsonl": None}, ["clean/a.txt without what went from it"], "clean alone"),
        ({"clean/a.txt": None}, [], "what went alone: it is written first"),
        ({"clean/a.txt": None, "removed/a.txt.jsonl": None}, [], "not yet done"),
        ({"clean/.cleaner/unfinished/17": b"on"}, [], "where unfinished files belong"),
    ],
)
def test_files_that_are_not_whole_are_found(
    site: Site, truth: Truth, files: dict[str, bytes | None], found: list[str], why: str
) -> None:
    change(site, files)
    assert not_whole(site, truth) == found, why


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"clean/a.txt": b"on"}, "clean/a.txt differs"),
        ({"clean/page.html.txt": None}, "clean/page.html.txt is missing"),
        ({"removed/a.txt.jsonl": None}, "removed/a.txt.jsonl is missing"),
        ({"clean/.cleaner/unfinished/17": b""}, "left unfinished: 17"),
        ({"removed/.cleaner/unfinished/18": b""}, "left unfinished: 18"),
        ({"clean/.cleaner/run.json": json.dumps(RECORD | {"total": {}}).encode()}, ".cleaner/run.json: other total"),
        ({"clean/.cleaner/run.json": b"{"}, ".cleaner/run.json: other samples"),
    ],
)
def test_differences_are_found(site: Site, truth: Truth, files: dict[str, bytes | None], found: str) -> None:
    change(site, files)
    assert found in differences(site, truth)


def test_seconds_and_what_was_done_before_make_no_difference(site: Site, truth: Truth) -> None:
    record = RECORD | {"seconds": 17, "inputs": {"done": 2, "done before": 0}}
    change(site, {"clean/.cleaner/run.json": json.dumps(record).encode()})
    assert differences(site, truth) == []
    record["inputs"] = {"done": 2, "done before": 1}
    change(site, {"clean/.cleaner/run.json": json.dumps(record).encode()})
    assert differences(site, truth) == [".cleaner/run.json: other files"]


@pytest.mark.parametrize(
    ("absent", "said", "found"),
    [
        (True, "{raw}/page.html: No space left on device", []),
        (True, "", ["page.html is neither written nor named"]),
        (True, "{raw}/page.html: odd", ["page.html is named for another reason: odd"]),
        (False, "{raw}/page.html: No space left on device",
         ["page.html is written and yet named: No space left on device"]),
        (False, f"{{raw}}/page.html: {KILLED}", []),  # killed between writing and saying so
        (True, "{raw}/page.html: No space left on device\nTraceback (most recent call last):",
         ["a traceback was printed"]),
    ],
)  # fmt: skip
def test_every_file_is_written_or_named(site: Site, truth: Truth, absent: bool, said: str, found: list[str]) -> None:
    if absent:
        change(site, {"clean/page.html.txt": None})
    told = f"cleaner: {said.format(raw=site.raw)}\n"
    assert unaccounted(site, truth, told, ["No space", KILLED]) == found
    assert named(site, told).keys() == ({"page.html"} if said else set())


ON = "cleaner: interrupted; all files in clean are whole; run the same command again to go on\n"
TABLE = "seconds   1.0\nMB/s      2.0\n"


@pytest.mark.parametrize(
    ("end", "begun", "right", "why"),
    [
        ((130, ON, 9), True, True, "as it should be"),
        ((1, ON, 1), True, False, "another status"),
        ((130, "cleaner: interrupted\n", 1), True, False, "it does not say how to go on"),
        ((130, "Traceback\n" + ON, 1), True, False, "with a traceback"),
        ((0, TABLE, ENDED_WITHIN - 0.1), True, True, "it had done all"),
        ((0, TABLE, ENDED_WITHIN + 0.1), True, False, "it did not care and went on"),
        ((0, "", 1), True, False, "it hid the interrupt and did nothing"),
        ((0, "Exception ignored in\n" + TABLE, 1), True, False, "it lost the interrupt and went on"),
        ((-signal.SIGINT, "Traceback\n", 1), False, True, "while Python starts"),
        ((-signal.SIGINT, "Traceback\n", 1), True, False, "but not once it writes"),
        ((0, "", 1), False, False, "nor as if all were well"),
    ],
)
def test_what_an_interrupted_run_must_say(end: tuple[int, str, float], begun: bool, right: bool, why: str) -> None:
    assert (wrong_with_interrupt(*end, begun=begun) == []) is right, why


def test_the_tree_follows_from_seed_and_size(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        make_tree(tmp_path / name, megabytes=0.05, seed=seed)
    one = read_tree(tmp_path / "one")
    assert one == read_tree(tmp_path / "same")
    other = read_tree(tmp_path / "other")
    assert one["table.csv"] != other["table.csv"]
    suffixes = {"".join(Path(name).suffixes) for name in one}
    assert suffixes == {".txt", ".html", ".jsonl", ".jsonl.gz", ".jsonl.zst", ".csv", ".parquet", ".warc.wet.gz"}


def test_a_book_of_other_settings_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    book = Book.open(path, {"seed": 1})
    book.killed_runs.append({"number": 1, "differences": ["one"]})
    book.checks.append({"name": "odd", "differences": ["two", "three"]})
    book.write()
    again = Book.open(path, {"seed": 1})
    assert again == book
    assert again.differences == 3
    with pytest.raises(ValueError, match="of other settings"):
        Book.open(path, {"seed": 2})


def change(site: Site, files: dict[str, bytes | None]) -> None:
    """Write some files of a run, and remove those without content."""
    write_tree(site.folder, {name: content for name, content in files.items() if content is not None})
    for name, content in files.items():
        if content is None:
            (site.folder / name).unlink()
