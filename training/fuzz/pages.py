"""What is fuzzed as text: bytes as a page."""

from __future__ import annotations

import re
from typing import Final

from cleaner.formats.text import decode
from cleaner.kinds import KINDS
from cleaner.pieces import LONGEST
from cleaner.pipeline import Cleaner
from cleaner.policy import Policy
from cleaner.removed import from_jsonl, rebuild, removed_lines, to_jsonl
from training.fuzz.laws import check
from training.fuzz.policies import policy_for

PAGE: Final = """Home
Share this page

The ferry to Lower Quay ran again on Monday, after nine winters in which nobody had asked for it.

It rained.
Read next: the goat that crossed twice
© Maresby Lantern
"""
KEEP_ALL: Final = Policy(keep=KINDS)
_LINE: Final = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])|[^\n\r\x85\u2028\u2029]+")


def text(content: bytes, ready: Cleaner) -> None:
    """Bytes as a page: laws 1 to 4, and 6."""
    decoded = decode(content)
    check(decoded.encode(decoded.text) == content, "1: what is read comes back")
    page = decoded.text[:LONGEST]
    check(ready.with_policy(KEEP_ALL).clean(page) == page, "1: nothing removed is nothing changed")
    raws = _LINE.findall(page)
    policy = policy_for(content)
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
