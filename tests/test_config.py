"""`cleaner.toml`: flags written down once; what stands on the command line wins, what is no flag is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import command, says
from trees import OWN, PAGE, read_own, read_tree, write_tree

from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.run.record import read_record

NAME = "cleaner.toml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with something to clean, in which the command is called."""
    monkeypatch.chdir(tmp_path)
    write_tree(tmp_path / "raw", {"a": PAGE.encode(), "b": PAGE.encode()})
    return tmp_path


def write(model: Path, *lines: str, name: str = NAME) -> None:
    Path(name).write_text("\n".join([f"model = '{model}'", *lines, ""]), encoding="utf-8")


def test_what_is_written_down_need_not_be_said(small: Cleaner, model_folder: Path) -> None:
    """Lists, numbers, names and switches, with hyphens as on the command line or with underscores."""
    write(
        model_folder,
        'keep = ["share", "promo"]  # to see what goes',
        "strictness = 0.05",
        'removed = "went"',
        "quiet = true",
        "limit = 1",
        'text-field = "body"',
        'id_field = "number"',
        'record = "run.json"',
    )
    result = command("apply", "raw", "clean")
    assert (result.exit_code, result.output) == (0, "")
    policy = Policy(keep=("share", "promo"), strictness=0.05)
    assert read_tree(Path("clean")) == {"a": small.with_policy(policy).clean(PAGE).encode()}
    assert read_tree(Path("went")).keys() == {"a.jsonl"}
    settings = read_record(Path("run.json"))["settings"]
    assert (settings["text_field"], settings["id_field"]) == ("body", "number")


def test_a_flag_on_the_command_line_wins(small: Cleaner, model_folder: Path) -> None:
    """One of two; the other one still holds."""
    write(model_folder, 'keep = "share,promo"', "strictness = 0.05")
    assert command("apply", "raw", "clean", "--strictness", 0.9).exit_code == 0
    policy = Policy(keep=("share", "promo"), strictness=0.9)
    assert Path("clean/a").read_text("utf-8") == small.with_policy(policy).clean(PAGE)


def test_without_it_there_are_the_usual_defaults(small: Cleaner, model_folder: Path) -> None:
    assert command("apply", "raw", "clean", "--model", model_folder).exit_code == 0
    assert Path("clean/a").read_text("utf-8") == small.clean(PAGE)
    settings = read_record(Path("clean"))["settings"]
    assert (settings["strictness"], settings["text_field"]) == (Policy().strictness, "text")


def test_another_file_by_name(small: Cleaner, model_folder: Path) -> None:
    """Instead of the one in the folder, of which nothing holds then."""
    write(model_folder, "strictness = 0.9", f"keep = {list(KINDS)}")
    write(model_folder, "strictness = 0.3", name="lenient.toml")
    assert command("apply", "raw", "clean", "--config", "lenient.toml").exit_code == 0
    assert Path("clean/a").read_text("utf-8") == small.with_policy(Policy(strictness=0.3)).clean(PAGE)
    settings = read_record(Path("clean"))["settings"]
    assert (settings["strictness"], settings["keep"]) == (0.3, list(Policy().keep))


def test_it_is_looked_for_in_the_current_folder_alone(model_folder: Path, here: Path) -> None:
    """Neither above it nor where the pages are."""
    write(model_folder, "odd = 1")
    write(model_folder, "odd = 1", name=f"raw/{NAME}")
    below = write_tree(here / "below", {})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(below)
        assert command("apply", "../raw", "clean", "--model", model_folder).exit_code == 0
    says(command("apply", "raw", "clean"), 2, NAME, "odd")


