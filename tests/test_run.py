"""Apply, from a tree to a tree: the laws and the figures."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trees import ARTICLE, GLUED, PAGE, as_text, decode, lines_of, pages, read_tree, records, unfinished, write_tree

from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.removed import from_jsonl, rebuild
from cleaner.run import plan
from cleaner.run.apply import apply
from cleaner.run.dry import dry_run
from cleaner.run.places import WrongUse
from cleaner.run.record import read_record
from cleaner.run.restore import restore

pytestmark = pytest.mark.usefixtures("small_blocks")

LARGE = records(200)
"""More than one block of the size that the fixture sets, so that it is done in parts."""
KEEP_ALL = Policy(keep=KINDS)


@given(st.lists(pages.map(as_text), min_size=1, max_size=5))
@example([PAGE, GLUED])
@settings(max_examples=30)
def test_laws_of_the_files(small: Cleaner, texts: list[str]) -> None:
    """Verbatim subset as `explain` tells it, rebuild, and each file as if it were alone."""
    raws = {f"d/{i}.txt": text.encode("utf-8", "surrogateescape") for i, text in enumerate(texts)}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        apply(write_tree(root / "raw", raws), root / "clean", small, removed=root / "removed", jobs=1)
        assert read_tree(root / "raw") == raws
        assert unfinished(root) == []
        cleans, removed = read_tree(root / "clean"), read_tree(root / "removed")
    assert cleans.keys() == raws.keys()
    for name, raw in raws.items():
        text, clean = decode(raw), decode(cleans[name])
        explained = small.explain(text).lines
        pieces = lines_of(text)
        assert clean == "".join(
            line.clean + piece[len(line.text) :] for piece, line in zip(pieces, explained, strict=True) if line.kept
        )
        rows = removed.get(f"{name}.jsonl", b"").decode()
        assert rebuild(clean, from_jsonl(rows)) == text
        assert all(json.loads(row)["document"] == name for row in rows.splitlines())
        assert (f"{name}.jsonl" in removed) == (clean != text)


@given(pages.map(as_text))
@settings(max_examples=30)
def test_nothing_removed_is_every_byte_kept(small: Cleaner, text: str) -> None:
    raw = {"f": text.encode("utf-8", "surrogateescape")}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write_tree(root / "raw", raw)
        apply(root / "raw", root / "clean", small.with_policy(KEEP_ALL), removed=root / "removed", jobs=1)
        assert read_tree(root / "clean") == raw
        assert list((root / "removed").iterdir()) == []


def test_workers_and_grouping_change_nothing(small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker, two, small tasks and small batches: the same bytes, the same figures, the same samples."""
    files = {f"{i % 3}/{i}.txt": PAGE[i * 7 :].encode() for i in range(40)}
    raw = write_tree(tmp_path / "raw", files | {"1/large.jsonl": LARGE, "2/small.jsonl": records(5)})
    assert len(list(Sorts(Fields()).of("large.jsonl").blocks(raw / "1/large.jsonl"))) > 3
    first = apply(raw, tmp_path / "first", small, removed=tmp_path / "first-removed", jobs=1)
    monkeypatch.setattr(plan, "TASK_FILES", 3)
    two = apply(raw, tmp_path / "two", small, removed=tmp_path / "two-removed", jobs=2)
    monkeypatch.setattr("cleaner.pipeline.BATCH_CHARS", 1000)
    monkeypatch.setattr(plan, "LARGE", 10**9)
    alone = apply(raw, tmp_path / "alone", small, removed=tmp_path / "alone-removed", jobs=1)
    for other, name in ((two, "two"), (alone, "alone")):
        assert read_tree(tmp_path / name) == read_tree(tmp_path / "first")
        assert read_tree(tmp_path / f"{name}-removed") == read_tree(tmp_path / "first-removed")
        assert replace(other, seconds=first.seconds, recorded=first.recorded) == first
    assert unfinished(tmp_path) == []


def test_summary_adds_up_to_what_explain_shows(small: Cleaner, tmp_path: Path) -> None:
    texts = {"a": PAGE, "b": "", "c": "\n \n", "d/menu": "Home\nNews\nSport\nLogin\n", "d/e": PAGE * 2}
    raw = write_tree(tmp_path / "raw", {name: text.encode() for name, text in texts.items()})
    calls: list[tuple[int, int]] = []
    summary = apply(raw, tmp_path / "clean", small, progress=lambda *done: calls.append(done))
    documents = [small.explain(text) for text in texts.values()]
    lines = [line for document in documents for line in document.lines]
    tally = summary.tally
    assert summary.files == tally["documents"] == 5
    assert tally["lines"] == len(lines) == tally["kept"] + tally["blanks"] + sum(summary.dropped.values())
    assert tally["kept"] == sum(line.kept for line in lines)
    assert summary.dropped == Counter(line.kind for line in lines if not line.kept and line.kind)
    assert tally["blanks"] == sum(not line.kept and line.kind is None for line in lines)
    assert tally["left_alone"] == sum(document.left_alone for document in documents)
    assert summary.bytes == sum(len(text.encode()) for text in texts.values())
    assert {name: part["documents"] for name, part in summary.folders.items()} == {".": 3, "d": 2}
    assert sum(part["lines"] for part in summary.folders.values()) == len(lines)
    assert calls[-1] == (5, summary.bytes)


def test_records_are_documents_and_their_file_is_a_folder_of_its_own(small: Cleaner, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"d/a.jsonl": records(3), "d/b.txt": PAGE.encode()})
    summary = apply(raw, tmp_path / "clean", small)
    assert (summary.files, summary.tally["documents"]) == (2, 4)
    assert {name: part["documents"] for name, part in summary.folders.items()} == {"d/a.jsonl": 3, "d": 1}


