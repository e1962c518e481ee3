"""Who wrote to whom: whose words a communication holds, and who in its headers is the other party."""

from __future__ import annotations

import re
from enum import StrEnum

from crmbridge.domain.communication import Direction
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Party, Reading
from crmbridge.normalise import normalise_email, normalise_phone
from crmbridge.ports import Directory
from linkers.weights import Place


class Route(StrEnum):
    """INCOMING: the sender is the other party. OUTGOING: the addressee is. INTERNAL: staff passed something on."""

    INCOMING = "in"
    OUTGOING = "out"
    INTERNAL = "internal"


_PLACES: dict[Zone, Place] = {
    Zone.SENDER: Place.SENDER,
    Zone.RECIPIENT: Place.BYSTANDER,
    Zone.COPIED: Place.BYSTANDER,
    Zone.SUBJECT: Place.SUBJECT,
    Zone.BODY: Place.BODY,
    Zone.QUOTED: Place.QUOTED,
    Zone.SIGNATURE: Place.SIGNATURE,
    Zone.DISCLAIMER: Place.SIGNATURE,
    Zone.FAX_HEADER: Place.SIGNATURE,
    Zone.ATTACHMENT: Place.ATTACHMENT,
    Zone.FIELD: Place.FIELD,
}
_BY_ROUTE: dict[Route, dict[Zone, Place]] = {
    Route.INCOMING: _PLACES,
    Route.OUTGOING: _PLACES
    | {
        Zone.SENDER: Place.OURS,
        Zone.SIGNATURE: Place.OURS,
        Zone.DISCLAIMER: Place.OURS,
        Zone.FAX_HEADER: Place.OURS,
        Zone.RECIPIENT: Place.ADDRESSEE,
    },
    # What staff pass on is the communication: its quoted words are the client's own.
    Route.INTERNAL: _PLACES
    | {Zone.SENDER: Place.OURS, Zone.SIGNATURE: Place.OURS, Zone.DISCLAIMER: Place.OURS, Zone.QUOTED: Place.BODY},
}
_FROM_LINE = re.compile(r"\b(?:from|von|de|da|van)\W*$", re.IGNORECASE)
_FROM_IN_QUOTE = r"(?im)^[>\s*]*(?:from|von|de|da|van)\s*:[^\n]*"
_WROTE = r"(?i:\W{0,3}[^\n]{0,20}\b(?:wrote|writes|schrieb|a écrit|escribió|ha scritto)\b)"
_REPLY_LABELS = frozenset({"reply-to", "sender"})
_REPLY_LINE = re.compile(r"^(?:reply-to|sender):[^\n]*\Z", re.IGNORECASE | re.MULTILINE)
_SIGNED, _GREETED = "signed", "dear"  # labels that readers give to names after a closing and a greeting
_QUOTED_ZONES = frozenset({Zone.QUOTED, Zone.BODY, Zone.ATTACHMENT})


def find_route(reading: Reading, directory: Directory, country: str) -> Route:
    """The route, from the addresses where they tell, else from the direction the reading states."""
    recipients = [party for party in reading.recipients if party.address and not is_copied(party)]
    if reading.sender is not None and _is_own(reading.sender, directory, country):
        is_internal = bool(recipients) and all(_is_own(party, directory, country) for party in recipients)
        return Route.INTERNAL if is_internal else Route.OUTGOING
    return Route.OUTGOING if reading.direction is Direction.OUT else Route.INCOMING


def is_copied(party: Party) -> bool:
    """Whether a recipient only got a copy."""
    return party.role.strip().lower() in {"cc", "bcc", "copied"}


def as_contact_point(address: str, country: str) -> tuple[str, str]:
    """Kind and folded form of a party's address, which is an e-mail address or a number; empty where it is neither."""
    email = normalise_email(address)
    if email:
        return "email", email
    phone = normalise_phone(address, country)
    return ("phone", phone) if phone else ("", "")


def find_place(identifier: Identifier, route: Route, sender: str) -> Place:
    """Where an identifier stands, seen from the route. `sender` is the folded address of the sender."""
    if is_reply_line(identifier) and route is not Route.INTERNAL:
        return Place.REPLY_LINE if route is Route.INCOMING else Place.OURS
    is_answered = identifier.kind == "email" and route is Route.INTERNAL
    if is_answered and (is_original_sender(identifier) or is_reply_line(identifier)):
        return Place.ORIGINAL_SENDER
    if identifier.kind == "email" and identifier.zone is Zone.SENDER and sender not in {"", identifier.normalised}:
        return Place.QUOTED  # the sender of an embedded message, not of this one
    place = _BY_ROUTE[route][identifier.zone]
    return _find_place_of_name(identifier, route, place) if identifier.kind == "name" else place


def is_reply_line(identifier: Identifier) -> bool:
    """Whether it stands on a Reply-To or Sender line: who gets the answer, and who sent it in another's name."""
    is_header = identifier.part == "0" and identifier.zone in {Zone.SENDER, Zone.FIELD}
    return is_header and (identifier.label in _REPLY_LABELS or bool(_REPLY_LINE.search(_before(identifier))))


def list_senders(reading: Reading) -> tuple[str, ...]:
    """The different addresses on the From lines of the communication itself; more than one is a sign of forgery."""
    found = [one for one in reading.identifiers if one.kind == "email" and one.zone is Zone.SENDER and one.part == "0"]
    return tuple({one.normalised: one.value for one in found if not is_reply_line(one)}.values())


def _before(identifier: Identifier) -> str:
    before, value, _ = identifier.quote.partition(identifier.value)
    return before if value else ""


def _find_place_of_name(identifier: Identifier, route: Route, place: Place) -> Place:
    """A name after the closing of a letter is its writer's, one after the greeting its addressee's."""
    if place is not Place.BODY or identifier.label not in {_SIGNED, _GREETED}:
        return place
    is_by_us = route is Route.OUTGOING or (route is Route.INTERNAL and identifier.zone is not Zone.QUOTED)
    if identifier.label == _SIGNED:
        return Place.OURS if is_by_us else Place.SIGNATURE
    return Place.ADDRESSEE if route is Route.OUTGOING else Place.OURS


def is_original_sender(identifier: Identifier) -> bool:
    """Whether an address stands on the From line of a message that this one carries."""
    if identifier.zone is Zone.SENDER:
        return True
    if identifier.zone not in _QUOTED_ZONES:
        return False
    value = re.escape(identifier.value)
    is_named = re.search(_FROM_IN_QUOTE + value, identifier.quote) or re.search(value + _WROTE, identifier.quote)
    return bool(_FROM_LINE.search(identifier.label) or is_named)


def _is_own(party: Party, directory: Directory, country: str) -> bool:
    kind, normalised = as_contact_point(party.address, country)
    return bool(kind) and directory.is_own(kind, normalised)
