"""Records of WARC to make files of."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib


def digest(content: bytes) -> bytes:
    return b"sha1:" + base64.b32encode(hashlib.sha1(content).digest())


def record(kind: str, content: bytes, *, headers: tuple[bytes, ...] = (), length: int | None = None) -> bytes:
    """One record, its digest and length in place; `headers` stand before them."""
    lines = [
        b"WARC/1.0", b"WARC-Type: " + kind.encode(), b"WARC-Record-ID: <urn:uuid:1>", *headers,
        b"WARC-Block-Digest: " + digest(content), b"Content-Length: %d" % (len(content) if length is None else length),
    ]  # fmt: skip
    return b"\r\n".join([*lines, b"", content, b"", b""])


def members(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


def parted(content: bytes) -> list[bytes]:
    """The gzip members of a file, decompressed."""
    found = []
    while content:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        found.append(member.decompress(content))
        content = member.unused_data
    return found


def page(text: str, url: str = "http://a.example/") -> bytes:
    return record("conversion", text.encode(), headers=(b"WARC-Target-URI: " + url.encode(),))


INFO = record("warcinfo", b"software: b # c\r\n")
