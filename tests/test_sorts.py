"""Which format a file is in, by its name."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.formats import Fields
from cleaner.formats.sorts import Sorts

SORTS = Sorts(Fields(text="body"))
NAMES = {
    "page": ("TextFile", "no suffix"),
    "": ("TextFile", "nor any name"),
    "page.txt.gz": ("TextFile", "compressed"),
    "a.jsonl": ("JsonLines", ""),
    "d.jsonl/page": ("TextFile", "a folder's suffix is none of its files'"),
    "jsonl": ("TextFile", "a name is no suffix"),
    ".jsonl": ("JsonLines", "but this is one"),
    "A.NDJSON.BZ2": ("JsonLines", "in capitals"),
    "a.csv.zst": ("Separated", ""),
    "a.tsv": ("Separated", ""),
    "a.parquet": ("Parquet", ""),
    "a.parquet.bz2": ("Parquet", "which refuses it: it is no text either"),
    "a.warc.wet.gz": ("Wet", ""),
    "a.xhtml.xz": ("HtmlFile", ""),
    "a.html.txt": ("TextFile", "the last one counts"),
    "a.gz.jsonl": ("JsonLines", "and behind it there is no compression"),
    "a.jsonl.gz.gz": ("TextFile", "one compression is looked behind, not two"),
}


@pytest.mark.parametrize(("name", "found", "why"), [(name, *rest) for name, rest in NAMES.items()], ids=NAMES)
def test_a_name_says_the_format(name: str, found: str, why: str) -> None:
    assert type(SORTS.of(name)).__name__ == found, why
    assert SORTS.of(f"d.csv/{name}") is SORTS.of(name)


ends = st.sampled_from([".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".wet", ".htm", ".gz", ".zst", ".BZ2", ".xz"])


@given(st.lists(ends | st.text(max_size=4), max_size=6).map("".join))
def test_a_long_name_says_what_all_of_it_would(name: str) -> None:
    """Only its end is looked at."""
    assert SORTS.of(name) is SORTS._find(name)


def test_sorts_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(SORTS))
    assert sent == SORTS
    assert sent.of("a.csv").fields == SORTS.fields
