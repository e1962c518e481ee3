"""Old Word documents (.doc): their text by the table of pieces that Word keeps ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line, clean_text
from extractors.content import Child, Content, Source
from extractors.formats.office.blips import as_picture, carve_pictures
from extractors.formats.office.docx_fields import Field, as_target, find_link
from extractors.formats.office.ole_objects import read_object
from extractors.ole import Storage, open_compound

_TABLES = frozenset({"Workbook", "Book"})
_IDENTITY = 0xA5EC
_FIRST_WITH_PIECES = 0x00C1
_COMPLEX, _ENCRYPTED, _SECOND_TABLE = 0x0004, 0x0100, 0x0200
_FLAGS, _PLAIN_TEXT, _LENGTHS, _PIECES = 0x0A, 0x18, 0x4C, 0x01A2
_COMPRESSED = 0x4000_0000
_MOST_PIECES = 200_000
# In the order in which they stand one after the other in the text.
_STORIES = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
_READING_ORDER = ("headers", "body", "boxes", "header boxes", "footnotes", "endnotes")
_ENDS = {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\xad": ""}
_ROW_END = re.compile(r"\t\t(?=\n|[^\t])")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SPECIAL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DAMAGED = "the old Word document is damaged; its text cannot be found"


class NotReadableError(ValueError):
    """The document is older than the table of pieces, or its tables lead nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    flags: int
    lengths: tuple[int, ...]
    table: str
    place: int
    size: int


def read_word97(source: Source) -> Content:
    """Headers, body, text boxes, notes and comments; embedded objects and pictures as parts.

    Raises NotReadableError where another reader may know more.
    """
    root = open_compound(source.content)
    if root is None:
        return Content(state=PartState.DAMAGED, reason=_DAMAGED)
    return read_storage(root)


def read_storage(storage: Storage) -> Content:
    """A Word document that lies in a storage, be it a file or an object in another document."""
    document = storage.read("WordDocument")
    flags = _read_flags(document.content)
    if flags & _ENCRYPTED:
        return Content(state=PartState.ENCRYPTED, reason="the Word document asks for a password")
    if struct.unpack_from("<H", document.content, 2)[0] < _FIRST_WITH_PIECES:
        return _read_word6(document.content, flags)
    header = _read_header(document.content, flags)
    table = storage.read(header.table)
    text, is_whole = _read_text(document.content, table.content, header)
    children = tuple(_find_children(storage, document.content))
    if not is_whole or not document.is_whole or not table.is_whole:
        return Content(state=PartState.DAMAGED, reason=_DAMAGED, text=text, children=children)
    if not text:
        return Content(state=PartState.EMPTY, reason="the document has no text", children=children)
    return Content(text=text, children=children)


def _read_flags(document: bytes) -> int:
    if len(document) < _FLAGS + 2 or struct.unpack_from("<H", document)[0] != _IDENTITY:
        raise NotReadableError
    return int(struct.unpack_from("<H", document, _FLAGS)[0])


def _read_word6(document: bytes, flags: int) -> Content:
    """Versions before Word 97 keep the text in one piece, unless they were saved in haste."""
    if flags & _COMPLEX or len(document) < _PLAIN_TEXT + 8:
        raise NotReadableError
    start, end = struct.unpack_from("<II", document, _PLAIN_TEXT)
    if not start <= end <= len(document):
        raise NotReadableError
    text = _render(document[start:end].decode("cp1252", "replace"))
    return Content(text=text) if text else Content(state=PartState.EMPTY, reason="the document has no text")


def _read_header(document: bytes, flags: int) -> _Header:
    if len(document) < _PIECES + 8:
        raise NotReadableError
    place, size = struct.unpack_from("<II", document, _PIECES)
    return _Header(
        flags=flags,
        lengths=tuple(max(one, 0) for one in struct.unpack_from("<8i", document, _LENGTHS)),
        table="1Table" if flags & _SECOND_TABLE else "0Table",
        place=place,
        size=size,
    )


