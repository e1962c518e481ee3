"""The clients, contacts and cases of the CRM, as the directory mirrors them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RecordKind(StrEnum):
    """What kind of CRM record an identifier belongs to."""

    CLIENT = "client"
    CONTACT = "contact"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A person or organisation that we keep a record for. `id` is the CRM's record id, `number` what people write."""

    id: str
    number: str
    kind: str
    name: str
    first_name: str = ""
    last_name: str = ""
    former_names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    birth_date: date | None = None
    status: str = ""
    created: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person who acts for a client (an employee, an executor, a broker)."""

    id: str
    client_id: str
    first_name: str
    last_name: str
    role: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A matter of one client. `closed` is None while it is open."""

    id: str
    number: str
    client_id: str
    subject: str = ""
    opened: date | None = None
    closed: date | None = None
    status: str = ""
    accounts: tuple[str, ...] = ()
    former_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMessage:
    """A mail that the CRM already keeps under a case."""

    message_id: str
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A record that carries an identifier exactly as it was found, after folding.

    `client_id` is the client it leads to; `record_id` the record that carries it (the client, a contact or a case).
    """

    kind: RecordKind
    record_id: str
    client_id: str


CrmRecord = Client | Contact | Case | KnownMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One step of the CRM's change feed: a record as it is now, or its removal.

    `cursor` orders changes; asking for changes after the last cursor gives what came since. `merged_into` names the
    surviving record of a merge, empty otherwise.
    """

    cursor: int
    kind: RecordKind | None
    record_id: str
    record: CrmRecord | None
    merged_into: str = ""
