"""The card of a model that is older than the documents it is measured on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cleaner.artifact import CARD
from training.card import BEHIND, main, renewed


def test_what_only_the_recipe_knows_stays() -> None:
    second = f"{BEHIND}, fitted on some\n\n| a |\n"
    assert renewed(f"# Model card\n\nold\n{second}", "# Model card\n\nnew\n\n") == f"# Model card\n\nnew\n{second}"


def test_a_card_without_a_second_part_is_refused() -> None:
    with pytest.raises(ValueError, match="On held-out sites"):
        renewed("# Model card\n\nold\n", "# Model card\n\nnew\n")


def test_the_card_of_the_shipped_model_is_of_the_documents_that_are_there(tmp_path: Path) -> None:
    shipped = Path(__file__).parent.parent / "artifacts/default"
    folder = tmp_path / "model"
    shutil.copytree(shipped, folder)
    main([str(folder)])
    assert (folder / CARD).read_text("utf-8") == (shipped / CARD).read_text("utf-8")
