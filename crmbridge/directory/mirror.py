"""The directory that the linker asks: look-ups in the mirror, by key."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine

from crmbridge.directory.keys import as_key_kinds
from crmbridge.directory.own import OwnIdentifiers
from crmbridge.domain.directory import Carrier, Case, Client, Contact
from crmbridge.ledger import directory_rows
from crmbridge.normalise import normalise_message_id


class DirectoryMirror:
    """Fulfils `ports.Directory` from the ledger database. It only reads, and holds no connection between look-ups."""

    def __init__(self, engine: Engine, own: OwnIdentifiers) -> None:
        self._engine = engine
        self._own = own

    def find_carriers(self, kind: str, normalised: str) -> tuple[Carrier, ...]:
        """The records that carry exactly this identifier, ordered by kind and id.

        `kind` may be a configured kind of number: one that the CRM has no field for is looked for in every number
        field. An identifier that more than `directory_rows.MOST_CARRIERS` records carry identifies nobody.
        """
        if kind == "message_id":
            return self._find_case_of_message(normalised)
        with self._engine.connect() as connection:
            return directory_rows.find_carriers(connection, as_key_kinds(kind), normalised)

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of these values that any record carries, each exactly."""
        with self._engine.connect() as connection:
            return directory_rows.find_known(connection, as_key_kinds(kind), values)

    def find_client(self, client_id: str) -> Client | None:
        """The client with this CRM record id, or the survivor of its merge."""
        with self._engine.connect() as connection:
            survivor = directory_rows.find_survivor(connection, client_id)
            return directory_rows.find_records(connection, Client, [survivor]).get(survivor)

    def find_contact(self, contact_id: str) -> Contact | None:
        """The contact with this CRM record id."""
        with self._engine.connect() as connection:
            return directory_rows.find_records(connection, Contact, [contact_id]).get(contact_id)

    def find_case(self, case_id: str) -> Case | None:
        """The case with this CRM record id."""
        with self._engine.connect() as connection:
            return directory_rows.find_records(connection, Case, [case_id]).get(case_id)

    def list_cases(self, client_id: str) -> tuple[Case, ...]:
        """All cases of a client, newest first."""
        with self._engine.connect() as connection:
            return directory_rows.list_cases(connection, client_id)

    def is_own(self, kind: str, normalised: str) -> bool:
        """Whether the identifier is the organisation's own and so can identify nobody."""
        return self._own.is_own(kind, normalised)

    def find_known_message(self, message_id: str) -> tuple[str, str] | None:
        """The ids of the case and the client under which the CRM already keeps this mail."""
        carriers = self._find_case_of_message(message_id)
        return (carriers[0].record_id, carriers[0].client_id) if carriers else None

    def _find_case_of_message(self, message_id: str) -> tuple[Carrier, ...]:
        with self._engine.connect() as connection:
            carrier = directory_rows.find_case_of_message(connection, normalise_message_id(message_id))
        return (carrier,) if carrier else ()
