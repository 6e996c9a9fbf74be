"""Text files: bytes to text and back, in whatever encoding."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st
from trees import PAGE, read_tree, write_tree

from cleaner.formats import LOOKED_AT, Cleaned, Fields, Record
from cleaner.formats.text import TextFile, decode, encode

MARKS = st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE])
WIDE = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@given(MARKS, st.binary(max_size=40))
@example(b"", b"\x80\xe2\x80\n\xc3")
@example(b"", b"a\r\nb\rc\n")
@example(codecs.BOM_UTF16_LE, b"a\0\n\0b")
@example(codecs.BOM_UTF16_LE, b"\x00\xd8a\0")
@example(codecs.BOM_UTF16_BE, b"\xdc\x00\xd8\x00")
def test_every_byte_comes_back(mark: bytes, content: bytes) -> None:
    decoded = decode(mark + content)
    assert decoded.encode(decoded.text) == mark + content


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(sorted(WIDE)))
def test_utf_16_is_read_as_what_it_says(text: str, encoding: str) -> None:
    """And what stays of it is written in it. The mark is no part of the text."""
    content = WIDE[encoding] + text.encode(encoding)
    decoded = decode(content)
    if content.startswith(codecs.BOM_UTF32_LE):  # a NUL behind the mark: it may be UTF-32, so its bytes are let alone
        assert decoded.text.encode("utf-8", "surrogateescape") == content
    else:
        assert decoded.text == text
        assert decoded.encode(text[1:]) == WIDE[encoding] + text[1:].encode(encoding)


READ = {
    "nothing": (b"", "", "no text"),
    "UTF-8": ("é\n".encode(), "é\n", "as it is"),
    "UTF-8 with a mark": (codecs.BOM_UTF8 + b"a", "\ufeffa", "the mark is text, so that it comes out again"),
    "Latin-1": (b"\xe9\n", "\udce9\n", "a byte that is not UTF-8 stands for itself"),
    "half a character": (b"a\xe2\x82", "a\udce2\udc82", "cut off in the middle"),
    "surrogates": (b"\xed\xa0\x80", "\udced\udca0\udc80", "which UTF-8 does not have"),
    "UTF-16, little end": (b"\xff\xfea\0\xe9\0", "aé", "the mark says so"),
    "UTF-16, big end": (b"\xfe\xff\0a\0\xe9", "aé", "the mark says so"),
    "UTF-16 without a mark": (b"a\0b\0", "a\0b\0", "nothing says so"),
    "UTF-16 of an odd length": (b"\xff\xfea\0b", "\udcff\udcfea\0b", "the mark says so, its end does not"),
    "UTF-16 with half a pair": (b"\xff\xfe\x00\xd8a\0", "\ud800a", "which other programs write as well"),
    "a mark alone": (b"\xff\xfe", "", "an empty file of UTF-16"),
    "UTF-32": (b"\xff\xfe\0\0a\0\0\0", "\udcff\udcfe\0\0a\0\0\0", "its mark begins like that of UTF-16"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "text", "why"), READ.values(), ids=READ)
def test_what_bytes_are_read_as(content: bytes, text: str, why: str) -> None:
    assert decode(content).text == text, why


@pytest.mark.parametrize("content", [PAGE.encode(), PAGE.encode("utf-16"), b"\xff\xfe", b"\xe9\r\n"])
def test_a_text_file_is_one_document_in_one_block(content: bytes, tmp_path: Path) -> None:
    """Left alone, its bytes are the very ones; with a text of its own, in the encoding it came in."""
    form = TextFile(Fields())
    [block] = form.blocks(write_tree(tmp_path, {"raw/page": content}) / "raw/page")
    [record] = form.records(block)
    assert record == Record(1, decode(content).text, source=decode(content).mark)
    with form.writing(tmp_path / "left", tmp_path / "raw/page", "") as write:
        write(form.part(block, [record], [None]))
    with form.writing(tmp_path / "shorter", tmp_path / "raw/page", "") as write:
        write(form.part(block, [record], [Cleaned("It rained.\n", ())]))
    rained = "It rained.\n"
    wide = content.startswith(codecs.BOM_UTF16_LE)
    shorter = codecs.BOM_UTF16_LE + rained.encode("utf-16-le") if wide else encode(rained)
    assert read_tree(tmp_path) == {"raw/page": content, "left": content, "shorter": shorter}


def zipped() -> bytes:
    with zipfile.ZipFile(content := io.BytesIO(), "w") as file:
        file.writestr("a", "a")
    return content.getvalue()


NO_TEXTS: dict[str, tuple[bytes, bool]] = {
    "NUL and an odd byte": (b"a\0\xff", False),
    "NUL": (b"a\0b", True),
    "an odd byte": (b"a\xffb", True),
    "NUL in UTF-8": ("é\0\u20ac".encode(), True),
    "NUL, and a character cut off by the end of what is looked at": (("\0" + "\u20ac" * 30_000).encode()[:-1], True),
    "NUL behind what is looked at": (b"\xff" + b"a" * LOOKED_AT + b"\0", True),
    "NUL as the last that is looked at": (b"\xff" + b"a" * (LOOKED_AT - 2) + b"\0", False),
    "UTF-16": ("\ufeffé\xff".encode("utf-16-le"), True),
    "UTF-16, the other way round": ("\ufeffé\xff".encode("utf-16-be"), True),
    "UTF-16 without a mark": ("é\xff".encode("utf-16-be") + b"\0", False),
    "UTF-32": ("\ufeffé".encode("utf-32-le"), True),
    "UTF-32, the other way round": ("\ufeffé".encode("utf-32-be"), True),
    "gzip": (gzip.compress(b"a"), False),
    "bzip2": (bz2.compress(b"a"), False),
    "bzip2 of nothing": (bz2.compress(b""), False),
    "BZh9 alone": (b"BZh9 is how bzip2 begins.", True),
    "xz": (lzma.compress(b"a"), False),
    "zstd": (zstandard.compress(b"a"), False),
    "zip": (zipped(), False),
    "PDF": (b"%PDF-1.7\n", False),
    "a word like it": (b"%PDF is how it begins", True),
    "PNG": (b"\x89PNG\r\n\x1a\n", False),
    "JPEG": (b"\xff\xd8\xff\xe0", False),
    "GIF": (b"GIF89a", False),
    "SQLite": (b"SQLite format 3\0", False),
    "Parquet": (b"PAR1aPAR1", False),
    "a word that begins so": (b"PAR1 is how Parquet begins", True),
}


@pytest.mark.parametrize(("content", "is_text"), NO_TEXTS.values(), ids=NO_TEXTS)
def test_what_is_surely_no_text(content: bytes, is_text: bool) -> None:
    assert TextFile(Fields()).is_text(content) == is_text
