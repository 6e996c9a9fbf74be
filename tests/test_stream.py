"""Streams: standard input to standard output, soon, to the end, and quietly when nobody reads any more."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest
from by_rule import BY_RULE, ByRule, cleaned
from commands import COMMAND, command, heeds_interrupts, says
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import pack, unpack
from trees import PAGE, as_text, pages, read_tree, unfinished, write_tree
from wet_records import INFO, members, page

import cleaner
from cleaner.document import Verdict
from cleaner.formats import Fields, WrongContent
from cleaner.pipeline import Cleaner
from cleaner.run import stream
from cleaner.run.places import WrongUse
from cleaner.run.stream import STREAM, StreamFormat, apply_to_stream

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(cleaner.__file__).parent.parent)}
SLOW = 60
"""Seconds after which what should have come by now does not come any more."""
LINE = b'{"text": "a\\n#\\nb", "n": 1.50}\n'
CLEAN = b'{"text": "a\\nb", "n": 1.50}\n'


def through(
    content: bytes | IO[bytes] = b"",
    *,
    raw: Path = STREAM,
    clean: Path = STREAM,
    fields: Fields | None = None,
    stdin_format: StreamFormat = StreamFormat.jsonl,
    ready: Cleaner = BY_RULE,
) -> tuple[bytes, list[str]]:
    """What comes out of the stream, in this very process, and what is wrong with records."""
    given = io.BytesIO(content) if isinstance(content, bytes) else content
    out = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=given))
        patch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
        wrong: list[str] = []
        number = apply_to_stream(raw, clean, ready, fields or Fields(), stdin_format=stdin_format, tell=wrong.append)
    further = number - len(wrong)
    return out.getvalue(), [*wrong, *([f"and {further} more"] if further else [])]


class Dripping(io.BytesIO):
    """Input of which a few bytes are there at a time."""

    def __init__(self, content: bytes, drop: int) -> None:
        super().__init__(content)
        self.drop = drop

    def read1(self, size: int | None = -1, /) -> bytes:
        return super().read1(self.drop)


@given(pages.map(as_text) | st.just("a\n#\nb"))
@settings(max_examples=25)
def test_a_text_comes_out_as_from_a_file(text: str) -> None:
    raw = text.encode("utf-8", "surrogateescape")
    assert through(raw, stdin_format=StreamFormat.text) == (cleaned({"f": raw}).clean["f"], [])


@given(st.lists(st.sampled_from([LINE, b"\n", b"[1]\n", b'{"text": null}\r\n', b'{"text": "\xff\\n#"}\n']), max_size=9),
       st.integers(1, 70), st.booleans())  # fmt: skip
@settings(max_examples=25)
def test_records_come_out_as_from_a_file(lines: list[bytes], drop: int, last_end: bool) -> None:
    """However they come in."""
    raw = b"".join(lines) if last_end else b"".join(lines)[:-1]
    clean, _ = through(Dripping(raw, drop))
    assert clean == cleaned({"f.jsonl": raw}).clean["f.jsonl"]


FILES = {
    "f.txt": b"a\n#\n",
    "f.txt.gz": pack(b"a\n#\n", ".gz"),
    "f.jsonl": LINE,
    "f.jsonl.zst": pack(LINE, ".zst"),
    "f.csv": b'text,n\n"a\n#\n",1.50\n',
    "f.tsv.xz": pack(b'text\tn\n"a\n#\n"\t1.50\n', ".xz"),
    "f.warc.wet.gz": members(INFO, page("a\n#\n")),
    "f.html": b"<p>a<p>#",
    "empty.jsonl": b"",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_goes_to_standard_output_uncompressed(name: str, tmp_path: Path) -> None:
    """But for pages of a crawl, whose records are members of their own."""
    (tmp_path / name).write_bytes(FILES[name])
    done = cleaned({name: FILES[name]})
    [(written, expected)] = done.clean.items()
    suffix = Path(written).suffix if Path(written).suffix in (".zst", ".xz") or written == "f.txt.gz" else ""
    assert through(raw=tmp_path / name) == (unpack(expected, suffix), [])


@pytest.mark.parametrize(
    ("name", "stdin_format", "suffix"),
    [("out.jsonl", "jsonl", ""), ("out.jsonl.gz", "jsonl", ".gz"), ("out.ndjson.zst", "jsonl", ".zst"),
     ("out.json", "jsonl", ""), ("out", "jsonl", ""), ("deep/er/out.txt", "text", ""), ("out.txt.xz", "text", ".xz")],
)  # fmt: skip
def test_standard_input_goes_to_a_file(name: str, stdin_format: str, suffix: str, tmp_path: Path) -> None:
    """Compressed as its name says; whole, and alone."""
    for _ in range(2):  # over what is there
        out, wrong = through(
            LINE if stdin_format == "jsonl" else b"a\n#\n",
            clean=tmp_path / name,
            stdin_format=StreamFormat(stdin_format),
        )
        assert (out, wrong) == (b"", [])
        assert read_tree(tmp_path).keys() == {name}
        assert unpack((tmp_path / name).read_bytes(), suffix) == (CLEAN if stdin_format == "jsonl" else b"a\n")


WRONG_USES = {
    "a folder read": ({"raw": "folder"}, "is a folder; what goes to standard output is one file"),
    "a folder written": ({"clean": "folder"}, "is a folder; name a file for what comes from standard input"),
    "parquet to standard output": ({"raw": "f.parquet"}, "cannot be written to standard output; name a file"),
    "records named as parquet": ({"clean": "out.parquet"}, "not of the sort that this name says; see --stdin-format"),
    "records named as a table": ({"clean": "out.csv.gz"}, "not of the sort that this name says; see --stdin-format"),
    "a text named as records": ({"clean": "o.jsonl", "stdin_format": "text"}, "not of the sort that this name says"),
    "a format that there is none for": ({"raw": "f.json"}, "f.json: no format for .json; JSON lines are .jsonl"),
    "a text annotated": ({"stdin_format": "text", "annotate": "noise"}, "--annotate needs files with records"),
    "a page annotated": ({"raw": "f.html", "annotate": "noise"}, "--annotate needs files with records"),
}


@pytest.mark.parametrize(("what", "said"), WRONG_USES.values(), ids=WRONG_USES)
def test_wrong_uses(what: dict[str, str], said: str, tmp_path: Path) -> None:
    """Said before anything is read or written."""
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    places: Any = {name: tmp_path / what[name] for name in ("raw", "clean") if name in what}
    fields = Fields(annotate=what.get("annotate"))
    with pytest.raises(WrongUse, match=said):
        through(LINE, fields=fields, stdin_format=StreamFormat(what.get("stdin_format", "jsonl")), **places)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_wrong_is_told_of_a_few_records_and_counted_of_all() -> None:
    """A stream may have no end: what is remembered of it must have one."""
    out, wrong = through(b"[1]\n" * 1000 + LINE)
    assert out == b"[1]\n" * 1000 + CLEAN
    assert wrong == [
        *(f"line {n}: not a JSON object: no {{ at character 1" for n in (1, 2, 3)), "and 997 more",
    ]  # fmt: skip


class Failing(ByRule):
    """A bug, in documents of one sort."""

    def judge(self, texts: Iterable[str]) -> Verdict:
        texts = list(texts)
        if any("bad" in text for text in texts):
            raise IndexError("odd")
        return super().judge(texts)


@pytest.mark.parametrize("drop", [10, 1000])
def test_a_record_the_program_fails_on_costs_only_itself(drop: int) -> None:
    """Whether it comes alone or among others."""
    bad = b'{"text": "bad\\n#"}\n'
    out, [wrong] = through(Dripping(LINE + bad + LINE, drop), ready=Failing())
    assert out == CLEAN + bad + CLEAN
    assert "the program failed on it, please report: IndexError: odd" in wrong


@pytest.mark.parametrize("content", [b"%PDF-1.7\n#\n", b"a\0\xff\n#\n"])
def test_what_is_no_text_comes_out_as_it_came_in(content: bytes) -> None:
    """And that is said."""
    assert through(content, stdin_format=StreamFormat.text) == (content, ["not text"])


def test_records_can_be_annotated() -> None:
    out, _ = through(LINE, fields=Fields(annotate="noise"))
    assert out.startswith(LINE[:-2])
    assert json.loads(out)["noise"] == [{"start": 2, "end": 4, "kind": "ad", "probability": 0.0}]


def test_of_what_is_refused_no_file_is_written(tmp_path: Path) -> None:
    with pytest.raises(WrongContent, match="UTF-16"):
        through("\ufeff".encode("utf-16-le"), clean=tmp_path / "out.jsonl")
    assert not any(tmp_path.iterdir())
    (tmp_path / "f.jsonl.gz").write_bytes(pack(LINE, ".gz")[:-9])
    with pytest.raises(WrongContent, match="damaged or cut off"):
        through(raw=tmp_path / "f.jsonl.gz")


def test_a_named_pipe_is_written_to_not_replaced(tmp_path: Path) -> None:
    """As a shell's `>(gzip)` is, and a device."""
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    through(LINE, clean=tmp_path / "pipe")
    reader.join(SLOW)
    assert got == [CLEAN]
    assert (tmp_path / "pipe").is_fifo()


