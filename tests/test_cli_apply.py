"""The command `apply`: what it writes and prints where, its exit status, what it imports."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import COMMAND, command, figures, heeds_interrupts, says
from trees import ARTICLE, OWN, PAGE, read_own, read_tree, unfinished, write_tree

from cleaner.cli.messages import plain_progress
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import STRICTNESS, Policy
from cleaner.removed import from_jsonl, rebuild
from cleaner.run.journal import Journal


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
    assert rows["skipped"] == rows["symbolic link"] == 1
    assert rows["lines"] == 2 * PAGE.count("\n")
    dropped = {name: n for name, n in rows.items() if name.startswith("dropped: ")}
    assert rows["lines"] == rows["kept"] + sum(dropped.values())
    assert dropped.keys() <= {f"dropped: {kind}" for kind in (*KINDS, "blank lines beside what went")}


def test_the_closing_table_has_no_row_for_what_did_not_occur(model_folder: Path, tmp_path: Path) -> None:
    """Beside those that say that there was nothing, and with no speed of a run too short to have one."""
    raw = write_tree(tmp_path / "raw", {"empty": b""})
    places = (raw, tmp_path / "clean", "--model", model_folder)
    for files in ("files", "files done before, left as they are"):
        *table, _ = command("apply", *places).stderr.splitlines()
        rows = dict(line.rsplit(maxsplit=1) for line in table)
        assert {name.strip() for name in rows} == {"files", files, "lines", "kept", "seconds"}
        assert rows[files] == "1"
        assert "0.0" not in rows.values()
    menu = write_tree(tmp_path / "menu", {"a": b"Home | News | Sport\n"})
    assert figures(command("apply", menu, tmp_path / "out", *places[2:]).stderr)["left alone (no article found)"] == 1


NEXT: dict[str, tuple[str, str]] = {
    "a folder": ("raw clean", "The cleaned files are in clean/; next: cleaner report clean/"),
    "what went": (
        "raw clean --removed went",
        "The cleaned files are in clean/, what went is in went/; next: cleaner report clean/",
    ),
    "the first alone, of which no record stays": ("raw clean --limit 1", "The cleaned files are in clean/"),
    "a file": ("raw/a a.txt", "The cleaned file is a.txt"),
    "a file into a folder": ("raw/a here", "The cleaned file is in here/"),
}


@pytest.mark.parametrize(("arguments", "said"), NEXT.values(), ids=NEXT)
def test_the_last_line_says_where_the_output_lies(
    arguments: str, said: str, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tmp_path, {"raw/a": PAGE.encode(), "raw/b": PAGE.encode(), "here/b": b""})
    monkeypatch.chdir(tmp_path)
    result = command("apply", *arguments.split(), "--model", model_folder)
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines()[-1] == said


@pytest.mark.parametrize(("files", "named", "more"), [(20, 20, None), (22, 20, 2)])
def test_of_many_failures_the_first_are_named(
    files: int, named: int, more: int | None, model_folder: Path, tmp_path: Path
) -> None:
    """The record of the run names all of them."""
    raw = write_tree(tmp_path / "raw", {f"{n:02}": PAGE.encode() for n in range(files)})
    write_tree(tmp_path / "clean", {f"{n:02}/in-the-way": b"" for n in range(files)})
    result = command("apply", raw, tmp_path / "clean", "--model", model_folder, "--quiet")
    lines = result.stderr.splitlines()
    assert result.exit_code == 1
    assert len([line for line in lines if line.startswith(f"cleaner: {raw}/")]) == named
    record = tmp_path / f"clean/{OWN}/run.json"
    assert lines[named:] == ([f"cleaner: ... and {more} more; {record} names them"] if more else [])
    assert len(json.loads(record.read_text())["failed"]) == files


def test_all_failures_are_said_where_no_record_can_be_written(model_folder: Path, tmp_path: Path) -> None:
    """Nothing else would name them: the folder of the record is full, say, or turned read-only."""
    raw = write_tree(tmp_path / "raw", {f"{i:02}.gz": b"no gzip" for i in range(22)})
    (tmp_path / "clean/.cleaner/run.json/in the way").mkdir(parents=True)
    said = command("apply", raw, tmp_path / "clean", "--model", model_folder).stderr
    assert "the record of the run cannot be written" in said
    assert all(f"{i:02}.gz: " in said for i in range(22))
    assert "more;" not in said


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
        stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeds_interrupts,  # noqa: PLW1509
    )  # fmt: skip
    while run.poll() is None and not any(clean.glob("[0-9]*")):
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, stderr = run.communicate()
    assert run.returncode == 130, stderr
    assert f"interrupted; all files in {clean} are whole; run the same command again to go on" in stderr
    assert "Traceback" not in stderr
    written = read_tree(clean)
    assert 0 < len(written) < 100
    assert set(written.values()) == {small.clean(content).encode()}
    assert written.keys() <= read_tree(raw).keys()
    assert unfinished(clean) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_run_is_gone_on_with(jobs: int, small: Cleaner, model_folder: Path, tmp_path: Path) -> None:
    """Killed like this it can tidy nothing up: what stands is whole, and the next run does and sweeps the rest."""
    clean = small.clean(PAGE)
    assert clean != PAGE  # or nothing would be written beside it
    raw = write_tree(tmp_path / "raw", {f"{i:04}": PAGE.encode() for i in range(2000)})
    places = (raw, tmp_path / "clean", "--removed", tmp_path / "removed", "--model", model_folder)
    run = subprocess.Popen(
        [*COMMAND, "apply", *map(str, places), "--jobs", str(jobs)],
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while run.poll() is None and not any((tmp_path / "clean").glob("[0-9]*")):
        time.sleep(0.001)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    written = read_tree(tmp_path / "clean")
    assert 0 < len(written) < 2000
    assert set(written.values()) == {clean.encode()}
    assert {f"{name}.jsonl" for name in written} <= read_tree(tmp_path / "removed").keys()
    result = command("apply", *places)
    assert result.exit_code == 0, result.stderr
    rows = figures(result.stderr)
    assert rows["files"] + rows.get("files done before, left as they are", 0) == 2000
    assert read_tree(tmp_path / "clean") == dict.fromkeys(read_tree(raw), clean.encode())
    [went] = {re.sub(r'"document": "...."', "", rows.decode()) for rows in read_tree(tmp_path / "removed").values()}
    assert rebuild(clean, from_jsonl(went.replace("{", '{"document": "page"'))) == PAGE
    assert unfinished(tmp_path) == []


def test_a_second_run_says_that_there_was_nothing_to_do(model_folder: Path, tmp_path: Path) -> None:
    """And still what all documents came to. With --overwrite there is; with --checksum only where contents differ."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode()})
    places = (raw, tmp_path / "clean", "--checksum", "--model", model_folder)
    before = "files done before, left as they are"
    first = figures(command("apply", *places).stderr)
    second = figures(command("apply", *places).stderr)
    assert before not in first
    assert second == first | {"files": 0, before: 2}
    os.utime(raw / "a", (0, 0))
    assert figures(command("apply", *places).stderr) == second
    (raw / "a").write_bytes(PAGE.replace("12 March", "13 March").encode())  # as a model sees it, the same
    assert figures(command("apply", *places).stderr) == first | {"files": 1, before: 1}
    assert figures(command("apply", *places, "--overwrite").stderr) == first


