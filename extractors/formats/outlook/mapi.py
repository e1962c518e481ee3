"""MAPI properties: what Outlook keeps of a message, whether in a .msg file or in a winmail.dat."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from extractors.charsets import clean_line, clean_text
from extractors.formats.code_pages import find_codec

SHORT, INTEGER, DOUBLE, BOOLEAN, OBJECT = 0x0002, 0x0003, 0x0005, 0x000B, 0x000D
STRING8, UNICODE, TIME, GUID, BINARY = 0x001E, 0x001F, 0x0040, 0x0048, 0x0102
MULTIPLE = 0x1000
TEXTS = frozenset({STRING8, UNICODE})
FIRST_NAMED = 0x8000

PUBLIC_STRINGS = uuid.UUID("00020329-0000-0000-c000-000000000046")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
# Outlook writes the year 4501 where it means none.
_NO_TIME = 4500
_SIZES = {SHORT: 2, INTEGER: 4, 0x0004: 4, DOUBLE: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, BOOLEAN: 2, 0x0014: 8, TIME: 8}
_NUMBERS = {SHORT: "<h", INTEGER: "<i", BOOLEAN: "<H", 0x0014: "<q", DOUBLE: "<d", 0x0004: "<f"}

PropertyName = tuple[uuid.UUID, int | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A property as stored: its type, and the bytes of its value, or of its values where it has several."""

    kind: int
    items: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The properties of a message, a recipient or an attachment, by number. `names` gives the numbers of named ones."""

    values: Mapping[int, Value]
    names: Mapping[PropertyName, int] = field(default_factory=dict)
    charset: str = "cp1252"

    def __contains__(self, number: int) -> bool:
        return number in self.values

    def find_number(self, name: PropertyName) -> int:
        """The number under which this message keeps a named property; 0 where it has none."""
        return self.names.get(name, 0)

    def read_text(self, number: int) -> str:
        """A text, cleaned; several are joined by `; `. Empty where there is none."""
        value = self.values.get(number)
        if value is None or value.kind not in TEXTS:
            return ""
        return "; ".join(text for one in value.items if (text := self._decode(one, value.kind)))

    def read_line(self, number: int) -> str:
        """A text on one line."""
        return clean_line(self.read_text(number))

    def read_bytes(self, number: int) -> bytes:
        """The bytes of a property of any type; the first where it has several."""
        value = self.values.get(number)
        return value.items[0] if value is not None and value.items else b""

    def read_number(self, number: int) -> float | None:
        """A number or a truth value; None where there is none."""
        value = self.values.get(number)
        layout = _NUMBERS.get(value.kind) if value is not None else None
        if layout is None:
            return None
        try:
            return float(struct.unpack_from(layout, self.read_bytes(number))[0])
        except (struct.error, OverflowError):
            return None

    def read_integer(self, number: int) -> int:
        """A whole number, 0 where there is none."""
        found = self.read_number(number)
        return int(found) if found is not None and abs(found) < 1e18 else 0

    def read_time(self, number: int) -> datetime | None:
        """A time in UTC; None where there is none, or where it means none."""
        value = self.values.get(number)
        if value is None or value.kind != TIME or len(self.read_bytes(number)) < 8:
            return None
        ticks = struct.unpack_from("<Q", self.read_bytes(number))[0]
        try:
            found = _EPOCH + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return None
        return found if 1700 < found.year < _NO_TIME else None

    def list_strings(self) -> Iterator[bytes]:
        """The bytes of every text that depends on a code page."""
        return (one for value in self.values.values() if value.kind == STRING8 for one in value.items)

    def list_code_pages(self) -> tuple[int, ...]:
        """The code pages that the message claims, the most reliable first."""
        return (self.read_integer(MESSAGE_CODE_PAGE), self.read_integer(INTERNET_CODE_PAGE))

    def _decode(self, content: bytes, kind: int) -> str:
        if kind == UNICODE:
            return clean_text(content.decode("utf-16-le", "replace"))
        return clean_text(content.decode(self.charset, "replace"))


def decode_page(properties: Properties, number: int) -> tuple[bytes, str]:
    """An HTML body as bytes, with the charset that the message claims for it."""
    value = properties.values.get(number)
    if value is not None and value.kind in TEXTS:
        return properties.read_text(number).encode("utf-8", "replace"), "utf-8"
    return properties.read_bytes(number), find_codec(properties.read_integer(INTERNET_CODE_PAGE))


def find_size(kind: int) -> int:
    """How many bytes a value of a type has; 0 where it depends."""
    return 16 if kind == GUID else _SIZES.get(kind, 0)


MESSAGE_CLASS = 0x001A
SUBJECT = 0x0037
SUBMITTED = 0x0039
SUBJECT_PREFIX = 0x003D
CONVERSATION = 0x0070
SENDER_FOR_NAME = 0x0042
SENDER_FOR_KIND = 0x0064
SENDER_FOR_ADDRESS = 0x0065
SENDER_FOR_KEY = 0x003B
SENDER_FOR_ENTRY = 0x0041
SENDER_FOR_SMTP = 0x5D02
TRANSPORT_HEADERS = 0x007D
RECIPIENT_ROLE = 0x0C15
SENDER_ENTRY = 0x0C19
SENDER_NAME = 0x0C1A
SENDER_KEY = 0x0C1D
SENDER_KIND = 0x0C1E
SENDER_ADDRESS = 0x0C1F
SENDER_SMTP = 0x5D01
SHOWN_BCC, SHOWN_CC, SHOWN_TO = 0x0E02, 0x0E03, 0x0E04
DELIVERED = 0x0E06
NORMALISED_SUBJECT = 0x0E1D
ENTRY = 0x0FFF
BODY = 0x1000
REPORT_TEXT = 0x1001
RTF_BODY = 0x1009
HTML_BODY = 0x1013
MESSAGE_ID = 0x1035
REFERENCES = 0x1039
ANSWERED = 0x1042
NAME = 0x3001
KIND = 0x3002
ADDRESS = 0x3003
CREATED = 0x3007
KEY = 0x300B
ATTACHED = 0x3701
ATTACHED_NAME = 0x3704
ATTACHED_METHOD = 0x3705
ATTACHED_LONG_NAME = 0x3707
ATTACHED_PATH = 0x3708
ATTACHED_LONG_PATH = 0x370D
ATTACHED_TYPE = 0x370E
CONTENT_ID = 0x3712
SMTP = 0x39FE
INTERNET_CODE_PAGE = 0x3FDE
LOCALE = 0x3FF1
MESSAGE_CODE_PAGE = 0x3FFD
