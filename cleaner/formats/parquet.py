"""Parquet: a record a row, one string column the document; row group by row group.

Schema, metadata, row groups and compression stay as they were; only the column of the texts changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.formats import Cleaned, Format, MissingExtra, Part, Record, Writer, WrongContent
from cleaner.formats.text import ENCODING, ODD_BYTES, encode
from cleaner.removed import spans


class RowGroup(NamedTuple):
    """One of a file's row groups, read where it is cleaned."""

    path: Path
    number: int  # 0-based
    first: int  # 1-based number of its first row in the file


class Parquet(Format):
    """One document a row."""

    streamed = False

    def blocks(self, path: Path) -> Iterator[RowGroup]:
        """The row groups."""
        metadata = self._open(path).metadata
        first = 1
        for number in range(metadata.num_row_groups):
            yield RowGroup(path, number, first)
            first += metadata.row_group(number).num_rows

    def _open(self, path: Path) -> Any:
        _, parquet = _pyarrow()
        with _damage_explained("no whole Parquet file"):
            file = parquet.ParquetFile(path)
            schema = file.schema_arrow
            names = schema.names
        for name in filter(None, (self.fields.text, self.fields.id)):
            if names.count(name) != 1:
                found = "several columns" if name in names else "no column"
                raise WrongContent(f"{found} {name!r}; there are {', '.join(names)}")
        column_type = schema.field(self.fields.text).type
        if not _is_text(column_type):
            raise WrongContent(f"column {self.fields.text!r} holds {column_type}, not strings")
        if self.fields.annotate in names:
            raise WrongContent(f"there is a column {self.fields.annotate!r} already; name another with --annotate")
        return file

    def _table(self, block: RowGroup, columns: list[str] | None = None, *, file: Any = None) -> Any:
        """Some columns of a row group, or all; `file` is the open file, where it is open already."""
        file = file or self._open(block.path)
        with _damage_explained(f"row group {block.number + 1}: damaged"):
            return file.read_row_group(block.number, columns, use_threads=False)  # the other cores have their own

    def records(self, block: RowGroup) -> Sequence[Record]:
        """A record for each row."""
        names = [self.fields.text, *([self.fields.id] if self.fields.id else [])]
        table = self._table(block, names).select(names)
        texts = _strings(table.column(0))
        identities = table.column(1).to_pylist() if self.fields.id else [None] * len(texts)
        return [
            Record(number, text, None if identity is None else str(identity))
            for number, (text, identity) in enumerate(zip(texts, identities, strict=True), block.first)
        ]

    def part(self, block: RowGroup, records: Sequence[Record], cleaned: Sequence[Cleaned | None]) -> Part:
        """The row group as a table, with its texts replaced, or with what would go from them as a column."""
        pa, _ = _pyarrow()
        if self.fields.annotate:
            rows = [spans(one.removed) if one else [] for one in cleaned]
            return self._table(block).append_column(self._annotation(), pa.array(rows, self._annotation().type))
        if not any(cleaned):
            return self._table(block)
        texts = [one.text if one else record.text for one, record in zip(cleaned, records, strict=True)]
        return self._with_texts(block, texts)

    def _with_texts(self, block: RowGroup, texts: Sequence[str | None]) -> Any:
        """The row group with other texts. Its own are not read again where the other columns can be read by name."""
        pa, _ = _pyarrow()
        file = self._open(block.path)
        schema = file.schema_arrow
        place = schema.get_field_index(self.fields.text)
        others = [name for name in schema.names if name != self.fields.text]
        by_name = len(set(others)) == len(others) and not any("." in name for name in others)
        columns = self._table(block, others if by_name else None, file=file).columns
        columns[place : place if by_name else place + 1] = [_column(texts, schema.field(place).type)]
        return pa.Table.from_arrays(columns, schema=schema)

    def _annotation(self) -> Any:
        pa, _ = _pyarrow()
        return pa.field(self.fields.annotate, pa.list_(pa.struct(_span(pa))))

    @contextmanager
    def writing(self, path: Path, source: Path, suffix: str) -> Iterator[Writer]:
        """The file, every column compressed as it was."""
        writer: Any = None
        with ExitStack() as stack:

            def write(table: Any) -> None:
                nonlocal writer
                if writer is None:
                    writer = stack.enter_context(self._writer(path, source))
                writer.write_table(table, row_group_size=max(1, table.num_rows))

            yield write
            if writer is None:  # no row group at all
                stack.enter_context(self._writer(path, source))

    def _writer(self, path: Path, source: Path) -> Any:
        """A new file like the source, of which a row group has been read: pyarrow looks harder at what it reads than at
        what it tells of it, and a damaged codec ends the process."""
        pa, parquet = _pyarrow()
        file = self._open(source)
        schema, codecs = file.schema_arrow, {}
        with _damage_explained("damaged"):
            group = file.metadata.row_group(0) if file.num_row_groups else None
            for column in map(group.column, range(group.num_columns)) if group else ():
                codecs[column.path_in_schema] = _codec(column.compression)
        if self.fields.annotate:
            schema = schema.append(self._annotation())
            like = codecs.get(self.fields.text, "snappy")
            codecs |= {f"{self.fields.annotate}.list.element.{name}": like for name, _ in _span(pa)}
        return parquet.ParquetWriter(path, schema, compression=codecs or "snappy")


