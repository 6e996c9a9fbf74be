"""A dry run tells what a run does, of files as far as their beginnings show it, and does nothing."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path
from typing import Any

import pytest
from second_runs import longer, run, stamps
from trees import PAGE, read_own, write_tree
from wet_records import record as wet_record

from cleaner.formats import LOOKED_AT
from cleaner.pipeline import Cleaner
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run
from cleaner.run.places import WrongUse

LONG = b"It rained.\n" * (LOOKED_AT // 10)
CLEANED, SKIPPED, FAILED = "cleaned", "skipped", "failed"
LOOKS: dict[str, tuple[str, bytes, str, str]] = {
    "a text": ("a.txt", PAGE.encode(), CLEANED, "it is what a run is for"),
    "a long text": ("a.txt", LONG, CLEANED, "what is looked at of it is text"),
    "nothing": ("a.txt", b"", CLEANED, "an empty text is one"),
    "an archive": ("a", gzip.compress(LONG), SKIPPED, "its first bytes say so"),
    "an image": ("photo", b"\x89PNG\r\n\x1a\n" + LONG, SKIPPED, "its first bytes say so"),
    "a text in an archive": ("a.gz", gzip.compress(LONG), CLEANED, "its name says that it is compressed"),
    "an archive in an archive": ("a.gz", gzip.compress(bz2.compress(LONG)), SKIPPED, "what is in it is looked at"),
    "no archive": ("a.gz", LONG, FAILED, "its name says that it is one"),
    "Parquet under another name": ("a.txt", b"PAR1" + LONG + b"PAR1", SKIPPED, "it ends as it begins"),
    "a text that begins like Parquet": ("a.txt", b"PAR1" + LONG, CLEANED, "its end is a text's"),
    "text under the name of Parquet": ("a.parquet", LONG, FAILED, "it has no footer"),
    "JSON lines": ("a.jsonl", b'{"text": "It rained."}\n', CLEANED, "a record a line"),
    "JSON lines in UTF-16": ("a.jsonl", '{"text": "It rained."}\n'.encode("utf-16"), FAILED, "they are UTF-8"),
    "a table": ("a.csv", b"id,text\n1,It rained.\n", CLEANED, "it has a column of texts"),
    "a table without texts": ("a.csv", b"id,body\n1,It rained.\n", FAILED, "its header says so"),
    "WET": ("a.wet", wet_record("conversion", PAGE.encode()), CLEANED, "a record of a page"),
    "no WET": ("a.wet", LONG, FAILED, "its first line says so"),
    "HTML": ("a.html", b"<p>It rained.", CLEANED, "all bytes are a page to a browser"),
}


@pytest.mark.parametrize(("name", "content", "comes_of_it", "why"), LOOKS.values(), ids=LOOKS)
def test_what_is_no_text_is_told_as_a_run_tells_it(  # noqa: PLR0917
    name: str, content: bytes, comes_of_it: str, why: str, small: Cleaner, tmp_path: Path
) -> None:
    raw = write_tree(tmp_path / "raw", {name: content})
    dry = dry_run(raw, tmp_path / "clean", small)
    assert (bool(dry.first), bool(dry.skipped), bool(dry.failed)) == (
        comes_of_it == CLEANED, comes_of_it == SKIPPED, comes_of_it == FAILED,
    ), why  # fmt: skip
    did = apply(raw, tmp_path / "clean", small, jobs=1)
    assert (dry.files, dry.bytes, dry.skipped, dry.failed) == (did.files, did.bytes, did.skipped, did.failed), why


def test_what_is_done_already_is_not_looked_at(small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run over what was done opens no file."""
    raw = write_tree(tmp_path / "raw", {"a": b"It rained.\n", "b": b"It snowed.\n"})
    apply(raw, tmp_path / "clean", small)
    (raw / "b").write_bytes(b"It snowed again.\n")
    opens, opened = Path.open, []

    def noted(path: Path, *how: object, **more: object) -> object:
        opened.append(path.name)
        return opens(path, *how, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", noted)
    assert dry_run(raw, tmp_path / "clean", small).first == ["b"]
    assert opened == ["b"]


def test_one_file_that_is_named_and_is_no_text_fails(small: Cleaner, tmp_path: Path) -> None:
    """In a folder the same file is skipped: of one that was named a text was expected."""
    raw = write_tree(tmp_path / "raw", {"a": b"\0\xff", "b": b"It rained.\n"})
    assert dry_run(raw / "a", tmp_path / "clean", small).failed == [("a", "not text")]
    assert dry_run(raw, tmp_path / "clean", small).skipped == {"not text": 1}


DRY: dict[str, dict[str, Any]] = {
    "plain": {},
    "checksum": {"checksum": True},
    "overwrite": {"overwrite": True},
    "limit": {"limit": 2},
    "removed": {"removed": None},
}


@pytest.mark.usefixtures("small_blocks", "one_file_a_task")
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
