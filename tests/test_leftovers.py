"""Outputs whose inputs are gone: they stay, are counted, and the first of them are named."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import command, figures
from trees import OWN, read_tree, write_tree

from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run import leftovers as module
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run
from cleaner.run.journal_file import NAME
from cleaner.run.record import read_record

RAINED = b"It rained.\n"
FILES = {"a": RAINED, "d/b.txt": RAINED, "page.html": b"<p>It rained."}


def nothing(root: Path) -> None:
    """Leave all as it is."""


def gone(*names: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        for name in names:
            (root / name).unlink()

    return change


def moved(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / new).parent.mkdir(parents=True, exist_ok=True)
        (root / old).rename(root / new)

    return change


def a_folder_goes(root: Path) -> None:
    gone("raw/d/b.txt")(root)
    (root / "raw/d").rmdir()


def now_a_folder(root: Path) -> None:
    (root / "raw/a").unlink()
    write_tree(root, {"raw/a/b": RAINED})


def now_a_link(root: Path) -> None:
    moved("raw/a", "elsewhere")(root)
    (root / "raw/a").symlink_to("../elsewhere")


CHANGES: dict[str, tuple[Callable[[Path], None], tuple[str, ...], str]] = {
    "nothing": (nothing, (), "every output has its input"),
    "a file goes": (gone("raw/a"), ("a",), "its output stays"),
    "its output as well": (gone("raw/a", "clean/a"), (), "nothing is left of it"),
    "its output alone": (gone("clean/a"), (), "it is made again"),
    "two go": (gone("raw/d/b.txt", "raw/a"), ("a", "d/b.txt"), "in the order of their names"),
    "a folder goes": (a_folder_goes, ("d/b.txt",), "and what was in it"),
    "a file is called otherwise": (moved("raw/a", "raw/c"), ("a",), "what was made under the old name stays"),
    "a page goes": (gone("raw/page.html"), ("page.html.txt",), "the output is named, not the input"),
    "a page is now its text": (moved("raw/page.html", "raw/page.html.txt"), (), "there is an input of that output"),
    "a file is now a folder": (now_a_folder, ("a",), "and stands in the way of what is in it"),
    "a file is now a link": (now_a_link, ("a",), "links are not read"),
}


@pytest.mark.parametrize(("change", "found", "why"), CHANGES.values(), ids=CHANGES)
def test_what_lost_its_input_is_named_and_stays(
    change: Callable[[Path], None], found: tuple[str, ...], why: str, small: Cleaner, tmp_path: Path
) -> None:
    """By a dry run, by a run, and by every further one. A file that no run wrote is none of it."""
    raw, clean = write_tree(tmp_path / "raw", FILES), tmp_path / "clean"
    write_tree(clean, {"mine": b"mine", "d/mine": b"mine"})
    assert apply(raw, clean, small).leftovers == (0, ())
    change(tmp_path)
    before = read_tree(clean)
    assert dry_run(raw, clean, small).leftovers == (len(found), found), why
    for _ in range(2):
        assert apply(raw, clean, small).leftovers == (len(found), found), why
    assert {name: before[name] for name in found}.items() <= read_tree(clean).items()
    assert read_record(clean)["leftovers"] == {"number": len(found), "first": [*found]}


@pytest.mark.parametrize(
    "otherwise",
    [{"overwrite": True}, {"ready": Policy(strictness=0.3)}, {"removed": "went"}],
    ids=["all anew", "another policy", "what went"],
)
def test_they_are_remembered_when_all_is_done_anew(otherwise: dict[str, Any], small: Cleaner, tmp_path: Path) -> None:
    """What earlier runs did is forgotten then, but not that they wrote it."""
    raw, clean = write_tree(tmp_path / "raw", FILES), tmp_path / "clean"
    apply(raw, clean, small)
    gone("raw/a")(tmp_path)
    options: dict[str, Any] = {name: value for name, value in otherwise.items() if name == "overwrite"}
    options |= {"removed": tmp_path / "went"} if "removed" in otherwise else {}
    ready = small.with_policy(otherwise.get("ready", small.policy))
    assert dry_run(raw, clean, ready, **options).leftovers == (1, ("a",))
    for _ in range(2):
        summary = apply(raw, clean, ready, **options)
        assert (summary.leftovers, summary.tally["documents"]) == ((1, ("a",)), len(FILES) - 1)


def test_one_that_failed_before_it_went(small: Cleaner, tmp_path: Path) -> None:
    """What an earlier run made of it still stands."""
    raw, clean = write_tree(tmp_path / "raw", {"a.gz": b"", "b": RAINED}), tmp_path / "clean"
    assert [name for name, _ in apply(raw, clean, small).failed] == ["a.gz"]
    gone("raw/a.gz")(tmp_path)
    assert apply(raw, clean, small).leftovers == (0, ())
    write_tree(raw, {"c": RAINED})
    apply(raw, clean, small)
    write_tree(raw, {"c": b"\0\xff"})
    assert apply(raw, clean, small).skipped == {"not text": 1}
    gone("raw/c")(tmp_path)
    assert apply(raw, clean, small).leftovers == (1, ("c",))


@pytest.mark.parametrize(("number", "named"), [(module.NAMED, module.NAMED), (module.NAMED + 1, module.NAMED)])
def test_the_first_are_named(number: int, named: int, small: Cleaner, tmp_path: Path) -> None:
    names = [f"{n:03}" for n in range(number)]
    raw, clean = write_tree(tmp_path / "raw", dict.fromkeys([*names, "stays"], b"")), tmp_path / "clean"
    apply(raw, clean, small)
    gone(*(f"raw/{name}" for name in names))(tmp_path)
    assert apply(raw, clean, small).leftovers == (number, tuple(names[:named]))


def test_what_cannot_be_looked_for_is_not_taken_for_gone(
    small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made to fail, as root may look everywhere."""
    raw, clean = write_tree(tmp_path / "raw", FILES), tmp_path / "clean"
    apply(raw, clean, small)
    looks = os.lstat

    def look(path: Any) -> os.stat_result:
        if Path(path).name == "b.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return looks(path)

    gone("raw/a")(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "lstat", look)
        assert dry_run(raw, clean, small).leftovers == (1, ("a",))


