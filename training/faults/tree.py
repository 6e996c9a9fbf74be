"""A tree of files in every format, of invented text, for `training.faults`: the same for the same seed and size."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

MEGABYTE: Final = 10**6
SHARES: Final = {"articles": 0.12, "rows": 0.2, "crawl": 0.07, "lines": 0.2, "gz": 0.2, "zst": 0.13, "table": 0.08}
"""Of the bytes of text, by where they go."""
FIRST: Final = "articles/000/00.txt"
"""A small file, the first in the order of paths."""
PARQUET: Final = "bulletins.parquet"
"""A large file that comes right after the small ones in the order of paths."""
TABLE: Final = "table.csv"
"""A file of records that comes after the large ones."""
_ROW_GROUPS = 8
_FOLDER = 40
"""Small files that a folder holds."""

_WHO = (
    "The keeper of the salt mill", "A cousin of the lamp maker", "The second ferry", "Nobody at the weir",
    "The choir of Upper Tarn", "An owl from the quarry", "The council of Pellow", "Her brother, a cooper,",
)  # fmt: skip
_DID = (
    "carried", "mended", "counted", "forgot", "asked for", "painted", "sold", "weighed", "promised", "hid",
)  # fmt: skip
_WHAT = (
    "eleven barrels of tar", "the blue gate", "a letter with no stamp", "most of the roof", "the winter oats",
    "two bells and a ladder", "the map of the marsh", "a boat that nobody had named",
)  # fmt: skip
_WHEN = (
    "before the fair opened.", "while it rained on the hills.", "and told the harbour about it.",
    "as they had done every spring since the flood.", "but only on market days.", "in spite of the frost.",
)  # fmt: skip
_SYLLABLES = (
    "ba", "do", "fen", "gri", "hol", "jas", "ku", "lem", "mor", "nip", "oss", "pel", "qua", "rin", "sto", "tuv", "ul",
    "vas", "wey", "xor", "yam", "zin",
)  # fmt: skip
_ABOVE = ("Home", "Skip to content", "Menu", "Search", "Log in", "Weather in Pellow")
_BELOW = (
    "Share this page", "Copy link", "Read next: the oats of Tarn", "Sign up for our letter", "More from the marsh",
    "© Pellow Lantern", "All rights reserved", "Comments (3)", "Tags: tar, bells, frost",
)  # fmt: skip


def make_tree(folder: Path, *, megabytes: float, seed: int = 0) -> None:
    """Write the tree below `folder`, which is made. Needs pyarrow and zstandard."""
    random = Random(seed)
    size = {name: int(share * megabytes * MEGABYTE) for name, share in SHARES.items()}
    folder.mkdir(parents=True)
    _articles(folder / "articles", random, size["articles"])
    _parquet(folder / PARQUET, random, size["rows"])
    (folder / "crawl.warc.wet.gz").write_bytes(b"".join(_wet(random, size["crawl"])))
    (folder / "lines.jsonl").write_bytes(_json_lines(random, size["lines"]))
    (folder / "packed.jsonl.gz").write_bytes(gzip.compress(_json_lines(random, size["gz"]), 6, mtime=0))
    (folder / "packed.jsonl.zst").write_bytes(_zstandard(_json_lines(random, size["zst"])))
    (folder / TABLE).write_bytes(_table(random, size["table"]))
    (folder / "wide").mkdir()
    (folder / "wide" / "page.html").write_bytes(_html(random))
    (folder / "wide" / "sixteen.txt").write_bytes(b"\xff\xfe" + page(random).encode("utf-16-le"))


def page(random: Random) -> str:
    """A page as scrapers leave it: lines of noise, a headline, paragraphs, lines of noise."""
    paragraphs = [
        " ".join(_sentence(random) for _ in range(random.randint(2, 14))) for _ in range(random.randint(3, 9))
    ]
    noise = random.sample(_ABOVE, 4), random.sample(_BELOW, random.randint(2, 7))
    headline = f"{random.choice(_WHO)} {random.choice(_DID)} {random.choice(_WHAT)}"
    return "\n".join([*noise[0], "", headline, "", "\n\n".join(paragraphs), "", *noise[1], ""])


def _sentence(random: Random) -> str:
    """With a name that hardly comes again, so that pages do not compress to nothing."""
    name = "".join(random.choices(_SYLLABLES, k=random.randint(2, 4))).capitalize()
    who = f"{random.choice(_WHO)}, called {name} {random.randint(2, 9999)},"
    return " ".join([who, random.choice(_DID), random.choice(_WHAT), random.choice(_WHEN)])


def _pages(random: Random, size: int) -> Iterator[tuple[int, str]]:
    """Numbered pages that come to `size` bytes; at least one."""
    number = written = 0
    while written < size or not number:
        text = page(random)
        yield number, text
        number, written = number + 1, written + len(text.encode())


def _articles(folder: Path, random: Random, size: int) -> None:
    for number, text in _pages(random, size):
        path = folder / f"{number // _FOLDER:03}" / f"{number % _FOLDER:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _json_lines(random: Random, size: int) -> bytes:
    return "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in _pages(random, size)).encode()


def _table(random: Random, size: int) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(("number", "text", "place"))
    writer.writerows((n, text, "Pellow, by the weir") for n, text in _pages(random, size))
    return written.getvalue().encode()


def _zstandard(content: bytes) -> bytes:
    import zstandard  # noqa: PLC0415  # of an extra

    return zstandard.ZstdCompressor().compress(content)


def _parquet(path: Path, random: Random, size: int) -> None:
    import pyarrow  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    texts = [text for _, text in _pages(random, size)]
    table = pyarrow.table({"number": list(range(len(texts))), "text": texts})
    rows = max(1, -(-len(texts) // _ROW_GROUPS))
    parquet.write_table(table, path, row_group_size=rows, compression="none", use_dictionary=False)


def _wet(random: Random, size: int) -> Iterator[bytes]:
    """Records, each a gzip member."""
    for number, text in _pages(random, size):
        content = text.encode()
        digest = base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
        head = "\r\n".join(
            [
                "WARC/1.0",
                "WARC-Type: conversion",
                f"WARC-Target-URI: http://pellow.example/{number}",
                "WARC-Date: 2031-03-04T05:06:07Z",
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>",
                f"WARC-Block-Digest: sha1:{digest}",
                "Content-Type: text/plain",
                f"Content-Length: {len(content)}",
            ]
        )
        yield gzip.compress(head.encode() + b"\r\n\r\n" + content + b"\r\n\r\n", 6, mtime=0)


def _html(random: Random) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in page(random).split("\n") if line)
    return f"<!doctype html><html><head><title>Tar</title></head><body>\n{paragraphs}</body></html>".encode()