def test_a_limit_is_a_first_look(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode(), "c": PAGE.encode()})
    result = command("apply", raw, tmp_path / "clean", "--limit", 2, "--model", model_folder)
    assert (result.exit_code, figures(result.stderr)["files"]) == (0, 2)
    assert read_tree(tmp_path / "clean").keys() == {"a", "b"}


def test_a_dry_run_only_says_what_would_be_done(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(
        tmp_path / "raw", {"d/a\x1b.txt": b"x" * 1_250_000, "b.txt": b"", "page.html": b"", "page.html.txt": b""}
    )
    (raw / "link").symlink_to("b.txt")
    before = sorted(tmp_path.rglob("*"))
    places = (raw, tmp_path / "clean", "--removed", tmp_path / "removed", "--model", model_folder)
    result = command("apply", *places, "--dry-run")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "would clean b.txt",
        "would clean d/a\\x1b.txt",
        "would clean page.html.txt",
        "3 files of 1.2 MB would be cleaned",
        "1 would be skipped: symbolic link",
        "cleaner: page.html: its text would be written where page.html.txt goes",
    ]
    assert sorted(tmp_path.rglob("*")) == before
    (raw / "d/a\x1b.txt").write_bytes(b"x")
    command("apply", *places)
    assert "3 were done before and would be left as they are" in command("apply", *places, "--dry-run").stderr


