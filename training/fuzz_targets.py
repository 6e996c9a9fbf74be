"""What is fuzzed: functions that take any bytes and raise when the program breaks one of its laws, or breaks.

What is wrong with the bytes the program may say, in the ways that it has for it; all else is a finding.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaner.arrays import context_columns, from_arrays, to_arrays
from cleaner.artifact import MANIFEST, WEIGHTS, ModelError, digest, read_model, save
from cleaner.batch import make_batch
from cleaner.context import feature_names
from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts
from cleaner.formats.text import decode
from cleaner.kinds import ARTICLE, KINDS
from cleaner.labels import LabelError, Labelled, format_lines, read_lines
from cleaner.model import Model
from cleaner.npz import packed
from cleaner.pieces import LONGEST
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.removed import from_jsonl, rebuild, removed_lines, to_jsonl
from cleaner.run.places import check_places
from cleaner.run.restore import restore
from cleaner.run.tasks import Files, Outcome
from cleaner.run.tree import Entry
from cleaner.run.work import Work

Target = Callable[[bytes, Cleaner], None]

PAGE: Final = """Home
Share this page

The ferry to Lower Quay ran again on Monday, after nine winters in which nobody had asked for it.

It rained.
Read next: the goat that crossed twice
© Maresby Lantern
"""
KEEP_ALL: Final = Policy(keep=KINDS)
POLICIES: Final = (Policy(strictness=0.5), Policy(keep=("caption",)))
"""The second takes nearly every line of a document that has an article. An input's length says which it gets."""
ADDED: Final = "went"
"""Field of what would go, where texts are kept whole."""
_LINE: Final = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")
_OUR_FAULT: Final = "please report"


class Broken(AssertionError):  # noqa: N818  # named for what happened
    """A law that does not hold."""


def check(holds: bool, law: str) -> None:
    """Raise Broken unless a law holds."""
    if not holds:
        raise Broken(law)


def text(content: bytes, ready: Cleaner) -> None:
    """Bytes as a page: laws 1 to 4, and 6."""
    decoded = decode(content)
    check(decoded.encode(decoded.text) == content, "1: what is read comes back")
    page = decoded.text[:LONGEST]
    check(ready.with_policy(KEEP_ALL).clean(page) == page, "1: nothing removed is nothing changed")
    raws = _LINE.findall(page)
    policy = POLICIES[len(content) % len(POLICIES)]
    one = ready.with_policy(policy)
    verdict = one.judge([page])
    [clean] = verdict.clean()
    explained = one.explain(page)
    check(clean == explained.clean == one.clean(page), "6: the explanation is the computation")
    check(len(raws) == len(explained.lines), "6: every line is explained")
    kept = [line.clean + raw[len(line.text) :] for raw, line in zip(raws, explained.lines, strict=True) if line.kept]
    check("".join(kept) == clean, "2: an ordered, verbatim subset of the lines")
    rows = to_jsonl(removed_lines(verdict, policy)[0], "page").encode()
    check(rebuild(clean, from_jsonl(rows.decode())) == page, "3: clean text and removed lines are the raw text")
    together = one.clean_many([PAGE, page, page[::-1], page])
    check(together[1] == together[3] == clean, "4: alone as in a batch")


def jsonl(content: bytes, ready: Cleaner) -> None:
    """Bytes as a file of JSON lines: only texts change, and `restore` is exact."""
    one = ready.with_policy(POLICIES[len(content) % len(POLICIES)])
    done = _round_trip(content, "f.jsonl", one)
    if done is not None:
        clean, outcome = done
        _compare_lines(content, clean, one, ambiguous=outcome.without_text > 0)
    added = _annotated(content, "f.jsonl", ready)
    if added is not None:
        for raw, line in zip(content.split(b"\n"), added.split(b"\n"), strict=True):
            if line != raw:
                before, after = _objects(raw, line)
                check(_without(after, ADDED) == _without(before, ADDED), "an annotation is all that is added")


def _compare_lines(content: bytes, clean: bytes, ready: Cleaner, *, ambiguous: bool) -> None:
    before, after = content.split(b"\n"), clean.split(b"\n")
    check(len(before) == len(after), "as many lines as there were")
    texts: list[tuple[str, str]] = []
    for raw, line in zip(before, after, strict=True):
        if line != raw:
            was, now = _objects(raw, line)
            check(_without(was, "text") == _without(now, "text"), "nothing but the text changes")
            texts.append((was["text"], now["text"]))
        elif not ambiguous and isinstance(stayed := (_object(raw) or {}).get("text"), str):
            texts.append((stayed, stayed))
    cleaned = ready.clean_many(was for was, _ in texts)
    check(cleaned == [now for _, now in texts], "texts are the cleaned ones")


