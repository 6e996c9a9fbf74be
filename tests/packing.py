"""Compression by the end of a name, without the program's own help."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from typing import Final

import zstandard


def _unzstd(packed: bytes) -> bytes:
    stream = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed), read_across_frames=True)
    content: bytes = stream.read()
    return content


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


PACKED: Final[dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]]] = {
    "": (bytes, bytes),
    ".gz": (gzip.compress, gzip.decompress),
    ".bz2": (bz2.compress, bz2.decompress),
    ".xz": (lzma.compress, lzma.decompress),
    ".zst": (_zstd, _unzstd),
}


def pack(content: bytes, suffix: str) -> bytes:
    return PACKED[suffix.lower()][0](content)


def unpack(packed: bytes, suffix: str) -> bytes:
    return PACKED[suffix.lower()][1](packed)
