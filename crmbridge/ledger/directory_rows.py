"""SQL over the directory's tables. Every look-up goes through a key or an index, whatever the number of clients."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, delete, func, insert, select, update

from crmbridge.domain.directory import Carrier, Case, Client, Contact, CrmRecord, KnownMessage, RecordKind
from crmbridge.ledger.directory_tables import (
    directory_case,
    directory_client,
    directory_contact,
    directory_cursor,
    directory_key,
    directory_merge,
    directory_message,
)
from crmbridge.ledger.record_columns import Record, as_row, from_row

MOST_CARRIERS = 10_000
"""An identifier that more records carry than this (a placeholder typed everywhere) identifies nobody."""

_VALUES_AT_ONCE = 500
"""Below the number of values that any database takes in one statement."""

_TABLES: dict[type[CrmRecord], Table] = {
    Client: directory_client,
    Contact: directory_contact,
    Case: directory_case,
    KnownMessage: directory_message,
}
_KINDS: dict[type[CrmRecord], RecordKind] = {
    Client: RecordKind.CLIENT,
    Contact: RecordKind.CONTACT,
    Case: RecordKind.CASE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryKey:
    """A folded identifier and the record that carries it."""

    kind: str
    value: str
    carrier: Carrier
    role: str = "current"


def read_cursor(connection: Connection) -> int:
    """How far the change feed has been followed; 0 before the first refresh."""
    return connection.scalar(select(directory_cursor.c.cursor)) or 0


def current_version(connection: Connection) -> int:
    """Grows with every refresh that changed the mirror; 0 while it is empty."""
    return connection.scalar(select(directory_cursor.c.version)) or 0


def write_cursor(connection: Connection, cursor: int, *, is_changed: bool) -> None:
    """Keeps the cursor, and a new version where the mirror has changed."""
    version = current_version(connection) + int(is_changed)
    connection.execute(delete(directory_cursor))
    connection.execute(insert(directory_cursor).values(id=1, cursor=cursor, version=version))


def find_records(connection: Connection, record_type: type[Record], ids: Sequence[str]) -> dict[str, Record]:
    """The mirrored records of one type, by id."""
    table = _TABLES[record_type]
    key = _key_of(table)
    rows = connection.execute(select(table).where(key.in_(ids))).mappings()
    return {row[key]: from_row(record_type, row) for row in rows}


def replace_records(
    connection: Connection, record_type: type[Record], records: Sequence[Record], keys: Sequence[DirectoryKey]
) -> None:
    """Writes records over what was mirrored of them, with all their keys."""
    if not records:
        return
    table = _TABLES[record_type]
    rows = [as_row(record) for record in records]
    remove_records(connection, record_type, [row[_key_of(table).name] for row in rows])
    connection.execute(insert(table), rows)
    if keys:
        connection.execute(insert(directory_key), [_as_key_row(key) for key in keys])


def remove_records(connection: Connection, record_type: type[CrmRecord], ids: Sequence[str]) -> None:
    """Takes records and their keys out of the mirror; ids that are not there are passed over."""
    table = _TABLES[record_type]
    connection.execute(delete(table).where(_key_of(table).in_(ids)))
    if record_type in _KINDS:
        is_theirs = and_(directory_key.c.carrier_kind == _KINDS[record_type], directory_key.c.record_id.in_(ids))
        connection.execute(delete(directory_key).where(is_theirs))


def record_merge(connection: Connection, loser: str, survivor: str) -> None:
    """Points a merged client, and all that still hangs on it, to its survivor."""
    forget_merges(connection, [loser, survivor])
    connection.execute(update(directory_merge).where(directory_merge.c.survivor == loser).values(survivor=survivor))
    connection.execute(insert(directory_merge).values(loser=loser, survivor=survivor))
    for table, kind in ((directory_contact, RecordKind.CONTACT), (directory_case, RecordKind.CASE)):
        moved = select(table.c.id).where(table.c.client_id == loser)
        is_theirs = and_(directory_key.c.carrier_kind == kind, directory_key.c.record_id.in_(moved))
        connection.execute(update(directory_key).where(is_theirs).values(client_id=survivor))
        connection.execute(update(table).where(table.c.client_id == loser).values(client_id=survivor))


def forget_merges(connection: Connection, clients: Sequence[str]) -> None:
    """A client that the CRM names as alive is no loser of a merge."""
    connection.execute(delete(directory_merge).where(directory_merge.c.loser.in_(clients)))


def has_merge(connection: Connection, loser: str, survivor: str) -> bool:
    """Whether this merge is already known."""
    return find_survivor(connection, loser) == survivor


def find_survivor(connection: Connection, client_id: str) -> str:
    """The client that this one was merged into, itself where it was not."""
    survivor = connection.scalar(select(directory_merge.c.survivor).where(directory_merge.c.loser == client_id))
    return survivor or client_id


def find_carriers(connection: Connection, kinds: Iterable[str], value: str) -> tuple[Carrier, ...]:
    """The records that carry the folded value under one of the kinds; none where more than MOST_CARRIERS do."""
    key = directory_key
    client_id = func.coalesce(directory_merge.c.survivor, key.c.client_id).label("client_id")
    rows = connection.execute(
        select(key.c.carrier_kind, key.c.record_id, client_id)
        .distinct()
        .outerjoin_from(key, directory_merge, directory_merge.c.loser == key.c.client_id)
        .where(key.c.kind.in_(list(kinds)), key.c.value == value)
        .order_by(key.c.carrier_kind, key.c.record_id)
        .limit(MOST_CARRIERS + 1)
    ).all()
    return () if len(rows) > MOST_CARRIERS else tuple(_as_carrier(*row) for row in rows)


def find_known(connection: Connection, kinds: Collection[str], values: Collection[str]) -> frozenset[str]:
    """Those of the folded values that any record carries under one of the kinds."""
    key, wanted = directory_key, sorted(set(values))
    found: set[str] = set()
    for first in range(0, len(wanted) if kinds else 0, _VALUES_AT_ONCE):
        batch = wanted[first : first + _VALUES_AT_ONCE]
        query = select(key.c.value).distinct().where(key.c.kind.in_(list(kinds)), key.c.value.in_(batch))
        found.update(connection.scalars(query))
    return frozenset(found)


def find_case_of_message(connection: Connection, message_id: str) -> Carrier | None:
    """The case that the CRM keeps a mail under, with its client."""
    client_id = func.coalesce(directory_merge.c.survivor, directory_case.c.client_id)
    row = connection.execute(
        select(directory_case.c.id, client_id)
        .join_from(directory_message, directory_case, directory_case.c.id == directory_message.c.case_id)
        .outerjoin(directory_merge, directory_merge.c.loser == directory_case.c.client_id)
        .where(directory_message.c.message_id == message_id)
    ).one_or_none()
    return Carrier(kind=RecordKind.CASE, record_id=row[0], client_id=row[1]) if row else None


def list_cases(connection: Connection, client_id: str) -> tuple[Case, ...]:
    """All cases of a client, those opened last first, undated ones at the end."""
    survivor = find_survivor(connection, client_id)
    rows = connection.execute(
        select(directory_case)
        .where(directory_case.c.client_id == survivor)
        .order_by(directory_case.c.opened.desc().nulls_last(), directory_case.c.id.desc())
    ).mappings()
    return tuple(from_row(Case, row) for row in rows)


def clear_directory(connection: Connection) -> None:
    """Empties the mirror, to be filled from the start of the feed. The version goes on growing."""
    for table in (*_TABLES.values(), directory_key, directory_merge):
        connection.execute(delete(table))
    write_cursor(connection, 0, is_changed=True)


def _key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _as_carrier(kind: str, record_id: str, client_id: str) -> Carrier:
    return Carrier(kind=RecordKind(kind), record_id=record_id, client_id=client_id)


def _as_key_row(key: DirectoryKey) -> dict[str, str]:
    return {
        "kind": key.kind,
        "value": key.value,
        "carrier_kind": key.carrier.kind,
        "record_id": key.carrier.record_id,
        "client_id": key.carrier.client_id,
        "role": key.role,
    }
