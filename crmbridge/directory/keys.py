"""By which folded identifiers a record can be found, and where an identifier of some kind is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crmbridge.domain.directory import Carrier, Case, Client, Contact, CrmRecord, RecordKind
from crmbridge.ledger.directory_rows import DirectoryKey
from crmbridge.normalise import COUNTRIES, normalise_identifier, normalise_phone

NUMBER_KINDS = ("account_number", "case_number", "client_number")
"""Where a number is looked for whose kind does not say which it is."""

_KEPT_KINDS = frozenset({*NUMBER_KINDS, "email", "phone", "name", "postcode"})
_NEVER_KEYS = frozenset({"date", "url", "address"})

_Values = Iterable[tuple[str, str, str]]


def as_key_kinds(kind: str) -> tuple[str, ...]:
    """The kinds of key to look under: an organisation's own kind of number may stand in any number field of the CRM."""
    if kind in _KEPT_KINDS:
        return (kind,)
    return () if kind in _NEVER_KEYS else NUMBER_KINDS


def list_keys(record: CrmRecord, country: str) -> tuple[DirectoryKey, ...]:
    """The keys of a record, each once. `country` is the region of phone numbers where the record states none."""
    match record:
        case Client():
            carrier = Carrier(kind=RecordKind.CLIENT, record_id=record.id, client_id=record.id)
            return _fold(carrier, (*_client_values(record), *_client_phones(record, country)), country)
        case Contact():
            carrier = Carrier(kind=RecordKind.CONTACT, record_id=record.id, client_id=record.client_id)
            return _fold(carrier, _contact_values(record), country)
        case Case():
            carrier = Carrier(kind=RecordKind.CASE, record_id=record.id, client_id=record.client_id)
            return _fold(carrier, _case_values(record), country)
        case _:  # a known message has a table of its own
            return ()


def _client_values(client: Client) -> Iterator[tuple[str, str, str]]:
    yield "client_number", client.number, "current"
    yield "name", client.name, "current"
    if client.first_name and client.last_name:
        yield "name", f"{client.first_name} {client.last_name}", "current"
    for name in client.former_names:
        yield "name", _as_full_name(client, name), "former"
    yield "postcode", client.postcode, "current"
    yield from (("email", email, "current") for email in client.emails)
    yield from (("account_number", account, "current") for account in client.accounts)


def _as_full_name(client: Client, former: str) -> str:
    """A former surname alone is no full name: with the first name it is."""
    is_surname_only = client.first_name and len(former.split()) == 1 and client.kind != "organisation"
    return f"{client.first_name} {former}" if is_surname_only else former


def _client_phones(client: Client, country: str) -> Iterator[tuple[str, str, str]]:
    region = client.country.upper() if client.country.upper() in COUNTRIES else country
    for phone in client.phones:
        # People who moved abroad keep numbers written as at home.
        yield "phone", normalise_phone(phone, region) or normalise_phone(phone, country), "current"


def _contact_values(contact: Contact) -> Iterator[tuple[str, str, str]]:
    if contact.first_name and contact.last_name:
        yield "name", f"{contact.first_name} {contact.last_name}", "current"
    yield from (("email", email, "current") for email in contact.emails)
    yield from (("phone", phone, "current") for phone in contact.phones)


def _case_values(case: Case) -> Iterator[tuple[str, str, str]]:
    yield "case_number", case.number, "current"
    yield from (("case_number", number, "former") for number in case.former_numbers)
    yield from (("account_number", account, "current") for account in case.accounts)


def _fold(carrier: Carrier, values: _Values, country: str) -> tuple[DirectoryKey, ...]:
    keys: dict[tuple[str, str], DirectoryKey] = {}
    for kind, value, role in values:
        folded = normalise_identifier(kind, value, country)
        if folded and (kind, folded) not in keys:
            keys[kind, folded] = DirectoryKey(kind=kind, value=folded, carrier=carrier, role=role)
    return tuple(keys.values())
