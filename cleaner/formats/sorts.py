"""Which format a file is in, by the end of its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from cleaner.formats import TEXT, Fields, Format
from cleaner.formats.compressed import inner_name
from cleaner.formats.text import TextFile

JSON_LINES: Final = (".jsonl", ".ndjson")
SEPARATED: Final = (".csv", ".tsv")
PARQUET: Final = (".parquet",)
WET: Final = (".wet",)
HTML: Final = (".html", ".htm", ".xhtml")
REFUSED: Final = {
    ".json": "no format for .json; JSON lines are .jsonl",
    ".xml": "no format for .xml",
    ".pdf": "no format for .pdf",
    ".warc": "no format for .warc; the texts of a crawl are .warc.wet",
}
"""What is said of files with these names: cleaned as one text, they would be damaged."""
_LONGEST_END: Final = len(".parquet.bz2")
_ENDS: Final = 256


def is_text_file(name: str) -> bool:
    """Whether a file of this name is one document of text, or is not read at all."""
    return type(Sorts(Fields()).of(name)) is TextFile


@dataclass(frozen=True)
class Sorts:
    """The formats of a run. Every file whose name ends in none of the suffixes is one document of text, unless there is
    surely none in it; in `encoding`, one that `encoding_called` gave, if it has no mark."""

    fields: Fields
    encoding: str | None = None

    def of(self, name: str) -> Format:
        """The format of the file of this name."""
        end = name[-_LONGEST_END:]
        dot = end.find(".")
        return self._by_end(end[dot:] if dot >= 0 else "")

    def inputs_of(self, output: str) -> tuple[str, ...]:
        """The names of the files of which one of this name would be written."""
        names = dict.fromkeys((output, output.removesuffix(TEXT)))
        return tuple(name for name in names if self.of(name).output_name(name) == output)

    @cached_property
    def _by_end(self) -> Callable[[str], Format]:
        return lru_cache(_ENDS)(self._find)  # asked of every file several times over

    def __getstate__(self) -> dict[str, Any]:
        """Not what is found: it stays where it was found."""
        return {"fields": self.fields, "encoding": self.encoding}

    def _find(self, end: str) -> Format:
        """The format of files whose names end like this."""
        inner = inner_name(end).lower()
        if inner.endswith(JSON_LINES):
            return self._json_lines
        if inner.endswith(SEPARATED):
            return self._tsv if inner.endswith(".tsv") else self._csv
        if inner.endswith(PARQUET):  # one that is compressed once more is none, and no text either: Parquet refuses it
            return self._parquet
        if inner.endswith(WET):
            return self._wet
        if inner.endswith(HTML):
            return self._html
        return self._refused.get(inner[inner.rfind(".") :], self._text)

    @cached_property
    def _refused(self) -> dict[str, Format]:
        return {end: TextFile(self.fields, why) for end, why in REFUSED.items()}

    @cached_property
    def _text(self) -> Format:
        return TextFile(self.fields, encoding=self.encoding)

    @cached_property
    def _json_lines(self) -> Format:
        from cleaner.formats.json_lines import JsonLines

        return JsonLines(self.fields)

    @cached_property
    def _csv(self) -> Format:
        from cleaner.formats.separated import Separated

        return Separated(self.fields, ".csv")

    @cached_property
    def _tsv(self) -> Format:
        from cleaner.formats.separated import Separated

        return Separated(self.fields, ".tsv")

    @cached_property
    def _parquet(self) -> Format:
        from cleaner.formats.parquet import Parquet

        return Parquet(self.fields)

    @cached_property
    def _wet(self) -> Format:
        from cleaner.formats.wet import Wet

        return Wet(self.fields)

    @cached_property
    def _html(self) -> Format:
        from cleaner.formats.html import HtmlFile

        return HtmlFile(self.fields)
