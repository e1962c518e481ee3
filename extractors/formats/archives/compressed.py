"""Files packed by gzip, bzip2 or xz, and tar archives: what is inside as parts."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from crmbridge.domain.reading import PartState
from extractors import media_types
from extractors.charsets import clean_line
from extractors.content import Child, Content, Source

_SUFFIXES = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
_XZ_MEMORY = 128 * 1024 * 1024
_BROKEN = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, tarfile.TarError, OverflowError)
_CUT = Content(state=PartState.DAMAGED, reason="it is damaged or cut short and cannot be unpacked")


class _Unpacker(Protocol):
    def decompress(self, content: bytes, /, max_length: int) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


def read_compressed(source: Source) -> Content:
    """One file, packed; its name is that of the pack without the ending."""
    path = PurePosixPath(source.name)
    name = path.stem + _SUFFIXES.get(path.suffix.casefold(), "")
    load = _opener(source)
    return Content(state=PartState.EMPTY, children=(Child(number="1", load=load, name=name),))


def _opener(source: Source) -> Callable[[int], bytes | Content]:
    def load(left: int) -> bytes | Content:
        try:
            return _unpack(source, max(left, 0) + 1)
        except _BROKEN:
            return _CUT

    return load


def _unpack(source: Source, most: int) -> bytes | Content:
    """Member after member, as packs may be joined; zeros after the last are padding."""
    rest = source.content
    pieces: list[bytes] = []
    while rest.strip(b"\0") and most > 0:
        unpacker = _find_unpacker(source.media_type)
        piece = unpacker.decompress(rest, most)
        pieces.append(piece)
        most -= len(piece)
        if not unpacker.eof:
            return b"".join(pieces) if most <= 0 else _CUT
        rest = unpacker.unused_data
    return b"".join(pieces)


def _find_unpacker(media_type: str) -> _Unpacker:
    match media_type:
        case media_types.BZIP2:
            return bz2.BZ2Decompressor()
        case media_types.XZ:
            return lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
    return zlib.decompressobj(31)


def read_tar(source: Source) -> Content:
    """The files of a tar archive; links and devices are no documents."""
    try:
        archive = tarfile.TarFile(fileobj=io.BytesIO(source.content))
    except _BROKEN:
        return Content(state=PartState.DAMAGED, reason="the archive is damaged or cut short and cannot be opened")
    members, is_whole = _list_members(archive)
    children = tuple(_find_members(archive, members))
    if is_whole:
        return Content(state=PartState.EMPTY, children=children)
    reason = "the archive is damaged or cut short; what could be found in it was read, something may be missing"
    return Content(state=PartState.DAMAGED, reason=reason, children=children)


def _list_members(archive: tarfile.TarFile) -> tuple[list[tarfile.TarInfo], bool]:
    found: list[tarfile.TarInfo] = []
    try:
        found.extend(member for member in archive if member.isreg())
    except _BROKEN:
        return found, False
    return found, True


def _find_members(archive: tarfile.TarFile, members: list[tarfile.TarInfo]) -> Iterator[Child]:
    for number, member in enumerate(members, 1):
        yield Child(number=str(number), load=_member_opener(archive, member), name=clean_line(member.name))


def _member_opener(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[int], bytes | Content]:
    def load(left: int) -> bytes | Content:
        try:
            stream = archive.extractfile(member)
            content = stream.read(max(left, 0) + 1) if stream is not None else b""
        except _BROKEN:
            return _CUT
        return content if len(content) >= min(member.size, max(left, 0) + 1) else _CUT

    return load
