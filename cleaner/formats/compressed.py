"""Compressed files: reading and writing them as streams, by the end of their names."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast

from cleaner.formats import MissingExtra, WrongContent

SUFFIXES: Final = (".gz", ".zst", ".bz2", ".xz")
_LEVEL: Final = 6  # of gzip: what the command uses, and a quarter of the time of 9
_TAKEN: Final = 1 << 12  # bytes of a compressed file taken at a time: of a bomb they make 128 MB, not the whole of it
_BUFFER: Final = 1 << 18
_WIDEST: Final = 1 << 31  # bytes that a zstd frame may look back: what `zstd --long=31` writes


def inner_name(name: str) -> str:
    """The name without the suffix of a compression."""
    return next((name[: -len(suffix)] for suffix in SUFFIXES if name.lower().endswith(suffix)), name)


@contextmanager
def reading(path: Path) -> Iterator[io.BufferedReader]:
    """The file's content, decompressed, as a stream; reading it raises WrongContent where the file is damaged.

    Raises OSError.
    """
    with path.open("rb") as raw:
        new = _decoder(path.suffix.lower())
        yield raw if new is None else io.BufferedReader(_Streams(raw, new), _BUFFER)


class _Decoder(Protocol):
    """What decompresses one stream."""

    @property
    def eof(self) -> bool:
        """Whether the stream has ended."""

    @property
    def unused_data(self) -> bytes:
        """What came after its end."""

    def decompress(self, data: bytes, /) -> bytes:
        """The next of the content."""


def _decoder(suffix: str) -> Callable[[], _Decoder] | None:
    """What decompresses files that end in `suffix`; None for a suffix of no compression."""
    if suffix == ".gz":
        return lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)
    if suffix == ".zst":
        return cast("Callable[[], _Decoder]", _zstandard().ZstdDecompressor(max_window_size=_WIDEST).decompressobj)
    return {".bz2": bz2.BZ2Decompressor, ".xz": lzma.LZMADecompressor}.get(suffix)


@contextmanager
def writing(path: Path, suffix: str) -> Iterator[IO[bytes]]:
    """A new file at `path`, compressed as files that end in `suffix` are; the same content gives the same bytes."""
    with path.open("xb") as raw:
        if suffix == ".gz":
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=_LEVEL, mtime=0) as file:
                yield cast("IO[bytes]", file)
        elif suffix == ".bz2":
            with bz2.BZ2File(raw, "wb") as file:
                yield cast("IO[bytes]", file)
        elif suffix == ".xz":
            with lzma.LZMAFile(raw, "wb") as file:
                yield cast("IO[bytes]", file)
        elif suffix == ".zst":
            with _zstandard().ZstdCompressor(write_checksum=True).stream_writer(raw, closefd=False) as file:
                yield file
        else:
            yield raw


_MEMBERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    ".gz": lambda content: gzip.compress(content, _LEVEL, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
"""How the slow three are compressed apart: every reader of them goes on with the next stream. Of zstd not all do."""


def member(content: bytes, suffix: str) -> bytes:
    """Some of the content of a file that ends in `suffix`, for `writing_members`: compressed, where files of the sort
    may be several streams one behind the other."""
    pack = _MEMBERS.get(suffix)
    return pack(content) if pack and content else content


@contextmanager
def writing_members(path: Path, suffix: str) -> Iterator[IO[bytes]]:
    """A new file at `path` that takes what `member` gives."""
    with writing(path, "" if suffix in _MEMBERS else suffix) as file:
        yield file
        if suffix in _MEMBERS and not file.tell():  # or it would be no archive of nothing, but none at all
            file.write(_MEMBERS[suffix](b""))


class _Streams(io.RawIOBase):
    """Compressed streams, one behind the other, zeros between them; a last one that is cut off is no end but damage.

    Python's own readers take what follows a stream of bz2 or xz for the end, whatever it is.
    """

    def __init__(self, raw: IO[bytes], new: Callable[[], _Decoder]) -> None:
        """`new` makes what decompresses one stream."""
        self._raw, self._new = raw, new
        self._stream: _Decoder | None = None  # the one that is read, if any
        self._rest, self._ready = b"", memoryview(b"")
        self._given, self._some = 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what comes next; 0 at the end of the last stream."""
        while not self._ready:
            taken = self._rest or self._raw.read(_TAKEN)
            self._rest = b""
            if not taken:
                if self._stream or not self._some:
                    raise self._damaged("it ends too soon" if self._some else "there is nothing in it")
                return 0
            self._take(taken)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        self._given += size
        return size

    def _take(self, taken: bytes) -> None:
        if self._stream is None:
            taken = taken.lstrip(b"\0") if self._some else taken
            if not taken:
                return
            self._stream, self._some = self._new(), True
        try:
            self._ready = memoryview(self._stream.decompress(taken))
        except MemoryError:
            raise
        except Exception as error:  # each of the four has its own
            raise self._damaged(str(error)) from error
        if self._stream.eof:
            self._rest, self._stream = self._stream.unused_data, None

    def _damaged(self, why: str) -> WrongContent:
        return WrongContent(f"damaged or cut off after {self._given:,} bytes of content: {why}")


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtra(".zst files", "zstandard") from error
    return zstandard