def _read_text(document: bytes, table: bytes, header: _Header) -> tuple[str, bool]:
    """The stories in reading order, and whether every character that the header promises was found."""
    raw = "".join(_iter_pieces(document, table[header.place : header.place + header.size]))
    stories: dict[str, str] = {}
    start = 0
    for name, length in zip(_STORIES, header.lengths, strict=True):
        stories[name] = _render(raw[start : start + length])
        start += length
    texts = [stories[name] for name in _READING_ORDER if stories[name]]
    texts += [f"[comment: {line}]" for line in stories["comments"].split("\n") if line.strip()]
    return "\n\n".join(texts), len(raw) >= start


def _iter_pieces(document: bytes, tables: bytes) -> Iterator[str]:
    pieces = _find_piece_table(tables)
    count = (len(pieces) - 4) // 12
    if count < 1 or count > _MOST_PIECES:
        raise NotReadableError
    ends = struct.unpack_from(f"<{count + 1}I", pieces)
    for number in range(count):
        length = ends[number + 1] - ends[number]
        place = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * number + 2)[0]
        if length < 0 or length > len(document):
            raise NotReadableError
        if place & _COMPRESSED:
            start = (place & ~_COMPRESSED) // 2
            yield document[start : start + length].decode("cp1252", "replace")
        else:
            # As many characters as code units, so that the lengths of the stories hold.
            units = document[place : place + 2 * length]
            yield "".join(map(chr, struct.unpack(f"<{len(units) // 2}H", units[: len(units) // 2 * 2])))


def _find_piece_table(tables: bytes) -> bytes:
    position = 0
    while position + 5 <= len(tables):
        if tables[position] == 2:
            size = struct.unpack_from("<I", tables, position + 1)[0]
            return tables[position + 5 : position + 5 + size]
        if tables[position] != 1:
            break
        position += 3 + int(struct.unpack_from("<H", tables, position + 1)[0])
    raise NotReadableError


def _render(raw: str) -> str:
    shown = "".join(_ENDS.get(one, one) for one in _leave_out_instructions(raw))
    text = shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _EMPTY_LINES.sub("\n\n", clean_text(_ROW_END.sub("\n", _SPECIAL.sub("", text)))).strip()


def _leave_out_instructions(raw: str) -> list[str]:
    """Of each field what it shows, and the address of a link that the words do not show."""
    shown: list[str] = []
    fields: list[Field] = []
    for one in raw:
        if one == "\x13":
            fields.append(Field(layer=shown))
        elif one == "\x14" and fields:
            fields[-1].is_shown = True
            fields[-1].start = len(shown)
        elif one == "\x15" and fields:
            ended = fields.pop()
            shown += as_target(find_link("".join(ended.instruction)), "".join(shown[ended.start :]))
        elif fields and not fields[-1].is_shown:
            fields[-1].instruction.append(one)
        else:
            shown.append(one)
    return shown + [one for field in fields for one in field.instruction]


def _find_children(storage: Storage, document: bytes) -> Iterator[Child]:
    pool = storage.find_storage("ObjectPool")
    number = 0
    for one in pool.storages if pool else ():
        number += 1
        yield from find_embedded(one, number)
    for picture in carve_pictures(storage.read("Data").content + document):
        number += 1
        yield as_picture(picture, number)


def find_embedded(storage: Storage, number: int) -> Iterator[Child]:
    """An object that lies in a storage of an old document, and what is inside it."""
    content = _read_embedded(storage)
    children = tuple(content.children)
    yield Child(number=str(number), load=lambda _: content, name=clean_line(storage.name))
    yield from (replace(child, number=f"{number}.{child.number}") for child in children)


def _read_embedded(storage: Storage) -> Content:
    if "WordDocument" in storage.sizes:
        try:
            return read_storage(storage)
        except (NotReadableError, struct.error):
            return Content(state=PartState.UNSUPPORTED, reason="an embedded Word document that cannot be read")
    if _TABLES & set(storage.sizes):
        return Content(state=PartState.UNSUPPORTED, reason="an embedded Excel table, which cannot be read in there")
    return read_object(storage)