@pytest.mark.parametrize("jobs", [1, 2])
def test_utf_16_comes_out_as_utf_16(jobs: int, small: Cleaner, tmp_path: Path) -> None:
    """Cleaned like the same page in UTF-8, and told of in characters of its text."""
    raw = write_tree(tmp_path / "raw", {"narrow": PAGE.encode(), "wide": PAGE.encode("utf-16")})
    apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed", jobs=jobs)
    clean = small.clean(PAGE)
    assert read_tree(tmp_path / "clean") == {"narrow": clean.encode(), "wide": clean.encode("utf-16")}
    narrow, wide = (from_jsonl(rows.decode()) for rows in read_tree(tmp_path / "removed").values())
    assert narrow == wide
    assert rebuild(clean, wide) == PAGE


@pytest.mark.parametrize("name", ["a", "large.jsonl"])
def test_a_second_run_leaves_nothing_of_the_first(name: str, small: Cleaner, tmp_path: Path) -> None:
    """With a laxer policy nothing goes any more, so the first run's removed file goes as well."""
    content = PAGE.encode() if name == "a" else LARGE
    raw = write_tree(tmp_path / "raw", {name: content})
    apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed")
    assert read_tree(tmp_path / "removed").keys() == {f"{name}.jsonl"}
    apply(raw, tmp_path / "clean", small.with_policy(KEEP_ALL), removed=tmp_path / "removed")
    assert read_tree(tmp_path / "removed") == {}
    assert read_tree(tmp_path / "clean") == {name: content}


def test_what_was_made_can_be_read_by_the_next_run(small: Cleaner, tmp_path: Path) -> None:
    """Journal and record in the folder are no pages: twice cleaned is as many files."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "d/b": PAGE.encode()})
    apply(raw, tmp_path / "once", small)
    summary = apply(tmp_path / "once", tmp_path / "twice", small)
    assert (summary.files, summary.skipped, summary.failed) == (2, Counter(), [])
    assert read_tree(tmp_path / "twice").keys() == {"a", "d/b"}


@pytest.mark.parametrize("into_folder", [True, False])
def test_one_file_goes_to_a_file_or_into_a_folder(small: Cleaner, tmp_path: Path, into_folder: bool) -> None:
    """And nothing else comes with it: no journal is needed of one."""
    raw = write_tree(tmp_path / "in", {"page.txt": PAGE.encode()}) / "page.txt"
    clean = tmp_path / "clean"
    if into_folder:
        clean.mkdir()
    apply(raw, clean, small, removed=tmp_path / "removed")
    written = clean / "page.txt" if into_folder else clean
    assert written.read_bytes() == small.clean(PAGE).encode()
    files = ["clean/page.txt", "removed/page.txt.jsonl"] if into_folder else ["clean", "removed/clean.jsonl"]
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        *files[:1], "in/page.txt", *files[1:]
    ]  # fmt: skip


@pytest.mark.parametrize("into_folder", [True, False])
def test_one_page_of_html_is_named_as_in_a_folder(small: Cleaner, tmp_path: Path, into_folder: bool) -> None:
    """What is written is text, and says so, unless a name is given for it."""
    raw = write_tree(tmp_path / "in", {"page.html": f"<p>{ARTICLE[0]}</p>".encode()}) / "page.html"
    if into_folder:
        (tmp_path / "out").mkdir()
    apply(raw, tmp_path / "out", small)
    assert read_tree(tmp_path).keys() == {"in/page.html", "out/page.html.txt" if into_folder else "out"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_no_text_is_skipped_and_counted(jobs: int, small: Cleaner, tmp_path: Path) -> None:
    """By what it holds, or by its name, again and again; nothing is written. One that is named itself has failed."""
    files = {"a.txt": PAGE.encode(), "d/archive": gzip.compress(PAGE.encode()), "e.bin": b"\0\xff", "f.json": b'["a"]'}
    raw = write_tree(tmp_path / "raw", files)
    skipped = {"not text": 2, "no format for .json; JSON lines are .jsonl": 1}
    for known in (0, 1):
        summary = apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed", jobs=jobs)
        assert (summary.files, summary.known, summary.failed, summary.skipped) == (1 - known, known, [], skipped)
        assert summary.tally["documents"] == 1
        assert read_tree(tmp_path / "clean").keys() == {"a.txt"}
    assert apply(raw / "e.bin", tmp_path / "e", small).failed == [("e.bin", "not text")]
    assert not (tmp_path / "e").exists()
    for place in (raw / "f.json", write_tree(tmp_path / "only", {"f.json": b"[]", "g.json": b""})):
        with pytest.raises(WrongUse, match=r"no format for \.json; JSON lines are"):
            apply(place, tmp_path / "other", small)
    assert not (tmp_path / "other").exists()


def test_places_may_be_strings(small: Cleaner, tmp_path: Path) -> None:
    write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    raw, clean, went, record, again = (str(tmp_path / name) for name in ("raw", "clean", "went", "r.json", "again"))
    assert dry_run(raw, clean, small, removed=went).files == 1
    assert apply(raw, clean, small, removed=went, record=record).files == 1
    assert restore(clean, went, again, Fields()) == []
    assert read_tree(tmp_path / "again") == read_tree(tmp_path / "raw")
    assert read_record(tmp_path / "r.json") == read_record(tmp_path / "clean")


def test_the_article_is_kept(small: Cleaner, tmp_path: Path) -> None:
    """Without this, a run that wrote nothing but blank lines would pass what stands above."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    apply(raw, tmp_path / "clean", small)
    assert ARTICLE[0] in (tmp_path / "clean/a").read_text("utf-8")
