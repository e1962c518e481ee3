"""Outlook messages (.msg): a compound file with a stream for each property (MS-OXMSG)."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import PartState
from extractors.content import Content, Source
from extractors.formats.code_pages import choose_charset, find_locale_page
from extractors.formats.office.ole_package import unpack_package
from extractors.formats.outlook import mapi
from extractors.formats.outlook.mapi import MULTIPLE, Properties, PropertyName, Value
from extractors.formats.outlook.mapi_rtf import unpack_rtf
from extractors.formats.outlook.message import Attachment, Message, render_message
from extractors.ole import Storage, iter_storages, open_compound

_FIXED = "__properties_version1.0"
_STREAM = "__substg1.0_"
_RECIPIENTS, _ATTACHMENTS = "__recip_version1.0_", "__attach_version1.0_"
_NAMES = "__nameid_version1.0"
# What the table of a storage names must also be there as a stream.
_STREAMED = frozenset({mapi.STRING8, mapi.UNICODE, mapi.BINARY})
_HEADER_TOP, _HEADER_INNER, _HEADER_SMALL = 32, 24, 8
_ATTACHED = f"{_STREAM}3701"
_INNER = f"{_STREAM}3701000D"
_RTF_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_KNOWN_FAMILIES = (uuid.UUID("00020328-0000-0000-c000-000000000046"), mapi.PUBLIC_STRINGS)
_BROKEN = "the Outlook message is damaged or cut short; what is here could be saved, something may be missing"
_CUT = Content(state=PartState.DAMAGED, reason="the attachment is damaged or cut short")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """The properties of a storage before their code page is known; `is_whole` is False where some could not be read."""

    values: dict[int, Value]
    is_whole: bool = True


def read_outlook(source: Source) -> Content:
    """Header lines as text; bodies, fields, attachments and inner messages as parts."""
    root = open_compound(source.content)
    if root is None:
        return Content(
            state=PartState.DAMAGED, reason="the Outlook message is damaged or cut short and cannot be opened"
        )
    names = _read_names(root.find_storage(_NAMES))
    return _read_storage(root, names, source.settings, header=_HEADER_TOP)


def _read_storage(
    storage: Storage, names: dict[PropertyName, int], settings: ReaderSettings, *, header: int
) -> Content:
    raw = _read_raw(storage, header)
    recipients = [_read_raw(one, _HEADER_SMALL) for one in iter_storages(storage, _RECIPIENTS)]
    folders = list(iter_storages(storage, _ATTACHMENTS))
    attached = [_read_raw(one, _HEADER_SMALL) for one in folders]
    charset = _find_charset([raw, *recipients, *attached])
    message = Message(
        properties=Properties(values=raw.values, names=names, charset=charset),
        recipients=tuple(Properties(values=one.values, charset=charset) for one in recipients),
        attachments=tuple(
            Attachment(
                properties=Properties(values=one.values, charset=charset),
                load=_loader(folder, names, settings),
            )
            for folder, one in zip(folders, attached, strict=True)
        ),
        damage="" if all(one.is_whole for one in (raw, *recipients, *attached)) else _BROKEN,
    )
    return render_message(message, settings)


def _find_charset(found: list[_Raw]) -> str:
    everything = [Properties(values=one.values) for one in found]
    message = everything[0]
    rich = _RTF_PAGE.search(unpack_rtf(message.read_bytes(mapi.RTF_BODY)[:1024])[0])
    pages = (
        *message.list_code_pages(),
        int(rich[1]) if rich else 0,
        find_locale_page(message.read_integer(mapi.LOCALE)),
    )
    return choose_charset((one for properties in everything for one in properties.list_strings()), pages)


def _read_raw(storage: Storage, header: int) -> _Raw:
    values: dict[int, Value] = {}
    fixed = storage.read(_FIXED)
    is_whole = fixed.is_whole and _FIXED in storage.sizes and _has_promised_rows(storage, fixed.content, header)
    for start in range(header, len(fixed.content) - 15, 16):
        kind, number = struct.unpack_from("<HH", fixed.content, start)
        size = mapi.find_size(kind)
        if 0 < size <= 8:
            values[number] = Value(kind=kind, items=(fixed.content[start + 8 : start + 8 + size],))
        elif kind in _STREAMED and f"{_STREAM}{number:04X}{kind:04X}" not in storage.sizes:
            is_whole = False
    for name in storage.sizes:
        if not name.startswith(_STREAM) or name.startswith(_ATTACHED) or "-" in name:
            continue
        value, is_stream_whole = _read_value(storage, name)
        is_whole = is_whole and is_stream_whole
        if value is not None:
            values[int(name[12:16], 16)] = value
    if any(name.startswith(_ATTACHED) for name in storage.sizes):
        values[mapi.ATTACHED] = Value(kind=mapi.BINARY, items=())
    return _Raw(values=values, is_whole=is_whole)


def _has_promised_rows(storage: Storage, table: bytes, header: int) -> bool:
    """Whether there are as many recipients and attachments as the head of the table of a message counts."""
    if header == _HEADER_SMALL or len(table) < header:
        return header == _HEADER_SMALL
    promised = struct.unpack_from("<II", table, 16)
    there = (len(list(iter_storages(storage, one))) for one in (_RECIPIENTS, _ATTACHMENTS))
    return all(count >= wanted for count, wanted in zip(there, promised, strict=True))


def _read_value(storage: Storage, name: str) -> tuple[Value | None, bool]:
    try:
        kind = int(name[16:20], 16)
        int(name[12:16], 16)
    except ValueError:
        return None, True
    if kind & MULTIPLE:
        return _read_values(storage, name, kind & ~MULTIPLE)
    stream = storage.read(name)
    return Value(kind=kind, items=(stream.content,)), stream.is_whole


def _read_values(storage: Storage, name: str, kind: int) -> tuple[Value | None, bool]:
    """A property with several values: those of fixed size stand in one stream, texts in one each."""
    size = mapi.find_size(kind)
    streams = (
        [storage.read(name)]
        if size
        else [storage.read(one) for one in sorted(storage.sizes) if one.startswith(f"{name}-")]
    )
    is_whole = all(one.is_whole for one in streams)
    if size:
        content = streams[0].content
        items = tuple(content[at : at + size] for at in range(0, len(content) - size + 1, size))
    else:
        items = tuple(one.content for one in streams)
    return Value(kind=kind, items=items), is_whole


def _loader(
    folder: Storage, names: dict[PropertyName, int], settings: ReaderSettings
) -> Callable[[int], bytes | Content]:
    inner = folder.find_storage(_INNER)
    if inner is None:
        return lambda left: _load_bytes(folder, left)
    if any(one == _FIXED or one.startswith(_STREAM) for one in inner.sizes):
        return lambda _: _read_storage(inner, names, settings, header=_HEADER_INNER)
    return lambda _: _load_object(inner)


def _load_bytes(folder: Storage, left: int) -> bytes | Content:
    name = next((one for one in folder.sizes if one.startswith(_ATTACHED)), "")
    if not name:
        return Content(state=PartState.DAMAGED, reason="the message names an attachment that is not in it")
    if folder.sizes[name] > left:
        return Content(state=PartState.OVER_BUDGET, reason="it is larger than what may still be unpacked")
    stream = folder.read(name)
    return stream.content if stream.is_whole else _CUT


def _load_object(inner: Storage) -> bytes | Content:
    """An object of another program, kept as a storage: a package holds a file; others are their program's own."""
    native = inner.read("\x01Ole10Native")
    found = unpack_package(native.content[4:]) if native.content else None
    if found is not None:
        return found.content if found.is_whole else _CUT
    for name in ("CONTENTS", "Package"):
        stream = inner.read(name)
        if stream.content:
            return stream.content if stream.is_whole else _CUT
    return Content(state=PartState.UNSUPPORTED, reason="an object of another program inside the message")


