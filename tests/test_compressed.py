"""Compressed files: the content is that of the same file uncompressed; damage is refused, never taken for an end."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import zstandard
from by_rule import BY_RULE, cleaned
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import PACKED, pack, unpack
from wet_records import INFO, members, page, parted

from cleaner.formats import Fields, MissingExtra, WrongContent, json_lines, rows
from cleaner.formats.compressed import SUFFIXES, inner_name, reading
from cleaner.formats.sorts import Sorts
from cleaner.run import plan
from cleaner.run.apply import Run
from cleaner.run.places import check_places
from cleaner.run.restore import restore
from cleaner.run.work import Work

suffixes = pytest.mark.parametrize("suffix", SUFFIXES)
CONTENT = {
    "f.jsonl": '{"text": "a\\n#\\n", "n": 1.50}\n{"text": "é"}\n'.encode(),
    "f.csv": 'text,n\n"a\n#\n",1.50\né,2\n'.encode(),
    "f.tsv": 'text\tn\n"a\n#\n"\t1.50\né\t2\n'.encode(),
    "f.txt": "a\n#\né\n\udcff".encode("utf-8", "surrogateescape"),
}
COMMANDS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
MORE = b"".join(b'{"text": "%d\\n#\\n"}\n' % i for i in range(60))
_SKIPPED = bytes.fromhex("502a4d1803000000") + b"abc"  # a frame of zstd that holds no content


def content_of(path: Path) -> bytes:
    with reading(path) as file:
        return file.read()


def at(folder: Path, packed: bytes, suffix: str) -> Path:
    path = folder / f"f{suffix}"
    path.write_bytes(packed)
    return path


@suffixes
@pytest.mark.parametrize("upper", [False, True])
def test_the_content_is_that_of_the_file_uncompressed(suffix: str, upper: bool) -> None:
    """In small files and block by block; names in capitals as well."""
    plain = cleaned(CONTENT)
    end = suffix.upper() if upper else suffix
    packed = {f"{name.upper() if upper else name}{end}": pack(content, suffix) for name, content in CONTENT.items()}
    for large in (False, True):
        done = cleaned(packed, large=large)
        assert not done.failed
        assert {name.lower(): unpack(clean, suffix) for name, clean in done.clean.items()} == {
            f"{name}{suffix}": clean for name, clean in plain.clean.items()
        }
        assert {name: unpack(content, suffix) for name, content in done.restored.items()} == {
            name: unpack(content, suffix) for name, content in packed.items()
        }


NAMED = {
    "packed records, to a bare name": ("f.jsonl.gz", "o", ""),
    "records, of another compression": ("f.jsonl.gz", "o.jsonl.zst", ".zst"),
    "packed records": ("f.jsonl.xz", "o.jsonl", ""),
    "plain records": ("f.jsonl", "o.ndjson.GZ", ".gz"),
    "a table": ("f.csv.bz2", "o.csv.gz", ".gz"),
    "a text": ("f.txt", "o.txt.gz", ".gz"),
    "a packed text": ("f.txt.zst", "o", ""),
    "pages of a crawl": ("f.warc.wet.gz", "o.warc.wet", ""),
    "plain pages of a crawl": ("f.warc.wet", "o.warc.wet.gz", ".gz"),
}


@pytest.mark.parametrize(("name", "out", "suffix"), NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("large", [False, True])
def test_the_name_of_an_output_says_how_it_is_compressed(  # noqa: PLR0917
    name: str, out: str, suffix: str, large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was made of; and of what is restored from it, the name that this gets."""
    monkeypatch.setattr(plan, "LARGE", -1 if large else 10**9)
    monkeypatch.setattr(plan, "LARGE_PACKED", -1 if large else 10**9)
    content = {**CONTENT, "f.warc.wet": INFO + page("a\n#\n")}[inner_name(name)]
    ends = name.removeprefix(inner_name(name))
    (tmp_path / name).write_bytes(members(INFO, page("a\n#\n")) if name == "f.warc.wet.gz" else pack(content, ends))
    went, again = tmp_path / "went", tmp_path / f"again{ends}"
    work = Work(check_places(tmp_path / name, tmp_path / out, went), BY_RULE, Sorts(Fields()))
    Run(work, limit=None, noted=None).go(1, None)
    clean = (tmp_path / out).read_bytes()
    assert unpack(clean, suffix) == cleaned({inner_name(name): content}).clean[inner_name(name)]
    if "wet" in name and suffix:
        assert len(parted(clean)) == 2  # a member for each record
    if out != "o":  # whose name says no format
        again = again.with_name(f"again{inner_name(out)[1:]}{ends}")
        assert restore(tmp_path / out, went, again, Fields()) == []
        assert unpack(again.read_bytes(), ends) == content