def test_what_lies_among_devices_is_written_to_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`/dev/stdout` may be a file; what it is a name of must not change."""
    monkeypatch.setattr(stream, "_DEVICES", tmp_path / "dev")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/stdout").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_bytes(b"")
    through(LINE, clean=tmp_path / "dev/stdout")
    assert (tmp_path / "dev/stdout").is_symlink()
    assert (tmp_path / "file").read_bytes() == CLEAN


def started(model: Path, *arguments: object, **pipes: Any) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "apply", *map(str, arguments), "--model", str(model)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **pipes}
    return subprocess.Popen(command, env=ENVIRONMENT, preexec_fn=heeds_interrupts, **pipes)  # noqa: PLW1509


def ended(process: subprocess.Popen[bytes], content: bytes | None = None) -> tuple[int, bytes, bytes]:
    out, err = process.communicate(content, timeout=SLOW)
    return process.returncode, out, err


RECORDS = b"".join(json.dumps({"text": PAGE, "n": i}).encode() + b"\n" for i in range(5))


def test_the_command_cleans_a_text(small: Cleaner, model_folder: Path) -> None:
    assert ended(started(model_folder, "-", "-"), PAGE.encode()) == (0, small.clean(PAGE).encode(), b"")


def test_the_command_cleans_records(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    expected = RECORDS.replace(json.dumps(PAGE).encode(), json.dumps(small.clean(PAGE)).encode())
    assert expected != RECORDS
    assert ended(started(model_folder, "-", "-", "--stdin-format", "jsonl"), RECORDS) == (0, expected, b"")
    assert ended(started(model_folder, "-", tmp_path / "o.jsonl", "--stdin-format", "jsonl"), RECORDS) == (0, b"", b"")
    assert read_tree(tmp_path) == {"o.jsonl": expected}
    (tmp_path / "i.jsonl").write_bytes(RECORDS)
    assert ended(started(model_folder, tmp_path / "i.jsonl", "-")) == (0, expected, b"")
    status, out, err = ended(started(model_folder, "-", "-", "--stdin-format", "jsonl"), b"[1]\n" + RECORDS)
    assert (status, out) == (1, b"[1]\n" + expected)
    assert err.startswith(b"cleaner: standard input: line 1: not a JSON object")


NO_ARTICLE = b"Home | News | Sport\n"
ALONE = {
    "a text": (
        ("-", "-"),
        NO_ARTICLE,
        "standard input: no article, or hardly any, was found in it, so nothing was removed there",
    ),
    "records": (
        ("-", "-", "--stdin-format", "jsonl"),
        RECORDS + json.dumps({"text": NO_ARTICLE.decode()}).encode() + b"\n",
        "standard input: no article, or hardly any, was found in 1 of 6 documents, so nothing was removed there",
    ),
    "nobody wants to know": (("-", "-", "--quiet"), NO_ARTICLE, None),
}


@pytest.mark.parametrize(("arguments", "content", "said"), ALONE.values(), ids=ALONE)
def test_a_document_that_is_left_alone_is_said(
    arguments: tuple[str, ...], content: bytes, said: str | None, model_folder: Path
) -> None:
    status, _, err = ended(started(model_folder, *arguments), content)
    assert (status, err.decode()) == (0, f"cleaner: {said}\n" if said else "")


REFUSED = {
    "no record is kept of it": (("-", "-", "--record", "r.json"), "--record: for files alone"),
    "nor of what went": (("-", "-", "--removed", "went", "--dry-run"), "--removed, --dry-run: for files alone"),
    "it has no first files": (("-", "-", "--limit", "3"), "--limit: for files alone"),
    "it is cleaned in one process": (("-", "-", "--jobs", "2"), "--jobs: for files alone"),
    "there was no run before": (("-", "-", "--overwrite", "--checksum"), "--checksum, --overwrite: for files alone"),
    "a file has a name": (("i.jsonl", "-", "--stdin-format", "jsonl"), "--stdin-format is for standard input; what i"),
    "and so has what is in a folder": (("raw", "c", "--stdin-format", "text"), "--stdin-format is for standard input"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_options_without_effect_are_refused(
    arguments: tuple[str, ...], said: str, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given by hand; of what `cleaner.toml` says for runs over files, what makes no other files is passed over."""
    monkeypatch.chdir(tmp_path)
    before = write_tree(tmp_path, {"i.jsonl": RECORDS, "raw/a": b"a\n"})
    says(command("apply", *arguments, "--model", model_folder), 2, said)
    assert read_tree(before).keys() == {"i.jsonl", "raw/a"}


