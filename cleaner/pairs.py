"""Labels that follow from pairs: a raw file, and its hand-cleaned twin."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cleaner.batch import make_batch
from cleaner.formats import compressed
from cleaner.formats.text import MARK, decode
from cleaner.kinds import Kind
from cleaner.labels import Glue, LabelError, Labelled


def read_pairs(raw: Path, clean: Path) -> Iterator[Labelled]:
    """Every file of `raw` that has a hand-cleaned twin of the same relative path in `clean`, as a labelled document.

    Lines are aligned in order: a raw line found in the clean file is `body`, any other `other`; of a line that stayed
    in part (at least half of its text) the rest is noise glued to it. The folder directly below `raw` is the group
    (the site); a file directly in it is a group of its own. Files are read as `cleaner apply` reads text files. Raises
    LabelError when there is no pair.
    """
    for path in (raw, clean):
        if not path.is_dir():
            raise LabelError(f"{path}: no such folder")
    paths = [path for path in sorted(raw.rglob("*")) if path.is_file() and (clean / path.relative_to(raw)).is_file()]
    if not paths:
        raise LabelError(f"no file of {raw} has a twin of the same name in {clean}")
    for path in paths:
        relative = path.relative_to(raw)
        group = relative.parts[0] if len(relative.parts) > 1 else str(relative)
        yield align_pair(str(relative), _read(path), _read(clean / relative), group=group)


def align_pair(name: str, raw: str, clean: str, *, group: str = "") -> Labelled:
    """Label the lines of `raw` by whether they stand, in order, in `clean`; spaces at a line's ends do not count.

    A line of which a part worth half of it stands there is `body` with the rest glued to it; one that changed places is
    unsure.
    """
    lines, wanted = _split(raw), [line.strip() for line in _split(clean) if line.strip()]
    present = [i for i, line in enumerate(lines) if line.strip()]
    found = set()
    matcher = difflib.SequenceMatcher(None, [lines[i].strip() for i in present], wanted, autojunk=False)
    for block in matcher.get_matching_blocks():
        found.update(present[block.a : block.a + block.size])
    kinds: list[Kind | None] = [None] * len(lines)
    sure = [True] * len(lines)
    missing = _missing(wanted, (lines[i].strip() for i in found))
    glue: list[Glue] = []
    for i in present:
        kinds[i] = "body" if i in found else "other"
        part = None if i in found else next((line for line in missing if _is_most_of(line, lines[i].strip())), None)
        if part == lines[i].strip():
            sure[i] = False
        elif part:
            kinds[i] = "body"
            start = lines[i].find(part)
            edges = (0, start), (start + len(part), len(lines[i]))
            glue += [Glue(i, a, b) for a, b in edges if lines[i][a:b].strip()]
    return Labelled(name, tuple(lines), tuple(kinds), tuple(sure), group=group or name, glue=tuple(glue))


def _missing(wanted: Sequence[str], found: Iterable[str]) -> list[str]:
    left = list(wanted)
    for line in found:
        left.remove(line)
    return left


def _is_most_of(clean: str, raw: str) -> bool:
    """Whether a hand-cleaned line is a part of the raw one worth half of it: an edit inside the line."""
    return clean in raw and 2 * len(clean) >= len(raw)


def _split(text: str) -> list[str]:
    batch = make_batch([text])
    return [batch.line_text(0, line) for line in range(batch.n_lines)]


def _read(path: Path) -> str:
    """A text file as `cleaner apply` reads it, but for a byte-order mark, which one of a pair may lack."""
    with compressed.reading(path) as file:
        return decode(file.read()).text.removeprefix(MARK)
