"""The first part of a model's card anew: `python -m training.card artifacts/default`.

It says what the model was trained on, and what it does on the documents of `data/` that are held out now, of which
there may be more than when it was fitted.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cleaner.artifact import CARD, MANIFEST, read_model
from cleaner.evaluate import evaluate
from cleaner.labels import read_folder
from cleaner.pipeline import Cleaner
from cleaner.train import card, held_out, packaged_data

BEHIND: Final = "\n## On held-out sites"
"""What the second part begins with: figures of a fit that only the recipe makes."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the card of a model's folder anew."""
    parser = argparse.ArgumentParser(prog="python -m training.card", description=__doc__)
    parser.add_argument("model", type=Path, help="folder of a model that the recipe made")
    folder = parser.parse_args(arguments).model
    aside = held_out(read_folder(packaged_data()))
    described = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["trained_on"]
    first = card(described | {"held_out_documents": len(aside)}, evaluate(Cleaner(read_model(folder)), aside))
    path = folder / CARD
    path.write_text(renewed(path.read_text(encoding="utf-8"), first), encoding="utf-8")


def renewed(old: str, first: str) -> str:
    """A card with another first part. Raises ValueError for a card that has no second."""
    _, begins, second = old.partition(BEHIND)
    if not begins:
        raise ValueError(f"the card has no part {BEHIND.strip()!r}; the recipe writes it")
    return f"{first.rstrip()}\n{begins}{second}"


if __name__ == "__main__":
    main()
