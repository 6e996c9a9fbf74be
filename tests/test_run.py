"""Apply, from a tree to a tree: the laws, the figures, and one bad file among good ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import PAGE, decode, lines_of, pages, read_tree, write_tree

from cleaner import run
from cleaner.formats.text_tree import TextSink, TextTree
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.removed import from_jsonl, rebuild
from cleaner.run import apply

KEEP_ALL = Policy(keep=KINDS)


@given(st.lists(pages, min_size=1, max_size=5))
@settings(max_examples=30)
def test_laws_of_the_files(small: Cleaner, texts: list[str]) -> None:
    """Verbatim subset as `explain` tells it, rebuild, and each file as if it were alone."""
    raws = {f"d/{i}.txt": text.encode("utf-8", "surrogateescape") for i, text in enumerate(texts)}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        apply(write_tree(root / "raw", raws), root / "clean", small, removed=root / "removed", jobs=1)
        assert read_tree(root / "raw") == raws
        cleans, removed = read_tree(root / "clean"), read_tree(root / "removed")
    assert cleans.keys() == raws.keys()
    for name, raw in raws.items():
        text, clean = decode(raw), decode(cleans[name])
        explained = small.explain(text).lines
        pieces = lines_of(text)
        assert clean == "".join(piece for piece, line in zip(pieces, explained, strict=True) if line.kept)
        went = from_jsonl(removed.get(f"{name}.jsonl", b"").decode())
        assert rebuild(clean, went) == text
        assert (f"{name}.jsonl" in removed) == (clean != text)


@given(pages)
@settings(max_examples=30)
def test_nothing_removed_is_every_byte_kept(small: Cleaner, text: str) -> None:
    raw = {"f": text.encode("utf-8", "surrogateescape")}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write_tree(root / "raw", raw)
        apply(root / "raw", root / "clean", small.with_policy(KEEP_ALL), removed=root / "removed", jobs=1)
        assert read_tree(root / "clean") == raw
        assert not (root / "removed").exists()


def test_workers_and_grouping_change_nothing(small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker, two, small tasks and small batches: the same bytes and the same figures."""
    raw = write_tree(tmp_path / "raw", {f"{i % 3}/{i}.txt": PAGE[i * 7 :].encode() for i in range(40)})
    first = apply(raw, tmp_path / "first", small, removed=tmp_path / "first-removed", jobs=1)
    monkeypatch.setattr(run, "TASK_FILES", 3)
    two = apply(raw, tmp_path / "two", small, removed=tmp_path / "two-removed", jobs=2)
    monkeypatch.setattr("cleaner.pipeline.BATCH_CHARS", 100)
    alone = apply(raw, tmp_path / "alone", small, removed=tmp_path / "alone-removed", jobs=1)
    for other, name in ((two, "two"), (alone, "alone")):
        assert read_tree(tmp_path / name) == read_tree(tmp_path / "first")
        assert read_tree(tmp_path / f"{name}-removed") == read_tree(tmp_path / "first-removed")
        other.seconds = first.seconds
        assert other == first


def test_summary_adds_up_to_what_explain_shows(small: Cleaner, tmp_path: Path) -> None:
    texts = {"a": PAGE, "b": "", "c": "\n \n", "menu": "Home\nNews\nSport\nLogin\n", "d": PAGE * 2}
    raw = write_tree(tmp_path / "raw", {name: text.encode() for name, text in texts.items()})
    calls: list[tuple[int, int]] = []
    summary = apply(raw, tmp_path / "clean", small, progress=lambda *done: calls.append(done))
    documents = [small.explain(text) for text in texts.values()]
    lines = [line for document in documents for line in document.lines]
    assert summary.files == 5
    assert summary.lines == len(lines) == summary.kept + summary.blanks + summary.dropped.total()
    assert summary.kept == sum(line.kept for line in lines)
    assert summary.dropped == Counter(line.kind for line in lines if not line.kept and line.kind)
    assert summary.blanks == sum(not line.kept and line.kind is None for line in lines)
    assert summary.left_alone == sum(document.left_alone for document in documents)
    assert summary.bytes == sum(len(text.encode()) for text in texts.values())
    assert calls[-1] == (5, summary.bytes)


