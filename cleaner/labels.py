"""Labelled documents, and the `.lines` files that hold them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from cleaner.kinds import ARTICLE, DESCRIPTION, KINDS, Kind

OPEN, CLOSE = "⟦", "⟧"
"""Marks around noise glued inside a kept line; they are no part of the text."""
UNSURE: Final = "?"
"""Behind a kind: the label weighs nothing."""
_BREAKS: Final = frozenset("\x85\u2028\u2029")  # beside LF and CR, which end a row of the file as well


class LabelError(ValueError):
    """A label file that cannot be read; the message names file and line."""


class Glue(NamedTuple):
    """A stretch of noise inside a line that stays."""

    line: int  # index into the document's lines
    start: int  # characters of the line before it
    end: int  # after its last character
    kind: Kind | None = None  # None: noise of a kind that nobody named


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document with a kind for every line that has text.

    `kinds`, `sure` and `lines` run in parallel, blank lines included (kind None); `glue` is what of kept lines should
    go. `weight` is how much the document counts in a fit, 1 being an ordinary one; documents of one `group` (a site)
    are on one side of a split, unless there are so few groups that documents are parted one by one.
    """

    name: str
    lines: tuple[str, ...]
    kinds: tuple[Kind | None, ...]
    sure: tuple[bool, ...]
    language: str = "und"
    group: str = ""
    weight: float = 1.0
    glue: tuple[Glue, ...] = ()
    whole_lines: bool = False  # nobody looked for glue: what stands before a first sentence may be anything
    by_hand: bool = True  # a person said of every line what it is; False: a program did

    def __post_init__(self) -> None:
        """Raise ValueError for labels that do not run in parallel, and for glue that lies outside its line."""
        numbers = len(self.lines), len(self.kinds), len(self.sure)
        if len(set(numbers)) > 1:
            lines, kinds, sure = numbers
            raise ValueError(f"{self.name}: {lines} lines, {kinds} kinds and {sure} of `sure`; give as many of each")
        for line, start, end, _ in self.glue:
            if not (0 <= line < len(self.lines) and 0 <= start < end <= len(self.lines[line])):
                raise ValueError(f"{self.name}: characters {start} to {end} of line {line + 1} are not in it")

    def part(self, which: slice, **changes: Any) -> Labelled:
        """Some lines of the document that follow one another, as a document; `changes` are of other fields."""
        low, high, _ = which.indices(len(self.lines))
        glue = tuple(each._replace(line=each.line - low) for each in self.glue if low <= each.line < high)
        lines, kinds, sure = self.lines[low:high], self.kinds[low:high], self.sure[low:high]
        return replace(self, lines=lines, kinds=kinds, sure=sure, glue=glue, **changes)

    @property
    def text(self) -> str:
        """The raw document."""
        return "\n".join([*self.lines, ""])

    @property
    def regime(self) -> str:
        """`no noise`, `mostly clean` (less than half of its lines are noise) or `full page`."""
        kinds = [kind for kind in self.kinds if kind is not None]
        noise = sum(kind not in ARTICLE for kind in kinds)
        if not noise:
            return "no noise"
        return "mostly clean" if 2 * noise < len(kinds) else "full page"


def read_lines(path: Path, *, language: str = "und", group: str = "") -> Labelled:
    """Read one `.lines` file. Raises LabelError for what is not `kind<TAB>text`, OSError when it cannot be opened."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from error
    lines: list[str] = []
    kinds: list[Kind | None] = []
    sure: list[bool] = []
    glue: list[Glue] = []
    for number, row in enumerate(text.removesuffix("\n").split("\n") if text else [], 1):
        label, tab, line = row.partition("\t")
        if not row.strip():
            label, line = "", ""
        elif not tab:
            raise LabelError(f"{path}, line {number}: no tab; write kind<TAB>text, got {row[:60]!r}")
        kind = label.removesuffix(UNSURE)
        if row.strip() and kind not in DESCRIPTION:
            raise LabelError(f"{path}, line {number}: unknown kind {kind!r}; the kinds are {', '.join(KINDS)}")
        bare, spans = _unmarked(line)
        if spans is None:
            raise LabelError(f"{path}, line {number}: {OPEN} and {CLOSE} must come in pairs")
        if not _BREAKS.isdisjoint(line):
            raise LabelError(
                f"{path}, line {number}: a line end (NEL, U+2028 or U+2029) within the line; part it there"
            )
        if kind in ARTICLE and bare.strip():
            glue += [Glue(len(lines), start, end) for start, end in spans if end > start]
        lines.append(bare)
        kinds.append(kind if bare.strip() else None)
        sure.append(not label.endswith(UNSURE))
    name = path.stem
    return Labelled(
        name, tuple(lines), tuple(kinds), tuple(sure), language, group or f"{language}/{name}", glue=tuple(glue)
    )


def _unmarked(line: str) -> tuple[str, list[tuple[int, int]] | None]:
    """The line without its marks, and what they enclosed: starts and ends in it; None when they do not pair up."""
    bare, spans = "", []
    rest = line
    while OPEN in rest or CLOSE in rest:
        before, opened, tail = rest.partition(OPEN)
        inside, closed, rest = tail.partition(CLOSE)
        if not opened or not closed or CLOSE in before or OPEN in inside:
            return line, None
        spans.append((len(bare) + len(before), len(bare) + len(before) + len(inside)))
        bare += before + inside
    return bare + rest, spans


def read_folder(folder: Path) -> list[Labelled]:
    """All `.lines` files below a folder (or the one file), by path.

    The folder below it that a file lies in names the document's language, `und` without one. Every document is a group
    of its own: nothing says of which site it is.
    """
    if folder.is_file():
        return [read_lines(folder)]
    if not folder.is_dir():
        raise LabelError(f"{folder}: no such file or folder")
    paths = sorted(folder.rglob("*.lines"))
    if not paths:
        raise LabelError(f"{folder}: no .lines files in it")
    return [read_lines(path, language=path.parent.name if path.parent != folder else "und") for path in paths]


def format_lines(document: Labelled) -> str:
    """The document as the text of a `.lines` file; `read_lines` reads it back equal, but for kinds of glued noise and
    for spaces in blank lines."""
    marked = list(document.lines)
    for glue in reversed(document.glue):
        line = marked[glue.line]
        glued = f"{OPEN}{line[glue.start : glue.end]}{CLOSE}"
        marked[glue.line] = line[: glue.start] + glued + line[glue.end :]
    rows = [
        f"{kind}{'' if sure else UNSURE}\t{line}" if kind else ""
        for line, kind, sure in zip(marked, document.kinds, document.sure, strict=True)
    ]
    return "\n".join([*rows, ""])


def without_glue(document: Labelled) -> tuple[str, ...]:
    """The document's lines without the noise that is glued to them."""
    lines = list(document.lines)
    for glue in reversed(document.glue):
        line = lines[glue.line]
        lines[glue.line] = line[: glue.start] + line[glue.end :]
    return tuple(lines)
