"""The named fields of Outlook's contacts, tasks, appointments and votes, as lines of text."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator
from datetime import datetime

from extractors.charsets import clean_line, clean_text
from extractors.formats.outlook import mapi
from extractors.formats.outlook.labels import KINDS, LABELS, NAMED_LABELS, OFTEN_EMPTY
from extractors.formats.outlook.mapi import PUBLIC_STRINGS, Properties

_COMMON = uuid.UUID("00062008-0000-0000-c000-000000000046")
_ADDRESSES = uuid.UUID("00062004-0000-0000-c000-000000000046")
_VERBS = (_COMMON, 0x8520)
_VOTE = 4
# Where a contact keeps its e-mail addresses: address, kind, the address as it was first typed.
_CONTACT_ADDRESSES = ((0x8083, 0x8082, 0x8084), (0x8093, 0x8092, 0x8094), (0x80A3, 0x80A2, 0x80A4))
_DIAGNOSIS = 0x0C1B
_MAIL_CLASSES = ("IPM.NOTE", "IPM.MICROSOFT MAIL")


def list_fields(properties: Properties, recipients: tuple[Properties, ...]) -> list[str]:
    """`label: value` lines of everything that stands in fields rather than in the body, in a fixed order."""
    found = [
        *_iter_class(properties),
        *_iter_standard(properties),
        *_iter_contact_addresses(properties),
        *_iter_named(properties),
        *_iter_own(properties),
        *_iter_choices(properties),
        *_iter_failures(properties, recipients),
    ]
    lines = dict.fromkeys(f"{label}: {clean_text(value).strip()}" for label, value in found if value.strip())
    return list(lines)


def _iter_class(properties: Properties) -> Iterator[tuple[str, str]]:
    name = properties.read_line(mapi.MESSAGE_CLASS).upper()
    known = next((kind for start, kind in KINDS.items() if name.startswith(start)), "")
    yield "Kind", known or ("" if name.startswith(_MAIL_CLASSES) else name.removeprefix("IPM."))


def _iter_standard(properties: Properties) -> Iterator[tuple[str, str]]:
    local = {label for name, label in NAMED_LABELS.items() if properties.find_number(name) in properties}
    for number, label in LABELS.items():
        # A day that is kept twice: in the calendar of its place, and as a moment of world time, often the day before.
        if number in properties and label not in local:
            yield label, _write_value(properties, number)


def _iter_named(properties: Properties) -> Iterator[tuple[str, str]]:
    for name, label in NAMED_LABELS.items():
        number = properties.find_number(name)
        if number in properties:
            value = _write_value(properties, number)
            yield label, "" if label in OFTEN_EMPTY and value in {"0", "no"} else value


def _iter_own(properties: Properties) -> Iterator[tuple[str, str]]:
    """The fields that users and programs gave names of their own."""
    for (family, name), number in properties.names.items():
        if family == PUBLIC_STRINGS and isinstance(name, str) and number in properties:
            label = "Categories" if name == "Keywords" else clean_line(name)
            yield label, properties.read_text(number)


def _iter_contact_addresses(properties: Properties) -> Iterator[tuple[str, str]]:
    for address, kind, original in _CONTACT_ADDRESSES:
        numbers = [properties.find_number((_ADDRESSES, one)) for one in (address, kind, original)]
        found, how, typed = (properties.read_line(one) for one in numbers)
        yield "E-mail", typed if how.upper() == "EX" and typed else found


def _write_value(properties: Properties, number: int) -> str:
    value = properties.values[number]
    if value.kind in mapi.TEXTS:
        return properties.read_text(number)
    if value.kind == mapi.TIME:
        found = properties.read_time(number)
        return _write_time(found) if found else ""
    count = properties.read_number(number)
    if count is None:
        return ""
    if value.kind == mapi.BOOLEAN:
        return "yes" if count else "no"
    return f"{count:g}"


def _write_time(when: datetime) -> str:
    is_day = not (when.hour or when.minute)
    return f"{when:%Y-%m-%d}" if is_day else f"{when:%Y-%m-%d %H:%M} UTC"


def _iter_choices(properties: Properties) -> Iterator[tuple[str, str]]:
    content = properties.read_bytes(properties.find_number(_VERBS))
    choices = [name for kind, name in _iter_verbs(content, properties.charset) if kind == _VOTE]
    yield "Voting buttons", "; ".join(dict.fromkeys(choices))


def _iter_verbs(content: bytes, charset: str) -> Iterator[tuple[int, str]]:
    """Kind and name of each button (MS-OXOMSG 2.2.1.74); as many as are whole."""
    position = 6
    try:
        for _ in range(min(struct.unpack_from("<I", content, 2)[0], 100)):
            kind = struct.unpack_from("<I", content, position)[0]
            position += 4
            strings = []
            for _ in range(4):
                length = content[position]
                strings.append(content[position + 1 : position + 1 + length])
                position += 1 + length
            position += 29
            yield kind, clean_line(strings[0].decode(charset, "replace"))
    except (struct.error, IndexError):
        return


def _iter_failures(properties: Properties, recipients: tuple[Properties, ...]) -> Iterator[tuple[str, str]]:
    yield "Report", properties.read_text(mapi.REPORT_TEXT)
    for one in recipients:
        for number in (mapi.REPORT_TEXT, _DIAGNOSIS):
            yield f"Report for {one.read_line(mapi.NAME)}", one.read_text(number)
