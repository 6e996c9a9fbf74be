"""The command `explain`: which document of what file it shows, under which settings, and how."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from commands import COMMAND, command, says
from rich.console import Console
from trees import ARTICLE, GLUED, NOISE, PAGE, write_tree

from cleaner.cli import terminal
from cleaner.document import Document, Line, Trim
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy

OTHER = f"{NOISE[1]}\n\n{ARTICLE[1]}\n{ARTICLE[2]}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows(document: Document) -> list[str]:
    """What is shown of a document: the line numbers, and the texts of what stays."""
    return [f"{line.number} {line.clean if line.kept else ''}".strip() for line in document.lines]


def shown(stdout: str) -> list[str]:
    found = [row for row in stdout.splitlines() if "  trim  " not in row]
    cells = [re.fullmatch(r" *(\d+)  \S+ +\S+ +(keep|drop)(?:  (.*))?", row) for row in found]
    return [f"{cell[1]} {(cell[3] or '') if cell[2] == 'keep' else ''}".strip() for cell in cells if cell]


def lines(records: Iterable[object]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


HTML = f"<html><body><h1>A pier</h1><p>{ARTICLE[0]}</p><p>{ARTICLE[1]}</p></body></html>".encode()
RECORDS = lines([{"n": 1}, {"text": PAGE, "body": OTHER}, {"text": OTHER}])

FILES: dict[str, tuple[str, bytes, tuple[object, ...], str, str]] = {
    "a text": ("page", PAGE.encode(), (), PAGE, ""),
    "a text in UTF-16": ("page", b"\xff\xfe" + PAGE.encode("utf-16-le"), (), PAGE, ""),
    "a text that is compressed": ("page.txt.gz", gzip.compress(PAGE.encode()), (), PAGE, ""),
    "the first record that has a text": (
        "f.jsonl", RECORDS, (), PAGE, "f.jsonl: record 2 of 3; --record N shows another",
    ),
    "a record by its number": ("f.jsonl", RECORDS, ("--record", 3), OTHER, ""),
    "another field": (
        "f.jsonl", RECORDS, ("--text-field", "body"), OTHER, "f.jsonl: record 2 of 3; --record N shows another",
    ),
    "the only record": ("f.jsonl", lines([{"text": PAGE}]), (), PAGE, ""),
    "a table": (
        "f.csv", f'text,n\n"{OTHER.replace(chr(34), chr(34) * 2)}",1\nx,2\n'.encode(), (), OTHER,
        "f.csv: record 1 of 2; --record N shows another",
    ),
    "more than is read": (
        "f.jsonl", lines([{"text": OTHER}] * 30_000), (), OTHER, "f.jsonl: record 1 of more than ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES.values(), ids=FILES)
def test_a_file_is_read_as_apply_reads_it(
    case: tuple[str, bytes, tuple[object, ...], str, str], small: Cleaner, model_folder: Path
) -> None:
    name, content, options, text, said = case
    Path(name).write_bytes(content)
    result = command("explain", name, "--model", model_folder, *options)
    assert result.exit_code == 0, result.output
    assert shown(result.stdout) == rows(small.explain(text))
    assert result.stderr.startswith(f"cleaner: {said}" if said else ""), result.stderr


def test_a_page_is_shown_as_the_text_that_it_is_rendered_to(model_folder: Path) -> None:
    """What stays of it is what `apply` writes."""
    pytest.importorskip("resiliparse")
    write_tree(Path("raw"), {"page.html": HTML})
    result = command("explain", "raw/page.html", "--model", model_folder)
    assert "<p>" not in result.stdout
    assert command("apply", "raw", "clean", "--model", model_folder).exit_code == 0
    kept = [row.partition(" ")[2] for row in shown(result.stdout) if " " in row]
    assert kept == [line for line in Path("clean/page.html.txt").read_text().splitlines() if line.strip()]


def test_standard_input_is_read(small: Cleaner, model_folder: Path) -> None:
    for content, options, text in (
        (PAGE.encode(), (), PAGE),
        (RECORDS, ("--stdin-format", "jsonl", "--record", "3"), OTHER),
    ):
        run = [*COMMAND, "explain", "-", "--model", str(model_folder), *options]
        result = subprocess.run(run, input=content, capture_output=True, check=True)
        assert shown(result.stdout.decode()) == rows(small.explain(text))


REFUSED: dict[str, tuple[tuple[object, ...], int, str]] = {
    "a folder": ((".",), 2, ". is a folder; explain takes one file, or -"),
    "nothing": (("nowhere",), 2, "nowhere: no such file; explain takes one file, or -"),
    "a record beyond the last": (("f.jsonl", "--record", 4), 2, "f.jsonl: there is no record 4: it has 3"),
    "a record without a text": (
        ("f.jsonl", "--record", 1), 2, "f.jsonl: record 1 has no text (line 1: no field 'text')",
    ),
    "a field that no record has": (
        ("f.jsonl", "--text-field", "odd"), 2, "f.jsonl: no record with a text in it (line 1: no field 'odd')",
    ),
    "a column that there is not": (("f.csv",), 1, "f.csv: line 1: no column 'text'; there are a, b"),
    "an archive cut off": (("f.gz",), 1, "f.gz: damaged or cut off after 0 bytes of content"),
    "a form for a file": (("f.csv", "--stdin-format", "jsonl"), 2, "--stdin-format is for standard input"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "status", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shown_is_said(
    arguments: tuple[object, ...], status: int, said: str, model_folder: Path
) -> None:
    write_tree(Path(), {"f.jsonl": RECORDS, "f.csv": b"a,b\n1,2\n", "f.gz": gzip.compress(PAGE.encode())[:5]})
    says(command("explain", *arguments, "--model", model_folder), status, said)


def test_what_is_written_down_holds_as_it_does_for_apply(small: Cleaner, model_folder: Path) -> None:
    """What decides of a document; not what else `apply` is told, its --record least of all."""
    write_tree(Path(), {"f.jsonl": RECORDS})
    flags = "text-field = 'body'\nstrictness = 0.9\nkeep = ['body']\njobs = 2\nrecord = 'run.json'\nremoved = 'went'\n"
    Path("cleaner.toml").write_text(f"model = '{model_folder}'\n{flags}")
    strict = small.with_policy(Policy(keep=("body",), strictness=0.9))
    assert shown(command("explain", "f.jsonl").stdout) == rows(strict.explain(OTHER))
    lenient = small.with_policy(Policy(keep=("body",), strictness=0.01))
    assert shown(command("explain", "f.jsonl", "--strictness", 0.01).stdout) == rows(lenient.explain(OTHER))
    Path("other.toml").write_text(f"model = '{model_folder}'\n")
    assert shown(command("explain", "f.jsonl", "--config", "other.toml").stdout) == rows(small.explain(PAGE))
    Path("cleaner.toml").write_text("odd = 1\n")
    says(command("explain", "f.jsonl"), 2, "cleaner.toml: no flag is called 'odd'; there are annotate")


def test_on_a_terminal_what_stays_is_plain_and_what_goes_is_dim(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is trimmed from a line that stays is neither: it is not to be passed over."""
    console = Console(force_terminal=True, color_system="standard", no_color=False, soft_wrap=True, highlight=False)
    monkeypatch.setattr(terminal, "_console", lambda: console)
    trim = Trim(3, " end", "share", 0.01, "why trimmed")
    document = Document(
        GLUED,
        "",
        (
            Line(1, "mid end", "body", 0.9, 0.1, True, "why kept", (trim,)),
            Line(2, "gone", "ad", 0.0, 0.1, False, "why gone"),
        ),
        left_alone=False,
    )
    terminal.show_document(document)
    kept, trimmed, gone = capsys.readouterr().out.splitlines()
    dim, red, green, off = "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[0m"
    assert kept == f"{dim} 1  body        0.90  {off}{green}keep{off}  mid"
    assert trimmed == f"{dim} 1  share       0.01  {off}{red}trim{off}{red}  end{off}{dim}  ← why trimmed{off}"
    assert gone == f"{dim} 2  ad          0.00  {off}{red}drop{off}{dim}  gone{off}{dim}  ← why gone{off}"