def _objects(raw: bytes, line: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    was, now = _object(raw), _object(line)
    if was is None or now is None:
        raise Broken("a line that changed is an object, and was one")
    return was, now


def _object(line: bytes) -> dict[str, Any] | None:
    """The object that a line is, as Python reads it, numbers as they are written; None for what it cannot read."""
    try:
        found = json.loads(
            line.decode("utf-8", "surrogateescape").removeprefix("\ufeff"),
            strict=False, parse_int=str, parse_float=str, parse_constant=str,
            object_pairs_hook=list,
        )  # fmt: skip
    except (ValueError, RecursionError):
        return None
    return dict(found) if isinstance(found, list) and all(isinstance(one, tuple) for one in found) else None


def _without(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key != name}


def separated(content: bytes, ready: Cleaner) -> None:
    """Bytes as a file of CSV: only texts change, and `restore` is exact."""
    one = ready.with_policy(POLICIES[len(content) % len(POLICIES)])
    done = _round_trip(content, "f.csv", one)
    delimiter = _delimiter(content)
    if done is not None and not done[1].without_text and delimiter is not None:
        before, after = (_rows(table, delimiter) for table in (content, done[0]))
        check(len(before) == len(after), "as many rows as there were")
        place = before[0].index("text")
        pairs = [(raw, row) for raw, row in zip(before[1:], after[1:], strict=True) if raw]
        cleaned = one.clean_many(raw[place] for raw, _ in pairs)
        for (raw, row), clean in zip(pairs, cleaned, strict=True):
            check(row == [*raw[:place], clean, *raw[place + 1 :]], "nothing but the text changes")
    _annotated(content, "f.csv", ready)


def _delimiter(content: bytes) -> str | None:
    """What stands between the cells of a table whose header has one column of texts."""
    for delimiter in ",;\t|":
        names = next(iter(_rows(content, delimiter)), [])
        if "text" in names:
            return delimiter if names.count("text") == 1 else None
    return None


def _rows(content: bytes, delimiter: str) -> list[list[str]]:
    table = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(table, newline=""), delimiter=delimiter))


def lines(content: bytes, ready: Cleaner) -> None:
    """Bytes as a label file: refused by name, or written and read back equal; its lines are those of its text."""
    del ready
    path = _folder() / "d.lines"
    document = _labels(path, content)
    if document is None:
        return
    again = _labels(path, format_lines(document).encode())
    check(again is not None and _plain(again) == _plain(document), "what is written is read back equal")
    batch = make_batch([document.text])
    found = tuple(batch.line_text(0, line) for line in range(batch.n_lines))
    check(found == document.lines, "lines are those of the text")


def _labels(path: Path, content: bytes) -> Labelled | None:
    path.write_bytes(content)
    try:
        return read_lines(path)
    except LabelError as error:
        check(str(error).startswith(str(path)), "a label file is refused by name")
        return None


def _plain(document: Labelled) -> tuple[object, object]:
    """A document but for what a file does not hold: the kinds of its glue, and all of a blank line but that it is."""
    rows = [
        (line, kind, sure) if kind else None
        for line, kind, sure in zip(document.lines, document.kinds, document.sure, strict=True)
    ]
    return rows, [one[:3] for one in document.glue]


def manifest(content: bytes, ready: Cleaner) -> None:
    """Bytes as a model's manifest: refused by name, or the model is the one its weights make."""
    del ready
    folder = _model_folder()
    (folder / MANIFEST).write_bytes(content)
    model = _model(folder)
    check(model is None or digest(model) == digest(tiny_model()), "a manifest changes no model")


def weights(content: bytes, ready: Cleaner) -> None:
    """Bytes as a model's weights, or laid over its values: refused by name, or what it says are probabilities."""
    del ready
    folder = _model_folder()
    archive = content if content.startswith(b"PK") else packed(_overlaid(to_arrays(tiny_model()), content))
    (folder / WEIGHTS).write_bytes(archive)
    sealed = json.loads(_fresh()[MANIFEST]) | {"sha256": {WEIGHTS: sha256(archive).hexdigest()}}
    (folder / MANIFEST).write_text(json.dumps(sealed), encoding="utf-8")
    model = _model(folder)
    if model is None:
        return
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        verdict = Cleaner(model).judge([PAGE, "x"])
        found = model.kind_probabilities(make_batch([PAGE, "x"]))
    check(bool((found >= 0).all() and np.allclose(found.sum(axis=1), 1)), "probabilities sum to 1")
    likely = verdict.decision.probability
    check(bool(((likely >= 0) & (likely <= 1 + 1e-9)).all()), "probabilities lie between 0 and 1")


