"""Why a run does anew what an earlier one did: said before it does it, and worked out once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from commands import command
from trees import write_tree

from cleaner.artifact import digest
from cleaner.formats import Fields
from cleaner.pipeline import Cleaner
from cleaner.policy import STRICTNESS, Policy
from cleaner.run import apply as module
from cleaner.run.apply import apply
from cleaner.run.differences import Differences, differing
from cleaner.run.dry import dry_run

FILES = {"a": b"It rained.\n", "b": b"It snowed.\n"}
BOTH = len(FILES)
OTHERWISE: dict[str, tuple[dict[str, Any], Differences | None, str]] = {
    "the same": ({}, None, "nothing is done anew"),
    "strictness": (
        {"policy": Policy(strictness=0.3)},
        Differences(BOTH, (f"strictness {STRICTNESS} → 0.3",)),
        "other lines go",
    ),
    "a field": ({"fields": Fields(id="url")}, Differences(BOTH, ("id-field none → url",)), "others are named"),
    "what went": ({"removed": "went"}, Differences(BOTH, ("removed none → ../went",)), "it was not kept"),
    "two at once": (
        {"policy": Policy(keep=("body",)), "fields": Fields(text="body")},
        Differences(BOTH, ("keep title,heading,body → body", "text-field text → body")),
        "each is told",
    ),
    "contents": ({"checksum": True}, Differences(BOTH, ("checksum no → yes",)), "no digest was taken of them"),
    "all anew": ({"policy": Policy(strictness=0.3), "overwrite": True}, None, "that was asked for"),
    "contents, all anew": ({"checksum": True, "overwrite": True}, None, "that was asked for"),
}


def run(root: Path, ready: Cleaner, options: dict[str, Any]) -> tuple[list[Differences], Differences | None]:
    """What a run was told before it cleaned anything, and a dry run before it."""
    options = {name: root / value if name == "removed" else value for name, value in options.items()}
    places = (root / "raw", root / "clean", ready.with_policy(options.pop("policy", ready.policy)))
    dry = dry_run(*places, **options)
    told: list[Differences] = []
    apply(*places, **options, differing=told.append)
    return told, dry.differences


@pytest.mark.parametrize(("options", "found", "why"), OTHERWISE.values(), ids=OTHERWISE)
def test_what_differs_is_told_once(
    options: dict[str, Any], found: Differences | None, why: str, small: Cleaner, tmp_path: Path
) -> None:
    """Not where nothing was done yet, and not again when all is done with the new settings."""
    write_tree(tmp_path / "raw", FILES)
    assert run(tmp_path, small, {}) == ([], None)
    assert run(tmp_path, small, options) == ([found] if found else [], found), why
    assert run(tmp_path, small, options) == ([], None)


def test_it_is_told_before_anything_is_done(small: Cleaner, tmp_path: Path) -> None:
    """So that who did not mean it can stop."""
    raw = write_tree(tmp_path / "raw", FILES)
    apply(raw, tmp_path / "clean", small)

    def stop(found: Differences) -> None:
        raise KeyboardInterrupt

    before = {path: path.stat().st_ino for path in (tmp_path / "clean").glob("[ab]")}
    with pytest.raises(KeyboardInterrupt):
        apply(raw, tmp_path / "clean", small.with_policy(Policy(strictness=0.3)), differing=stop)
    assert {path: path.stat().st_ino for path in (tmp_path / "clean").glob("[ab]")} == before


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--strictness", 0.3)], ids=["run", "dry run", "otherwise"])
def test_places_and_model_are_looked_at_once(
    options: tuple[object, ...], model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = write_tree(tmp_path / "raw", FILES)
    places = (raw, tmp_path / "clean", "--model", model_folder)
    command("apply", *places)
    calls = []

    def counted(model: Any) -> str:
        calls.append(model)
        return digest(model)

    monkeypatch.setattr(module, "digest", counted)
    assert command("apply", *places, *options).exit_code == 0
    assert len(calls) == 1


def test_a_setting_that_an_older_version_did_not_have() -> None:
    """It is told where it says something; where it says nothing it is as it was."""
    assert differing({"keep": ["body"]}, {"keep": ["body"], "new": None}) == ()
    assert differing({"keep": ["body"]}, {"keep": ["body"], "new": "x"}) == ("new none → x",)
