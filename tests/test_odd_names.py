"""Names as nobody would give them, names as long as there can be, and deep folders."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from commands import figures
from odd_trees import KEEP_ALL, cleaned, in_a_process, in_html, in_lines, in_table, restored
from trees import ARTICLE, PAGE, read_tree, unfinished, write_tree

from cleaner.cli.messages import MOST
from cleaner.pipeline import Cleaner
from cleaner.removed import from_json, rebuild
from cleaner.run.apply import apply

NAMES: dict[str, bytes] = {
    "spaces": b"a page  with   spaces.txt",
    "spaces around": b" page ",
    "one space": b" ",
    "a line end": b"two\nlines.txt",
    "line ends of all sorts": "a\rb\r\nc\x85d\u2028e\u2029f".encode(),
    "a tab": b"a\tb",
    "latin-1": b"caf\xe9.txt",
    "half a character": b"cut\xe2\x82",
    "a mark of UTF-16": b"\xff\xfe",
    "surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "what drives a terminal": b"\x1b[31mred\x07\x7f\x9b1m",
    "an option": b"--overwrite",
    "standard input, nearly": b"--",
    "what a shell would change": b"*?[a]{b,c}~ $(true) `true` 'x' \"y\" !1 & ; | > <",
    "a backslash": b"a\\b\\",
    "dots": b"...",
    "hidden": b".hidden.txt",
    "what a format would change": b"%s%n%(name)s {} {0} {name}",
    "markup": b"<b>&amp;[bold red]page[/]",
    "composed": "é.txt".encode(),
    "decomposed": "e\u0301.txt".encode(),
    "another case": "É.TXT".encode(),
    "right to left": "\u202egpj.\u200ftxt".encode(),
    "joined": "👩\u200d👩\u200d👧.txt".encode(),
    "nothing to see": "\u200b\ufeff\u00ad".encode(),
    "like a folder of the program's": b"d/unfinished/0123456789abcdef",
    "like an unfinished file": b".cleaner-70616765-0123456789abcdef.part",
    "like removed lines": b"page.txt.jsonl.txt",
    "like a journal": b"journal.sqlite",
    "folders": b"\xff dir\n/ sub dir /\x1b/page",
    "as long as can be with removed lines": b"n" * 249,
    "as long, of characters": "é".encode() * 124 + b"\xff",
    "a longest folder": b"d" * 255 + b"/page",
}


@pytest.fixture(scope="module")
def named(small: Cleaner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of all names, cleaned by the library."""
    root = tmp_path_factory.mktemp("named")
    for name in NAMES.values():
        path = os.path.join(os.fsencode(root / "raw"), name)  # noqa: PTH118  # bytes
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        Path(os.fsdecode(path)).write_bytes(PAGE.encode())
    summary = cleaned(root, small)
    assert (summary.failed, summary.files) == ([], len(NAMES))
    return root


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_is_a_name(name: bytes, named: Path, small: Cleaner) -> None:
    known = os.fsdecode(name)
    clean = small.clean(PAGE)
    assert clean != PAGE
    assert read_tree(named / "clean")[known] == clean.encode()
    rows = read_tree(named / "removed")[f"{known}.jsonl"].decode("utf-8").split("\n")[:-1]
    assert {from_json(row).document for row in rows} == {known}
    assert rebuild(clean, [from_json(row).removed for row in rows]) == PAGE


def test_any_name_comes_back_and_is_known_again(named: Path, small: Cleaner, tmp_path: Path) -> None:
    """By `restore`, and by a second run, which does nothing; the record of the run can be read by any reader."""
    shutil.copytree(named, tmp_path / "copy")
    assert restored(tmp_path / "copy") == read_tree(named / "raw")
    again = cleaned(named, small)
    assert (again.known, again.files, again.failed) == (len(NAMES), 0, [])
    record = json.loads((named / "clean/.cleaner/run.json").read_bytes())
    assert record["inputs"]["done before"] == len(NAMES)


def test_the_command_takes_any_name_and_says_it_on_one_line(named: Path, model_folder: Path, tmp_path: Path) -> None:
    """Folders stand where its files should go: every name is in a complaint, and none drives the terminal."""
    assert in_a_process("apply", named / "raw", tmp_path / "clean", "--model", model_folder).returncode == 0
    assert read_tree(tmp_path / "clean") == read_tree(named / "clean")
    names = list(NAMES.values())
    for half in (names[:MOST], names[MOST:]):  # so many are said in one run
        taken = tmp_path / str(len(half))
        for name in half:
            (taken / os.fsdecode(name) / "x").mkdir(parents=True)
        result = in_a_process("apply", named / "raw", taken, "--model", model_folder)
        assert result.returncode == 1
        shown = result.stderr.decode("utf-8")
        assert set(shown) & {*map(chr, range(32)), *map(chr, range(127, 160)), "\u2028", "\u2029"} <= {"\n", "\t"}
        assert shown.count("cleaner: ") == shown.count(": Is a directory\n") == len(half)
        assert figures(shown)["failed"] == len(half)
        assert len(read_tree(taken)) == len(names) - len(half)


