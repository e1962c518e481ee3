"""Compressed RTF, the form in which Outlook keeps rich bodies (MS-OXRTFCP)."""

from __future__ import annotations

import struct

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_COMPRESSED, _STORED = b"LZFu", b"MELA"
_LONGEST = 64 * 1024 * 1024


def unpack_rtf(content: bytes) -> tuple[bytes, bool]:
    """The RTF, and whether all of it could be unpacked. Gives at most nine times what it gets."""
    if len(content) < 16:
        return b"", False
    size, kind = struct.unpack_from("<I4s", content, 4)
    if kind == _STORED:
        return content[16 : 16 + size], len(content) >= 16 + size
    if kind != _COMPRESSED:
        return (content, True) if content.startswith(b"{\\rtf") else (b"", False)
    found = _expand(content, min(size, _LONGEST))
    return found[:size], len(found) >= size


def _expand(content: bytes, size: int) -> bytes:
    """Copies from what was written before, up to 17 bytes each, until there are `size`."""
    written = bytearray(_START)
    wanted = size + len(_START)
    position, end = 16, len(content)
    while position < end and len(written) < wanted:
        flags = content[position]
        position += 1
        for bit in range(8):
            if not flags >> bit & 1:
                written += content[position : position + 1]
                position += 1
            elif position + 1 >= end or not _copy(written, content[position], content[position + 1]):
                return bytes(written[len(_START) :])
            else:
                position += 2
    return bytes(written[len(_START) :])


def _copy(written: bytearray, high: int, low: int) -> bool:
    """Repeats an earlier stretch; False at the mark that ends the text."""
    place, length = high << 4 | low >> 4, (low & 15) + 2
    back = (len(written) - place) % _WINDOW
    if not back:
        return False
    start = len(written) - back
    if start < 0:
        written += b" " * length
        return True
    piece = bytes(written[start : start + length])
    written += (piece * (length // len(piece) + 1))[:length]
    return True