def test_every_flag_of_apply_can_be_written_down(model_folder: Path) -> None:
    """Under the name that its help tells."""
    told = re.findall(r"^\W*--([a-z-]+)", command("apply", "--help").stdout, flags=re.MULTILINE)
    flags = set(told) - {"config", "help"}
    write(model_folder, "odd = 1")
    assert set(command("apply", "raw", "clean").stderr.rpartition("there are ")[2].strip().split(", ")) == flags
    values = dict.fromkeys(flags, "'it'") | dict.fromkeys(["checksum", "overwrite", "dry-run", "quiet"], "true")
    values |= {
        "strictness": "0.3",
        "jobs": "1",
        "limit": "1",
        "encoding": "'latin-1'",
        "stdin-format": "'text'",
        "keep": "'body'",
        "removed": "'went'",
        "annotate": "'spans'",
    }
    write_tree(Path("raw"), {"c.jsonl": json.dumps({"text": PAGE, "it": PAGE}).encode()})
    for flag in sorted(flags - {"model"}):
        write(model_folder, f"{flag} = {values[flag]}")
        result = command("apply", "raw", f"clean-{flag}")
        assert result.exit_code == 0, (flag, result.output)


def test_a_switch_that_is_off(model_folder: Path) -> None:
    write(model_folder, "quiet = false", "dry-run = false")
    assert "kept" in command("apply", "raw", "clean").stderr
    assert read_tree(Path("clean")).keys() == {"a", "b"}


WRONG: dict[str, tuple[str, str]] = {
    "no flag": ("strictnes = 0.3", "no flag is called 'strictnes'; there are annotate, checksum, dry-run, "),
    "an argument": ('raw = "raw"', "no flag is called 'raw'"),
    "another file": ('config = "other.toml"', "no flag is called 'config'"),
    "the program's own name": ('_config = "other.toml"', "no flag is called '_config'"),
    "help": ("help = true", "no flag is called 'help'"),
    "a section": ("[apply]\nstrictness = 0.3", "no flag is called 'apply'"),
    "no TOML": ("strictness = ", "not TOML: "),
    "twice": ("jobs = 1\njobs = 2", "not TOML: "),
    "no number": ('strictness = "high"', "strictness = 'high' cannot be"),
    "no whole number": ("jobs = 1.5", "jobs = 1.5 cannot be"),
    "out of range": ("limit = 0", "limit = 0 cannot be"),
    "no switch": ('quiet = "perhaps"', "quiet = 'perhaps' cannot be"),
    "no choice": ('stdin-format = "yaml"', "stdin-format = 'yaml' cannot be"),
}


@pytest.mark.parametrize(("line", "said"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("name", [NAME, "other.toml"])
def test_what_cannot_be_meant_is_refused_with_the_name_of_the_file(
    name: str, line: str, said: str, model_folder: Path, here: Path
) -> None:
    Path(name).write_text(line, encoding="utf-8")
    options = [] if name == NAME else ["--config", name]
    says(command("apply", "raw", "clean", "--model", model_folder, *options), 2, f"{name}: {said}")
    assert not Path("clean").exists()


FILES: dict[str, tuple[bytes | None, int, str]] = {
    "missing": (None, 2, "other.toml: no such file"),
    "not UTF-8": (b"keep = '\xff'", 2, "other.toml: not TOML"),
}


@pytest.mark.parametrize(("content", "status", "said"), FILES.values(), ids=FILES)
def test_files_that_cannot_be_read(content: bytes | None, status: int, said: str, model_folder: Path) -> None:
    if content is not None:
        Path("other.toml").write_bytes(content)
    says(command("apply", "raw", "clean", "--model", model_folder, "--config", "other.toml"), status, said)


def test_a_folder_of_that_name(model_folder: Path) -> None:
    """In the current folder it is none of ours; named, it is a mistake."""
    Path(NAME).mkdir()
    assert command("apply", "raw", "clean", "--model", model_folder).exit_code == 0
    says(command("apply", "raw", "clean", "--model", model_folder, "--config", NAME), 2, f"{NAME} is a folder")


def test_what_is_written_down_is_noted_like_what_is_said(model_folder: Path) -> None:
    """The second run knows the first by what held, not by where it stood."""
    write(model_folder, "strictness = 0.3")
    assert command("apply", "raw", "clean").exit_code == 0
    before = read_own(Path("clean"))[f"{OWN}/run.json"]
    Path(NAME).unlink()
    assert command("apply", "raw", "clean", "--strictness", 0.3, "--model", model_folder).exit_code == 0
    assert read_record(Path("clean"))["inputs"]["done before"] == 2
    assert before
