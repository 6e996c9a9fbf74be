"""Bytes of an old page to text, when its declared encoding may be wrong.

Saved pages lie about their encoding in one direction: a tool re-encoded the page to UTF-8 and left the old
declaration standing (322 of 1,083 wwwxmu pages declare gb2312 and are UTF-8). The bytes are therefore asked
before the declaration, UTF-8 being nearly impossible to hit by accident.
"""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)""", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")

_HEAD = 8192
"""Bytes searched for a declaration; browsers search 1,024, but saved pages carry long comments first."""

_ENOUGH_TO_DETECT = 0.005
"""Share of non-ASCII bytes under which statistics guess worse than windows-1252, the web's default. By eye on
the msv and dragnet pages and truths that are neither UTF-8 nor declared: a few curly quotes in English came
out as cp1250, cp1258, iso8859-7 and iso8859-10."""


def decode_html(data: bytes) -> str:
    """A page's text by byte order mark, UTF-8, near UTF-8, declaration, statistics, in that order.

    Never raises: what fits no encoding becomes U+FFFD.
    """
    return _decode(data, _declared(data[:_HEAD]))


def decode_text(data: bytes) -> str:
    """A plain truth file's text: as :func:`decode_html` without a declaration. Never raises."""
    return _decode(data, None)


def _decode(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", errors=_AS_WINDOWS_1252)
    if _stray_bytes(data) <= len(_MULTIBYTE.findall(data)):
        return mended
    if declared is not None:
        return data.decode(declared, errors="replace")
    if len(_HIGH.findall(data)) < _ENOUGH_TO_DETECT * len(data):
        return mended
    detected = detect_encoding(data, html5_compatible=True)
    return mended if detected is None or detected == "utf-8" else data.decode(detected, errors="replace")


def _declared(head: bytes) -> str | None:
    """The declared encoding as browsers read the name (iso-8859-1 is windows-1252), if it can be true."""
    match = _DECLARED.search(head)
    name = map_encoding_to_html5(match[1].decode("ascii"), fallback_utf8=False) if match else None
    if name is None or name.startswith("utf-"):  # UTF-8 has failed before, and UTF-16 writes no ASCII tags
        return None
    return "gb18030" if name == "gbk" else name  # the superset


def _stray_bytes(data: bytes) -> int:
    """Non-ASCII bytes that belong to no whole UTF-8 sequence."""
    return len(_HIGH.findall(_MULTIBYTE.sub(b"", data)))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Error handler: a byte that breaks UTF-8 is read as windows-1252, where editors' quotes come from."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("windows-1252", errors="replace"), error.end


_AS_WINDOWS_1252 = "training.as-windows-1252"
codecs.register_error(_AS_WINDOWS_1252, _as_windows_1252)
