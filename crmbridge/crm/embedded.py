"""A small CRM in one SQLite file: for organisations that bring a CSV of their clients, for the demo and for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select

from crmbridge.crm import embedded_communications as filing
from crmbridge.crm import embedded_records as records
from crmbridge.crm.embedded_communications import CrmCommunication
from crmbridge.crm.embedded_database import EmbeddedDatabase
from crmbridge.crm.embedded_records import FieldChange, Kept, RowRefusal
from crmbridge.crm.embedded_tables import CLIENTS, RECORD_TABLES, RecordTable, clients
from crmbridge.domain.communication import Receipt
from crmbridge.domain.directory import Client, CrmRecord, RecordChange
from crmbridge.errors import NotFoundError, RequestError
from crmbridge.ledger.record_columns import as_row, from_row
from crmbridge.ports import Clock, CrmHolding, Delivery, DeliveryRefusal

PAGE = 500

_TABLE_OF: dict[type[CrmRecord], RecordTable] = {one.record_type: one for one in RECORD_TABLES.values()}


class EmbeddedCrm:
    """Fulfils `ports.Crm`. What is written is on disk when a method returns. `calls` counts its transactions."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._database = EmbeddedDatabase(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the file back; may be called twice."""
        self._database.close()

    @property
    def calls(self) -> int:
        """How many transactions this object has asked of its database."""
        return self._database.calls

    def deliver(self, batch: Sequence[Delivery]) -> Sequence[Receipt | DeliveryRefusal]:
        """Takes what it can in one transaction, reads it back in another, and answers in the order of the batch.

        A delivery without targets is taken only to withdraw the links of a communication that is already held.
        """
        if not batch:
            return ()
        at = self._clock.now()
        refusals: dict[int, str] = {}
        with self._database.writing() as connection:
            for place, delivery in enumerate(batch):
                refusals[place] = filing.find_refusal(connection, delivery)
                if not refusals[place]:
                    filing.write_communication(connection, delivery, at)
        with self._database.reading() as connection:
            held = filing.read_back(connection, [delivery.external_id for delivery in batch])
        return [self._answer(delivery, refusals[place], held) for place, delivery in enumerate(batch)]

    def list_changes(self, after: int) -> Iterator[RecordChange]:
        """Changes of clients, contacts, cases and known messages after a cursor, oldest first, read page by page."""
        while True:
            with self._database.reading() as connection:
                page = records.list_changes(connection, after, PAGE)
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].cursor

    def list_holdings(self) -> Iterator[CrmHolding]:
        """Every communication that is held, by external id, read page by page."""
        after = ""
        while True:
            with self._database.reading() as connection:
                page = filing.list_holdings(connection, after, PAGE)
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].external_id

    def list_communications_of(
        self, *, client_id: str = "", contact_id: str = "", case_id: str = ""
    ) -> tuple[CrmCommunication, ...]:
        """What is linked to one record (give one id), oldest first; a client has what its contacts and cases have."""
        if [bool(client_id), bool(contact_id), bool(case_id)].count(True) != 1:
            raise RequestError("name one record: a client, a contact or a case")
        with self._database.reading() as connection:
            return filing.list_communications(connection, client_id=client_id, contact_id=contact_id, case_id=case_id)

    def find_client(self, words: str) -> Client | None:
        """The client with this id, number or name, tried in this order; RequestError where several answer to it."""
        with self._database.reading() as connection:
            found = records.find_clients(connection, words)
        if len(found) > 1:
            numbers = ", ".join(client.number for client in found)
            raise RequestError(f"several clients answer to '{words}': {numbers}; give the number or the id")
        return found[0] if found else None

    def list_clients(self) -> Iterator[Client]:
        """All clients, by id, read page by page."""
        after = ""
        while True:
            is_next = select(clients).where(clients.c.id > after).order_by(clients.c.id).limit(PAGE)
            with self._database.reading() as connection:
                page = connection.execute(is_next).mappings().all()
            yield from (from_row(Client, row) for row in page)
            if len(page) < PAGE:
                return
            after = page[-1]["id"]

    def find_attributes(self, kind: str, record_id: str) -> dict[str, str]:
        """The columns of an import file that were none of ours; empty where there is no such record."""
        with self._database.reading() as connection:
            row = records.find_rows(connection, RECORD_TABLES[kind], [record_id]).get(record_id)
        return dict(row["attributes"]) if row else {}

    def list_field_changes(self, kind: str, record_id: str) -> tuple[FieldChange, ...]:
        """The field history of a client, contact, case, message or communication, oldest first."""
        with self._database.reading() as connection:
            return records.list_field_changes(connection, kind, record_id)

    def upsert(self, record: CrmRecord) -> Kept:
        """Adds or changes one record. Raises RequestError where it belongs to a record that is not there."""
        (answer,) = self.upsert_rows(_TABLE_OF[type(record)].kind, [as_row(record)])
        if isinstance(answer, RowRefusal):
            raise RequestError(f"{answer.column}: {answer.reason}")
        return answer

    def upsert_rows(self, kind: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Kept | RowRefusal]:
        """Adds or changes records of one kind in one transaction, some thousands at the most.

        Columns that a row does not name are left alone; no id may come twice.
        """
        with self._database.writing() as connection:
            return records.upsert_rows(connection, RECORD_TABLES[kind], rows, self._clock.now())

    def delete(self, kind: str, record_id: str) -> None:
        """Deletes a record and all that belongs to it; communications stay, without their links to it."""
        with self._database.writing() as connection:
            is_deleted = records.delete_row(connection, RECORD_TABLES[kind], record_id, self._clock.now())
        if not is_deleted:
            raise NotFoundError(kind, record_id)

    def delete_communication(self, external_id: str) -> None:
        """Deletes a communication, as a person in the CRM might."""
        with self._database.writing() as connection:
            is_deleted = filing.delete_communication(connection, external_id)
        if not is_deleted:
            raise NotFoundError("communication", external_id)

    def merge_clients(self, loser: str, survivor: str) -> None:
        """Makes one client of two: contacts, cases and links go to the survivor, the loser is deleted."""
        if loser == survivor:
            raise RequestError(f"client '{loser}' cannot be merged into itself")
        with self._database.writing() as connection:
            held = records.find_rows(connection, CLIENTS, [loser, survivor])
            for one in (loser, survivor):
                if one not in held:
                    raise NotFoundError("client", one)
            records.merge_clients(connection, loser, survivor, self._clock.now())

    def _answer(
        self, delivery: Delivery, refusal: str, held: Mapping[str, tuple[str, str, str]]
    ) -> Receipt | DeliveryRefusal:
        record_id, fingerprint, words = held.get(delivery.external_id, ("", "", ""))
        if not refusal and (fingerprint, words) != (delivery.fingerprint, delivery.words):
            refusal = "what was read back is not what was written"
        if refusal:
            return DeliveryRefusal(communication_id=delivery.communication_id, reason=refusal)
        return Receipt(
            communication_id=delivery.communication_id,
            record_id=record_id,
            fingerprint=fingerprint,
            delivered_at=self._clock.now(),
            words=words,
        )
