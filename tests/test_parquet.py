"""Parquet: the column of the texts changes; schema, metadata, row groups, codecs and all other columns do not."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from by_rule import BY_RULE, EMPTYING, ByRule, Done, cleaned
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.formats import Fields, MissingExtra, WrongContent
from cleaner.formats.parquet import Parquet

TEXTS = [None, "", "a", "#", "a\n#\nb", "é\n#\r\n", "語 #\n語", "\0\n#"]
KINDS = [
    pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.int8(), pa.large_string()),
]  # fmt: skip
CODECS = ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]


def written(table: Any, **options: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def opened(content: bytes) -> Any:
    return pq.ParquetFile(io.BytesIO(content))


def column(texts: list[str | None], kind: Any) -> Any:
    array = pa.array(texts, pa.large_string())
    if pa.types.is_dictionary(kind):
        return array.cast(kind.value_type).dictionary_encode().cast(kind)
    return array.cast(kind)


def texts_of(file: Any) -> list[str | None]:
    texts: list[str | None] = file.read().column("text").to_pylist()
    return texts


def shape(file: Any) -> tuple[Any, ...]:
    """All that a file has beside its values."""
    groups = [file.metadata.row_group(i) for i in range(file.num_row_groups)]
    codecs = [[group.column(i).compression for i in range(group.num_columns)] for group in groups]
    return file.schema_arrow, file.schema_arrow.metadata, file.schema, [group.num_rows for group in groups], codecs


def same_values(one: Any, other: Any) -> bool:
    """Dictionaries may be in another order; what they say is not."""
    return bool(one.column_names == other.column_names) and all(
        one.column(name).to_pylist() == other.column(name).to_pylist() for name in one.column_names
    )


@given(
    st.lists(st.sampled_from(TEXTS), max_size=7), st.sampled_from(KINDS), st.integers(1, 4),
    st.tuples(st.sampled_from(CODECS), st.sampled_from(CODECS)), st.booleans(),
)  # fmt: skip
@settings(max_examples=25)
@example(["a\n#", "b", "b", "c"], pa.string(), 1, ("zstd", "none"), True)
def test_nothing_but_the_text_changes(
    texts: list[str | None], kind: Any, group: int, codecs: tuple[str, str], large: bool
) -> None:
    """The law of this format: an equal table, in an equal file, but for the texts; and back to what there was."""
    n = len(texts)
    number = pa.field("n", pa.int64(), nullable=False, metadata={"PARQUET:field_id": "7", "unit": "m"})
    inner = pa.struct([("a", pa.list_(pa.int8())), ("text", pa.string())])
    table = pa.table(
        [list(range(n)), column(texts, kind), [{"a": [i, None], "text": "#\nx"} for i in range(n)]],
        schema=pa.schema([number, ("text", kind), ("inner", inner)], metadata={"pandas": "{}", "b": "c"}),
    )
    one, other = codecs
    named = {"n": other, "text": one, "inner.a.list.element": other, "inner.text": "gzip"}
    raw = written(table, row_group_size=group, compression=named)
    done = cleaned({"d/f.parquet": raw}, large=large)
    assert not done.failed
    assert not done.wrong
    before, after, again = opened(raw), opened(done.clean["d/f.parquet"]), opened(done.restored["d/f.parquet"])
    assert shape(after) == shape(before) == shape(again)
    expected = [None if text is None else BY_RULE.clean(text) for text in texts]
    assert texts_of(after) == expected
    assert after.read().drop_columns("text") == before.read().drop_columns("text")
    assert same_values(again.read(), before.read())
    assert not done.not_restored


@pytest.mark.parametrize("dotted", ["x.y", "x"])
def test_values_of_all_sorts_stay_what_they_are(dotted: str) -> None:
    """Times, decimals, bytes and numbers with their bits; also where nothing goes, and where a name is like a path."""
    now = datetime.datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=datetime.UTC)
    others = {
        "f": pa.array([float("nan"), -0.0], pa.float32()),
        "u": pa.array([2**64 - 1, None], pa.uint64()),
        "t": pa.array([now, None], pa.timestamp("ns", "Asia/Tokyo")),
        "d": pa.array([1, None]).cast(pa.decimal128(21, 2)),
        "b": pa.array([b"\xff#", None], pa.binary()),
        "m": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int32())),
        dotted: pa.array([1.5, None]),
        "null": pa.nulls(2),
        "dict": pa.array(["#", "x"]).dictionary_encode(),
    }
    for texts in (["a\n#", "b"], ["a", "b"]):
        raw = written(pa.table({"text": texts, **others}), version="2.6", data_page_version="2.0")
        done = cleaned({"f.parquet": raw})
        before, after = opened(raw), opened(done.clean["f.parquet"])
        assert shape(after) == shape(before)
        assert texts_of(after) == [
            text.removesuffix("\n#") + "\n" * (text != text.removesuffix("\n#")) for text in texts
        ]
        for name in others:
            assert str(after.read().column(name).to_pylist()) == str(before.read().column(name).to_pylist())


def test_bytes_that_are_not_utf_8_stay_those_bytes() -> None:
    """Other writers let them pass, and one such text must not cost the others of its row group."""
    buffers = pa.array([b"\xe9\n#\xff\n", b"a\n#", b"\xff"], pa.binary()).buffers()
    raw = written(pa.table({"text": pa.Array.from_buffers(pa.string(), 3, buffers)}))
    done = cleaned({"f.parquet": raw})
    assert not done.failed
    texts = opened(done.clean["f.parquet"]).read().column("text")
    assert texts.type == pa.string()
    assert texts.cast(pa.binary()).to_pylist() == [b"\xe9\n", b"a\n", b"\xff"]
    again = opened(done.restored["f.parquet"]).read().column("text")
    assert again.cast(pa.binary()).to_pylist() == [b"\xe9\n#\xff\n", b"a\n#", b"\xff"]


def no_row_groups() -> bytes:
    file = io.BytesIO()
    pq.ParquetWriter(file, pa.schema([("text", pa.string()), ("n", pa.int8())], metadata={"a": "b"})).close()
    return file.getvalue()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("annotate", [None, "noise"])
@pytest.mark.parametrize("raw", [no_row_groups(), written(pa.table({"text": pa.array([], pa.string())}))])
def test_files_without_rows(raw: bytes, annotate: str | None, large: bool) -> None:
    """Without row groups, and with one of no rows."""
    done = cleaned({"f.parquet": raw}, Fields(annotate=annotate), large=large)
    assert not done.failed
    before, after = opened(raw), opened(done.clean["f.parquet"])
    assert after.metadata.num_rows == 0
    assert after.num_row_groups == before.num_row_groups
    assert after.schema_arrow.names == [*before.schema_arrow.names, *([annotate] if annotate else [])]
    assert after.schema_arrow.metadata == before.schema_arrow.metadata


def test_a_text_of_which_nothing_stays_is_no_null() -> None:
    raw = written(pa.table({"text": ["a\n#", None, ""]}))
    done = cleaned({"f.parquet": raw}, ready=ByRule(EMPTYING))
    assert texts_of(opened(done.clean["f.parquet"])) == ["", None, ""]
    assert texts_of(opened(done.restored["f.parquet"])) == ["a\n#", None, ""]


def test_a_null_is_not_wrong() -> None:
    done = cleaned({"f.parquet": written(pa.table({"text": [None, "a"]}))})
    assert done.summary.without_text == 0


GOOD = pa.table({"text": ["a\n#", "b"], "n": [1, 2]})
REFUSED = {
    "no column": (pa.table({"body": ["a"], "n": [1]}), "no column 'text'; there are body, n"),
    "two of the name": (
        pa.table([["a"], ["b"]], names=["text", "text"]),
        "several columns 'text'; there are text, text",
    ),
    "numbers": (pa.table({"text": [1, 2]}), "column 'text' holds int64, not strings"),
    "bytes": (pa.table({"text": [b"a"]}), "column 'text' holds binary, not strings"),
    "lists": (pa.table({"text": [["a"]]}), "column 'text' holds list<element: string>, not strings"),
    "nothing but nulls": (pa.table({"text": pa.nulls(1)}), "column 'text' holds null, not strings"),
}


@pytest.mark.parametrize(("table", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("large", [False, True])
def test_files_that_are_refused(table: Any, said: str, large: bool) -> None:
    done = cleaned({"f.parquet": written(table), "good.parquet": written(GOOD)}, large=large)
    assert done.failed == {"f.parquet": said}
    assert done.clean.keys() == {"good.parquet"}


def outcome(content: bytes, large: bool) -> Done:
    done = cleaned({"f.parquet": content}, large=large)
    assert bool(done.failed) == (not done.clean)
    for said in done.failed.values():
        assert "\n" not in said
        assert "please report" not in said
    return done


def test_a_file_that_is_cut_off_is_refused_wherever() -> None:
    whole = written(GOOD, row_group_size=1)
    cuts = [*range(12), *range(12, len(whole), 41), *range(len(whole) - 12, len(whole))]
    for cut in cuts:
        assert outcome(whole[:cut], False).failed["f.parquet"].startswith("no whole Parquet file: "), cut
    assert not outcome(whole, False).failed


def test_a_damaged_file_is_refused_or_read_but_never_a_bug() -> None:
    """Pages overwritten here and there; a damaged codec once ended the process."""
    whole = written(pa.table({"text": [f"a {i}\n#" for i in range(50)]}), row_group_size=20, use_dictionary=False)
    said = set()
    for at in range(4, len(whole) - 8, 61):
        damaged = whole[:at] + b"\xff\xff\xff" + whole[at + 3 :]
        said |= {why.split(":")[0] for why in outcome(damaged, large=at % 2 == 0).failed.values()}
    assert "row group 2" in said
    assert "no whole Parquet file" in said


def test_what_is_no_parquet_is_refused_not_cleaned_as_text() -> None:
    """A text, and a Parquet file that was compressed once more."""
    done = cleaned({"a.parquet": b"a\n#\n", "b.parquet.gz": gzip.compress(written(GOOD)), "c.PARQUET": written(GOOD)})
    assert done.failed.keys() == {"a.parquet", "b.parquet.gz"}
    assert done.clean.keys() == {"c.PARQUET"}
    assert texts_of(opened(done.clean["c.PARQUET"])) == ["a\n", "b"]


@pytest.mark.parametrize("large", [False, True])
def test_annotate_adds_a_column_and_keeps_the_text(large: bool) -> None:
    """As a list of spans, in a column compressed as the texts are."""
    table = pa.table({"text": ["a\n#\nb", None, "c"], "n": [1, 2, 3]})
    raw = written(table, row_group_size=2, compression={"text": "zstd", "n": "none"})
    done = cleaned({"f.parquet": raw}, Fields(annotate="noise"), large=large)
    after = opened(done.clean["f.parquet"])
    noise = after.read().column("noise")
    assert noise.to_pylist() == [[{"start": 2, "end": 4, "kind": "ad", "probability": 0.0}], [], []]
    assert after.read().drop_columns("noise") == table
    assert after.num_row_groups == 2
    group = after.metadata.row_group(0)
    assert [group.column(i).compression for i in range(6)] == ["ZSTD", "UNCOMPRESSED", *["ZSTD"] * 4]
    twice = cleaned({"f.parquet": done.clean["f.parquet"]}, Fields(annotate="noise"), large=large)
    assert twice.failed == {"f.parquet": "there is a column 'noise' already; name another with --annotate"}


def test_ids_name_rows_of_whatever_type() -> None:
    table = pa.table({"text": ["a\n#"] * 3, "id": [1, None, 1], "when": pa.array([1, 2, 3], pa.date32())})
    done = cleaned({"f.parquet": written(table)}, Fields(id="id"))
    rows = [json.loads(line) for line in done.removed["f.parquet.jsonl"].splitlines()]
    assert [(row["document"], row["record"]) for row in rows] == [("1", 1), ("f.parquet", 2), ("1", 3)]
    done = cleaned({"f.parquet": written(table)}, Fields(id="when"))
    assert json.loads(done.removed["f.parquet.jsonl"].splitlines()[0])["document"] == "1970-01-02"
    done = cleaned({"f.parquet": written(table)}, Fields(id="url"))
    assert done.failed == {"f.parquet": "no column 'url'; there are text, id, when"}


def test_a_row_group_is_read_where_it_is_cleaned(tmp_path: Path) -> None:
    """What is handed to workers are numbers, not tables; rows are numbered through the file."""
    path = tmp_path / "f.parquet"
    path.write_bytes(written(pa.table({"text": [f"{i}" for i in range(7)]}), row_group_size=3))
    form = Parquet(Fields())
    blocks = list(form.blocks(path))
    assert blocks == [(path, 0, 1), (path, 1, 4), (path, 2, 7)]
    assert [record.number for block in blocks for record in form.records(block)] == [1, 2, 3, 4, 5, 6, 7]
    path.write_bytes(written(pa.table({"text": ["a"]})))
    with pytest.raises(WrongContent, match="row group 3: damaged"):  # it was changed meanwhile
        form.records(blocks[2])


def test_without_the_package_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = cleaned({"f.parquet": b"", "g.txt": b"a\n"})
    assert done.failed == {"f.parquet": "Parquet files need pyarrow; get it with: pip install pyarrow"}
    assert done.clean == {"g.txt": b"a\n"}
    with pytest.raises(MissingExtra):
        list(Parquet(Fields()).blocks(Path("f.parquet")))
