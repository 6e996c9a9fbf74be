"""WET: pages of a web crawl. Headers keep their bytes; length and digests are those of what is written."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from by_rule import BY_RULE, cleaned
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import pack, unpack
from wet_records import INFO, digest, members, page, parted, record

from cleaner.formats import wet


@given(
    st.lists(st.sampled_from(["a\n#\nb", "a\r\n#\r\n", "", "#", "é\n#\n", "\r\n\r\n#\na\r\n\r\n", "WARC/1.0\n#"])),
    st.booleans(),
)
@settings(max_examples=25)
def test_nothing_but_the_text_changes(texts: list[str], large: bool) -> None:
    """The law of this format: each record a member, a changed one with its own length and digest; and back."""
    raw = [INFO, *(page(text, f"http://a.example/{i}") for i, text in enumerate(texts)), INFO]
    done = cleaned({"d/f.warc.wet.gz": members(*raw)}, large=large)
    assert not done.failed
    expected = [INFO, *(page(BY_RULE.clean(text), f"http://a.example/{i}") for i, text in enumerate(texts)), INFO]
    assert parted(done.clean["d/f.warc.wet.gz"]) == expected
    assert not done.not_restored
    assert parted(done.restored["d/f.warc.wet.gz"]) == raw


def test_what_is_written_is_read_by_others() -> None:
    """By a library for such files, digests checked."""
    raw = members(INFO, page("a\n#\né\n"), page("#\nb"))
    clean = cleaned({"f.warc.wet.gz": raw}).clean["f.warc.wet.gz"]
    stream: Any = io.BytesIO(clean)
    read = [(found.verify_block_digest(), found.reader.read()) for found in ArchiveIterator(stream, parse_http=False)]
    assert read == [(True, b"software: b # c\r\n"), (True, "a\né\n".encode()), (True, b"b")]


ODD_HEADERS = (
    b"warc-target-uri:http://a.example/\xc3\xa9\xff",
    b"X-Spaces:   two  spaces \t",
    b"WARC-Concurrent-To: <1>",
    b"WARC-Concurrent-To: <2>",
    b"X-Folded: a\r\n  Content-Length: 3",
    b"no colon in it",
    b"X-Empty:",
)


def test_headers_keep_their_bytes() -> None:
    """Spelling, order, what comes twice, what is folded and what is none."""
    raw = record("conversion", b"a\n#\n", headers=ODD_HEADERS)
    done = cleaned({"f.warc.wet.gz": members(raw)})
    assert parted(done.clean["f.warc.wet.gz"]) == [record("conversion", b"a\n", headers=ODD_HEADERS)]
    assert json.loads(done.removed["f.warc.wet.gz.jsonl"])["document"] == "http://a.example/é\udcff"
    assert parted(done.restored["f.warc.wet.gz"]) == [raw]


ODD_DIGESTS = {
    "of another sort": b"WARC-Payload-Digest: md5:0123456789abcdef0123456789abcdef",
    "in small letters": b"WARC-Payload-Digest: " + digest(b"a\n#\n").lower(),
    "wrong": b"WARC-Payload-Digest: " + digest(b"something else"),
}


@pytest.mark.parametrize("header", ODD_DIGESTS.values(), ids=ODD_DIGESTS)
def test_digests_are_made_anew_and_come_back_as_they_were(header: bytes) -> None:
    raw = record("conversion", b"a\n#\n", headers=(header,))
    done = cleaned({"f.warc.wet.gz": members(raw)})
    anew = b"WARC-Payload-Digest: " + digest(b"a\n")
    assert parted(done.clean["f.warc.wet.gz"]) == [record("conversion", b"a\n", headers=(anew,))]
    assert parted(done.restored["f.warc.wet.gz"]) == [raw]


@pytest.mark.parametrize("content", [b"\xff\xfea\0\n\0#\0", b"\xe9\n#\n", b"#\n\xff\xfeb\0", b"\xff\xfe#\0\n\0\0\0a\0"])
def test_content_in_whatever_encoding(content: bytes) -> None:
    """Also where what stays looks like another one."""
    raw = record("conversion", content)
    done = cleaned({"f.warc.wet.gz": members(raw)})
    [clean] = parted(done.clean["f.warc.wet.gz"])
    assert len(clean) < len(raw)
    assert parted(done.restored["f.warc.wet.gz"]) == [raw]


def test_only_pages_are_cleaned() -> None:
    """What was sent and answered, and what tells of the crawl, come out as they are; so does the order."""
    others = [record(kind, b"a\n#\n") for kind in ("warcinfo", "request", "response", "metadata", "Conversion", "")]
    raw = [others[0], page("a\n#\n"), *others[1:], others[0]]
    clean = parted(cleaned({"f.warc.wet.gz": members(*raw)}).clean["f.warc.wet.gz"])
    assert clean == [others[0], page("a\n"), *others[1:], others[0]]


@pytest.mark.parametrize("suffix", ["", ".bz2", ".xz", ".zst"])
def test_a_file_is_compressed_as_it_was(suffix: str) -> None:
    """One that is not compressed stays so, byte for byte where nothing goes."""
    raw = INFO + page("a\n#\n") + b"\r\n\n" + page("b")[:-3]
    done = cleaned({f"f.wet{suffix}": pack(raw, suffix)})
    assert unpack(done.clean[f"f.wet{suffix}"], suffix) == raw.replace(page("a\n#\n"), page("a\n"))
    assert unpack(done.restored[f"f.wet{suffix}"], suffix) == raw


def without_length() -> bytes:
    return page("a").replace(b"Content-Length: 1\r\n", b"")


REFUSED = {
    "nothing": (b"", "no WARC record in it"),
    "text": (b"a\n#\n", "record 1: does not begin with WARC/"),
    "one long line": (b"a" * 3_000_000, "record 1: does not begin with WARC/"),
    "a web page": (b"<html>\n", "record 1: does not begin with WARC/"),
    "blank lines first": (b"\r\n" + INFO, "record 1: does not begin with WARC/"),
    "garbage behind": (INFO + b"a", "record 2: does not begin with WARC/; is the Content-Length of record 1 wrong?"),
    "cut off in a version": (INFO + b"WARC/", "record 2: cut off in its header"),
    "cut off in a header": (INFO + page("a")[:60], "record 2: cut off in its header"),
    "cut off behind a header": (INFO + page("a")[:-7], "record 2: cut off in its header"),
    "cut off in a text": (INFO + page("abc")[:-5], "record 2: cut off, or its Content-Length is too large"),
    "a length too large": (
        record("conversion", b"a", length=50) + page("b"),
        "record 1: goes on after its end; is its Content-Length right?",
    ),
    "a length larger than the file": (
        record("conversion", b"a", length=10**14), "record 1: cut off, or its Content-Length is too large",
    ),
    "a length too small": (
        record("conversion", b"a b", length=1) + page("b"),
        "record 1: goes on after its end; is its Content-Length right?",
    ),
    "no length": (INFO + without_length(), "record 2: its Content-Length is missing"),
    "a length that is none": (
        page("a").replace(b"Length: 1", b"Length: -1"), "record 1: its Content-Length is '-1'",
    ),
    "a length of many digits": (
        page("a").replace(b"Length: 1", b"Length: " + b"1" * 20), f"record 1: its Content-Length is {'1' * 20!r}",
    ),
    "a header without an end": (b"WARC/1.0\r\n" + b"a: b\r\n" * 400_000, "record 1: its header does not end"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("large", [False, True])
def test_files_that_are_refused(raw: bytes, said: str, large: bool) -> None:
    done = cleaned({"f.wet": raw, "good.wet": INFO}, large=large)
    assert done.failed == {"f.wet": said}
    assert done.clean == {"good.wet": INFO}


def test_a_file_that_is_cut_off_is_refused_wherever() -> None:
    """A compressed one at every byte; another one anywhere but behind a text that is whole."""
    raw = page("a\n#\n") + page("abc")
    packed = members(page("a\n#\n"), page("abc"))
    first = len(gzip.compress(page("a\n#\n")))
    for cut in range(0, len(packed), 7):
        assert bool(cleaned({"f.warc.wet.gz": packed[:cut]}).failed) == (cut != first), cut
    whole = {len(page("a\n#\n")) - i for i in range(5)} | {len(raw) - i for i in range(5)}
    for cut in [*range(0, len(raw), 9), *sorted(whole)]:
        assert bool(cleaned({"f.wet": raw[:cut]}).failed) == (cut not in whole), cut


def test_line_feeds_alone_end_headers_as_well() -> None:
    raw = page("a\n#\n").replace(b"\r\n", b"\n")
    done = cleaned({"f.wet": raw})
    assert done.clean == {"f.wet": page("a\n").replace(b"\r\n", b"\n")}
    assert done.restored == {"f.wet": raw}


@pytest.mark.parametrize("block_bytes", [1, 500])
def test_blocks_are_bounded_and_change_nothing(block_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = members(INFO, *(page(f"{i}\n#\n") for i in range(9)))
    whole = cleaned({"f.warc.wet.gz": raw}, large=True)
    monkeypatch.setattr(wet, "BLOCK_BYTES", block_bytes)
    parts = cleaned({"f.warc.wet.gz": raw}, large=True)
    assert (parts.clean, parts.removed, parts.restored) == (whole.clean, whole.removed, whole.restored)
    assert [json.loads(line)["record"] for line in parts.removed["f.warc.wet.gz.jsonl"].splitlines()] == [*range(2, 11)]