def test_a_journal_of_an_older_version(small: Cleaner, tmp_path: Path) -> None:
    """It remembers what was done last, and nothing from before."""
    raw, clean = write_tree(tmp_path / "raw", FILES), tmp_path / "clean"
    apply(raw, clean, small)
    with sqlite3.connect(clean / OWN / NAME) as file:
        file.execute("drop table earlier")
    gone("raw/a")(tmp_path)
    assert dry_run(raw, clean, small).leftovers == apply(raw, clean, small).leftovers == (1, ("a",))


def test_the_command_says_it(model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As no failure; of one as of one, of many the first few."""
    names = ["a", "b", "c", "d", "e", "f", "g"]
    write_tree(tmp_path / "raw", dict.fromkeys([*names, "z"], RAINED))
    monkeypatch.chdir(tmp_path)
    row = "outputs whose input is gone"
    apply_it = ("apply", "raw", "clean", "--model", model_folder)
    assert row not in figures(command(*apply_it).stderr)
    Path("raw/a").unlink()
    said = "1 output whose input is no longer there (a)"
    assert f"{said} would stay" in command(*apply_it, "--dry-run").stderr.splitlines()
    result = command(*apply_it)
    assert (result.exit_code, figures(result.stderr)[row]) == (0, 1)
    assert result.stderr.splitlines()[-2] == f"{said} stays in clean/"
    for name in names:
        Path("raw", name).unlink(missing_ok=True)
    assert command(*apply_it).stderr.splitlines()[-2] == (
        "7 outputs whose input is no longer there (a, b, c, d, e and 2 more) stay in clean/"
    )
    assert command(*apply_it, "--quiet").stderr == ""
