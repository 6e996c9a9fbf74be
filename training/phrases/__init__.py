"""Stock lines written for this project, by language: what sites of that language put around and into their articles.

`<language>.lines`, one `kind<TAB>text` a line; a blank line parts the pieces. `heading` and `body` are lines that stay
though they look like noise. They are no documents: `mixing.compose` lays them into articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from cleaner.kinds import Kind
from cleaner.labels import read_folder

FOLDER = Path(__file__).parent


def pieces(folder: Path = FOLDER) -> Iterator[tuple[str, Kind, list[str]]]:
    """Language, kind and lines of every piece. Raises LabelError for a file that is not in the form above."""
    for stock in read_folder(folder):
        rows = zip(stock.kinds, stock.lines, strict=True)
        for kind, run in groupby(rows, key=lambda row: row[0]):
            lines = [line for _, line in run]
            if kind is not None:
                yield stock.name, kind, lines