def test_what_is_written_down_for_runs_over_files_does_not_keep_streams_out(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("i.jsonl").write_bytes(RECORDS)
    Path("cleaner.toml").write_text("jobs = 2\nchecksum = true\noverwrite = true\nstdin-format = 'text'\n")
    assert command("apply", "i.jsonl", "-", "--model", model_folder).exit_code == 0
    Path("cleaner.toml").write_text("removed = 'went'\n")
    says(command("apply", "i.jsonl", "-", "--model", model_folder), 2, "--removed: for files alone")


def test_what_cannot_be_read_is_said_with_its_name(model_folder: Path, tmp_path: Path) -> None:
    wide = "\ufeff".encode("utf-16-le")
    status, out, err = ended(started(model_folder, "-", "-", "--stdin-format", "jsonl"), wide)
    assert (status, out, err[:24]) == (1, b"", b"cleaner: standard input:")
    (tmp_path / "f.jsonl").write_bytes(wide)
    says(
        command("apply", tmp_path / "f.jsonl", "-", "--model", model_folder), 1, f"{tmp_path}/f.jsonl: line 1: this is"
    )


@pytest.mark.parametrize("stdin_format", ["text", "jsonl"])
def test_the_command_makes_nothing_of_nothing(stdin_format: str, model_folder: Path) -> None:
    assert ended(started(model_folder, "-", "-", "--stdin-format", stdin_format), b"") == (0, b"", b"")


def test_records_come_out_soon_after_they_came_in(model_folder: Path) -> None:
    """Of a slow writer the first does not wait for the second."""
    process = started(model_folder, "-", "-", "--stdin-format", "jsonl")
    assert process.stdin
    assert process.stdout
    watch = threading.Timer(SLOW, process.kill)
    watch.start()
    for i in range(3):
        process.stdin.write(b'{"n": %d}\n{"half' % i)
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"n": i}
        process.stdin.write(b'": 1}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"half": 1}
    process.stdin.close()
    assert process.wait(SLOW) == 1  # no record had a text
    watch.cancel()


@pytest.mark.parametrize("source", ["stream", "file"])
def test_a_reader_that_goes_is_no_failure(source: str, model_folder: Path, tmp_path: Path) -> None:
    """`| head -1`: it ends, soon, without a word."""
    (tmp_path / "many.jsonl").write_bytes(RECORDS * 3000)
    with (tmp_path / "many.jsonl").open("rb") as given:
        raw = "-" if source == "stream" else tmp_path / "many.jsonl"
        options = ("--stdin-format", "jsonl") if source == "stream" else ()
        process = started(model_folder, raw, "-", *options, stdin=given)
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["n"] == 0
        process.stdout.close()
        assert process.wait(SLOW) == 0
        assert process.stderr.read() == b""


def test_an_interrupt_ends_it_with_a_word(model_folder: Path) -> None:
    process = started(model_folder, "-", "-", "--stdin-format", "jsonl")
    assert process.stdin
    assert process.stdout
    process.stdin.write(LINE)
    process.stdin.flush()
    process.stdout.readline()  # it has begun
    process.send_signal(signal.SIGINT)
    status, _, err = ended(process)
    assert (status, err) == (130, b"cleaner: interrupted\n")


def test_what_is_wrong_is_said_while_the_stream_goes_on(model_folder: Path) -> None:
    process = started(model_folder, "-", "-", "--stdin-format", "jsonl")
    assert process.stdin
    assert process.stderr
    process.stdin.write(b"[1]\n")
    process.stdin.flush()
    said = process.stderr.readline()
    where = b"cleaner: standard input: "
    assert said == where + b"line 1: not a JSON object: no { at character 1; the record was left as it is\n"
    status, out, err = ended(process, b"[2]\n" * 5)
    assert (status, out) == (1, b"[1]\n" + b"[2]\n" * 5)
    assert err.splitlines()[-1] == where + b"6 records in all were left as they are"


def test_a_killed_one_leaves_no_output_and_the_next_sweeps(model_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    process = started(model_folder, "-", out, "--stdin-format", "jsonl")
    assert process.stdin
    process.stdin.write(RECORDS)
    process.stdin.flush()
    until = time.monotonic() + SLOW
    while not unfinished(tmp_path) and time.monotonic() < until:
        time.sleep(0.05)
    assert unfinished(tmp_path)
    process.kill()
    ended(process)
    assert not out.exists()
    assert ended(started(model_folder, "-", out, "--stdin-format", "jsonl"), b"{}\n")[0] == 1
    assert read_tree(tmp_path) == {"out.jsonl": b"{}\n"}