def test_what_cannot_be_read_stops_nothing(small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file may not be read, one vanishes after it was found; their neighbours are written."""
    raw = write_tree(tmp_path / "raw", dict.fromkeys(["a", "locked", "m", "vanishes", "z"], PAGE.encode()))
    read = TextTree.read

    def reads(tree: TextTree, name: str) -> str:
        if name == "locked":
            raise PermissionError(13, "Permission denied")
        if name == "vanishes":
            (tree.folder / name).unlink()
        return read(tree, name)

    monkeypatch.setattr(TextTree, "read", reads)
    summary = apply(raw, tmp_path / "clean", small)
    assert summary.failed == [("locked", "Permission denied"), ("vanishes", "No such file or directory")]
    assert summary.files == 3
    assert read_tree(tmp_path / "clean") == dict.fromkeys(["a", "m", "z"], small.clean(PAGE).encode())


def test_what_cannot_be_written_stops_nothing(small: Cleaner, tmp_path: Path) -> None:
    """A folder stands where a file should go; what was there stays, and its lines are not counted."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode()})
    write_tree(tmp_path / "clean", {"a/old": b"x"})
    summary = apply(raw, tmp_path / "clean", small)
    assert [name for name, _ in summary.failed] == ["a"]
    assert summary.files == 1
    assert summary.lines == len(lines_of(PAGE))
    assert read_tree(tmp_path / "clean") == {"a/old": b"x", "b": small.clean(PAGE).encode()}


def test_a_page_the_program_fails_on_costs_only_itself(
    small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Judged together, then each by itself: the one that fails is named and the others are written."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": b"bad", "c": b"large", "d": PAGE.encode()})
    judge = Cleaner.judge

    def judges(cleaner: Cleaner, texts: list[str]) -> object:
        if "bad" in texts:
            raise IndexError("odd")
        if "large" in texts:
            raise MemoryError
        return judge(cleaner, texts)

    monkeypatch.setattr(Cleaner, "judge", judges)
    summary = apply(raw, tmp_path / "clean", small)
    assert summary.failed == [
        ("b", "the program failed on it, please report: IndexError: odd"),
        ("c", "not enough memory for a file of this size"),
    ]
    assert read_tree(tmp_path / "clean").keys() == {"a", "d"}


def test_removed_is_written_before_clean(small: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in between, the run has not left a clean file without what went from it."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    write = TextSink.write

    def writes(sink: TextSink, name: str, text: str) -> None:
        if not sink.suffix:
            raise KeyboardInterrupt
        write(sink, name, text)

    monkeypatch.setattr(TextSink, "write", writes)
    with pytest.raises(KeyboardInterrupt):
        apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed")
    assert read_tree(tmp_path / "removed").keys() == {"a.jsonl"}
    assert read_tree(tmp_path / "clean") == {}


def test_a_second_run_leaves_nothing_of_the_first(small: Cleaner, tmp_path: Path) -> None:
    """With a laxer policy nothing goes any more, so the first run's removed file goes as well."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    apply(raw, tmp_path / "clean", small, removed=tmp_path / "removed")
    assert read_tree(tmp_path / "removed").keys() == {"a.jsonl"}
    apply(raw, tmp_path / "clean", small.with_policy(KEEP_ALL), removed=tmp_path / "removed")
    assert read_tree(tmp_path / "removed") == {}
    assert read_tree(tmp_path / "clean") == {"a": PAGE.encode()}


@pytest.mark.parametrize("into_folder", [True, False])
def test_one_file_goes_to_a_file_or_into_a_folder(small: Cleaner, tmp_path: Path, into_folder: bool) -> None:
    raw = write_tree(tmp_path, {"page.txt": PAGE.encode()}) / "page.txt"
    clean = tmp_path / "clean"
    if into_folder:
        clean.mkdir()
    apply(raw, clean, small, removed=tmp_path / "removed")
    written = clean / "page.txt" if into_folder else clean
    assert written.read_bytes() == small.clean(PAGE).encode()
    assert read_tree(tmp_path / "removed").keys() == {f"{written.name}.jsonl"}
