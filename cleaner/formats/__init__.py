"""Formats: how the documents of a file are found and how the file is written back with cleaned ones.

    file -> blocks -> records -> (cleaned) -> parts -> file

A block is as much of a file as is held in memory at a time; it can be sent to another process, which turns it into
records, cleans them, and turns it into a part of the output. Everything of the file that is no record's text comes out
as it went in.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.removed import Removed

BLOCK_BYTES: Final = 4_000_000
"""Bytes of a file that are read at a time, as far as its documents end there: the last batch of a block is a small one,
and takes as long to begin as any."""
LOOKED_AT: Final = 1 << 16
"""Bytes at the beginning of a file that tell what it is."""
TEXT: Final = ".txt"
"""What is added to the name of a file whose output is text, though it is none itself."""

Part = Any
"""What a format writes at a time: bytes, or what its library takes."""
Writer = Callable[[Part], object]
"""Takes parts one by one."""


class WrongContent(ValueError):  # noqa: N818  # a file that is not what its name says
    """A file that cannot be read as what its name says it is; the message says where and why."""


class NotText(WrongContent):
    """A file that is taken for a text, since its name says nothing else, and is none."""


class MissingExtra(ImportError):  # noqa: N818  # named for what is wrong
    """A format needs a package that is not installed; the message names it and how to get it."""

    def __init__(self, what: str, package: str) -> None:
        """`what` needs the package of this name; in the package index, our own name is another's."""
        super().__init__(f"{what} need {package}; get it with: pip install {package}")


class Record(NamedTuple):
    """One document of a file."""

    number: int  # 1-based, within the file
    text: str | None  # None: there is none to clean, and the record comes out as it went in
    id: str | None = None  # the value of the field that names documents
    wrong: str | None = None  # why a record that should have a text has none
    source: Any = None  # what its format wants to know of it again
    encoding: str | None = None  # of the bytes, where it was said and no mark says another


class Cleaned(NamedTuple):
    """What became of a record's text."""

    text: str
    removed: Sequence[Removed]  # what went from it; left out where nobody asked for it
    raw: str | None = None  # how it is to be written, where that is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Where in a record the text is and what is added to it. Raises ValueError for a name without a character."""

    text: str = "text"
    id: str | None = None
    annotate: str | None = None  # keep the text whole and add what would go as a field of this name

    def __post_init__(self) -> None:
        """Check the names."""
        for name, option in (("text", "--text-field"), ("id", "--id-field"), ("annotate", "--annotate")):
            if getattr(self, name) == "":
                raise ValueError(f"{option} (the field {name!r} of Fields) must be a name, got ''")


class Format(ABC):
    """One sort of file. Errors in reading are OSError or WrongContent."""

    structured: bool = True
    """Whether its records have fields."""
    streamed: bool = True
    """Whether its parts are bytes, which standard output can take."""
    refused: str | None = None
    """Why files with such a name are not read, if they are not."""
    members: bool = False
    """Whether its records are compressed one by one, also on standard output."""
    divided: bool = True
    """Whether a large file has more blocks than one."""

    def __init__(self, fields: Fields) -> None:
        """`fields` say which of a record's fields matter."""
        self.fields = fields

    def is_text(self, block: Any) -> bool:
        """Whether a block may be what files of this sort hold; otherwise it is left alone."""
        del block
        return True

    def look(self, path: Path) -> None:
        """Look at a file's beginning, cheaply, and raise what reading it would raise there: NotText, WrongContent,
        MissingExtra, OSError."""
        next(iter(self.blocks(path)), None)

    def output_name(self, name: str) -> str:
        """The name of what is written for a file of this name."""
        return name

    @abstractmethod
    def blocks(self, path: Path) -> Iterator[Any]:
        """The file's blocks, in order."""

    @abstractmethod
    def records(self, block: Any) -> Sequence[Record]:
        """The documents of a block, in order."""

    @abstractmethod
    def part(self, block: Any, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> Part:
        """The block, whose records these are, with each record's text cleaned; None leaves a record as it is."""

    def packed(self, part: Part, suffix: str) -> Part:
        """A part as `writing` takes it for a file that ends in `suffix`: compressed, where each part can be by itself,
        so that whoever cleaned it does that work too."""
        del suffix
        return part

    def raws(self, block: Any, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> Mapping[int, str]:
        """How the texts of some records were written, by their places in the block: those of which the cleaned file
        does not tell it, so that the raw file can be rebuilt."""
        del block, records, cleaned
        return {}

    @abstractmethod
    def writing(self, path: Path, source: Path, suffix: str) -> AbstractContextManager[Writer]:
        """A new file at `path` that takes the parts one by one; `source` is the file that was read. It is compressed as
        files are that end in `suffix`: its own name is only given to it when it is whole."""


def line_ends(text: str) -> int:
    """How many lines end in a text: what is wrong with a file is said with the line."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")
