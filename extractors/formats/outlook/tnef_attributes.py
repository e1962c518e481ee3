"""The attributes of a TNEF stream (winmail.dat), one after the other, none beyond the end (MS-OXTNEF)."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.formats.outlook import mapi
from extractors.formats.outlook.mapi import MULTIPLE, PropertyName, Value

SIGNATURE = b"\x78\x9f\x3e\x22"
_HEADER = 6
_ATTRIBUTE_HEADER = 9
_FILLING = b"\0\r\n\t "
_INTERFACE_BYTES = 16
_COUNTED = frozenset({mapi.STRING8, mapi.UNICODE, mapi.BINARY, mapi.OBJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute; `number` is its identifier without its type. A cut one has the bytes that are left."""

    number: int
    content: bytes
    is_whole: bool = True


@dataclass(slots=True, kw_only=True)
class PropertyTable:
    """The MAPI properties inside an attribute, up to the first that cannot be."""

    values: dict[int, Value] = field(default_factory=dict)
    names: dict[PropertyName, int] = field(default_factory=dict)
    is_whole: bool = True


def iter_attributes(content: bytes) -> Iterator[Attribute]:
    """Every attribute in order. What stands behind the last and is none comes as one that is cut."""
    position = _HEADER
    while position < len(content):
        if position + _ATTRIBUTE_HEADER > len(content) or content[position] not in {1, 2}:
            if content[position:].strip(_FILLING):
                yield Attribute(number=0, content=b"", is_whole=False)
            return
        number, _, length = struct.unpack_from("<HHI", content, position + 1)
        start = position + _ATTRIBUTE_HEADER
        position = start + length + 2
        yield Attribute(number=number, content=content[start : start + length], is_whole=start + length <= len(content))


@dataclass(slots=True)
class _Cursor:
    content: bytes
    position: int = 0

    def read(self, length: int) -> bytes:
        """The next bytes and their filling up to a multiple of four. Raises ValueError at the end."""
        if length > len(self.content) - self.position:
            raise ValueError
        start = self.position
        self.position = min(start + length + -length % 4, len(self.content))
        return self.content[start : start + length]

    def read_number(self) -> int:
        return int(struct.unpack("<I", self.read(4))[0])


def read_tables(content: bytes) -> list[PropertyTable]:
    """The rows of a table of recipients."""
    cursor = _Cursor(content)
    tables: list[PropertyTable] = []
    try:
        rows = cursor.read_number()
    except ValueError:
        return [PropertyTable(is_whole=False)]
    while len(tables) < rows and (not tables or tables[-1].is_whole):
        tables.append(_read_table(cursor))
    return tables


def read_table(content: bytes) -> PropertyTable:
    """The properties of a message or an attachment."""
    return _read_table(_Cursor(content))


def _read_table(cursor: _Cursor) -> PropertyTable:
    table = PropertyTable()
    try:
        for _ in range(cursor.read_number()):
            _read_property(cursor, table)
    except ValueError:
        table.is_whole = False
    return table


def _read_property(cursor: _Cursor, table: PropertyTable) -> None:
    kind, number = struct.unpack("<HH", cursor.read(4))
    name = _read_name(cursor) if number >= mapi.FIRST_NAMED else None
    single = kind & ~MULTIPLE
    items = tuple(_iter_items(cursor, single, is_multiple=bool(kind & MULTIPLE)))
    table.values[number] = Value(kind=single, items=items)
    if name is not None:
        table.names[name] = number


def _read_name(cursor: _Cursor) -> PropertyName:
    family = uuid.UUID(bytes_le=cursor.read(16))
    if not cursor.read_number():
        return family, cursor.read_number()
    return family, cursor.read(cursor.read_number()).decode("utf-16-le", "replace").rstrip("\0")


def _iter_items(cursor: _Cursor, kind: int, *, is_multiple: bool) -> Iterator[bytes]:
    size = mapi.find_size(kind)
    if kind not in _COUNTED and not size:
        raise ValueError
    # A single text has a count as well, which is one.
    count = cursor.read_number() if is_multiple or kind in _COUNTED else 1
    for _ in range(count):
        found = cursor.read(size or cursor.read_number())
        yield found[_INTERFACE_BYTES:] if kind == mapi.OBJECT else found