@pytest.mark.parametrize(("files", "named", "last"), [(20, 20, "would clean 19"), (22, 20, "... and 2 more")])
def test_a_dry_run_names_a_few(files: int, named: int, last: str, model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {f"{n:02}": b"" for n in range(files)})
    lines = command("apply", raw, tmp_path / "clean", "--dry-run", "--model", model_folder).stderr.splitlines()
    assert len([line for line in lines if line.startswith("would clean")]) == named
    assert lines[-2:] == [last, f"{files} files of 0.0 kB would be cleaned"]


def test_a_dry_run_speaks_of_one_as_of_one(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": b"x" * 1200})
    places = (raw, tmp_path / "clean", "--model", model_folder)
    result = command("apply", *places, "--dry-run")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "1 file of 1.2 kB would be cleaned")
    command("apply", *places)
    assert command("apply", *places, "--dry-run").stderr.splitlines() == [
        "0 files of 0.0 kB would be cleaned",
        "1 was done before and would be left as it is",
    ]


def test_that_settings_differ_is_said(model_folder: Path, tmp_path: Path) -> None:
    """Once: the run that does all anew settles it. Where nothing was done, or all is done anew anyway, there is nothing
    to say."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode()})
    model = ("--model", model_folder)

    def said(*options: object) -> list[str]:
        lines = command("apply", raw, tmp_path / "clean", *model, *options).stderr.splitlines()
        return [line for line in lines if "settings differ" in line]

    assert said() == said() == []
    differ = f"cleaner: settings differ from the last run (strictness {STRICTNESS} → 0.3): what it did, 2 files,"
    assert said("--strictness", 0.3, "--dry-run") == [f"{differ} would be done anew"]
    assert said("--strictness", 0.3, "--overwrite", "--dry-run") == said("--strictness", 0.3, "--limit", 1) == []
    command("apply", raw, tmp_path / "clean", *model)  # what --limit did is done once more
    assert said("--strictness", 0.3) == [f"{differ} is done anew"]
    assert said("--strictness", 0.3) == []
    [line] = said("--keep", "title,body,", "--removed", tmp_path / "went")
    for part in ("keep title,heading,body → title,body", f"strictness 0.3 → {STRICTNESS}", "removed none → ../went"):
        assert part in line
    [line] = said("--keep", "title,body,", "--removed", tmp_path / "went", "--checksum")
    assert "(checksum no → yes)" in line
    assert said("--keep", "title,body,", "--removed", tmp_path / "went", "--checksum") == []


def test_a_folder_in_use_is_said(model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    with Journal(tmp_path / "clean", {}):
        result = command("apply", raw, tmp_path / "clean", "--model", model_folder)
        says(result, 2, f"{tmp_path / 'clean'}: another run is writing there; wait for it or name another folder")
    assert read_tree(tmp_path / "clean") == {}
    assert command("apply", raw, tmp_path / "clean", "--model", model_folder).exit_code == 0


@pytest.mark.parametrize(("options", "said"), [((), " kB would be cleaned"), (("--overwrite",), "2 files of")])
def test_a_dry_run_during_another_run(options: tuple[str, ...], said: str, model_folder: Path, tmp_path: Path) -> None:
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": b""})
    places = (raw, tmp_path / "clean", "--model", model_folder, "--dry-run", *options)
    with Journal(tmp_path / "clean", {}):
        says(command("apply", *places), 2, f"{tmp_path / 'clean'}: another run is writing there; wait for it")
    assert said in command("apply", *places).stderr


@pytest.mark.parametrize("option", ["--text-field", "--id-field", "--annotate"])
def test_an_empty_name_of_a_field_is_refused(option: str, model_folder: Path, tmp_path: Path) -> None:
    """`--annotate ""` would neither keep the text nor say what went."""
    raw = write_tree(tmp_path / "raw", {"a.jsonl": b'{"text": "It rained."}\n'})
    places = (raw, tmp_path / "clean", "--model", model_folder)
    says(command("apply", *places, option, ""), 2, f"{option} (", "must be a name, got ''")
    assert not (tmp_path / "clean").exists()
    if option == "--text-field":
        says(command("restore", raw, tmp_path / "out", "--removed", raw, option, ""), 2, option)
    assert command("apply", *places, option, "text" if option == "--text-field" else "x").exit_code == 0


def test_records_without_a_text_are_said_and_stay(model_folder: Path, tmp_path: Path) -> None:
    """Status 1, though all files are written: somebody may have named the wrong field."""
    content = b'{"text": "It rained."}\n{"body": "It snowed."}\n'
    raw = write_tree(tmp_path / "raw", {"a.jsonl": content})
    result = command("apply", raw, tmp_path / "clean", "--model", model_folder)
    complaints = [line for line in result.stderr.splitlines() if line.startswith("cleaner: ")]
    assert result.exit_code == 1
    assert complaints[0] == f"cleaner: {raw}/a.jsonl: line 2: no field 'text'"
    assert figures(result.stderr)["records without a text"] == 1
    assert read_tree(tmp_path / "clean") == {"a.jsonl": content}
    again = command("apply", raw, tmp_path / "clean", "--model", model_folder)
    assert (again.exit_code, figures(again.stderr)["records without a text"]) == (1, 1)
    assert [line for line in again.stderr.splitlines() if line.startswith("cleaner: ")] == complaints


def test_a_run_leaves_its_record(model_folder: Path, tmp_path: Path) -> None:
    """Beside the journal, and where it is asked for. That it could not be written is said, and no failure; what is a
    folder is refused before anything is done."""
    raw = write_tree(tmp_path / "raw", {"a": PAGE.encode()})
    places = (raw, tmp_path / "clean", "--strictness", 0.3, "--model", model_folder)
    result = command("apply", *places, "--record", tmp_path / "mine.json")
    assert result.exit_code == 0
    record = json.loads((tmp_path / "mine.json").read_text())
    assert (record["settings"]["strictness"], record["inputs"]["done"]) == (0.3, 1)
    assert read_own(tmp_path / "clean")[f"{OWN}/run.json"] == (tmp_path / "mine.json").read_bytes()
    (tmp_path / "folder").mkdir()
    for option in ([], ["--dry-run"]):
        refused = command("apply", *places, "--record", tmp_path / "folder", *option)
        says(refused, 2, f"--record {tmp_path}/folder is a folder; name a file")
    says(command("apply", *places, "--quiet", "--record", tmp_path / "mine.json/in.json"), 0, "the record of the run")


def test_progress_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A line now and then, not one for every file."""
    for every, lines in ((0.0, 3), (60.0, 0)):
        with plain_progress(every) as progress:
            for files in (1, 2, 3):
                progress(1000 * files, 2_500_000 * files)
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.splitlines()) == lines
        assert all(line.startswith("cleaner: ") for line in said.err.splitlines())
        assert lines == 0 or "cleaner: 3,000 files, 7.5 MB, " in said.err
