"""Named plain arrays as one archive in numpy's `.npz` layout, which numpy reads as well.

numpy's own reader evaluates the header of each array as Python and makes room for whatever it announces. This one takes
the few types that a model has, written in the one way `packed` writes them, unpacks no more than was announced, and
refuses all else by name.
"""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

TYPES: Final = {"int8": "|i1", "int16": "<i2", "int64": "<i8", "float32": "<f4", "float64": "<f8"}
"""Types of arrays by name, and how they are written."""
MOST_MEMBERS: Final = 256
_MEMBER: Final = b"PK\1\2"  # opens each entry of an archive's directory
_LOCAL: Final = b"PK\3\4"
_LOCAL_SIZE: Final = 30  # bytes before a member's name; the lengths of name and extra field are the last four
_MAGIC: Final = b"\x93NUMPY\1\0"
_SHOWN: Final = 80  # characters of what a stranger wrote that go into a message

# What broken archives make their reader raise; RuntimeError is for those of a version to come.
_BROKEN: Final = (ValueError, OSError, EOFError, KeyError, RuntimeError, zipfile.BadZipFile)


class NotPlain(ValueError):  # noqa: N818  # named for what is wrong
    """An archive that does not hold the arrays it should."""


def packed(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """An archive of the arrays; equal arrays are equal bytes, whenever they are written."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            plain = np.ascontiguousarray(array, dtype=TYPES[str(array.dtype)])
            member = io.BytesIO()
            np.lib.format.write_array(member, plain, version=(1, 0), allow_pickle=False)
            # without a time: ZipInfo's own is fixed
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unpacked(
    content: bytes, announced: Mapping[str, tuple[str, Sequence[int]]], largest: int
) -> dict[str, NDArray[Any]]:
    """The arrays of an archive, which must be those announced by type and shape, and finite.

    `largest`: bytes to which all of the archive may unpack. Members that are no arrays are never looked at. Raises
    NotPlain.
    """
    members = _members(content, largest)
    arrays = {}
    for name, (dtype, shape) in announced.items():
        member = members.pop(f"{name}.npy", None)
        if member is None:
            raise NotPlain(f"array {name[:_SHOWN]} is missing")
        arrays[name] = _array(name[:_SHOWN], _inflated(content, member), dtype, shape)
    for name in members:
        if name.endswith(".npy"):
            raise NotPlain(f"array {name[:_SHOWN].removesuffix('.npy')} is announced nowhere")
    return arrays


def _members(content: bytes, largest: int) -> dict[str, zipfile.ZipInfo]:
    if content.count(_MEMBER) > MOST_MEMBERS:  # before each of them becomes an object
        raise NotPlain(f"more than {MOST_MEMBERS} members; not a cleaner model")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
    except _BROKEN as error:
        raise NotPlain(f"not plain arrays: {error}") from error
    if sum(member.file_size for member in found) > largest:
        raise NotPlain(f"unpacks to more than {largest} bytes; not a cleaner model")
    members = {member.filename: member for member in found}
    if len(members) < len(found):
        raise NotPlain("not plain arrays: two members of one name")
    in_order = sorted(found, key=lambda member: member.header_offset)
    if any(a.header_offset + _LOCAL_SIZE + a.compress_size > b.header_offset for a, b in pairwise(in_order)):
        raise NotPlain("not plain arrays: members that overlap")
    return members


def _inflated(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """A member's content, of which no more is unpacked than it announces."""
    name, at = member.filename[:_SHOWN], member.header_offset
    header = content[at : at + _LOCAL_SIZE]
    if at < 0 or len(header) < _LOCAL_SIZE or not header.startswith(_LOCAL):
        raise NotPlain(f"not plain arrays: {name} is not where the archive says")
    if member.flag_bits & 1:
        raise NotPlain(f"not plain arrays: {name} is encrypted")
    at += _LOCAL_SIZE + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    inflated = content[at : at + member.compress_size]
    whole = True
    if member.compress_type == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            inflated = inflater.decompress(inflated, member.file_size + 1)
        except zlib.error as error:
            raise NotPlain(f"not plain arrays: {name} does not unpack: {error}") from error
        whole = inflater.eof and not inflater.unused_data
    elif member.compress_type != zipfile.ZIP_STORED:
        raise NotPlain(f"not plain arrays: {name} is compressed in another way than deflate")
    if not whole or len(inflated) != member.file_size:
        raise NotPlain(f"not plain arrays: {name} does not unpack to the {member.file_size} bytes that it announces")
    if zlib.crc32(inflated) != member.CRC:
        raise NotPlain(f"not plain arrays: {name} is damaged: its checksum is another")
    return inflated


def _array(name: str, content: bytes, dtype: str, shape: Sequence[int]) -> NDArray[Any]:
    if dtype not in TYPES:
        raise NotPlain(f"array {name} holds no numbers of a known type but {dtype[:_SHOWN]!r}")
    if not content.startswith(_MAGIC):
        raise NotPlain(f"not plain arrays: {name} is no array as numpy writes it")
    opens = len(_MAGIC) + 2
    closes = opens + int.from_bytes(content[len(_MAGIC) : opens], "little")
    header = content[opens:closes].rstrip(b" \n").decode("latin-1")
    wanted = f"{{'descr': '{TYPES[dtype]}', 'fortran_order': False, 'shape': {tuple(shape)!r}, }}"
    if header != wanted:
        raise NotPlain(f"array {name} is not {dtype} of shape {_shown(shape)}: its header is {_shown(header)}")
    values = np.frombuffer(content, np.uint8, offset=closes) if closes <= len(content) else np.empty(0, np.uint8)
    if len(values) != math.prod(shape) * np.dtype(dtype).itemsize:
        raise NotPlain(f"array {name} is not {dtype} of shape {_shown(shape)}: it has {len(values)} bytes")
    array = values.view(TYPES[dtype]).astype(dtype).reshape(shape)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise NotPlain(f"array {name} has values that are not finite")
    return array


def _shown(value: object) -> str:
    return f"{value!s:.{_SHOWN}}"
