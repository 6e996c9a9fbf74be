"""Restore: clean files and what went from them are the raw files, or it is said which are not."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from by_rule import cleaned, run
from commands import command, says
from hypothesis import example, given, settings
from hypothesis import strategies as st
from packing import unpack
from trees import PAGE, as_text, pages, read_tree, unfinished, write_tree

from cleaner.formats import Fields
from cleaner.pipeline import Cleaner
from cleaner.run.apply import apply
from cleaner.run.places import WrongUse
from cleaner.run.restore import restore

LINES = b'{"text": "a\\n#x\\nb"}\n{"text": "c"}\n{"text": "d\\n#y"}\n'
TREE = {
    "a/b/deep.txt": b"a\n#\n\nb",
    "same.txt": b"a\n",
    "empty": b"",
    "lines.jsonl": LINES,
    "packed.jsonl.gz": gzip.compress(LINES),
    "table.csv": b'text,n\r\n"a\n#\n",1.50\r\n',
    "odd": b"\xe9\n#\xff\r\n",
}
noisy = st.lists(pages | st.just("# noise\n") | st.just("x #\n\n"), max_size=4).map("".join).map(as_text)


class Places(NamedTuple):
    clean: Path
    removed: Path
    again: Path


def made(root: Path) -> Places:
    """A clean tree and what went from it; the raw one is gone."""
    write_tree(root / "raw", TREE)
    assert run(root).clean.keys() == TREE.keys()
    return Places(root / "clean", root / "removed", root / "restored")


def same_as_raw(tree: dict[str, bytes], without: str = "") -> None:
    assert tree.keys() == TREE.keys() - {without}
    for name, content in tree.items():
        suffix = Path(name).suffix.replace(".txt", "").replace(".csv", "").replace(".jsonl", "")
        assert unpack(content, suffix) == unpack(TREE[name], suffix)


@given(noisy, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]), st.sampled_from(["f", "f.txt.gz"]))
@settings(max_examples=40)
@example("#\n\0a", "utf-16-le", "f")
@example("#\n\udcff\udcfeab", "utf-8", "f")
@example("#\n\udcff\udcfe" + "a" * 70_000 + "\0", "utf-8", "f")
def test_texts_come_back_byte_for_byte(text: str, encoding: str, name: str) -> None:
    """In whatever encoding, also where what stays looks like another one."""
    mark = "" if encoding == "utf-8" else "\ufeff"
    raw = (mark + text).encode(encoding, "surrogateescape" if encoding == "utf-8" else "surrogatepass")
    done = cleaned({name: gzip.compress(raw) if name.endswith(".gz") else raw})
    assert not done.failed
    assert not done.not_restored
    content = done.restored[name]
    assert (gzip.decompress(content) if name.endswith(".gz") else content) == raw


def test_a_tree_comes_back_and_nothing_else_is_touched(tmp_path: Path) -> None:
    places = made(tmp_path)
    before = read_tree(places.clean), read_tree(places.removed)
    assert restore(*places[:2], places.again, Fields()) == []
    same_as_raw(read_tree(places.again))
    assert (read_tree(places.clean), read_tree(places.removed)) == before
    assert not unfinished(tmp_path)
    assert restore(*places[:2], places.again, Fields()) == []  # over what is there
    same_as_raw(read_tree(places.again))


def test_through_the_command(tmp_path: Path) -> None:
    places = made(tmp_path)
    result = command("restore", places.clean, places.again, "--removed", places.removed)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "files restored: 7; failed: 0\n")
    same_as_raw(read_tree(places.again))
    result = command("restore", places.clean, places.again, "--removed", places.removed, "--quiet")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("into_folder", [True, False])
def test_one_file(tmp_path: Path, into_folder: bool) -> None:
    places = made(tmp_path)
    if into_folder:
        places.again.mkdir()
    result = command("restore", places.clean / "lines.jsonl", places.again, "--removed", places.removed)
    assert (result.exit_code, result.output) == (0, "files restored: 1; failed: 0\n")
    assert (places.again / "lines.jsonl" if into_folder else places.again).read_bytes() == LINES


def test_another_field(tmp_path: Path) -> None:
    raw = {"f.jsonl": b'{"body": "a\\n#"}\n'}
    write_tree(tmp_path / "raw", raw)
    run(tmp_path, Fields(text="body"))
    options = ("--removed", tmp_path / "removed", "--text-field", "body")
    assert command("restore", tmp_path / "clean", tmp_path / "restored", *options).exit_code == 0
    assert read_tree(tmp_path / "restored") == raw
    said = f"{tmp_path / 'removed/f.jsonl.jsonl'} speaks of record 1, which the cleaned file does not have"
    result = command("restore", tmp_path / "clean", tmp_path / "other", "--removed", tmp_path / "removed")
    says(result, 1, "clean/f.jsonl", said)


class Changed(NamedTuple):
    """A file below the places that was changed after the run."""

    name: str
    old: bytes
    new: bytes
    said: str  # of what is restored from it


CHANGED = {
    "a text that is shorter": Changed(
        "clean/odd", b"\xe9\n", b"", "record 1: not the text that the lines were removed from"
    ),
    "a record that is shorter": Changed(
        "clean/lines.jsonl", b'"d\\n"', b'""', "record 3: not the text that the lines were removed from"
    ),
    "a text that is longer": Changed(
        "clean/a/b/deep.txt", b"b", b"bc", "record 1: not the text that the lines were removed from"
    ),
    "a text as long as it was": Changed(
        "clean/a/b/deep.txt", b"b", b"c", "record 1: not the text that the lines were removed from"
    ),
    "a record as long as it was": Changed(
        "clean/lines.jsonl", b'"d\\n"', b'"e\\n"', "record 3: not the text that the lines were removed from"
    ),
    "a record without a text": Changed(
        "clean/lines.jsonl", b'"d\\n"', b"null", "speaks of record 3, which the cleaned file does not"
    ),
    "a record too few": Changed(
        "clean/lines.jsonl", b'{"text": "d\\n"}\n', b"", "speaks of record 3, which the cleaned file does not"
    ),
    "a removed line that is none": Changed("removed/lines.jsonl.jsonl", b'"record": 3', b'"record" 3', "line 2: "),
    "a removed line of another program": Changed(
        "removed/lines.jsonl.jsonl", b'"record": 3', b'"number": 3', "line 2: not a line that cleaner wrote"
    ),
    "removed lines in another order": Changed(
        "removed/lines.jsonl.jsonl", b'"record": 1', b'"record": 7',
        "speaks of record 7, which"
    ),
    "an empty table": Changed("clean/table.csv", b"text,n", b"body,n", "line 1: no column 'text'"),
    "a file that is cut off": Changed("clean/packed.jsonl.gz", b"\x1f\x8b", b"\x1f", "damaged or cut off"),
}  # fmt: skip


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_what_does_not_fit_is_said_and_not_written(changed: Changed, tmp_path: Path) -> None:
    """And costs no other file."""
    places = made(tmp_path)
    content = (tmp_path / changed.name).read_bytes()
    assert changed.old in content
    (tmp_path / changed.name).write_bytes(content.replace(changed.old, changed.new))
    name = changed.name.partition("/")[2].removesuffix(".jsonl" if changed.name.startswith("removed") else "")
    [(failed, why)] = restore(*places[:2], places.again, Fields())
    assert failed == name
    assert changed.said in why
    same_as_raw(read_tree(places.again), without=name)
    assert not unfinished(tmp_path)
    result = command("restore", places.clean, tmp_path / "by-command", "--removed", places.removed)
    says(result, 1, str(places.clean / name), changed.said)


def test_rows_of_older_versions_are_restored_as_they_were(tmp_path: Path) -> None:
    """They do not say what the whole text was."""
    places = made(tmp_path)
    paths = list(places.removed.rglob("*.jsonl"))
    assert paths
    for path in paths:
        rows = path.read_text("utf-8")
        path.write_text(re.sub(r', "raw_chars": \d+, "raw_sha256": "[0-9a-f]{16}"', "", rows), "utf-8")
        assert path.read_text("utf-8") != rows
    assert restore(*places[:2], places.again, Fields()) == []
    same_as_raw(read_tree(places.again))


STALE = {
    "a later run with another policy, without --removed": ("o.jsonl", 0.01),
    "records written as one text": ("o.txt", None),
}


@pytest.mark.parametrize(("name", "later"), STALE.values(), ids=STALE)
def test_removed_lines_that_are_not_of_the_file_are_said(
    name: str, later: float | None, model_folder: Path, tmp_path: Path
) -> None:
    """And what would not be the raw text is not written."""
    raw = write_tree(tmp_path / "raw", {"p.jsonl": json.dumps({"text": PAGE}).encode()}) / "p.jsonl"
    options = ("apply", raw, tmp_path / name, "--model", model_folder)
    command(*options, "--strictness", 0.9, "--removed", tmp_path / "went")
    if later:
        command(*options, "--strictness", later)
    [went] = (tmp_path / "went").iterdir()
    result = command("restore", tmp_path / name, tmp_path / "again", "--removed", tmp_path / "went", "--quiet")
    says(result, 1, name, "record 1: not the text that the lines were removed from", str(went), "with apply --removed")
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(("out", "refused"), [("raw", True), ("raw/deeper", True), ("raw-again", False)])
@pytest.mark.parametrize(("of", "went"), [("clean", "removed"), ("clean/d", "removed/d"), ("clean/a", "removed")])
def test_the_raw_folder_of_the_run_is_never_restored_into(  # noqa: PLR0917
    of: str, went: str, out: str, refused: bool, small: Cleaner, tmp_path: Path
) -> None:
    """Whatever is asked for, of all or of a part, and after all was moved together."""
    raw = {"a": PAGE.encode(), "d/b": PAGE.encode()}
    write_tree(tmp_path / "before/raw", raw)
    before = tmp_path / "before"
    apply(before / "raw", before / "clean", small, removed=before / "removed")
    before.rename(tmp_path / "after")
    root = tmp_path / "after"
    (root / "raw/a").write_bytes(b"other")
    places = (root / of, root / went, root / out)
    if refused:
        with pytest.raises(WrongUse, match=r"OUT .* is RAW .* of the run or lies inside it; name another folder"):
            restore(*places, Fields(), overwrite=True)
    else:
        assert restore(*places, Fields()) == []
    assert read_tree(root / "raw") == {"a": b"other", "d/b": PAGE.encode()}


def test_files_that_are_there_stay(tmp_path: Path) -> None:
    """Unless they are what would be written anyway, or are to be replaced. The others are restored."""
    places = made(tmp_path)
    write_tree(places.again, {"odd": b"mine", "same.txt": TREE["same.txt"]})
    options = ("restore", places.clean, places.again, "--removed", places.removed)
    said = f"{places.again / 'odd'} is there already, with other content; name another folder, or use --overwrite"
    result = command(*options)
    says(result, 1, f"cleaner: {places.clean / 'odd'}: {said}")
    assert "files restored: 6; failed: 1" in result.stderr
    assert (places.again / "odd").read_bytes() == b"mine"
    same_as_raw({name: content for name, content in read_tree(places.again).items() if name != "odd"}, without="odd")
    assert command(*options, "--overwrite").exit_code == 0
    same_as_raw(read_tree(places.again))


def test_a_run_that_removed_nothing_is_restored(small: Cleaner, tmp_path: Path) -> None:
    raw = {"a": b"It rained.\n"}
    write_tree(tmp_path / "raw", raw)
    apply(tmp_path / "raw", tmp_path / "clean", small, removed=tmp_path / "went/deep")
    assert restore(tmp_path / "clean", tmp_path / "went/deep", tmp_path / "again", Fields()) == []
    assert read_tree(tmp_path / "again") == raw


def test_a_clean_file_that_is_gone_is_said(tmp_path: Path) -> None:
    """So is a folder of removed lines that belongs to another one: what seems restored would be the cleaned files."""
    places = made(tmp_path)
    (places.clean / "a/b/deep.txt").unlink()
    said = [("a/b/deep.txt", f"not there, but {places.removed / 'a/b/deep.txt.jsonl'} says what went from it")]
    assert restore(*places[:2], places.again, Fields()) == said
    same_as_raw(read_tree(places.again), without="a/b/deep.txt")
    write_tree(tmp_path / "other", {"x/lines.jsonl": (places.clean / "lines.jsonl").read_bytes()})
    failed = restore(tmp_path / "other/x", places.removed, tmp_path / "restored-x", Fields())
    assert "lines.jsonl" not in dict(failed)
    assert dict(failed).keys() == {"a/b/deep.txt", "odd", "packed.jsonl.gz", "table.csv"}
    failed = restore(tmp_path / "other", places.removed, tmp_path / "restored-y", Fields())
    assert "lines.jsonl" in dict(failed)


def test_links_are_said(tmp_path: Path) -> None:
    """They are not followed, so what they stand for is not restored."""
    places = made(tmp_path)
    (places.clean / "link").symlink_to("same.txt")
    assert restore(*places[:2], places.again, Fields()) == [("link", "symbolic link")]


@pytest.mark.parametrize("out", ["clean", "clean/again", ".", "removed", "removed/again"])
def test_places_must_be_apart(out: str, tmp_path: Path) -> None:
    """A restored `a.jsonl` must not be taken for what went from `a`, nor for what was cleaned."""
    places = made(tmp_path / "run")
    before = read_tree(tmp_path)
    with pytest.raises(WrongUse):
        restore(*places[:2], tmp_path / "run" / out, Fields())
    assert read_tree(tmp_path) == before


def test_removed_must_be_there(tmp_path: Path) -> None:
    places = made(tmp_path)
    result = command("restore", places.clean, places.again, "--removed", tmp_path / "nowhere")
    says(result, 2, str(tmp_path / "nowhere"), "no such folder", "apply --removed")
    assert not places.again.exists()


def test_what_a_killed_run_left_is_no_removed_line(tmp_path: Path) -> None:
    places = made(tmp_path)
    write_tree(places.removed / ".cleaner/unfinished", {"0123.jsonl": b"half a li"})
    assert restore(*places[:2], places.again, Fields()) == []


def test_removed_lines_tell_where_they_were(tmp_path: Path) -> None:
    """By record and line: what restores is what people grep."""
    places = made(tmp_path)
    rows = [json.loads(line) for line in (places.removed / "lines.jsonl.jsonl").read_bytes().splitlines()]
    assert [(row["record"], row["line"], row["start"], row["text"]) for row in rows] == [
        (1, 2, 2, "#x\n"),
        (3, 2, 2, "#y"),
    ]


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("clean", "OUT .*clean is CLEAN or lies inside it"),
        ("clean/out", "OUT .*out is CLEAN or lies inside it"),
        (".", "OUT .* holds CLEAN"),
    ],
)
def test_places_are_called_as_the_command_calls_them(out: str, said: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"clean/a": b"a", "removed/b": b""})
    with pytest.raises(WrongUse, match=said):
        restore(tmp_path / "clean", tmp_path / "removed", tmp_path / out, Fields())
    with pytest.raises(WrongUse, match="no such file or folder; CLEAN is what is to be read"):
        restore(tmp_path / "none", tmp_path / "removed", tmp_path / "out", Fields())


def test_nothing_but_the_raw_files_is_left(small: Cleaner, tmp_path: Path) -> None:
    """No folder of the program's own, neither in what is rebuilt nor in what it is rebuilt from."""
    raw = {"a": PAGE.encode(), "d/b": PAGE.encode()}
    write_tree(tmp_path / "raw", raw)
    apply(tmp_path / "raw", tmp_path / "clean", small, removed=tmp_path / "removed")
    assert restore(tmp_path / "clean", tmp_path / "removed", tmp_path / "again", Fields()) == []
    for folder in ("removed", "again"):
        assert not (tmp_path / folder / ".cleaner").exists()
    assert read_tree(tmp_path / "again") == raw