SORTS: dict[str, Callable[[str], bytes]] = {
    "": str.encode,
    ".txt": str.encode,
    ".txt.gz": lambda text: gzip.compress(text.encode(), mtime=0),
    ".jsonl": in_lines,
    ".ndjson.gz": lambda text: gzip.compress(in_lines(text), mtime=0),
    ".csv": in_table,
    ".html": in_html,
}
LONGEST_NAME: Final = 255
"""Bytes of a name that file systems take."""


@pytest.mark.parametrize("removed", [True, False], ids=["with removed lines", "without"])
@pytest.mark.parametrize("length", [249, 250, 251, 252, 255])
def test_a_name_too_long_for_what_is_written_is_said_and_stops_nothing(
    length: int, removed: bool, small: Cleaner, tmp_path: Path
) -> None:
    """Removed lines have six bytes more, the text of HTML four. No clean file stands without what went from it."""
    names = {suffix: "é" * 3 + "n" * (length - len(suffix) - 6) + suffix for suffix in SORTS}
    raw = {name: SORTS[suffix](PAGE) for suffix, name in names.items()} | {"good": PAGE.encode(), "z": PAGE.encode()}
    write_tree(tmp_path / "raw", raw)
    summary = apply(
        tmp_path / "raw", tmp_path / "clean", small, removed=tmp_path / "removed" if removed else None, jobs=1
    )
    fits = {"good", "z"}
    for suffix, name in names.items():
        written = len(name.encode()) + (4 if suffix == ".html" else 0) + (6 if removed else 0)
        if written <= LONGEST_NAME:
            fits.add(name)
    assert dict(summary.failed).keys() == raw.keys() - fits
    assert all(why.endswith("File name too long") for _, why in summary.failed)
    out = {f"{name}.txt" if name.endswith(".html") else name for name in fits}
    assert read_tree(tmp_path / "clean").keys() == out
    if removed:
        assert read_tree(tmp_path / "removed").keys() == {f"{name}.jsonl" for name in out}
    assert unfinished(tmp_path) == []


def test_the_command_says_which_names_are_too_long(model_folder: Path, tmp_path: Path) -> None:
    long = "n" * 250
    write_tree(tmp_path / "raw", {long: PAGE.encode(), "good": PAGE.encode()})
    places = (tmp_path / "raw", tmp_path / "clean", "--removed", tmp_path / "removed")
    result = in_a_process("apply", *places, "--model", model_folder)
    assert result.returncode == 1
    said = result.stderr.decode()
    assert f"cleaner: {tmp_path / 'raw' / long}: " in said
    assert f"{long}.jsonl: File name too long\n" in said
    assert read_tree(tmp_path / "clean").keys() == {"good"}


def test_a_longest_name_of_which_nothing_goes(small: Cleaner, tmp_path: Path) -> None:
    """Nothing went, so nothing need be written beside it: it is written, and it comes back."""
    names = ["n" * length for length in (249, 250, 255)]
    raw = dict.fromkeys(names, ARTICLE[0].encode())
    write_tree(tmp_path / "raw", raw)
    summary = cleaned(tmp_path, small.with_policy(KEEP_ALL))
    assert (summary.failed, read_tree(tmp_path / "clean")) == ([], raw)
    assert restored(tmp_path) == raw


def test_two_hundred_folders_deep(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    names = ["/".join(["d"] * 200) + "/page", "/".join(["d"] * 100) + "/page", "page"]
    raw = dict.fromkeys(names, PAGE.encode())
    write_tree(tmp_path / "raw", raw)
    assert cleaned(tmp_path, small).failed == []
    assert read_tree(tmp_path / "clean") == dict.fromkeys(names, small.clean(PAGE).encode())
    assert restored(tmp_path) == raw
    assert in_a_process("apply", tmp_path / "raw", tmp_path / "other", "--model", model_folder).returncode == 0
    assert read_tree(tmp_path / "other") == read_tree(tmp_path / "clean")


def test_a_path_that_is_too_long_for_the_output_alone(small: Cleaner, tmp_path: Path) -> None:
    """RAW can be named to its end, CLEAN, a few characters longer, cannot: said, and the rest is done."""
    room = 4095 - len(os.fsencode(tmp_path / "r")) - 1  # bytes of a path that the system takes, its NUL aside
    folders, rest = divmod(room - 20, 201)
    name = "/".join(["d" * 200] * folders + ["e" * max(1, rest - 1), "page"])
    name += "x" * (room - len(name))
    raw = {"a": PAGE.encode(), "z": PAGE.encode(), name: PAGE.encode()}
    write_tree(tmp_path / "r", raw)
    summary = apply(tmp_path / "r", tmp_path / "longer", small, jobs=1)
    [(failed, why)] = summary.failed
    assert failed == name
    assert why.endswith("File name too long")
    assert read_tree(tmp_path / "longer") == dict.fromkeys("az", small.clean(PAGE).encode())
    assert apply(tmp_path / "r", tmp_path / "s", small, jobs=1).failed == []
