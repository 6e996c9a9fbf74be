"""What `training.load` measures on: the same texts as files of every sort."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Final

import pyarrow
from pyarrow import parquet

from cleaner.formats.compressed import writing

MEGABYTE: Final = 10**6
MIXED: Final = {".jsonl": 0.4, ".jsonl.gz": 0.25, ".parquet": 0.25, ".csv": 0.07, "text": 0.03}
"""Shares of the sorts of files in the long run, by text; `text` is a folder of text files."""


def as_many(texts: Sequence[str], megabytes: float) -> list[str]:
    """The texts over and over, up to so much of UTF-8."""
    many: list[str] = []
    size = 0.0
    for text in cycle(texts):
        if size >= megabytes * MEGABYTE:
            return many
        many.append(text)
        size += len(text.encode())
    return many


def write_mixed(texts: Sequence[str], folder: Path, megabytes: float) -> None:
    """A file of every sort, and a folder of text files, which hold so much text in all."""
    folder.mkdir(parents=True)
    for name, share in MIXED.items():
        many = as_many(texts, share * megabytes)
        path = folder / f"shard{name}"
        if name == "text":
            write_tree(many, folder / "text")
        elif name == ".parquet":
            write_parquet(many, path)
        elif name == ".csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "text"), *enumerate(many)])
        else:
            with writing(path, path.suffix if path.suffix != ".jsonl" else "") as packed:
                packed.write(json_lines(many))


def json_lines(texts: Sequence[str]) -> bytes:
    """As JSON lines."""
    return "".join(
        json.dumps({"id": i, "text": text}, ensure_ascii=False) + "\n" for i, text in enumerate(texts)
    ).encode()


def write_parquet(texts: Sequence[str], path: Path) -> None:
    """As Parquet, in row groups of a thousand."""
    table = pyarrow.table({"id": list(range(len(texts))), "text": list(texts)})
    parquet.write_table(table, path, row_group_size=1000)


def write_tree(texts: Sequence[str], folder: Path) -> None:
    """As text files, a thousand a folder."""
    for i, text in enumerate(texts):
        path = folder / f"{i // 1000:04}" / f"{i % 1000:03}.txt"
        if i % 1000 == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(text.encode())
