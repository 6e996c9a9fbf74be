"""Stock lines: in their form, enough of each kind, and none of them a line of the documents that measure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import LabelError, read_folder
from cleaner.train import held_out, packaged_data
from training import phrases

LANGUAGES = sorted(path.stem for path in phrases.FOLDER.glob("*.lines"))
PIECES = list(phrases.pieces())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_kind(language: str) -> None:
    number = Counter(kind for name, kind, lines in PIECES if name == language for _ in lines)
    assert set(number) >= set(KINDS) - {"title"}
    assert number["related"] >= 30
    assert sum(number[kind] for kind in ARTICLE) >= 50
    assert number.total() >= 300


def test_most_languages_of_data_have_stock_lines() -> None:
    assert {document.language for document in read_folder(packaged_data())} <= set(LANGUAGES)


def test_prose_is_in_no_document_that_measures() -> None:
    """Only such short lines as "Advertisement" are in both."""
    measured = {line.strip() for document in held_out(read_folder(packaged_data())) for line in document.lines}
    common = {line for _, _, lines in PIECES for line in lines if line.strip() in measured}
    assert {line for line in common if len(line) > 40} == set()


def test_a_blank_line_and_another_kind_part_pieces(tmp_path: Path) -> None:
    rows = ["related\tAlso read", "related\tA ferry sinks", "", "ad\tAdvertisement", "promo\tJoin us", ""]
    (tmp_path / "en.lines").write_text("\n".join(rows), encoding="utf-8")
    assert list(phrases.pieces(tmp_path)) == [
        ("en", "related", ["Also read", "A ferry sinks"]),
        ("en", "ad", ["Advertisement"]),
        ("en", "promo", ["Join us"]),
    ]


def test_a_file_in_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.lines").write_text("related Also read\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"en\.lines, line 1"):
        list(phrases.pieces(tmp_path))
