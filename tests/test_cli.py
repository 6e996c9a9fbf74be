"""The command: its help, what it takes, and the verbs beside `apply`."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import command, says
from trees import ARTICLE, OWN, PAGE, read_tree, write_tree

import cleaner
from cleaner.labels import format_lines, read_folder
from cleaner.pipeline import Cleaner
from cleaner.policy import STRICTNESS, Policy

DATA = Path(__file__).parent.parent / "data"


def test_explain_shows_every_line_as_apply_judges_it(small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    page = write_tree(tmp_path, {"page": PAGE.encode()}) / "page"
    result = command("explain", page, "--model", model_folder)
    assert result.exit_code == 0
    rows = result.stdout.removesuffix("\n").split("\n")
    lines = small.explain(PAGE).lines
    assert not all(line.kept for line in lines)
    for row, line in zip(rows, lines, strict=True):
        shown, gone, reason = row.partition("  ← ")
        assert (bool(gone), reason) == ((False, "") if line.kept else (True, line.reason))
        number, kind, probability, fate, *text = shown.split(maxsplit=4)
        assert number == str(line.number)
        assert kind == (line.kind or "-")
        assert probability == (f"{line.probability:.2f}" if line.kind else "-")
        assert fate == ("keep" if line.kept else "drop")
        assert text == ([line.text] if line.text else [])


def test_report_draws_the_record_of_a_run(model_folder: Path, tmp_path: Path) -> None:
    """Of the folder that the run wrote, or of a record by itself; where it is written is said."""
    raw = write_tree(tmp_path / "raw", {"harbour/a": PAGE.encode()})
    options = ("--record", tmp_path / "run.json", "--model", model_folder)
    assert command("apply", raw, tmp_path / "clean", *options).exit_code == 0
    pages = []
    for record in (tmp_path / "clean", tmp_path / "run.json"):
        result = command("report", record, "--output", tmp_path / "pages/report.html")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == f"cleaner: wrote {tmp_path}/pages/report.html\n"
        pages.append((tmp_path / "pages/report.html").read_text("utf-8"))
    assert pages[0] == pages[1]
    assert "harbour" in pages[0]
    assert read_tree(tmp_path / "pages").keys() == {"report.html"}


def test_report_goes_to_the_current_folder(model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    assert command("apply", raw, tmp_path / "clean", "--model", model_folder).exit_code == 0
    monkeypatch.chdir(write_tree(tmp_path / "here", {}))
    assert command("report", tmp_path / "clean").stderr == "cleaner: wrote report.html\n"
    assert read_tree(tmp_path / "here").keys() == {"report.html"}


RECORDS: dict[str, tuple[dict[str, bytes], int, str]] = {
    "missing": ({}, 1, "/record: No such file or directory"),
    "a folder of no run": ({"record/page": b"x"}, 2, "/record holds no run (a run with --limit leaves none)"),
    "a run cut short": ({f"record/{OWN}/run.json": b""}, 2, f"/record/{OWN}/run.json: not JSON"),
    "not JSON": ({"record": b"{"}, 2, "/record: not JSON"),
    "not UTF-8": ({"record": b"\xff\xff"}, 2, "/record: not JSON"),
    "no object": ({"record": b"[]"}, 2, "/record: not the record of a run, or another version's"),
    "another format": ({"record": b'{"format": 99}'}, 2, "/record: not the record of a run, or another version's"),
    "no format": ({"record": b"{}"}, 2, "/record: not the record of a run, or another version's"),
}


@pytest.mark.parametrize(("files", "status", "said"), RECORDS.values(), ids=RECORDS)
def test_records_that_cannot_be_drawn(files: dict[str, bytes], status: int, said: str, tmp_path: Path) -> None:
    write_tree(tmp_path, files)
    result = command("report", tmp_path / "record", "--output", tmp_path / "report.html")
    says(result, status, f"{tmp_path}{said}")
    assert not (tmp_path / "report.html").exists()


def test_a_report_does_not_take_the_place_of_a_folder(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    assert command("apply", raw, tmp_path / "clean", "--model", model_folder).exit_code == 0
    says(
        command("report", tmp_path / "clean", "--output", tmp_path), 2, f"--output {tmp_path} is a folder; name a file"
    )


def test_evaluate_prints_figures(model_folder: Path) -> None:
    result = command("evaluate", DATA / "fr", "--model", model_folder)
    assert result.exit_code == 0
    for word in ("all", "chars lost", "noise lines", "full page", "body", "related", "F1"):
        assert word in result.stdout


def test_evaluate_measures_the_policy_that_it_is_told(model_folder: Path) -> None:
    """As `apply` would use it; what is kept is what should be."""
    shown = [
        command("evaluate", DATA / "fr", "--model", model_folder, *options).stdout
        for options in ((), ("--strictness", STRICTNESS), ("--strictness", 0.9), ("--keep", "body"))
    ]
    assert shown[0] == shown[1]
    assert len(set(shown)) == 3


def test_evaluate_on_raw_files_and_their_cleaned_twins(model_folder: Path, tmp_path: Path) -> None:
    """Files without a twin are counted; where there is none with one, or nothing at all, that is a mistake."""
    write_tree(tmp_path / "raw", {"site/a": PAGE.encode(), "site/b": PAGE.encode()})
    write_tree(tmp_path / "kept", {"site/a": "\n".join(ARTICLE).encode(), "site/c": b""})
    model = ("--model", model_folder)
    result = command("evaluate", "--pairs", tmp_path / "raw", tmp_path / "kept", *model)
    assert result.exit_code == 0, result.output
    assert result.stderr == f"cleaner: 1 file in {tmp_path}/raw without a twin in {tmp_path}/kept: passed over\n"
    assert "chars lost" in result.stdout
    write_tree(tmp_path / "other", {"a": b""})
    says(command("evaluate", "--pairs", tmp_path / "raw", tmp_path / "other", *model), 2, "no file of", "has a twin")
    says(command("evaluate", *model), 2, "nothing to measure on: give DATA or --pairs RAW CLEAN")


def test_train_makes_a_model_that_applies(tmp_path: Path) -> None:
    model = tmp_path / "model"
    result = command("train", DATA / "sv", DATA / "da", "--output", model)
    assert result.exit_code == 0, result.output
    assert "chars lost" in result.stdout
    said = result.stderr.splitlines()
    assert "look 1 of 3 fitted" in result.stderr
    assert all(line.startswith("cleaner: ") for line in said)
    assert said[-1] == f"cleaner: wrote {model}/; use it with: cleaner apply raw/ clean/ --model {model}/"
    assert str(DATA / "da") in (model / "CARD.md").read_text("utf-8")
    assert ARTICLE[0] in cleaner.load(model, policy=Policy(strictness=0.01)).clean(PAGE)


def test_train_from_raw_files_and_their_cleaned_twins(tmp_path: Path) -> None:
    documents = read_folder(DATA / "da")
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
    result = command("train", "--pairs", *pairs, "--output", tmp_path / "model", "--quiet")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
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


@pytest.mark.parametrize("verb", ["apply", "restore", "report", "explain", "evaluate", "train"])
@pytest.mark.parametrize("help_", ["--help", "-h"])
def test_every_command_has_help_with_an_example(verb: str, help_: str) -> None:
    result = command(verb, help_)
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
