"""Finished parts of a long measurement: made once, made anew when what they depend on changes, whole or absent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import page

from cleaner.labels import Glue
from training.results import Results, digest, digest_of_documents, digest_of_program


def test_a_part_is_made_once(tmp_path: Path) -> None:
    parts, made = Results(tmp_path / "parts"), []

    def make() -> dict[str, float]:
        made.append(1)
        return {"é": 0.1}

    assert parts.of("fold", {"seed": 0}, make) == parts.of("fold", {"seed": 0}, make) == {"é": 0.1}
    assert len(made) == 1
    parts.of("fold", {"seed": 1}, make)
    parts.of("whole", {"seed": 0}, make)
    assert len(made) == 3, "another key and another name are other parts"


def test_what_was_interrupted_is_not_there(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Results(tmp_path).of("fold", {}, stop)
    assert not list(tmp_path.iterdir())
    (tmp_path / f"fold-{digest({})}.part").write_text("{half", encoding="utf-8")
    assert Results(tmp_path).of("fold", {}, lambda: 1) == 1


def test_documents_are_told_apart_by_one_label() -> None:
    assert digest_of_documents([page(1)]) == digest_of_documents([page(1)])
    assert digest_of_documents([page(1)]) != digest_of_documents([page(2)])
    glued = replace(page(1), glue=(Glue(0, 0, 3, "date"),))
    assert digest_of_documents([page(1)]) != digest_of_documents([glued])


def test_a_change_of_the_program_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "cleaner").mkdir()
    file, other = tmp_path / "cleaner" / "fit.py", tmp_path / "cleaner" / "notes.md"
    file.write_text("a = 1\n", encoding="utf-8")
    before = digest_of_program(tmp_path)
    other.write_text("Words.\n", encoding="utf-8")
    assert digest_of_program(tmp_path) == before
    file.write_text("a = 2\n", encoding="utf-8")
    assert digest_of_program(tmp_path) != before
