"""The command: what it prints where, its exit status, what it imports."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from trees import ARTICLE, PAGE, read_tree, write_tree
from typer.testing import CliRunner, Result

import cleaner
from cleaner.cli import main
from cleaner.kinds import KINDS
from cleaner.labels import format_lines, read_folder
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy

COMMAND = [sys.executable, "-m", "cleaner"]
DATA = Path(__file__).parent.parent / "data"


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def figures(stderr: str) -> dict[str, int]:
    """The closing table as numbers."""
    rows = (line.rsplit(maxsplit=1) for line in stderr.splitlines() if not line.startswith("cleaner: "))
    return {name.strip(): int(value.replace(",", "")) for name, value in rows if "." not in value}


def test_apply_writes_what_the_library_cleans(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a/b/c/page.txt": PAGE.encode(), "top": ARTICLE[0].encode()})
    result = command("apply", raw, tmp_path / "clean", "--model", model_folder)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert read_tree(tmp_path / "clean") == {
        "a/b/c/page.txt": small.clean(PAGE).encode(),
        "top": small.clean(ARTICLE[0]).encode(),
    }


def test_options_reach_the_policy(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"page": PAGE.encode()})
    cleans = set()
    for keep, strictness in (("body", 0.5), ("title,heading,body", 0.001), ("share, promo", 0.05)):
        options = ("--keep", keep, "--strictness", strictness, "--model", model_folder, "--quiet")
        assert command("apply", raw, tmp_path / "clean", *options).exit_code == 0
        policy = Policy(keep=tuple(name.strip() for name in keep.split(",")), strictness=strictness)
        clean = (tmp_path / "clean/page").read_text("utf-8")
        assert clean == small.with_policy(policy).clean(PAGE)
        cleans.add(clean)
    assert len(cleans) == 3


def test_the_closing_table_adds_up(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode(), "empty": b""})
    (raw / "link").symlink_to("a")
    rows = figures(command("apply", raw, tmp_path / "clean", "--model", model_folder).stderr)
    assert rows["files"] == 3
    assert rows["failed"] == 0
    assert rows["skipped"] == rows["skipped: symbolic link"] == 1
    assert rows["lines"] == 2 * PAGE.count("\n")
    dropped = {name: n for name, n in rows.items() if name.startswith("dropped: ")}
    assert rows["lines"] == rows["kept"] + sum(dropped.values())
    assert dropped.keys() <= {f"dropped: {kind}" for kind in (*KINDS, "blank lines beside")}
    assert "left alone (no article found)" in rows


def test_quiet_says_nothing_but_failures(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode()})
    result = command("apply", raw, tmp_path / "clean", "--model", model_folder, "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    write_tree(tmp_path / "other", {"a/in-the-way": b""})
    result = command("apply", raw, tmp_path / "other", "--model", model_folder, "--quiet")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"cleaner: {raw}/a: ")
    assert result.stderr.count("\n") == 1


def test_on_a_terminal_there_is_a_table_and_stdout_stays_empty(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    outer, inner = pty.openpty()
    run: list[str | Path] = [*COMMAND, "apply", raw, tmp_path / "clean", "--model", model_folder]
    result = subprocess.run(run, stdout=subprocess.PIPE, stderr=inner, check=False, env=os.environ | {"TERM": "xterm"})
    os.close(inner)
    shown = os.read(outer, 100_000).decode()
    os.close(outer)
    assert result.returncode == 0
    assert result.stdout == b""
    assert "│" in shown
    assert "kept" in shown


def test_applying_imports_nothing_it_does_not_need(model_folder: Path, tmp_path: Path) -> None:
    """scikit-learn, scipy and joblib would double the time to start; rich adds a tenth of a second."""
    write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    script = (
        "import sys, cleaner.cli; cleaner.cli.main(sys.argv[1:], standalone_mode=False);"
        "print(sorted({'sklearn', 'scipy', 'joblib', 'rich', 'multiprocessing'} & set(sys.modules)))"
    )
    arguments = ["apply", str(tmp_path / "raw"), str(tmp_path / "clean"), "--model", str(model_folder)]
    result = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
    assert read_tree(tmp_path / "clean")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_leaves_whole_files_and_no_others(
    jobs: str, small: Cleaner, model_folder: Path, tmp_path: Path
) -> None:
    """Sent to the command and its workers alike, as a terminal does."""
    content = PAGE * 1000
    raw = write_tree(tmp_path / "raw", {f"{i:03}": content.encode() for i in range(100)})
    clean = tmp_path / "clean"
    run = subprocess.Popen(
        [*COMMAND, "apply", raw, clean, "--jobs", jobs, "--model", model_folder],
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while run.poll() is None and not any(clean.glob("[0-9]*")):
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, stderr = run.communicate()
    assert run.returncode == 130, stderr
    assert "interrupted" in stderr
    assert "Traceback" not in stderr
    written = read_tree(clean)
    assert 0 < len(written) < 100
    assert set(written.values()) == {small.clean(content).encode()}
    assert written.keys() <= read_tree(raw).keys()


def test_explain_shows_every_line_as_apply_judges_it(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    page = write_tree(tmp_path, {"page": PAGE.encode()}) / "page"
    result = command("explain", page, "--model", model_folder)
    assert result.exit_code == 0
    rows = result.stdout.removesuffix("\n").split("\n")
    for row, line in zip(rows, small.explain(PAGE).lines, strict=True):
        number, kind, probability, fate, *text = row.split(maxsplit=4)
        assert number == str(line.number)
        assert kind == (line.kind or "-")
        assert probability == (f"{line.probability:.2f}" if line.kind else "-")
        assert fate == ("keep" if line.kept else "drop")
        assert text == ([line.text] if line.text else [])


def test_explain_needs_a_file(model_folder: Path, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        result = command("explain", path, "--model", model_folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"cleaner: {path}: no such file; explain takes one text file\n"


def test_evaluate_prints_figures(model_folder: Path) -> None:
    result = command("evaluate", DATA / "fr", "--model", model_folder)
    assert result.exit_code == 0
    for word in ("all", "chars lost", "noise lines", "full page", "body", "related", "F1"):
        assert word in result.stdout


def test_train_makes_a_model_that_applies(tmp_path: Path) -> None:
    model = tmp_path / "model"
    result = command("train", DATA / "en", DATA / "fr", "--output", model)
    assert result.exit_code == 0, result.output
    assert "chars lost" in result.stdout
    assert str(DATA / "fr") in (model / "CARD.md").read_text("utf-8")
    assert ARTICLE[0] in cleaner.load(model, policy=Policy(strictness=0.01)).clean(PAGE)


def test_train_from_raw_files_and_their_cleaned_twins(tmp_path: Path) -> None:
    documents = read_folder(DATA / "en")
    raw = {f"{document.name}.txt": document.text for document in documents}
    kept = {
        f"{document.name}.txt": "".join(
            f"{line}\n"
            for line, kind in zip(document.lines, document.kinds, strict=True)
            if kind in (None, "title", "heading", "body")
        )
        for document in documents
    }
    write_tree(tmp_path / "raw", {name: text.encode() for name, text in raw.items()})
    write_tree(tmp_path / "kept", {name: text.encode() for name, text in kept.items()})
    pairs = (tmp_path / "raw", tmp_path / "kept")
    result = command("train", "--pairs", *pairs, "--output", tmp_path / "model")
    assert result.exit_code == 0, result.output
    assert cleaner.load(tmp_path / "model").clean(raw[f"{documents[0].name}.txt"])


def test_too_few_documents_to_train_on(tmp_path: Path) -> None:
    write_tree(tmp_path, {"one.lines": format_lines(read_folder(DATA / "en")[0]).encode()})
    result = command("train", tmp_path / "one.lines", "--output", tmp_path / "model")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "too few" in result.stderr
    assert not (tmp_path / "model").exists()


def test_train_does_not_write_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious")
    assert command("train", "--output", tmp_path / "file").exit_code == 2
    assert (tmp_path / "file").read_text() == "precious"


def test_version() -> None:
    result = command("--version")
    assert (result.exit_code, result.stdout) == (0, f"cleaner {cleaner.__version__}\n")


@pytest.mark.parametrize("verb", ["apply", "explain", "evaluate", "train"])
def test_every_command_has_help_with_an_example(verb: str) -> None:
    result = command(verb, "--help")
    assert result.exit_code == 0
    assert f"Example: cleaner {verb} " in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["--odd"],
        ["nosuch"],
        ["train"],
        ["apply", "raw"],
        ["apply", "raw", "clean", "--jobs", "0"],
        ["apply", "raw", "clean", "--strictness", "high"],
    ],
)
def test_wrong_arguments(arguments: list[str]) -> None:
    result = command(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr
