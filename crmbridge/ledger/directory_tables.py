"""The tables of the directory: a mirror of the CRM's records, and the folded identifiers that lead to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text

from crmbridge.ledger.metadata import metadata
from crmbridge.ledger.record_columns import case_columns, client_columns, contact_columns

directory_client = Table("directory_client", metadata, *client_columns())

# No foreign keys to the client: a change feed may name a contact before its client.
directory_contact = Table(
    "directory_contact", metadata, *contact_columns(Column("client_id", Text, nullable=False, index=True))
)
directory_case = Table("directory_case", metadata, *case_columns(Column("client_id", Text, nullable=False, index=True)))

directory_message = Table(
    "directory_message",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("case_id", Text, nullable=False),
)

directory_key = Table(
    "directory_key",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("carrier_kind", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Index(None, "carrier_kind", "record_id"),
    sqlite_with_rowid=False,
)
"""Every identifier by which a record can be found, folded. `role` is `current` or `former`."""

directory_merge = Table(
    "directory_merge",
    metadata,
    Column("loser", Text, primary_key=True),
    Column("survivor", Text, nullable=False, index=True),
)
"""Always one step: when a survivor is merged in its turn, its losers are pointed to the new survivor."""

directory_cursor = Table(
    "directory_cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("cursor", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""How far the CRM's change feed has been followed, and a version that grows whenever the mirror changes."""
