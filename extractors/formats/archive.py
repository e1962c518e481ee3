"""Zip archives: their members as parts. Nothing is ever written to disk, so member names can do no harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content, Source

BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, OverflowError)
"""What zipfile raises on damaged archives; NotImplementedError and RuntimeError (locked) come besides."""

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_zip(source: Source) -> Content:
    """The members, in the order of the archive."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.content))
    except (*BROKEN_ARCHIVE, NotImplementedError):
        return Content(state=PartState.DAMAGED, reason="the archive is damaged or cut short and cannot be opened")
    return Content(state=PartState.EMPTY, children=_find_members(archive))


def _find_members(archive: zipfile.ZipFile) -> Iterator[Child]:
    members = [one for one in archive.infolist() if not one.is_dir()]
    for number, member in enumerate(members, 1):
        is_clutter = member.filename.startswith(_CLUTTER[0]) or member.filename.rsplit("/", 1)[-1] in _CLUTTER
        yield Child(
            number=str(number), load=_opener(archive, member), name=clean_line(member.filename), is_minor=is_clutter
        )


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[int], bytes | Content]:
    return lambda left: load_member(archive, member, left)


def load_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes | Content:
    """The bytes of a member, one byte more than `left` where it is larger; or why it cannot be unpacked."""
    if member.flag_bits & 0x1:
        return Content(state=PartState.ENCRYPTED, reason="the archive asks for a password for it")
    try:
        with archive.open(member) as stream:
            return stream.read(max(left, 0) + 1)
    except (NotImplementedError, RuntimeError):
        return Content(state=PartState.UNSUPPORTED, reason="it is compressed in a way that cannot be unpacked")
    except BROKEN_ARCHIVE:
        return Content(state=PartState.DAMAGED, reason="it is damaged in the archive and cannot be unpacked")
