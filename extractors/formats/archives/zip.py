"""Zip archives: their members as parts. Nothing is ever written to disk, so member names can do no harm."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content, Source
from extractors.formats.archives.zip_names import JAPANESE, MemberName, find_member_name
from extractors.formats.archives.zip_salvage import salvage_members

BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
)
"""What zipfile raises on damaged archives; NotImplementedError and RuntimeError (locked) come besides."""

_SHORT = 64 * 1024
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_DAMAGED = "the archive is damaged or cut short and cannot be opened"
_METHODS = {
    9: "Deflate64",
    93: "Zstandard",
    95: "xz",
    96: "JPEG",
    97: "WavPack",
    98: "PPMd",
    99: "AES",
}


def read_zip(source: Source) -> Content:
    """The members, in the order of the archive. Of a damaged one, those that can still be found."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.content))
    except (*BROKEN_ARCHIVE, NotImplementedError):
        return _read_damaged(source)
    return Content(state=PartState.EMPTY, children=_find_members(archive))


def _read_damaged(source: Source) -> Content:
    found = salvage_members(source.content)
    if not found:
        return Content(state=PartState.DAMAGED, reason=_DAMAGED)
    children = tuple(
        Child(number=str(number), load=_giver(one.content), name=one.name) for number, one in enumerate(found, 1)
    )
    reason = "the archive is damaged or cut short; what could be found in it was read, something may be missing"
    return Content(state=PartState.DAMAGED, reason=reason, children=children)


def _giver(content: bytes) -> Callable[[int], bytes]:
    return lambda _: content


def _find_members(archive: zipfile.ZipFile) -> Iterator[Child]:
    members = [one for one in archive.infolist() if not one.is_dir()]
    for number, member in enumerate(members, 1):
        is_clutter = member.filename.startswith(_CLUTTER[0]) or member.filename.rsplit("/", 1)[-1] in _CLUTTER
        name = find_member_name(member)
        yield Child(
            number=str(number),
            load=open_later(archive, member),
            name=clean_line(name.text),
            charset=_find_charset(archive, member, name),
            is_minor=is_clutter,
        )


def _find_charset(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: MemberName) -> str:
    """Who names files in Shift-JIS also writes them so; short ones say too little to guess it from them."""
    if name.charset != JAPANESE or member.file_size > _SHORT:
        return ""
    content = load_member(archive, member, _SHORT)
    return JAPANESE if isinstance(content, bytes) and not _is_utf8(content) else ""


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def open_later(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes | Content]:
    """What unpacks a member when its turn comes."""
    return lambda left: load_member(archive, member, left)


def load_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes | Content:
    """The bytes of a member, one byte more than `left` where it is larger; or why it cannot be unpacked."""
    if member.flag_bits & 0x1:
        return Content(state=PartState.ENCRYPTED, reason="the archive asks for a password for it")
    try:
        with archive.open(member) as stream:
            return stream.read(max(left, 0) + 1)
    except (NotImplementedError, RuntimeError):
        method = _METHODS.get(member.compress_type, f"method {member.compress_type}")
        reason = f"it is compressed in a way that cannot be unpacked ({method})"
        return Content(state=PartState.UNSUPPORTED, reason=reason)
    except BROKEN_ARCHIVE:
        return Content(state=PartState.DAMAGED, reason="it is damaged in the archive and cannot be unpacked")
