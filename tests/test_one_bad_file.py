"""One bad file among good ones, to read, to write or to clean: it is named, and costs only itself."""

from __future__ import annotations

import gzip
import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from trees import PAGE, lines_of, read_tree, records, unfinished, write_tree

from cleaner.document import Verdict
from cleaner.pipeline import Cleaner
from cleaner.run import outputs, plan
from cleaner.run.apply import apply
from cleaner.run.work import KILLED

pytestmark = pytest.mark.usefixtures("small_blocks")

LARGE = records(200)
"""More than one block of the size that the fixture sets, so that it is done in parts."""


class Failing(Cleaner):
    """Fails on texts that say so."""

    def judge(self, texts: Iterable[str]) -> Verdict:
        texts = list(texts)
        for text in texts:
            if text.startswith("bad"):
                raise IndexError("odd")
            if text.startswith("large"):
                raise MemoryError
            if text.startswith("kill"):
                os.kill(os.getpid(), signal.SIGKILL)
        return Cleaner.judge(self, texts)


@pytest.fixture
def failing(small: Cleaner) -> Cleaner:
    return Failing(small.model, small.policy)


def test_what_cannot_be_read_stops_nothing(small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file may not be read, two vanish after they were found; their neighbours are written."""
    names = ["a", "locked", "m", "vanishes", "vanishes.jsonl", "z"]
    raw = write_tree(tmp_path / "raw", dict.fromkeys(names, PAGE.encode()) | {"vanishes.jsonl": LARGE})
    monkeypatch.setattr(plan, "TASK_FILES", 1)
    opens = Path.open

    def opened(path: Path, *how: Any, **more: Any) -> Any:
        if path.name == "locked" and path.parent == raw:  # made to fail, as root may read all
            raise PermissionError(13, "Permission denied", str(path))
        return opens(path, *how, **more)

    monkeypatch.setattr(Path, "open", opened)

    def vanish(files: int, size: int) -> None:
        if files == 3:  # the next one was found before this is told, and is read after it
            (raw / "vanishes").unlink()
        elif files == 4:
            (raw / "vanishes.jsonl").unlink()

    summary = apply(raw, tmp_path / "clean", small, progress=vanish, jobs=1)
    missing = "No such file or directory"
    denied = "Permission denied"
    assert summary.failed == [("locked", denied), ("vanishes", missing), ("vanishes.jsonl", missing)]
    assert summary.files == 3
    assert summary.tally["documents"] == 3
    assert read_tree(tmp_path / "clean") == dict.fromkeys(["a", "m", "z"], small.clean(PAGE).encode())


def test_what_cannot_be_written_stops_nothing(small: Cleaner, tmp_path: Path) -> None:
    """A folder stands where a file should go; what was there stays, and its lines are not counted."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode(), "c.jsonl": LARGE})
    write_tree(tmp_path / "clean", {"a/old": b"x", "c.jsonl/old": b"x"})
    summary = apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed")
    assert [name for name, _ in summary.failed] == ["a", "c.jsonl"]
    assert summary.files == 1
    assert summary.tally["lines"] == len(lines_of(PAGE))
    assert read_tree(tmp_path / "clean") == {"a/old": b"x", "b": small.clean(PAGE).encode(), "c.jsonl/old": b"x"}
    assert unfinished(tmp_path) == []


def test_a_page_the_program_fails_on_costs_only_itself(failing: Cleaner, tmp_path: Path) -> None:
    """Judged together, then each by itself: the one that fails is named and the others are written."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": b"bad", "c": b"large", "d": PAGE.encode()})
    summary = apply(raw, tmp_path / "clean", failing)
    assert summary.failed == [
        ("b", "the program failed on it, please report: IndexError: odd"),
        ("c", "not enough memory for a file of this size"),
    ]
    assert read_tree(tmp_path / "clean").keys() == {"a", "d"}


def test_a_record_the_program_fails_on_stays_as_it_is(failing: Cleaner, tmp_path: Path) -> None:
    bad = json.dumps({"text": "bad\n" + PAGE}).encode() + b"\n"
    raw = write_tree(tmp_path / "raw", {"a.jsonl": records(1) + bad + records(1)})
    summary = apply(raw, tmp_path / "clean", failing)
    assert summary.wrong == [("a.jsonl", "record 2: the program failed on it, please report: IndexError: odd")]
    assert (summary.failed, summary.without_text, summary.tally["documents"]) == ([], 1, 2)
    [first, second, third] = (tmp_path / "clean/a.jsonl").read_bytes().splitlines(keepends=True)
    assert second == bad
    assert first == third
    assert json.loads(first)["text"] == failing.clean(json.loads(records(1))["text"])


def test_a_page_that_kills_its_worker_costs_only_itself(failing: Cleaner, tmp_path: Path) -> None:
    """As for lack of memory. It is named; the others, those in its own task too, are done by the next worker."""
    files = {f"{i}.txt": f"{PAGE}{i}\n".encode() for i in range(6)}
    bad = {"3-kill.txt": b"kill\n", "4-kill.jsonl": LARGE + records(1, "kill\n")}
    raw = write_tree(tmp_path / "raw", files | bad | {"9.jsonl": LARGE})
    summary = apply(raw, tmp_path / "clean", failing, jobs=2)
    assert summary.failed == [(name, KILLED) for name in bad]
    assert summary.files == 7
    clean = read_tree(tmp_path / "clean")
    assert clean.keys() == files.keys() | {"9.jsonl"}
    assert clean["5.txt"] == failing.clean(f"{PAGE}5\n").encode()
    assert unfinished(tmp_path) == []


@pytest.mark.parametrize("name", ["a", "large.jsonl"])
def test_a_file_that_changes_while_it_is_read_is_not_written(name: str, small: Cleaner, tmp_path: Path) -> None:
    """Half of it old, half of it new, it would be neither. One that does not change is."""
    raw = write_tree(tmp_path / "raw", {name: PAGE.encode() if name == "a" else LARGE, "b": PAGE.encode()})

    class Changing(Cleaner):
        def judge(self, texts: Iterable[str]) -> Verdict:
            with (raw / name).open("ab") as file:
                file.write(b"x")
            return Cleaner.judge(self, texts)

    summary = apply(raw, tmp_path / "clean", Changing(small.model, small.policy), jobs=1)
    assert summary.failed == [(name, "it was changed while it was read; run again when nothing writes to it")]
    assert read_tree(tmp_path / "clean").keys() == {"b"}


@pytest.mark.parametrize("name", ["a", "large.jsonl"])
def test_removed_is_written_before_clean(
    name: str, small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in between, the run has not left a clean file without what went from it."""
    raw = write_tree(tmp_path / "raw", {name: PAGE.encode() if name == "a" else LARGE})
    move = outputs._move

    def moves(unfinished: Path, path: Path) -> None:
        if path.parent == tmp_path / "clean":
            raise KeyboardInterrupt
        move(unfinished, path)

    monkeypatch.setattr(outputs, "_move", moves)
    with pytest.raises(KeyboardInterrupt):
        apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed")
    assert read_tree(tmp_path / "removed").keys() == {f"{name}.jsonl"}
    assert read_tree(tmp_path / "clean") == {}
    assert unfinished(tmp_path) == []


@pytest.mark.parametrize("name", ["a.gz", "large.jsonl.gz"])
def test_a_file_that_fails_leaves_what_an_earlier_run_made_of_it(name: str, small: Cleaner, tmp_path: Path) -> None:
    """The old clean file stands, so what went from it has to stand as well."""
    packed = gzip.compress(PAGE.encode() if name == "a.gz" else LARGE)
    raw = write_tree(tmp_path / "raw", {name: packed})
    assert apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed").failed == []
    before = read_tree(tmp_path)
    (raw / name).write_bytes(packed[: len(packed) // 2])
    [(failed, why)] = apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed").failed
    assert failed == name
    assert why.startswith("damaged or cut off")
    assert before.keys() == {f"raw/{name}", f"clean/{name}", f"removed/{name}.jsonl"}
    assert read_tree(tmp_path) == before | {f"raw/{name}": packed[: len(packed) // 2]}
    assert unfinished(tmp_path) == []