def _overlaid(arrays: Mapping[str, NDArray[Any]], content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays with bytes laid over their values: of every five, two say where, counted on, and three what."""
    values = {name: bytearray(array.tobytes()) for name, array in arrays.items()}
    places = [(name, i) for name, value in values.items() for i in range(len(value))]
    at = 0
    for i in range(0, len(content) - 4, 5):
        at += int.from_bytes(content[i : i + 2], "little")
        for offset, byte in enumerate(content[i + 2 : i + 5]):
            name, place = places[(at + offset) % len(places)]
            values[name][place] = byte
    return {
        name: np.frombuffer(bytes(values[name]), array.dtype).reshape(array.shape) for name, array in arrays.items()
    }


def _model(folder: Path) -> Model | None:
    try:
        return read_model(folder)
    except ModelError as error:
        check(str(error).startswith(str(folder)), "a model is refused by name")
        return None


TARGETS: Final[Mapping[str, Target]] = {
    "text": text,
    "jsonl": jsonl,
    "csv": separated,
    "lines": lines,
    "manifest": manifest,
    "weights": weights,
}


def fresh_seeds(target: str) -> Sequence[bytes]:
    """Seeds that follow the program: a manifest and weights as this version writes them."""
    return [_fresh()[name] for name in (MANIFEST, WEIGHTS) if name.startswith(target)]


@cache
def tiny_model() -> Model:
    """A model of a few kilobytes that was never fitted: it says something else of each kind."""
    kinds = np.arange(len(KINDS))
    arrays: dict[str, NDArray[Any]] = {
        "table": np.outer([1, -1], np.tile(kinds - 7, 2)).astype(np.int8),
        "center": np.zeros(len(feature_names()), np.float32),
        "spread": np.ones(len(feature_names()), np.float32),
        "state_of_kind": np.array([0 if kind in ARTICLE else 1 for kind in KINDS], dtype=np.int64),
        "affinity": np.array([[1.5, 0.5], [0.5, 1.5]]),
        "within": np.ones((2, 2)),
    }
    for number, n_in in enumerate((len(feature_names()), len(context_columns()), len(context_columns()))):
        arrays |= {
            f"look{number}_0_weights": (np.arange(2 * n_in).reshape(n_in, 2) % 7 - 3).astype(np.int16),
            f"look{number}_0_scale": np.full(2, 0.05, np.float32),
            f"look{number}_0_bias": np.ones(2, np.float32),
            f"look{number}_output_weights": np.stack((kinds % 4, kinds % 5 - 2)).astype(np.int16),
            f"look{number}_output_scale": np.full(len(KINDS), 0.02, np.float32),
            f"look{number}_output_bias": (-0.1 * kinds).astype(np.float32),
        }
    return from_arrays(arrays, KINDS)


@cache
def _temporary() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="fuzz-")  # goes when the process ends


def _folder() -> Path:
    return Path(_temporary().name)


@cache
def _fresh() -> Mapping[str, bytes]:
    """The files of the tiny model."""
    folder = _folder() / "fresh"
    save(tiny_model(), folder, trained_on={"made": "up"}, card="A card.")
    return {name: (folder / name).read_bytes() for name in (MANIFEST, WEIGHTS)}


def _model_folder() -> Path:
    """The tiny model's folder, whole, to be damaged."""
    folder = _folder() / "model"
    folder.mkdir(exist_ok=True)
    for name, content in _fresh().items():
        (folder / name).write_bytes(content)
    return folder


def _round_trip(content: bytes, name: str, ready: Cleaner) -> tuple[bytes, Outcome] | None:
    """A file cleaned and restored: what the clean one is, and what came of it. None when it was refused."""
    root = _folder() / "trip"
    outcome = _done(root, content, name, ready, Fields())
    if outcome.failed:
        return None
    failed = restore(root / "clean", root / "removed", root / "again", Fields())
    check(not failed, f"3: what was cleaned can be restored: {failed}")
    check((root / "again" / name).read_bytes() == content, "3: clean file and removed lines rebuild the raw file")
    return (root / "clean" / name).read_bytes(), outcome


def _annotated(content: bytes, name: str, ready: Cleaner) -> bytes | None:
    root = _folder() / "annotated"
    outcome = _done(root, content, name, ready, Fields(annotate=ADDED))
    return None if outcome.failed else (root / "clean" / name).read_bytes()


def _done(root: Path, content: bytes, name: str, ready: Cleaner, fields: Fields) -> Outcome:
    """What came of a file below `root/raw`, cleaned into `clean` and, unless it is annotated, `removed` beside it."""
    for folder in ("raw", "clean", "removed", "again"):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / name).unlink(missing_ok=True)
    path = root / "raw" / name
    path.write_bytes(content)
    places = check_places(root / "raw", root / "clean", None if fields.annotate else root / "removed")
    found = path.stat()
    task = Files((Entry(name, found.st_size, found.st_mtime_ns),))
    [outcome] = Work(places, ready, Sorts(fields))(task).outcomes
    said = [outcome.failed or "", *outcome.wrong]
    check(not any(_OUR_FAULT in why for why in said), f"what is wrong is in the file: {said}")
    check(path.read_bytes() == content, "8: raw is never written to")
    return outcome
