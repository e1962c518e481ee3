"""The head of an Outlook message: the header it travelled with, completed from its properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.utils import format_datetime

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import TimeSource
from extractors.charsets import clean_line
from extractors.content import Content
from extractors.formats.mail.gate import as_safe_headers
from extractors.formats.mail.head import Headers, read_head, render_head
from extractors.formats.mail.tree import RawFields, split_fields
from extractors.formats.mail.words import decode_words
from extractors.formats.outlook import mapi
from extractors.formats.outlook.mapi import Properties
from extractors.formats.outlook.mapi_entry import read_entry_address

_SENT_SUBJECT = "x-subject-as-sent"
_ROLES = {1: "To", 2: "Cc", 3: "Bcc"}
# Outlook writes this line, which is none, above the header.
_BANNER = re.compile(r"^\s*Microsoft Mail Internet Headers[^\n]*\n", re.I)
_NOT_IN_NAME = re.compile(r"[\\\"\r\n]")
_AUTOMATIC = (
    "REPORT.",
    "IPM.NOTE.RULES.",
    "IPM.OUTLOOK.RECALL",
    "IPM.RECALL.REPORT",
    "IPM.MICROSOFT MAIL.READ",
    "IPM.MICROSOFT MAIL.NON",
)
_MAILS = (
    "IPM.NOTE",
    "IPM.SCHEDULE",
    "IPM.TASKREQUEST",
    "IPM.SHARING",
    "IPM.MICROSOFT MAIL",
    "IPM.DOCUMENT",
    "IPM.POST",
)
_SENDER = (
    mapi.SENDER_NAME,
    mapi.SENDER_SMTP,
    mapi.SENDER_KIND,
    mapi.SENDER_ADDRESS,
    mapi.SENDER_KEY,
    mapi.SENDER_ENTRY,
)
_SENDER_FOR = (
    *(mapi.SENDER_FOR_NAME, mapi.SENDER_FOR_SMTP, mapi.SENDER_FOR_KIND, mapi.SENDER_FOR_ADDRESS),
    *(mapi.SENDER_FOR_KEY, mapi.SENDER_FOR_ENTRY),
)
_RECIPIENT = (mapi.NAME, mapi.SMTP, mapi.KIND, mapi.ADDRESS, mapi.KEY, mapi.ENTRY)


def is_mail(properties: Properties) -> bool:
    """Whether the message was sent from one person to another: contacts, tasks and sticky notes were not."""
    found = properties.read_line(mapi.MESSAGE_CLASS).upper()
    return not found or found == "IPM" or found.startswith((*_MAILS, *_AUTOMATIC))


def read_message_head(properties: Properties, recipients: tuple[Properties, ...], settings: ReaderSettings) -> Content:
    """The header lines as text, with the head that a mail has. Where the message kept no header, properties speak."""
    fields = _split_transport_headers(properties.read_text(mapi.TRANSPORT_HEADERS))
    is_dated = any(name == "date" for name, _ in fields)
    known = Headers(fields)
    added = [
        (name.lower(), value.encode("utf-8", "replace")) for name, value in _iter_missing(known, properties, recipients)
    ]
    subjects = {_SENT_SUBJECT, *(name for name, _ in added if name == "subject")}
    headers = Headers([*(one for one in fields if one[0] not in subjects), *added])
    is_report = properties.read_line(mapi.MESSAGE_CLASS).upper().startswith(_AUTOMATIC)
    head = read_head(headers, settings, is_report=is_report)
    source = TimeSource.MAIL_HEADER if is_dated else TimeSource.MESSAGE_PROPERTY
    head = replace(head, occurred_at_source=source if head.occurred_at else TimeSource.UNKNOWN)
    page = render_head(headers, head)
    sent = decode_words(headers.find_first(_SENT_SUBJECT))
    return replace(page, text=f"{page.text}\nSubject as sent: {sent}") if sent else page


def _split_transport_headers(written: str) -> RawFields:
    content = _BANNER.sub("", written).lstrip().encode("utf-8", "replace")
    return split_fields(as_safe_headers(content))[0]


def _iter_missing(
    message: Headers, properties: Properties, recipients: tuple[Properties, ...]
) -> Iterator[tuple[str, str]]:
    """The header lines that the message lacks and its properties know."""
    senders = _write_party(properties, _SENDER_FOR), _write_party(properties, _SENDER)
    if "from" not in message and any(senders):
        yield "From", senders[0] or senders[1]
        if all(senders) and senders[0] != senders[1]:
            yield "Sender", senders[1]
    yield from _iter_recipients(message, properties, recipients)
    yield from _iter_subjects(message, properties)
    times = (
        properties.read_time(one)
        for one in (mapi.SUBMITTED, mapi.DELIVERED, *(() if is_mail(properties) else (mapi.CREATED,)))
    )
    when = next((one for one in times if one), None)
    if "date" not in message and when:
        yield "Date", format_datetime(when)
    for name, number in (
        ("Message-ID", mapi.MESSAGE_ID),
        ("In-Reply-To", mapi.ANSWERED),
        ("References", mapi.REFERENCES),
    ):
        value = properties.read_line(number)
        if name.lower() not in message and value:
            yield name, value


def _iter_subjects(message: Headers, properties: Properties) -> Iterator[tuple[str, str]]:
    subject = find_subject(properties)
    if "subject" not in message:
        yield "Subject", subject
    elif subject and subject != decode_words(message.find_first("subject")):
        # Outlook shows this one; the other is what was sent.
        yield "Subject", subject
        yield _SENT_SUBJECT, message.find_first("subject")


def find_subject(properties: Properties) -> str:
    """The subject as Outlook shows it, on one line."""
    subject = properties.read_text(mapi.SUBJECT)
    if subject[:1] == "\x01":  # a mark of the length of its prefix
        subject = subject[2:]
    found = clean_line(subject)
    if found:
        return found
    prefix = properties.read_line(mapi.SUBJECT_PREFIX)
    rest = properties.read_line(mapi.NORMALISED_SUBJECT) or properties.read_line(mapi.CONVERSATION)
    return clean_line(f"{prefix} {rest}") if rest else ""


def _iter_recipients(
    message: Headers, properties: Properties, recipients: tuple[Properties, ...]
) -> Iterator[tuple[str, str]]:
    written = " ".join(
        decode_words(value) for role in _ROLES.values() for value in message.list_values(role.lower())
    ).casefold()
    shown = {"To": mapi.SHOWN_TO, "Cc": mapi.SHOWN_CC, "Bcc": mapi.SHOWN_BCC}
    for number, role in _ROLES.items():
        parties = [
            party
            for one in recipients
            if (one.read_integer(mapi.RECIPIENT_ROLE) & 0xF or 1) == number
            and (party := _write_party(one, _RECIPIENT))
            and not _is_among(one, written)
        ]
        if parties:
            yield role, ", ".join(parties)
        elif role.lower() not in message and not recipients and properties.read_line(shown[role]):
            yield role, ", ".join(_quote(name) for name in properties.read_line(shown[role]).split(";") if name.strip())


def _is_among(recipient: Properties, written: str) -> bool:
    address = _find_address(recipient, _RECIPIENT)
    name = recipient.read_line(mapi.NAME)
    return bool(address and address.casefold() in written) or bool(name and not address and name.casefold() in written)


def _write_party(properties: Properties, numbers: tuple[int, ...]) -> str:
    name, address = properties.read_line(numbers[0]).strip("'\" "), _find_address(properties, numbers)
    if not address:
        kept = name or properties.read_line(numbers[3]).rpartition("cn=")[2].rpartition("CN=")[2]
        return _quote(kept) if kept else ""
    if not name or name.casefold() == address.casefold():
        return f"<{address}>"
    return f"{_quote(name)} <{address}>"


def _quote(name: str) -> str:
    words = " ".join(_NOT_IN_NAME.sub(" ", name).split())
    return f'"{words}"' if words else ""


def _find_address(properties: Properties, numbers: tuple[int, ...]) -> str:
    """The SMTP address, wherever it is kept: Exchange's own names for people are nobody's address."""
    _, smtp, kind, address, key, entry = numbers
    is_smtp = properties.read_line(kind).upper() in {"SMTP", ""}
    key_kind, _, key_address = properties.read_bytes(key).rstrip(b"\0").decode("latin-1").partition(":")
    return _first_address(
        (
            properties.read_line(smtp),
            properties.read_line(address) if is_smtp else "",
            read_entry_address(properties.read_bytes(entry)),
            key_address.casefold() if key_kind.upper() == "SMTP" else "",
            properties.read_line(numbers[0]),
        )
    )


def _first_address(found: Iterable[str]) -> str:
    for one in found:
        address = clean_line(one).strip("<>'\" ")
        if "@" in address and " " not in address and not address.startswith("/"):
            return address
    return ""