def _span(pa: Any) -> list[tuple[str, Any]]:
    return [("start", pa.int64()), ("end", pa.int64()), ("kind", pa.string()), ("probability", pa.float64())]


def _codec(name: str) -> str:
    return "none" if name == "UNCOMPRESSED" else name.lower()


def _strings(column: Any) -> list[str | None]:
    """A column as strings; bytes that are not UTF-8, which other writers let pass, as lone surrogates."""
    pa, _ = _pyarrow()
    plain = column.cast(_plain(column.type))
    try:
        return list(plain.to_numpy())
    except pa.ArrowException:  # bytes that are not UTF-8
        values = plain.cast(pa.large_binary()).to_pylist()
        return [None if value is None else value.decode(ENCODING, ODD_BYTES) for value in values]


def _column(texts: Sequence[str | None], column_type: Any) -> Any:
    """Strings as a column of this type; in pieces where it takes more bytes than one array of the type can hold."""
    pa, _ = _pyarrow()
    plain = _plain(column_type)
    try:
        column = pa.array(texts, plain)
    except UnicodeEncodeError:  # lone surrogates: bytes that are not UTF-8
        binary = pa.large_binary() if pa.types.is_large_string(plain) else pa.binary()
        column = pa.array([None if text is None else encode(text) for text in texts], binary)
        column = column.cast(plain, safe=False)  # or odd bytes would be refused
    return column.dictionary_encode().cast(column_type) if pa.types.is_dictionary(column_type) else column


def _plain(column_type: Any) -> Any:
    """The type of what a dictionary holds."""
    pa, _ = _pyarrow()
    return column_type.value_type if pa.types.is_dictionary(column_type) else column_type


def _is_text(column_type: Any) -> bool:
    pa, _ = _pyarrow()
    column_type, view = _plain(column_type), getattr(pa.types, "is_string_view", lambda _: False)  # since pyarrow 16
    return bool(pa.types.is_string(column_type) or pa.types.is_large_string(column_type) or view(column_type))


@contextmanager
def _damage_explained(what: str) -> Iterator[None]:
    """Say of a damaged file what pyarrow says, on one line. Missing files and lack of memory stay what they are."""
    pa, _ = _pyarrow()
    try:
        yield
    except MemoryError:
        raise
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise WrongContent(f"{what}: {' '.join(str(error).split())}") from error


def _pyarrow() -> Any:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtra("Parquet files", "pyarrow") from error
    return pyarrow, parquet
