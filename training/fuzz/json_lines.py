"""What is fuzzed as JSON lines: bytes as a file of records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cleaner.pipeline import Cleaner
from training.fuzz.laws import Broken, check
from training.fuzz.policies import policy_for
from training.fuzz.round_trip import ADDED, annotated, round_trip


def jsonl(content: bytes, ready: Cleaner) -> None:
    """Bytes as a file of JSON lines: only texts change, and `restore` is exact."""
    one = ready.with_policy(policy_for(content))
    done = round_trip(content, "f.jsonl", one)
    if done is not None:
        clean, outcome = done
        _compare_lines(content, clean, one, ambiguous=outcome.without_text > 0)
    added = annotated(content, "f.jsonl", ready)
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
