"""Odd trees cleaned and restored, in this process and by the command, and what is said of them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path
from typing import Final

from commands import COMMAND
from trees import read_tree

from cleaner.formats import Fields
from cleaner.kinds import KINDS
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.removed import Removed, from_json
from cleaner.run.apply import apply
from cleaner.run.restore import restore
from cleaner.run.summary import Summary

KEEP_ALL = Policy(keep=KINDS)
NOBODY: Final = 65534
"""A user who owns nothing."""


def in_a_process(*arguments: object, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command as people run it; names may be any bytes."""
    command = [*COMMAND, *map(os.fspath, map(str, arguments))]
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=120)


def rows_of(content: bytes) -> list[Removed]:
    """What a file of removed lines says; it must be UTF-8 to the letter."""
    return [from_json(line).removed for line in content.decode("utf-8").split("\n") if line]


def restored(root: Path, fields: Fields | None = None) -> dict[str, bytes]:
    """What `restore` makes of `clean` and `removed` below `root`; nothing must fail."""
    assert restore(root / "clean", root / "removed", root / "again", fields or Fields()) == []
    return read_tree(root / "again")


def cleaned(root: Path, small: Cleaner) -> Summary:
    """Clean `root/raw` into `clean` and `removed` beside it."""
    return apply(root / "raw", root / "clean", small, removed=root / "removed", jobs=1)


def in_lines(text: str) -> bytes:
    return json.dumps({"text": text}).encode() + b"\n"


def in_table(text: str) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["text"], [text]])
    return written.getvalue().encode()


def in_html(text: str) -> bytes:
    return b"<p>" + text.encode().replace(b"\n", b"<p>")
