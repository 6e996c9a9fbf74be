"""What the README tells people to type works, in the order in which it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.artifact import default_model
from cleaner.kinds import KINDS
from training.plots.of_documents import PLOTS

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(not default_model().is_dir(), reason="no shipped model: run python -m training.recipe")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def marked(marker: str) -> str:
    """The fenced block below a marker."""
    return README.partition(f"<!-- {marker} -->\n```")[2].partition("\n")[2].partition("\n```")[0]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what the commands speak of, and the command."""
    for folder in ("samples", "fr"):
        shutil.copytree(REPOSITORY / "data" / folder, tmp_path / "data" / folder)
    program = tmp_path / "bin" / "cleaner"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cleaner "$@"\n')
    program.chmod(0o755)
    return tmp_path


def walk(checkout: Path) -> subprocess.CompletedProcess[str]:
    paths = f"{checkout / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-e", "-c", marked("walk")],
        cwd=checkout, env=os.environ | {"PATH": paths}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_the_walk_works_from_top_to_bottom(checkout: Path) -> None:
    """And what it is said to print, it prints: fates and texts, of which those shown are beyond doubt."""
    ran = walk(checkout)
    assert ran.returncode == 0, ran.stderr
    printed = [_fate_and_text(row) for row in ran.stdout.splitlines()]
    said = marked("explained").splitlines()
    assert len(said) == 5
    for row in said:
        assert _fate_and_text(row) in printed
    assert "<html" in (checkout / "report.html").read_text("utf-8")


def _fate_and_text(row: str) -> list[str]:
    number, *rest = re.split(" {2,}", row.strip().partition("  ← ")[0])
    return [number, *rest[2:]]


def test_the_commands_run_one_after_the_other(checkout: Path) -> None:
    assert walk(checkout).returncode == 0
    tmp_path = checkout
    commands = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    assert commands
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "cleaner"
        ran = subprocess.run(
            [sys.executable, "-m", "cleaner", *arguments],
            cwd=tmp_path, env=None, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, f"{command}\n{ran.stderr}"
    raw = sorted(path.relative_to(tmp_path / "raw") for path in (tmp_path / "raw").rglob("*.txt"))
    for folder in ("clean", "lenient", "headlines", "mine"):
        written = sorted(path.relative_to(tmp_path / folder) for path in (tmp_path / folder).rglob("*.txt"))
        assert written == raw, folder


def test_the_library_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    clean, _, _ = printed.partition("\n1 ")
    assert "The river rose by a metre on Monday" in clean
    assert "Advertisement" not in clean
    assert "Follow us" not in clean


def test_the_table_of_kinds_is_the_taxonomy() -> None:
    table = README.partition("## Kinds")[2].partition("## Figures")[0]
    assert tuple(re.findall(r"^\| (\w+) \| (?:yes|no) \|", table, flags=re.MULTILINE)) == KINDS


def test_the_plots_shown_are_those_that_are_drawn() -> None:
    assert re.findall(r"^!\[[^\]]+\]\(artifacts/default/([\w-]+)\.png\)$", README, flags=re.MULTILINE) == list(PLOTS)


def test_the_set_up_commands_are_one_line_each() -> None:
    for marker in ("setup-command", "test-command"):
        block = marked(marker)
        assert block and "\n" not in block, marker
