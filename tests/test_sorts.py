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


@pytest.mark.parametrize(
    ("name", "said"),
    [("a.json", "no format for .json; JSON lines are .jsonl"), ("A.JSON.gz", "no format for .json"),
     ("a.xml", "no format for .xml"), ("a.pdf", "no format for .pdf"), ("a.warc.gz", "no format for .warc; the texts"),
     ("json", None), ("a.json.txt", None), ("a.jsonl", None), ("a.warc.wet", None), ("a.md", None)],
)  # fmt: skip
def test_names_of_what_is_no_text_are_refused(name: str, said: str | None) -> None:
    refused = SORTS.of(name).refused
    assert (refused or "").startswith(said or "")
    assert (refused is None) == (said is None)


@pytest.mark.parametrize(
    ("output", "inputs"),
    [("a", ("a",)), ("a.txt", ("a.txt",)), ("a.html", ()), ("a.html.txt", ("a.html.txt", "a.html")),
     ("a.HTML.gz.txt", ("a.HTML.gz.txt", "a.HTML.gz"))],
)  # fmt: skip
def test_a_name_of_an_output_says_what_it_may_be_of(output: str, inputs: tuple[str, ...]) -> None:
    assert SORTS.inputs_of(output) == inputs
    assert {SORTS.of(name).output_name(name) for name in inputs} <= {output}


ends = st.sampled_from([".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".wet", ".htm", ".gz", ".zst", ".BZ2", ".xz"])


@given(st.lists(ends | st.text(max_size=4), max_size=6).map("".join))
def test_a_long_name_says_what_all_of_it_would(name: str) -> None:
    """Only its end is looked at."""
    assert SORTS.of(name) is SORTS._find(name)


def test_sorts_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(SORTS))
    assert sent == SORTS
    assert sent.of("a.csv").fields == SORTS.fields
