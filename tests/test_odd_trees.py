"""What is no file, what may not be read or written, and trees of nothing or of very much of it."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
import zstandard
from commands import figures
from odd_trees import NOBODY, cleaned, in_a_process, in_lines
from trees import ARTICLE, NOISE, PAGE, read_tree, unfinished, write_tree

from cleaner.pipeline import Cleaner
from cleaner.run import plan
from cleaner.run.apply import apply


def test_loops_links_pipes_and_sockets(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    """None is followed, none is waited for; what a link leads to stays as it is."""
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode(), "d/e/page": PAGE.encode()})
    outside = write_tree(tmp_path / "outside", {"secret": PAGE.encode()})
    links: dict[str, str | Path] = {
        "loop": "loop",
        "one": "two",
        "two": "one",
        "d/e/up": "../..",
        "d/here": ".",
        "out": outside,
        "d/out": outside / "secret",
        "broken": "nowhere",
        "device": "/dev/zero",
        "kernel": "/proc/self/mem",
        "link": "page",
    }
    for name, target in links.items():
        (raw / name).symlink_to(target)
    os.mkfifo(raw / "pipe")
    os.mkfifo(raw / "d/pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(raw)  # the path of a socket must be short
        try:
            listening.bind("socket")
        finally:
            os.chdir(here)
        summary = cleaned(tmp_path, small)
        result = in_a_process("apply", raw, tmp_path / "other", "--model", model_folder)
    assert (summary.failed, summary.files) == ([], 2)
    assert summary.skipped == {"symbolic link": len(links), "device, pipe or socket": 3}
    assert result.returncode == 0
    assert figures(result.stderr.decode())["skipped"] == len(links) + 3
    assert read_tree(tmp_path / "clean").keys() == read_tree(tmp_path / "other").keys() == {"page", "d/e/page"}
    assert read_tree(outside) == {"secret": PAGE.encode()}


def test_what_is_cleaned_may_be_named_by_a_link(small: Cleaner, tmp_path: Path) -> None:
    """RAW itself is what was meant, by whatever name; links in it are not."""
    write_tree(tmp_path / "pages", {"page": PAGE.encode()})
    (tmp_path / "pages/link").symlink_to("page")
    (tmp_path / "raw").symlink_to("pages")
    assert cleaned(tmp_path, small).skipped == {"symbolic link": 1}
    assert read_tree(tmp_path / "clean").keys() == {"page"}


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder, and no more rights than an ordinary user has, whoever runs the tests."""
    with TemporaryDirectory() as folder:
        root = os.geteuid() == 0
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)


def test_what_may_not_be_read_is_said_and_stops_nothing(small: Cleaner) -> None:
    """A file, a folder that may not be listed, one that may not be entered; files of several sorts."""
    files = ["a", "locked", "locked.jsonl", "locked.txt.gz", "unlisted/page", "unentered/page", "z"]
    with as_nobody() as root:
        raw = write_tree(root / "raw", dict.fromkeys(files, PAGE.encode()))
        for name in files:
            if name.startswith("locked"):
                (raw / name).chmod(0)
        (raw / "unlisted").chmod(0o300)
        (raw / "unentered").chmod(0o600)
        try:
            summary = cleaned(root, small)
        finally:
            for folder in ("unlisted", "unentered"):
                (raw / folder).chmod(0o700)
        refused = {"locked", "locked.jsonl", "locked.txt.gz", "unlisted", "unentered/page"}
        assert dict(summary.failed) == dict.fromkeys(refused, "Permission denied")
        assert read_tree(root / "clean") == dict.fromkeys("az", small.clean(PAGE).encode())
        assert unfinished(root / "clean") == []


def test_what_may_not_be_written_is_said_and_stops_nothing(small: Cleaner) -> None:
    with as_nobody() as root:
        write_tree(root / "raw", dict.fromkeys(["a", "d/page", "z"], PAGE.encode()))
        (root / "clean/d").mkdir(parents=True)
        (root / "clean/d").chmod(0o500)
        try:
            summary = cleaned(root, small)
        finally:
            (root / "clean/d").chmod(0o700)
        assert summary.failed == [("d/page", f"{root / 'clean/d/page'}: Permission denied")]
        assert read_tree(root / "clean").keys() == {"a", "z"}
        assert cleaned(root, small).failed == []
        (root / "clean/d").chmod(0o600)  # it may not even be looked into
        try:
            write_tree(root / "raw", {"zz": PAGE.encode()})
            summary = cleaned(root, small)
        finally:
            (root / "clean/d").chmod(0o700)
        said = f"{root / 'clean/d/page'}: Permission denied"
        assert (summary.failed, summary.known, summary.files) == ([("d/page", said)], 2, 1)
        assert unfinished(root / "clean") == []


