"""A small directory and short ways to write readings, for tests of linkers."""

from __future__ import annotations

from collections.abc import Iterable

from crmbridge.directory.own import OwnIdentifiers
from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.directory import Case, Client, Contact
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Authentication, PartState, Party, Reading
from crmbridge.normalise import normalise_identifier
from crmbridge.testing.directory import DirectoryInMemory

COUNTRY = "GB"
OWN_EMAIL = "service@harbour.example"


OWN = OwnIdentifiers(
    emails=frozenset({OWN_EMAIL}),
    domains=frozenset({"harbour.example"}),
    phones=frozenset({"+441632000100"}),
    identifiers=frozenset({"HL00000001X"}),
)


def small_directory(
    *,
    clients: Iterable[Client] = (),
    contacts: Iterable[Contact] = (),
    cases: Iterable[Case] = (),
    merges: Iterable[tuple[str, str]] = (),
) -> DirectoryInMemory:
    """A directory of these records that knows our own addresses; `merges` are ids gone and their survivors."""
    return DirectoryInMemory(clients, contacts, cases, own=OWN, merges=merges, country=COUNTRY)


def found(
    kind: str,
    value: str,
    zone: Zone = Zone.BODY,
    *,
    label: str = "",
    quote: str = "",
    checked: bool | None = None,
    start: int = 0,
) -> Identifier:
    """An identifier as a reader would find it."""
    return Identifier(
        kind=kind,
        value=value,
        normalised=normalise_identifier(kind, value, COUNTRY),
        part="0",
        page=None,
        start=start,
        end=start + len(value),
        quote=quote or f"{label} {value}".strip(),
        zone=zone,
        label=label,
        checked=checked,
    )


def reading(
    *identifiers: Identifier,
    sender: str = "",
    sender_name: str = "",
    to: tuple[str, ...] = (OWN_EMAIL,),
    cc: tuple[str, ...] = (),
    channel: Channel = Channel.EMAIL,
    direction: Direction = Direction.IN,
    state: PartState = PartState.READ,
    authentication: Authentication | None = None,
    automatic: bool = False,
) -> Reading:
    """A reading of one document with one part."""
    parties = [Party(role="to", name="", address=one) for one in to]
    parties += [Party(role="cc", name="", address=one) for one in cc]
    return Reading(
        fingerprint="0" * 64,
        media_type="message/rfc822" if channel is Channel.EMAIL else "application/pdf",
        channel=channel,
        direction=direction,
        occurred_at=None,
        subject="",
        sender=Party(role="from", name=sender_name, address=sender) if sender or sender_name else None,
        recipients=tuple(parties),
        message_id="",
        references=(),
        state=state,
        reason="",
        pages=None,
        text="",
        parts=(),
        identifiers=identifiers,
        automatic=automatic,
        authentication=authentication or Authentication(),
    )


def letter(*identifiers: Identifier, state: PartState = PartState.READ) -> Reading:
    """A scanned letter: no addresses in any header."""
    return reading(*identifiers, to=(), channel=Channel.LETTER, state=state)
