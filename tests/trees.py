"""Trees of files as dictionaries, pages to fill them with, and lines split without the program's own help."""

from __future__ import annotations

import json
import re
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hypothesis import strategies as st

OWN = ".cleaner"
UNFINISHED = "unfinished"
NOISE = (
    "Skip to main content",
    "Share on Facebook",
    "You may also like",
    "Subscribe to our newsletter",
    "© 2024 All rights reserved",
    "Published: 12 March 2024",
    "यह भी पढ़ें",
    "शेयर करें",
)
ARTICLE = (
    "The harbour board voted on Tuesday to reopen the old pier to walkers, twelve years after it was closed.",
    '"We waited a long time for this," said the board\'s chair, who had promised the repairs.',
    "It rained.",
    "नदी का पानी मंगलवार रात को घटने लगा और गाँव के लोग अपने घरों की ओर लौट आए।",
)
PAGE = "\n".join([*NOISE[:3], "", ARTICLE[0], "", ARTICLE[1], "", ARTICLE[2], "", *NOISE[3:], ""])
GLUED = f"{ARTICLE[0]}\n\n{ARTICLE[1]} | {NOISE[1]}\n"
"""The last line stays and loses its end."""

_BLANK = re.compile(r"[\s\u200b\ufeff]*")
_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")


def lines_of(text: str) -> list[str]:
    """Lines with their ends."""
    return _LINE.findall(text)


def records(number: int, text: str = PAGE) -> bytes:
    """JSON lines, each with a text of its own."""
    return "".join(json.dumps({"n": n, "text": f"{text}{n}\n"}) + "\n" for n in range(number)).encode()


def is_blank(line: str) -> bool:
    return _BLANK.fullmatch(line) is not None


def write_tree(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    root.mkdir(parents=True, exist_ok=True)
    return root


def read_tree(root: Path) -> dict[str, bytes]:
    """Every file below `root`, hidden and temporary ones included; not what the program keeps for itself."""
    return {name: content for name, content in _files(root) if OWN not in Path(name).parts}


def read_own(root: Path) -> dict[str, bytes]:
    """Every file that the program keeps for itself below `root`: journal, record, what is unfinished."""
    return {name: content for name, content in _files(root) if OWN in Path(name).parts}


def unfinished(root: Path) -> list[str]:
    """Files below `root` that somebody is writing, or that a killed run left behind."""
    return [name for name, _ in _files(root) if UNFINISHED in Path(name).parts or name.endswith(".part")]


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(root)), path.read_bytes()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process can be written to beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def decode(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def as_text(text: str) -> str:
    """Without NUL where there are odd bytes too, and not beginning like an archive or a picture: a file of that is no
    text."""
    text = text if text.isascii() or max(text) < "\udc80" else text.replace("\0", "")
    return f" {text}" if _ARCHIVE.match(text) else text


_ARCHIVE = re.compile("\x1f\udc8b|PK|BZh|PAR1|%PDF|\udc89PNG|\udcff\udcd8|GIF8|SQLite|[(]\udcb5|\udcfd7z")


_odd = st.text(st.characters(codec="utf-8") | st.sampled_from("\0\ufeff\x1b \t\u200d"), max_size=8)
_odd_bytes = st.binary(max_size=6).map(decode)
_ends = st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028", "\n\n", "\n \n\n", ""])
_lines = st.sampled_from([*NOISE, *ARTICLE]) | _odd | _odd_bytes

pages = st.lists(st.tuples(_lines, _ends), max_size=20).map(
    lambda lines: decode("".join(map("".join, lines)).encode("utf-8", "surrogateescape"))
)
"""Pages as they are read from files: noise, article and odd lines, every line end, undecodable bytes."""
