"""A directory in memory, for tests of linkers: it answers as the mirror of a CRM with these records would."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TypeVar

from crmbridge.directory.keys import as_key_kinds, list_keys
from crmbridge.directory.own import OwnIdentifiers
from crmbridge.domain.directory import Carrier, Case, Client, Contact, CrmRecord, KnownMessage, RecordKind
from crmbridge.normalise import normalise_message_id

_Record = TypeVar("_Record", Client, Contact, Case)


class DirectoryInMemory:
    """Fulfils `ports.Directory`. `merges` are pairs of a client id that is gone and the id of its survivor."""

    def __init__(
        self,
        clients: Iterable[Client] = (),
        contacts: Iterable[Contact] = (),
        cases: Iterable[Case] = (),
        messages: Iterable[KnownMessage] = (),
        *,
        own: OwnIdentifiers | None = None,
        merges: Iterable[tuple[str, str]] = (),
        country: str = "GB",
    ) -> None:
        self._own = own or OwnIdentifiers()
        self._merges = dict(merges)
        self._clients = _by_id(clients)
        self._contacts = _by_id(contacts)
        self._cases = _by_id(cases)
        self._messages = {normalise_message_id(one.message_id): one.case_id for one in messages}
        self._carriers: dict[tuple[str, str], set[Carrier]] = {}
        records: list[CrmRecord] = [*self._clients.values(), *self._contacts.values(), *self._cases.values()]
        for record in records:
            for key in list_keys(record, country):
                carrier = self._lead_to_survivor(key.carrier)
                self._carriers.setdefault((key.kind, key.value), set()).add(carrier)

    def find_carriers(self, kind: str, normalised: str) -> tuple[Carrier, ...]:
        """The records that carry exactly this identifier, ordered by kind and id."""
        if kind == "message_id":
            return self._find_case_of_message(normalised)
        found = (self._carriers.get((one, normalised), set()) for one in as_key_kinds(kind))
        return _in_order(carrier for carriers in found for carrier in carriers)

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of these values that any record carries, each exactly."""
        kinds = as_key_kinds(kind)
        return frozenset(value for value in values if any((one, value) in self._carriers for one in kinds))

    def find_client(self, client_id: str) -> Client | None:
        """The client with this id, or the survivor of its merge."""
        return self._clients.get(self._survivor_of(client_id))

    def find_contact(self, contact_id: str) -> Contact | None:
        """The contact with this id."""
        return self._contacts.get(contact_id)

    def find_case(self, case_id: str) -> Case | None:
        """The case with this id."""
        return self._cases.get(case_id)

    def list_cases(self, client_id: str) -> tuple[Case, ...]:
        """All cases of a client, newest first, undated ones at the end."""
        survivor = self._survivor_of(client_id)
        theirs = [case for case in self._cases.values() if self._survivor_of(case.client_id) == survivor]
        return tuple(sorted(theirs, key=lambda case: (case.opened or date.min, case.id), reverse=True))

    def is_own(self, kind: str, normalised: str) -> bool:
        """Whether the identifier is the organisation's own."""
        return self._own.is_own(kind, normalised)

    def find_known_message(self, message_id: str) -> tuple[str, str] | None:
        """The ids of the case and the client under which the CRM already keeps this mail."""
        carriers = self._find_case_of_message(message_id)
        return (carriers[0].record_id, carriers[0].client_id) if carriers else None

    def _find_case_of_message(self, message_id: str) -> tuple[Carrier, ...]:
        case = self._cases.get(self._messages.get(normalise_message_id(message_id), ""))
        if case is None:
            return ()
        return (Carrier(kind=RecordKind.CASE, record_id=case.id, client_id=self._survivor_of(case.client_id)),)

    def _survivor_of(self, client_id: str) -> str:
        return self._merges.get(client_id, client_id)

    def _lead_to_survivor(self, carrier: Carrier) -> Carrier:
        return Carrier(kind=carrier.kind, record_id=carrier.record_id, client_id=self._survivor_of(carrier.client_id))


def _by_id(records: Iterable[_Record]) -> dict[str, _Record]:
    return {record.id: record for record in records}


def _in_order(carriers: Iterable[Carrier]) -> tuple[Carrier, ...]:
    distinct: Sequence[Carrier] = list(set(carriers))
    return tuple(sorted(distinct, key=lambda carrier: (carrier.kind, carrier.record_id)))