def _read_names(storage: Storage | None) -> dict[PropertyName, int]:
    """The numbers of the named properties in this file, by family and number or name (MS-OXMSG 2.2.3)."""
    if storage is None:
        return {}
    families = storage.read(f"{_STREAM}00020102").content
    entries = storage.read(f"{_STREAM}00030102").content
    strings = storage.read(f"{_STREAM}00040102").content
    found: dict[PropertyName, int] = {}
    for start in range(0, len(entries) - 7, 8):
        key, flags, position = struct.unpack_from("<IHH", entries, start)
        family = _find_family(families, flags >> 1)
        name = _read_name(strings, key) if flags & 1 else key
        if family is not None and name != "":
            found.setdefault((family, name), mapi.FIRST_NAMED + position)
    return found


def _find_family(families: bytes, index: int) -> uuid.UUID | None:
    if index in {1, 2}:
        return _KNOWN_FAMILIES[index - 1]
    start = (index - 3) * 16
    return uuid.UUID(bytes_le=families[start : start + 16]) if 0 <= start <= len(families) - 16 else None


def _read_name(strings: bytes, start: int) -> str:
    if start > len(strings) - 4:
        return ""
    length = struct.unpack_from("<I", strings, start)[0]
    return strings[start + 4 : start + 4 + length].decode("utf-16-le", "replace")
