"""Archives and arrays that say of themselves whatever they are told to say, and how they get into a model folder."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from model_folders import Arrays, arrays_of, edit_arrays, seal


class Member(NamedTuple):
    """A member of an archive, and what the archive says of it; None: the truth."""

    name: str
    packed: bytes
    size: int  # announced
    check: int = 0
    method: int = zipfile.ZIP_DEFLATED
    at: int | None = None  # where the archive says that it begins


def archive(*members: Member) -> bytes:
    """An archive that says whatever it is told to say."""
    body, directory = bytearray(), bytearray()
    for member in members:
        name = member.name.encode()
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, member.method, 0, 0x21, member.check, len(member.packed), member.size, len(name), 0
        )
        at = len(body) if member.at is None else member.at
        directory += b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
        body += b"PK\3\4" + common + name + member.packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members) % 2**16, len(members) % 2**16, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\5\6" + end)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def member(name: str, content: bytes) -> Member:
    """An honest member."""
    return Member(name, deflated(content), len(content), zlib.crc32(content))


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros in a few kilobytes, packed in no time: one piece again and again."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    piece = packer.compress(bytes(2**24)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (megabytes // 16) + b"\3\0"  # and the end: an empty last block


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(array), version=(1, 0))
    return file.getvalue()


def header(written: str, *, version: bytes = b"\1\0", body: bytes = bytes(1000)) -> bytes:
    """An array whose header says what it is told to say."""
    length = struct.pack("<H" if version == b"\1\0" else "<I", len(written))
    return b"\x93NUMPY" + version + length + written.encode() + body


def with_member(change: Callable[[Arrays], Member]) -> Callable[[Path], None]:
    """The small model's archive with one member in the place of that of its name; all else as it was announced."""

    def damage(folder: Path) -> None:
        arrays = arrays_of(folder)
        odd = change(arrays)
        honest = [member(f"{name}.npy", npy(array)) for name, array in arrays.items() if f"{name}.npy" != odd.name]
        seal(folder, archive(odd, *honest))

    return damage


def with_center(content: bytes) -> Callable[[Path], None]:
    return with_member(lambda arrays: member("center.npy", content))


def with_values(**values: Callable[[Any], Any]) -> Callable[[Path], None]:
    """Arrays changed and announced as they then are, so that nothing but their values can give them away."""
    return lambda folder: edit_arrays(
        folder, lambda arrays: arrays.update({name: change(arrays[name].copy()) for name, change in values.items()})
    )


def first(value: float) -> Callable[[Any], Any]:
    def change(array: Any) -> Any:
        array.flat[0] = value
        return array

    return change


def all_of(value: float) -> Callable[[Any], Any]:
    return lambda array: np.full_like(array, value)