@pytest.mark.parametrize(("ends", "out"), [(".gz", ".zst"), ("", ".gz"), (".gz", ""), ("", "")])
def test_what_nothing_went_from_is_restored_as_its_name_says(ends: str, out: str, tmp_path: Path) -> None:
    (tmp_path / f"f.txt{ends}").write_bytes(pack(b"a\n", ends))
    (tmp_path / "went").mkdir()
    assert restore(tmp_path / f"f.txt{ends}", tmp_path / "went", tmp_path / f"o.txt{out}", Fields()) == []
    assert unpack((tmp_path / f"o.txt{out}").read_bytes(), out) == b"a\n"


@suffixes
def test_the_same_content_gives_the_same_bytes(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the time, and whoever reads it."""
    raw = {f"f.jsonl{suffix}": pack(MORE, suffix)}
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", 100)
    monkeypatch.setattr("time.time", lambda: 1e9)
    first = cleaned(raw)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert cleaned(raw, large=True).clean == first.clean


@pytest.mark.parametrize(("suffix", "command"), COMMANDS.items())
def test_blocks_are_one_content_to_every_reader(
    suffix: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block is a stream of its own where the commands and Python's own readers go on with the next."""
    if not shutil.which(command):
        pytest.skip(f"there is no {command} here")
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", 100)
    [packed] = cleaned({f"f.jsonl{suffix}": pack(MORE, suffix)}, large=True).clean.values()
    content = cleaned({"f.jsonl": MORE}).clean["f.jsonl"]
    path = at(tmp_path, packed, suffix)
    result = subprocess.run([command, "-dc", path], capture_output=True, check=True)
    assert result.stdout == content == unpack(packed, suffix)


@pytest.mark.parametrize("name", ["f.jsonl", "f.csv", "f.txt"])
@suffixes
def test_nothing_is_an_archive_of_nothing(name: str, suffix: str) -> None:
    content = b"text\n" if name == "f.csv" else b""
    done = cleaned({f"{name}{suffix}": pack(content, suffix)})
    assert (done.failed, unpack(done.clean[f"{name}{suffix}"], suffix)) == ({}, content)


@given(st.sampled_from(SUFFIXES), st.lists(st.binary(max_size=40) | st.just(bytes(70_000)), min_size=1, max_size=3),
       st.sampled_from([0, 4, 512]))  # fmt: skip
@settings(max_examples=40)
def test_streams_behind_one_another_are_one(suffix: str, contents: list[bytes], zeros: int) -> None:
    """As `cat` makes them, or a tape that fills its last block with zeros."""
    packed = b"".join(pack(content, suffix) + bytes(zeros) for content in contents)
    with TemporaryDirectory() as folder:
        assert content_of(at(Path(folder), packed, suffix)) == b"".join(contents)


@suffixes
@pytest.mark.parametrize("streams", [1, 2])
def test_a_file_that_is_cut_off_is_refused_wherever(suffix: str, streams: int, tmp_path: Path) -> None:
    """At every byte, but between two streams: there nobody can see it."""
    one = pack(CONTENT["f.txt"], suffix)
    for cut in range(len(one) * streams):
        path = at(tmp_path, (one * streams)[:cut], suffix)
        if cut == len(one):
            assert content_of(path) == CONTENT["f.txt"]
            continue
        with pytest.raises(WrongContent, match="damaged or cut off after"):
            content_of(path)


@suffixes
@pytest.mark.parametrize("large", [False, True])
def test_of_a_damaged_file_nothing_is_written(suffix: str, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where much of it was read before; it is said how much."""
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", 100)
    monkeypatch.setattr(rows, "BLOCK_BYTES", 100)
    table = b"text\n" + b"a\n" * 300
    done = cleaned({
        f"cut.jsonl{suffix}": pack(MORE, suffix)[:-9],
        f"cut.csv{suffix}": pack(table, suffix)[:-9],
        f"cut.txt{suffix}": pack(MORE, suffix)[:-9],
        f"half.jsonl{suffix}": pack(MORE, suffix) + pack(MORE, suffix)[: -len(pack(MORE, suffix)) // 2],
        f"good.jsonl{suffix}": pack(MORE, suffix),
    }, large=large)  # fmt: skip
    assert done.clean.keys() == {f"good.jsonl{suffix}"}
    assert done.removed.keys() == {f"good.jsonl{suffix}.jsonl"}
    assert done.failed.keys() == {f"cut.{kind}{suffix}" for kind in ("jsonl", "csv", "txt")} | {f"half.jsonl{suffix}"}
    for said in done.failed.values():
        assert said.startswith("damaged or cut off after ")
    said = done.failed[f"half.jsonl{suffix}"]
    assert len(MORE) <= int(said.split()[5].replace(",", "")) < 2 * len(MORE)


@suffixes
@pytest.mark.parametrize("behind", [b"x", b"\0\0x", b"PK\3\4" * 9, b"\xff" * 100])
def test_garbage_behind_a_stream_is_no_end(suffix: str, behind: bytes, tmp_path: Path) -> None:
    """It may have been a stream: what was in it would be lost without a word."""
    with pytest.raises(WrongContent, match=f"damaged or cut off after {len(MORE):,} bytes of content"):
        content_of(at(tmp_path, pack(MORE, suffix) + behind, suffix))


@suffixes
def test_a_file_that_is_not_compressed_is_refused(suffix: str, tmp_path: Path) -> None:
    """An empty one as well: what compresses nothing writes something."""
    for content in (b"", b"\0" * 9, b"a\n#\n"):
        with pytest.raises(WrongContent, match="damaged or cut off after 0 bytes of content"):
            content_of(at(tmp_path, content, suffix))
    assert content_of(at(tmp_path, pack(b"", suffix), suffix)) == b""


@suffixes
def test_bytes_that_fell_over_are_noticed(suffix: str, tmp_path: Path) -> None:
    """By the checksum that the four of them write, wherever in the content it was."""
    packed = bytearray(
        pack(MORE, suffix) if suffix != ".zst" else zstandard.ZstdCompressor(write_checksum=True).compress(MORE)
    )
    noticed = 0
    for place in range(20, len(packed) - 4, 11):
        damaged = packed.copy()
        damaged[place] ^= 0x10
        try:
            assert content_of(at(tmp_path, bytes(damaged), suffix)) == MORE  # a byte that says nothing
        except WrongContent:
            noticed += 1
    assert noticed > 5


def test_zstd_frames_without_content_are_passed_over(tmp_path: Path) -> None:
    """Tools that compress in parallel put such between the others, or tell there where the others are."""
    one, two = pack(b"a\n", ".zst"), pack(b"b\n", ".zst")
    assert content_of(at(tmp_path, _SKIPPED + one + _SKIPPED + two + _SKIPPED, ".zst")) == b"a\nb\n"
    with pytest.raises(WrongContent):
        content_of(at(tmp_path, one + _SKIPPED[:-1], ".zst"))


@pytest.mark.parametrize("window", [10, 27, 31])
def test_zstd_frames_may_look_far_back(window: int, tmp_path: Path) -> None:
    """As `zstd --long=31` writes them, in which large dumps are given away."""
    options = zstandard.ZstdCompressionParameters(window_log=window, enable_ldm=True)
    stream = zstandard.ZstdCompressor(compression_params=options).compressobj()
    packed = stream.compress(MORE) + stream.flush()
    assert content_of(at(tmp_path, packed, ".zst")) == MORE


def test_a_bomb_comes_in_pieces(tmp_path: Path) -> None:
    """Whoever reads the first bytes has not all of it in memory."""
    path = at(tmp_path, pack(bytes(50_000_000), ".gz"), ".gz")
    tracemalloc.start()
    with reading(path) as file:
        assert file.read(10) == bytes(10)
        _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 25_000_000


@pytest.mark.parametrize(
    ("name", "inner"),
    [("a.jsonl.gz", "a.jsonl"), ("A.JSONL.GZ", "A.JSONL"), ("a.gz", "a"), ("a.jsonl", "a.jsonl"), ("agz", "agz"),
     ("a.xz.zst", "a.xz"), ("a.Bz2", "a")],
)  # fmt: skip
def test_inner_names(name: str, inner: str) -> None:
    assert inner_name(name) == inner


def test_without_the_package_its_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """For zstd alone: the other three come with Python."""
    packed = {f"f.jsonl{suffix}": pack(MORE, suffix) for suffix in PACKED}
    monkeypatch.setitem(sys.modules, "zstandard", None)
    for large in (False, True):
        done = cleaned(packed, large=large)
        assert done.failed == {"f.jsonl.zst": ".zst files need zstandard; get it with: pip install zstandard"}
        assert done.clean.keys() == packed.keys() - {"f.jsonl.zst"}
    with pytest.raises(MissingExtra):
        content_of(at(tmp_path, b"", ".zst"))
