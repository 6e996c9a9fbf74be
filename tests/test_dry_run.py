"""A dry run tells of files what a run does, as far as their beginnings show it."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest
from trees import PAGE, write_tree
from wet_records import record as wet_record

from cleaner.formats import LOOKED_AT
from cleaner.pipeline import Cleaner
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run

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
