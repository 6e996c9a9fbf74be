"""What is fuzzed as CSV: bytes as a table of records."""

from __future__ import annotations

import csv
import io

from cleaner.pipeline import Cleaner
from training.fuzz.laws import check
from training.fuzz.policies import policy_for
from training.fuzz.round_trip import annotated, round_trip


def separated(content: bytes, ready: Cleaner) -> None:
    """Bytes as a file of CSV: only texts change, and `restore` is exact."""
    one = ready.with_policy(policy_for(content))
    done = round_trip(content, "f.csv", one)
    delimiter = _delimiter(content)
    if done is not None and not done[1].without_text and delimiter is not None:
        before, after = (_rows(table, delimiter) for table in (content, done[0]))
        check(len(before) == len(after), "as many rows as there were")
        place = before[0].index("text")
        pairs = [(raw, row) for raw, row in zip(before[1:], after[1:], strict=True) if raw]
        cleaned = one.clean_many(raw[place] for raw, _ in pairs)
        for (raw, row), clean in zip(pairs, cleaned, strict=True):
            check(row == [*raw[:place], clean, *raw[place + 1 :]], "nothing but the text changes")
    annotated(content, "f.csv", ready)


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