@pytest.mark.parametrize("name", ["d/page", "d/large.jsonl"])
@pytest.mark.parametrize("locked", ["clean/d", "removed/d", "removed/.cleaner"])
def test_what_could_not_be_written_is_named(
    locked: str, name: str, small: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the raw file, which could be read."""
    monkeypatch.setattr(plan, "LARGE", 100)
    with as_nobody() as root:
        write_tree(root / "raw", {name: in_lines(PAGE) if name.endswith("l") else PAGE.encode()})
        (root / locked).mkdir(parents=True)
        (root / locked).chmod(0o500)
        try:
            [(failed, why)] = cleaned(root, small).failed
        finally:
            (root / locked).chmod(0o700)
        suffix = "" if locked == "clean/d" else ".jsonl"
        path = f"{locked}/unfinished" if locked.endswith(".cleaner") else f"{locked}/{Path(name).name}{suffix}"
        assert (failed, why) == (name, f"{root / path}: Permission denied")


@pytest.mark.parametrize("folders", ["", "a/b/c"], ids=["an empty folder", "folders without files"])
def test_an_empty_tree_is_said(folders: str, model_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "raw" / folders).mkdir(parents=True)
    result = in_a_process("apply", tmp_path / "raw", tmp_path / "clean", "--model", model_folder)
    assert result.returncode == 2
    assert result.stderr.decode() == f"cleaner: {tmp_path / 'raw'}: no file in it; RAW is a file or a folder of them\n"
    assert not (tmp_path / "clean").exists()


INNER = ("", ".txt", ".jsonl", ".ndjson", ".csv", ".tsv", ".html", ".htm", ".xhtml", ".wet", ".parquet", ".unknown")
PACKED = ("", ".gz", ".zst", ".bz2", ".xz")
NEVER_EMPTY: Final = (".wet", ".parquet")
"""What must have something in it to be what its name says."""


def test_empty_files_of_every_sort(small: Cleaner, tmp_path: Path) -> None:
    """They come out empty, or are said to be damaged; each is one or the other, and a page beside them is cleaned."""
    raw = {f"e{inner}{packed}": b"" for inner in INNER for packed in PACKED} | {"page": PAGE.encode()}
    write_tree(tmp_path / "raw", raw)
    summary = cleaned(tmp_path, small)
    wrong = {name for name in raw if name.endswith((*NEVER_EMPTY, *PACKED[1:])) and name != "page"}
    wrong -= {name for name in wrong if name.startswith("e.parquet.")} - {"e.parquet.gz", "e.parquet.zst"}
    assert dict(summary.failed).keys() >= {f"e{inner}" for inner in NEVER_EMPTY}
    assert dict(summary.failed).keys() <= wrong | {f"e.parquet{packed}" for packed in PACKED}
    assert not [why for _, why in summary.failed if "report" in why or "\n" in why]
    clean = read_tree(tmp_path / "clean")
    assert clean.pop("page") == small.clean(PAGE).encode()
    assert set(clean.values()) == {b""}
    assert len(clean) + len(summary.failed) == len(raw) - 1
    assert set(clean) >= {"e", "e.txt", "e.jsonl", "e.csv", "e.tsv", "e.html.txt", "e.unknown"}


@pytest.mark.parametrize("packed", PACKED[1:])
def test_packed_files_of_nothing(packed: str, small: Cleaner, tmp_path: Path) -> None:
    """An archive of an empty text is no empty file."""
    pack: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".zst": zstandard.ZstdCompressor().compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
    }
    names = [f"e{inner}{packed}" for inner in ("", ".txt", ".jsonl", ".csv")]
    write_tree(tmp_path / "raw", dict.fromkeys(names, pack[packed](b"")))
    assert cleaned(tmp_path, small).failed == []
    assert read_tree(tmp_path / "clean").keys() == set(names)


def test_thousands_of_tiny_files(small: Cleaner, tmp_path: Path) -> None:
    """One more than a task takes; what each gets it would get alone, and a second run does nothing."""
    texts = ["", "\n", "x", "Share", ARTICLE[2], f"{NOISE[0]}\n{ARTICLE[2]}\n", "\r\r\n", "é"]
    raw = {f"{i % 7}/{i}": f"{texts[i % len(texts)]}".encode() for i in range(2001)}
    write_tree(tmp_path / "raw", raw)
    first = apply(tmp_path / "raw", tmp_path / "clean", small, jobs=1)
    assert (first.files, first.failed) == (2001, [])
    alone = {text.encode(): small.clean(text).encode() for text in texts}
    assert read_tree(tmp_path / "clean") == {name: alone[content] for name, content in raw.items()}
    again = apply(tmp_path / "raw", tmp_path / "clean", small, jobs=1)
    assert (again.files, again.known) == (0, 2001)
