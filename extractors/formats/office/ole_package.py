"""Files that were put into a document as objects (OLE 1 and its packages), and their names."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from extractors.charsets import clean_line, decode_text

_EMBEDDED = 2
_LONGEST_NAME = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFile:
    """The file inside an object; `is_whole` is False where fewer bytes are there than it says."""

    name: str
    content: bytes
    is_whole: bool = True


@dataclass(slots=True)
class _Cursor:
    content: bytes
    position: int = 0

    def read_number(self) -> int:
        number = struct.unpack_from("<I", self.content, self.position)[0]
        self.position += 4
        return int(number)

    def read_counted(self) -> bytes:
        length = self.read_number()
        self.position += length
        return self.content[self.position - length : self.position]

    def read_string(self) -> bytes:
        end = self.content.index(b"\0", self.position, self.position + _LONGEST_NAME)
        found = self.content[self.position : end]
        self.position = end + 1
        return found


def unpack_object(content: bytes) -> EmbeddedFile | None:
    """The file in an embedded object as RTF keeps it; None where it is none or only a link."""
    cursor = _Cursor(content)
    try:
        _, kind = cursor.read_number(), cursor.read_number()
        if kind != _EMBEDDED:
            return None
        name = cursor.read_counted()
        cursor.read_counted()
        cursor.read_counted()
        size = cursor.read_number()
    except struct.error:
        return None
    native = content[cursor.position : cursor.position + size]
    inner = unpack_package(native) if name.rstrip(b"\0").lower() == b"package" else None
    whole = EmbeddedFile(name=_as_name(name), content=native, is_whole=len(native) == size)
    return inner or whole


def unpack_package(native: bytes) -> EmbeddedFile | None:
    """The file in the native bytes of a package; None where they are built otherwise."""
    cursor = _Cursor(native, 2)
    try:
        label = cursor.read_string()
        path = cursor.read_string()
        cursor.position += 4
        cursor.read_counted()
        size = cursor.read_number()
    except (struct.error, ValueError):
        return None
    content = native[cursor.position : cursor.position + size]
    return EmbeddedFile(name=_as_name(label or path), content=content, is_whole=len(content) == size)


def _as_name(written: bytes) -> str:
    return clean_line(decode_text(written.rstrip(b"\0"))).replace("\\", "/").rpartition("/")[2]
