"""Which sites a model was trained on: told by digests beside it, or not known."""

from __future__ import annotations

from pathlib import Path

from training.measuring.seen_sites import FILE, is_seen, write_seen_sites


def test_sites_are_known_again_without_being_named(tmp_path: Path) -> None:
    write_seen_sites(tmp_path, ["b.example", "a.example", "b.example"])
    assert is_seen(tmp_path, ["a.example", "c.example", "b.example"]) == [True, False, True]
    written = (tmp_path / FILE).read_text()
    assert "example" not in written
    assert written.split() == sorted(written.split())
    assert len(written.split()) == 2


def test_a_model_without_the_file_is_no_model_without_sites(tmp_path: Path) -> None:
    assert is_seen(tmp_path, ["a.example"]) is None
    write_seen_sites(tmp_path, [])
    assert is_seen(tmp_path, ["a.example"]) == [False]
