"""The tables of the embedded CRM, in a SQLite file of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from crmbridge.domain.directory import Case, Client, Contact, KnownMessage, RecordKind
from crmbridge.ledger.columns import Json, UtcTime
from crmbridge.ledger.record_columns import case_columns, client_columns, contact_columns

metadata = MetaData()


def _attributes() -> Column[Any]:
    """What an import file says of a record beyond the fields we know."""
    return Column("attributes", Json, nullable=False, default=dict)


def _owner(name: str, target: str) -> Column[Any]:
    return Column(name, Text, ForeignKey(target), nullable=False, index=True)


clients = Table("clients", metadata, *client_columns(), _attributes(), Index("ix_clients_number", "number"))
contacts = Table("contacts", metadata, *contact_columns(_owner("client_id", "clients.id")), _attributes())
cases = Table("cases", metadata, *case_columns(_owner("client_id", "clients.id")), _attributes())
known_messages = Table(
    "known_messages",
    metadata,
    Column("message_id", Text, primary_key=True),
    _owner("case_id", "cases.id"),
    Column("sent", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    _attributes(),
)

communications = Table(
    "communications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("external_id", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    Column("tracking_number", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("occurred_at", UtcTime),
    Column("subject", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("original", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,  # the id of a deleted record is never given to another
)
"""`original` is the absolute path of the bytes, which stay in the store of originals."""

communication_links = Table(
    "communication_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("communication_id", Integer, ForeignKey("communications.id"), nullable=False, index=True),
    _owner("client_id", "clients.id"),
    Column("contact_id", Text, ForeignKey("contacts.id"), index=True),
    Column("case_id", Text, ForeignKey("cases.id"), index=True),
)

changes = Table(
    "changes",
    metadata,
    Column("cursor", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("merged_into", Text, nullable=False, default=""),
    Column("at", UtcTime, nullable=False),
    Index("ix_changes_record", "kind", "record_id"),
    sqlite_autoincrement=True,
)
"""The change feed. Rows are only ever added, in the transaction that changes the record."""

field_changes = Table(
    "field_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_field_changes_record", "kind", "record_id"),
)
"""The field history: one row for each field that an update changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTable:
    """Where records of one kind are kept, and which column names the record they belong to."""

    kind: str
    feed_kind: RecordKind | None
    record_type: type[Any]
    table: Table
    key: Column[Any]
    owner: Column[Any] | None = None
    owner_key: Column[Any] | None = None


CLIENTS = RecordTable(kind="client", feed_kind=RecordKind.CLIENT, record_type=Client, table=clients, key=clients.c.id)
CONTACTS = RecordTable(
    kind="contact",
    feed_kind=RecordKind.CONTACT,
    record_type=Contact,
    table=contacts,
    key=contacts.c.id,
    owner=contacts.c.client_id,
    owner_key=clients.c.id,
)
CASES = RecordTable(
    kind="case",
    feed_kind=RecordKind.CASE,
    record_type=Case,
    table=cases,
    key=cases.c.id,
    owner=cases.c.client_id,
    owner_key=clients.c.id,
)
MESSAGES = RecordTable(
    kind="message",
    feed_kind=None,
    record_type=KnownMessage,
    table=known_messages,
    key=known_messages.c.message_id,
    owner=known_messages.c.case_id,
    owner_key=cases.c.id,
)

RECORD_TABLES: dict[str, RecordTable] = {one.kind: one for one in (CLIENTS, CONTACTS, CASES, MESSAGES)}
"""By the kind written in the change feed, owners before what they own."""
