"""Members of a zip archive that has lost its table of contents, found by the heads before them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from extractors.charsets import clean_line, decode_text

_HEAD = b"PK\x03\x04"
_HEAD_BYTES = 30
# What follows the last member: the table of contents, or its end.
_TABLE = re.compile(rb"PK(?:\x01\x02|\x05\x06)")
_STORED, _DEFLATED = 0, 8
_MOST_TRIES = 500
_PIECE = 1024 * 1024
_MOST_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """A member as far as it is there. `is_whole` is False where its compressed bytes end too early."""

    name: str
    content: bytes
    is_whole: bool


def salvage_members(archive: bytes) -> list[Salvaged]:
    """The members in the order of the file; none are looked for beyond 48 MB of unpacked bytes."""
    found: list[Salvaged] = []
    left = _MOST_BYTES
    position = archive.find(_HEAD)
    for _ in range(_MOST_TRIES):
        if position < 0 or left <= 0:
            break
        member, end = _read_member(archive, position, left)
        if member is not None and member.content:
            found.append(member)
            left -= len(member.content)
        position = archive.find(_HEAD, max(end, position + 4))
    return found


def as_archive(members: list[Salvaged]) -> zipfile.ZipFile:
    """The members as an archive in memory, for those who read packages."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {one.name: one.content for one in members}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return zipfile.ZipFile(io.BytesIO(stream.getvalue()))


def _read_member(archive: bytes, position: int, left: int) -> tuple[Salvaged | None, int]:
    if position + _HEAD_BYTES > len(archive):
        return None, len(archive)
    _, flags, method, _, _, _, packed, _, name_length, extra_length = struct.unpack_from(
        "<5H3I2H", archive, position + 4
    )
    start = position + _HEAD_BYTES + name_length + extra_length
    name = clean_line(decode_text(archive[position + _HEAD_BYTES : position + _HEAD_BYTES + name_length]))
    if flags & 1 or not name or name.endswith("/"):
        return None, start
    if method == _STORED:
        content = archive[start : start + min(packed, left)]
        if len(content) < packed:
            content = _TABLE.split(content, maxsplit=1)[0]
        return Salvaged(name=name, content=content, is_whole=len(content) == packed), start + len(content)
    if method == _DEFLATED:
        return _inflate(name, archive, start, left)
    return None, start


def _inflate(name: str, archive: bytes, start: int, left: int) -> tuple[Salvaged | None, int]:
    unpacker = zlib.decompressobj(-15)
    pieces: list[bytes] = []
    rest = archive[start : start + _MOST_BYTES]
    while rest and left > 0 and not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, min(left, _PIECE))
        except zlib.error:
            break
        pieces.append(piece)
        left -= len(piece)
        rest = unpacker.unconsumed_tail
    end = min(len(archive), start + _MOST_BYTES) - len(unpacker.unused_data) if unpacker.eof else start
    return Salvaged(name=name, content=b"".join(pieces), is_whole=unpacker.eof), end
