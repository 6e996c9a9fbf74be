"""HTML files: rendered as text, then cleaned; what is written is text, under the file's name with `.txt` behind it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cleaner.formats import LOOKED_AT, TEXT, Cleaned, Format, MissingExtra, Record, Writer, compressed
from cleaner.formats.text import encode

WRONG: Final = 0.1
"""Share of the bytes beyond ASCII that may be none of the declared encoding; beyond it, it is not believed."""
_ASCII: Final = bytes(range(128))
_MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_WIDER: Final = {"shift_jis": "cp932", "euc_kr": "cp949", "gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs"}
"""What browsers take these for (WHATWG, Encoding Standard)."""


class HtmlFile(Format):
    """One document, the text of the whole page; what goes from it is counted in that text."""

    structured = False
    divided = False

    def output_name(self, name: str) -> str:
        """`page.html` gives `page.html.txt`."""
        return name + TEXT

    def look(self, path: Path) -> None:
        """Raise what opening it, and the lack of a library, would."""
        with compressed.reading(path) as file:
            file.read(LOOKED_AT)
        rendered(b"")

    def blocks(self, path: Path) -> Iterator[bytes]:
        """The file's content."""
        with compressed.reading(path) as file:
            yield file.read()

    def records(self, block: bytes) -> Sequence[Record]:
        """The one document."""
        return [Record(1, rendered(block))]

    def part(self, block: bytes, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> bytes:
        """The page's text."""
        del block
        [record], [one] = records, cleaned
        return encode(record.text or "" if one is None else one.text)

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """A text file, compressed as its name says."""
        with compressed.writing(path, suffix) as file:
            yield file.write


def rendered(content: bytes) -> str:
    """A page's text, blocks as lines, in the encoding that the page declares or seems to have."""
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError as error:
        raise MissingExtra("HTML files", "resiliparse") from error
    return str(extract_plain_text(_decoded(content), main_content=False)).replace("\r\n", "\n")


def _decoded(content: bytes) -> str:
    """The page as characters. A few bytes that are wrong, or a last character that is cut off, change no others."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    for mark, marked in _MARKS.items():
        if content.startswith(mark):
            return content.removeprefix(mark).decode(marked, "replace")
    declared = detect_encoding(content, from_html_meta=True) or "utf-8"
    if declared.startswith("utf-16") and b"\0" not in content:  # or nobody could have read what it declares
        declared = "utf-8"
    text = content.decode(_WIDER.get(declared, declared), "replace")
    if text.count("\ufffd") <= WRONG * len(content.translate(None, _ASCII)):
        return text
    return str(bytes_to_str(content, detect_encoding(content) or "utf-8", errors="replace"))
