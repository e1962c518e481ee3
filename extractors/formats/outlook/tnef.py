"""Outlook's attachment bundles (winmail.dat, TNEF): the message that Outlook sent in a form of its own."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import PartState
from extractors.content import Content, Source
from extractors.formats.code_pages import choose_charset
from extractors.formats.outlook import mapi
from extractors.formats.outlook.mapi import Properties, Value
from extractors.formats.outlook.message import Attachment, Message, render_message
from extractors.formats.outlook.tnef_attributes import (
    SIGNATURE,
    Attribute,
    PropertyTable,
    iter_attributes,
    read_table,
    read_tables,
)

_SUBJECT, _DATE_SENT, _DATE_RECEIVED, _CLASS = 0x8004, 0x8005, 0x8006, 0x8008
_FROM, _BODY, _MESSAGE_ID = 0x8000, 0x800C, 0x8009
_PROPERTIES, _RECIPIENTS, _CODE_PAGE = 0x9003, 0x9004, 0x9007
_NEXT_ATTACHMENT, _ATTACHED, _ATTACHED_NAME, _ATTACHED_LONG_NAME, _ATTACHED_PROPERTIES = (
    *(0x9002, 0x800F, 0x8010),
    *(0x9001, 0x9005),
)
_TEXTS = {_SUBJECT: mapi.SUBJECT, _BODY: mapi.BODY, _CLASS: mapi.MESSAGE_CLASS}
_TIMES = {_DATE_SENT: mapi.SUBMITTED, _DATE_RECEIVED: mapi.DELIVERED}
_BROKEN = "the Outlook bundle is damaged or cut short; what is here could be saved, something may be missing"
_CUT = Content(state=PartState.DAMAGED, reason="the attachment is damaged or cut short")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Bundle:
    """What was found so far. The older attributes stand in for properties that the bundle lacks."""

    message: PropertyTable = field(default_factory=PropertyTable)
    older: dict[int, Value] = field(default_factory=dict)
    recipients: list[PropertyTable] = field(default_factory=list)
    attached: list[PropertyTable] = field(default_factory=list)
    code_page: int = 0
    is_whole: bool = True

    def take(self, attribute: Attribute) -> None:
        self.is_whole = self.is_whole and attribute.is_whole
        number, content = attribute.number, attribute.content
        if number in _TEXTS:
            self.older[_TEXTS[number]] = Value(kind=mapi.STRING8, items=(content.rstrip(b"\0"),))
        elif number in _TIMES:
            self._take_time(_TIMES[number], content)
        elif number == _FROM:
            self._take_sender(content)
        elif number == _PROPERTIES:
            self.message = read_table(content)
        elif number == _RECIPIENTS:
            self.recipients = read_tables(content)
        elif number == _CODE_PAGE and len(content) >= 4:
            self.code_page = struct.unpack_from("<I", content)[0]
        else:
            self._take_attached(number, content)

    def _take_time(self, number: int, content: bytes) -> None:
        try:
            year, month, day, hour, minute, second = struct.unpack_from("<6H", content)
            when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except (struct.error, ValueError):
            return
        ticks = (when - _EPOCH) // timedelta(microseconds=1) * 10
        self.older[number] = Value(kind=mapi.TIME, items=(struct.pack("<q", ticks),))

    def _take_sender(self, content: bytes) -> None:
        """A name and an address, each with its length (MS-OXTNEF 2.1.3.3.2)."""
        if len(content) < 8:
            return
        length, address_length = struct.unpack_from("<HH", content, 4)
        name = content[8 : 8 + length].rstrip(b"\0")
        kind, _, address = content[8 + length : 8 + length + address_length].rstrip(b"\0").partition(b":")
        parts = ((mapi.SENDER_NAME, name), (mapi.SENDER_KIND, kind), (mapi.SENDER_ADDRESS, address))
        self.older |= {number: Value(kind=mapi.STRING8, items=(one,)) for number, one in parts}

    def _take_attached(self, number: int, content: bytes) -> None:
        if number == _NEXT_ATTACHMENT or (number in _OF_ATTACHMENTS and not self.attached):
            self.attached.append(PropertyTable())
        if number not in _OF_ATTACHMENTS:
            return
        values = self.attached[-1].values
        if number == _ATTACHED_PROPERTIES:
            table = read_table(content)
            self.attached[-1].is_whole = table.is_whole
            values |= {key: one for key, one in table.values.items() if key not in values or key != mapi.ATTACHED}
        else:
            kind = mapi.BINARY if number == _ATTACHED else mapi.STRING8
            value = Value(kind=kind, items=(content if number == _ATTACHED else content.rstrip(b"\0"),))
            values.setdefault(_OF_ATTACHMENTS[number], value)


_OF_ATTACHMENTS = {
    _ATTACHED: mapi.ATTACHED,
    _ATTACHED_NAME: mapi.ATTACHED_NAME,
    _ATTACHED_LONG_NAME: mapi.ATTACHED_LONG_NAME,
    _ATTACHED_PROPERTIES: 0,
}


def read_tnef(source: Source) -> Content:
    """Header lines as text; bodies, fields, attachments and inner messages as parts. What is whole stays."""
    return _read_bundle(source.content, source.settings)


def _read_bundle(content: bytes, settings: ReaderSettings) -> Content:
    bundle = _Bundle()
    for attribute in iter_attributes(content):
        bundle.take(attribute)
    tables = [bundle.message, *bundle.recipients, *bundle.attached]
    is_whole = bundle.is_whole and all(one.is_whole for one in tables)
    message = _as_message(bundle, settings)
    if not message.properties.values and not message.attachments:
        reason = "the Outlook bundle (winmail.dat) is damaged and cannot be read"
        return Content(state=PartState.DAMAGED, reason=reason)
    return render_message(message if is_whole else _mark_broken(message), settings)


def _mark_broken(message: Message) -> Message:
    return Message(
        properties=message.properties, recipients=message.recipients, attachments=message.attachments, damage=_BROKEN
    )


def _as_message(bundle: _Bundle, settings: ReaderSettings) -> Message:
    values = {**bundle.older, **bundle.message.values}
    everything = [
        Properties(values=values),
        *(Properties(values=one.values) for one in (*bundle.recipients, *bundle.attached)),
    ]
    pages = (*everything[0].list_code_pages(), bundle.code_page)
    charset = choose_charset((one for properties in everything for one in properties.list_strings()), pages)
    return Message(
        properties=Properties(values=values, names=bundle.message.names, charset=charset),
        recipients=tuple(Properties(values=one.values, charset=charset) for one in bundle.recipients),
        attachments=tuple(
            Attachment(properties=Properties(values=one.values, charset=charset), load=_loader(one, settings))
            for one in bundle.attached
        ),
    )


def _loader(table: PropertyTable, settings: ReaderSettings) -> Callable[[int], bytes | Content]:
    value = table.values.get(mapi.ATTACHED)
    content = value.items[0] if value is not None and value.items else b""
    if content.startswith(SIGNATURE):
        return lambda _: _read_bundle(content, settings)
    if not table.is_whole and not content:
        return lambda _: _CUT
    return lambda _: content
