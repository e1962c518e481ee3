"""Windows drawings (EMF): the words drawn in them, and the pictures as parts ([MS-EMF] 2.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content, Source

_TEXT_WIDE, _TEXT_NARROW = 84, 83
_GLYPHS = 0x10
# Where in a record the places and sizes of a bitmap stand, by the kind of the record.
_BITMAPS = {81: 48, 80: 48, 76: 84, 77: 84}
_PACKED = {4, 5}
_MOST_RECORDS = 200_000


def read_metafile(source: Source) -> Content:
    """One line for each height at which words stand. Lines and areas without words hold nothing to read."""
    lines: dict[int, list[str]] = {}
    pictures: list[bytes] = []
    is_whole = False
    for kind, record in _iter_records(source.content):
        if kind in {_TEXT_WIDE, _TEXT_NARROW}:
            height, words = _read_words(record, is_wide=kind == _TEXT_WIDE)
            lines.setdefault(height, []).append(words)
        elif kind in _BITMAPS:
            pictures += _find_bitmap(record, _BITMAPS[kind])
        is_whole = is_whole or kind == 14
    text = "\n".join(line for words in lines.values() if (line := clean_line(" ".join(words))))
    children = tuple(
        Child(number=str(number), load=_as_loader(one), name=f"picture {number}", inline=True)
        for number, one in enumerate(dict.fromkeys(pictures), 1)
    )
    if not is_whole:
        return Content(state=PartState.DAMAGED, reason="the drawing is damaged", text=text, children=children)
    if not text:
        reason = "the pictures in the drawing are its parts" if children else "a drawing without words"
        return Content(state=PartState.EMPTY, reason=reason, children=children, is_minor=True)
    return Content(text=text, children=children)


def _as_loader(content: bytes) -> Callable[[int], bytes]:
    return lambda _: content


def _iter_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    for _ in range(_MOST_RECORDS):
        if position + 8 > len(content):
            return
        kind, size = struct.unpack_from("<II", content, position)
        if size < 8 or position + size > len(content):
            return
        yield kind, content[position : position + size]
        position += size


def _read_words(record: bytes, *, is_wide: bool) -> tuple[int, str]:
    if len(record) < 56:
        return 0, ""
    height, count, place, options = struct.unpack_from("<iIII", record, 40)
    if options & _GLYPHS:
        return height, ""
    if is_wide:
        return height, record[place : place + 2 * count].decode("utf-16-le", "replace")
    return height, record[place : place + count].decode("cp1252", "replace")


def _find_bitmap(record: bytes, fields: int) -> Iterator[bytes]:
    """The bitmap as a file of its own: its head was left out, as the drawing needs none."""
    if len(record) < fields + 16:
        return
    head_place, head_size, place, size = struct.unpack_from("<IIII", record, fields)
    head, pixels = record[head_place : head_place + head_size], record[place : place + size]
    if len(head) < 40 or len(pixels) != size or not size:
        return
    if struct.unpack_from("<I", head, 16)[0] in _PACKED:
        yield pixels
    else:
        yield struct.pack("<2sIHHI", b"BM", 14 + len(head) + size, 0, 0, 14 + len(head)) + head + pixels
