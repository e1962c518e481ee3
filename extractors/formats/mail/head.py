"""The header of a mail: who, to whom, when, about what, in answer to what, and whether a machine wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crmbridge.domain.communication import Channel
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import Party, TimeSource
from extractors.content import Content, Head, Mark, Span
from extractors.formats.mail.tree import RawFields
from extractors.formats.mail.trust import TRUST_FIELDS, VERDICT_FIELDS, read_authentication
from extractors.formats.mail.words import as_raw, decode_words, parse_date, parse_message_ids, parse_parties

_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_MACHINE_HEADERS = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-auto-response-suppress")
_MACHINE_SENDERS = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.I)
_ROLES = (("to", "To"), ("cc", "Cc"), ("bcc", "Bcc"))
_ZONES = {
    "From": Zone.SENDER,
    "Sender": Zone.FIELD,
    "Reply-To": Zone.FIELD,
    "To": Zone.RECIPIENT,
    "Cc": Zone.COPIED,
    "Bcc": Zone.COPIED,
    "Subject": Zone.SUBJECT,
}


_OTHER_PARTIES = ("reply-to", "resent-from", "resent-to", "resent-cc", "delivered-to")


class Headers:
    """The header fields of a message by lower-case name, decoded when they are asked for.

    `charset` is what 8-bit letters are taken for that are no UTF-8.
    """

    def __init__(self, fields: RawFields, charset: str = "") -> None:
        self._fields = fields
        self._charset = charset
        self._values: dict[str, list[bytes]] = {}
        self._parties: dict[tuple[str, str], tuple[Party, ...]] = {}
        for name, value in fields:
            self._values.setdefault(name, []).append(value)

    def iter_items(self, names: frozenset[str]) -> Iterator[tuple[str, str]]:
        """The fields of these names, name and value, in the order in which they stand."""
        return ((name, self._read(value)) for name, value in self._fields if name in names)

    def list_values(self, name: str) -> list[str]:
        """Every value of a field, in order."""
        return [self._read(value) for value in self._values.get(name, ())]

    def find_first(self, name: str) -> str:
        """The first value of a field, empty where there is none."""
        return self._read(self._values[name][0]) if name in self._values else ""

    def list_parties(self, role: str, name: str) -> tuple[Party, ...]:
        """The parties of a field, each with a role; they are taken apart once."""
        if name not in self._values:
            return ()
        key = (role, name)
        if key not in self._parties:
            self._parties[key] = parse_parties(role, self.list_values(name))
        return self._parties[key]

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def _read(self, value: bytes) -> str:
        return as_raw(value, self._charset)


def read_head(headers: Headers, settings: ReaderSettings, *, is_report: bool) -> Head:
    """Everything that the header says. `is_report` marks delivery reports, which machines write."""
    senders = list_senders(headers)
    references = parse_message_ids(headers.list_values("references"))
    answered = parse_message_ids(headers.list_values("in-reply-to"))
    occurred_at, source = _find_time(headers, settings.timezone)
    return Head(
        sender=senders[0] if senders else None,
        recipients=tuple(party for role, _ in _ROLES for party in headers.list_parties(role, role)),
        subject=decode_words(headers.find_first("subject")),
        occurred_at=occurred_at,
        occurred_at_source=source,
        message_id=next(iter(parse_message_ids([headers.find_first("message-id")])), ""),
        references=(*references, *(one for one in answered if one not in references)),
        automatic=is_report or _is_automatic(headers),
        authentication=read_authentication(_list_trusted(headers), senders),
        parties=_list_others(headers, senders),
    )


def _list_trusted(headers: Headers) -> list[tuple[str, str]]:
    """The lines that tell what is to be believed; without a verdict among them the others tell nothing."""
    has_verdict = any(name in headers for name in VERDICT_FIELDS)
    return list(headers.iter_items(TRUST_FIELDS)) if has_verdict else []


def _find_time(headers: Headers, timezone: str) -> tuple[datetime | None, TimeSource]:
    """When it was written; where that cannot be read, when the first server on its way took it."""
    written = parse_date(headers.find_first("date"), timezone)
    if written is not None:
        return written, TimeSource.MAIL_HEADER
    for value in reversed(headers.list_values("received")):
        taken = parse_date(value.rpartition(";")[2].strip(), timezone)
        if taken is not None:
            return taken, TimeSource.RECEIVED_HEADER
    return None, TimeSource.UNKNOWN


def _list_others(headers: Headers, senders: tuple[Party, ...]) -> tuple[Party, ...]:
    """Those who are named and not written to; the Sender only where he is not the one in From."""
    addresses = {party.address.casefold() for party in senders}
    hands = headers.list_parties("sender", "sender") if "from" in headers else ()
    others = tuple(party for role in _OTHER_PARTIES if role in headers for party in headers.list_parties(role, role))
    return (*(party for party in hands if party.address.casefold() not in addresses), *others)


def list_senders(headers: Headers) -> tuple[Party, ...]:
    """Everybody whom the From lines name; where they name nobody, the Sender line speaks."""
    return headers.list_parties("from", "from") or headers.list_parties("from", "sender")


def _is_automatic(headers: Headers) -> bool:
    return (
        headers.find_first("auto-submitted").split(";")[0].strip().casefold() not in {"", "no"}
        or headers.find_first("precedence").strip().casefold() in _BULK
        or any(name in headers for name in _MACHINE_HEADERS)
        or headers.find_first("return-path").strip() == "<>"
        or bool(_MACHINE_SENDERS.search(headers.find_first("from")))
    )


@dataclass(slots=True)
class _Page:
    """The header lines as they are written down, with the places of what stands in them."""

    text: str = ""
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()

    def add_line(self, label: str, value: str, zone: Zone | None) -> int:
        start = len(self.text)
        self.text += f"{label}: {value}\n"
        self.spans += (Span(start=start, end=len(self.text), zone=zone),)
        return start + len(label) + 2

    def add_parties(self, label: str, parties: tuple[Party, ...]) -> None:
        if not parties:
            return
        zone = _ZONES[label]
        start = self.add_line(label, ", ".join(_as_written(party) for party in parties), zone)
        for party in parties:
            self._mark_party(party, start, zone, label.casefold())
            start += len(_as_written(party)) + 2

    def _mark_party(self, party: Party, start: int, zone: Zone, label: str) -> None:
        if "@" in party.name:
            self._leave_out(start, start + len(party.name))
        elif party.name:
            self.mark("name", start, party.name, zone, label)
        if zone is Zone.FIELD and party.address:
            self.mark("email", start + _as_written(party).rindex(party.address), party.address, zone, label)

    def _leave_out(self, start: int, end: int) -> None:
        """An address that somebody gives himself as a name is no address of his: it is not looked for."""
        line = self.spans[-1]
        pieces = ((line.start, start, line.zone), (start, end, None), (end, line.end, line.zone))
        self.spans = (*self.spans[:-1], *(Span(start=one[0], end=one[1], zone=one[2]) for one in pieces))

    def mark(self, kind: str, start: int, value: str, zone: Zone, label: str) -> None:
        mark = Mark(kind=kind, start=start, end=start + len(value), zone=zone, label=label)
        self.marks += (mark,)


def render_head(headers: Headers, head: Head) -> Content:
    """The header lines as the text of the mail's own part, so that what stands in them has a place."""
    page = _Page()
    page.add_parties("From", list_senders(headers))
    if headers.list_values("from"):
        page.add_parties("Sender", headers.list_parties("sender", "sender"))
    page.add_parties("Reply-To", headers.list_parties("reply-to", "reply-to"))
    for role, label in _ROLES:
        page.add_parties(label, tuple(party for party in head.recipients if party.role == role))
    if headers.find_first("date"):
        page.add_line("Date", decode_words(headers.find_first("date")), None)
    if head.subject or page.text:
        page.add_line("Subject", head.subject, Zone.SUBJECT)
    _add_ids(page, "Message-ID", (head.message_id,) if head.message_id else ())
    _add_ids(page, "References", head.references)
    text = page.text.rstrip("\n")
    return Content(text=text, spans=page.spans, marks=page.marks, head=head, channel=Channel.EMAIL)


def _add_ids(page: _Page, label: str, ids: tuple[str, ...]) -> None:
    if ids:
        start = page.add_line(label, " ".join(f"<{one}>" for one in ids), None)
        for one in ids:
            page.mark("message_id", start + 1, one, Zone.FIELD, label.casefold())
            start += len(one) + 3


def _as_written(party: Party) -> str:
    if not party.address:
        return party.name
    return f"{party.name} <{party.address}>" if party.name else party.address
