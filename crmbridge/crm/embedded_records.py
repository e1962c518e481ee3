"""Clients, contacts, cases and known messages of the embedded CRM: every write leaves its line in the change feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from crmbridge.crm.embedded_tables import (
    CASES,
    CLIENTS,
    CONTACTS,
    MESSAGES,
    RECORD_TABLES,
    RecordTable,
    changes,
    clients,
    communication_links,
    field_changes,
)
from crmbridge.domain.directory import Client, RecordChange
from crmbridge.ledger.record_columns import from_row

Row = Mapping[Any, Any]


class Kept(StrEnum):
    """What an upsert did to a record."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefusal:
    """A record that the CRM does not take, and the column that is to blame."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One step of a record's field history. Values are written as in an import file; `at` is UTC."""

    field: str
    old: str
    new: str
    at: datetime


def upsert_rows(
    connection: Connection, kind: RecordTable, rows: Sequence[Row], at: datetime
) -> list[Kept | RowRefusal]:
    """Adds or changes records by their key, and answers for each in order.

    A row holds the columns that are given; the others keep what they hold. No id may come twice.
    """
    held = find_rows(connection, kind, [row[kind.key.name] for row in rows])
    owners = _find_owners(connection, kind, rows)
    answers = [_judge(kind, row, held.get(row[kind.key.name]), owners) for row in rows]
    judged = list(zip(rows, answers, strict=True))
    _add_rows(connection, kind, [row for row, answer in judged if answer is Kept.ADDED])
    changed = [(held[row[kind.key.name]], row) for row, answer in judged if answer is Kept.CHANGED]
    _change_rows(connection, kind, changed, at)
    written = [row[kind.key.name] for row, answer in judged if answer in {Kept.ADDED, Kept.CHANGED}]
    append_changes(connection, kind, written, at)
    return answers


def delete_row(connection: Connection, kind: RecordTable, record_id: str, at: datetime) -> bool:
    """Deletes a record with all that belongs to it, but no communication; False where there is none."""
    if not find_rows(connection, kind, [record_id]):
        return False
    for owned in RECORD_TABLES.values():
        if owned.owner is None or owned.owner_key is not kind.key:
            continue
        theirs = connection.scalars(select(owned.key).where(owned.owner == record_id)).all()
        for one in theirs:
            delete_row(connection, owned, one, at)
    _unlink(connection, kind, record_id)
    connection.execute(delete(kind.table).where(kind.key == record_id))
    append_changes(connection, kind, [record_id], at)
    return True


def merge_clients(connection: Connection, loser: str, survivor: str, at: datetime) -> None:
    """Gives all that the loser has to the survivor and deletes the loser; both must exist."""
    for kind in (CONTACTS, CASES):
        moved = connection.execute(select(kind.table).where(kind.table.c.client_id == loser)).mappings().all()
        _change_rows(connection, kind, [(row, {"client_id": survivor}) for row in moved], at)
        append_changes(connection, kind, [row[kind.key.name] for row in moved], at)
    links = communication_links
    connection.execute(update(links).where(links.c.client_id == loser).values(client_id=survivor))
    connection.execute(delete(clients).where(clients.c.id == loser))
    append_changes(connection, CLIENTS, [loser], at, merged_into=survivor)


def find_rows(connection: Connection, kind: RecordTable, ids: Iterable[str]) -> dict[str, Row]:
    """The rows with these keys."""
    found = connection.execute(select(kind.table).where(kind.key.in_(list(ids)))).mappings()
    return {row[kind.key.name]: row for row in found}


def find_survivor(connection: Connection, client_id: str) -> str:
    """The client that a deleted one was last merged into, empty where it was not."""
    is_its = (changes.c.kind == CLIENTS.kind) & (changes.c.record_id == client_id)
    last = select(changes.c.merged_into).where(is_its).order_by(changes.c.cursor.desc()).limit(1)
    return connection.scalar(last) or ""


def list_changes(connection: Connection, after: int, limit: int) -> list[RecordChange]:
    """The next changes, oldest first, each with its record as it is now."""
    page = connection.execute(select(changes).where(changes.c.cursor > after).order_by(changes.c.cursor).limit(limit))
    steps = page.mappings().all()
    held: dict[tuple[str, str], Row] = {}
    for kind in RECORD_TABLES.values():
        ids = {step["record_id"] for step in steps if step["kind"] == kind.kind}
        held |= {(kind.kind, key): row for key, row in (find_rows(connection, kind, ids) if ids else {}).items()}
    return [_as_change(step, held.get((step["kind"], step["record_id"]))) for step in steps]


def list_field_changes(connection: Connection, kind: str, record_id: str) -> tuple[FieldChange, ...]:
    """The field history of a record, oldest first."""
    is_its = (field_changes.c.kind == kind) & (field_changes.c.record_id == record_id)
    rows = connection.execute(select(field_changes).where(is_its).order_by(field_changes.c.id))
    return tuple(FieldChange(field=row.field, old=row.old, new=row.new, at=row.at) for row in rows)


def find_clients(connection: Connection, words: str) -> list[Client]:
    """Clients by id, else by number, else by name; capitals, spaces and hyphens of a number do not matter."""
    number = func.upper(func.replace(func.replace(clients.c.number, "-", ""), " ", ""))
    plain = words.replace("-", "").replace(" ", "").upper()
    name = func.lower(clients.c.name) == words.strip().lower()
    for is_meant in (clients.c.id == words, clients.c.number == words, number == plain, name):
        rows = connection.execute(select(clients).where(is_meant).order_by(clients.c.number).limit(10)).mappings().all()
        if rows:
            return [from_row(Client, row) for row in rows]
    return []


def append_changes(
    connection: Connection, kind: RecordTable, ids: Sequence[str], at: datetime, merged_into: str = ""
) -> None:
    """Lines of the change feed."""
    if ids:
        steps = [{"kind": kind.kind, "record_id": one, "merged_into": merged_into, "at": at} for one in ids]
        connection.execute(insert(changes), steps)


def append_field_change(
    connection: Connection, kind: str, record_id: str, at: datetime, fields: Iterable[tuple[str, Any, Any]]
) -> None:
    """Lines of the field history, from (field, old, new)."""
    lines = [
        {"kind": kind, "record_id": record_id, "at": at, "field": field, "old": as_text(old), "new": as_text(new)}
        for field, old, new in fields
    ]
    if lines:
        connection.execute(insert(field_changes), lines)


def as_text(value: Any) -> str:
    """A value as it would stand in an import file."""
    match value:
        case None:
            return ""
        case date() | datetime():
            return value.isoformat()
        case list() | tuple():
            return "|".join(str(one) for one in value)
        case _:
            return str(value)


def _find_owners(connection: Connection, kind: RecordTable, rows: Sequence[Row]) -> set[str]:
    if kind.owner is None or kind.owner_key is None:
        return set()
    named = {row[kind.owner.name] for row in rows}
    return set(connection.scalars(select(kind.owner_key).where(kind.owner_key.in_(named))))


def _judge(kind: RecordTable, row: Row, held: Row | None, owners: set[str]) -> Kept | RowRefusal:
    if kind.owner is not None and row[kind.owner.name] not in owners:
        owner = "case" if kind is MESSAGES else "client"
        return RowRefusal(column=kind.owner.name, reason=f"there is no {owner} '{row[kind.owner.name]}'")
    if held is None:
        return Kept.ADDED
    return Kept.CHANGED if _list_differences(held, row) else Kept.UNCHANGED


def _list_differences(held: Row, row: Row) -> list[tuple[str, Any, Any]]:
    pairs = ((name, held[name], list(value) if isinstance(value, tuple) else value) for name, value in row.items())
    return [(name, old, new) for name, old, new in pairs if old != new]


def _add_rows(connection: Connection, kind: RecordTable, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(kind.table), [dict(row) for row in rows])


def _change_rows(connection: Connection, kind: RecordTable, pairs: Sequence[tuple[Row, Row]], at: datetime) -> None:
    if not pairs:
        return
    for held, row in pairs:
        append_field_change(connection, kind.kind, held[kind.key.name], at, _list_differences(held, row))
    statement = update(kind.table).where(kind.key == bindparam("held_key"))
    connection.execute(statement, [{**row, "held_key": held[kind.key.name]} for held, row in pairs])


def _unlink(connection: Connection, kind: RecordTable, record_id: str) -> None:
    """A communication outlives the record it was linked to; what is left of the link still names the client."""
    links = communication_links.c
    if kind is CLIENTS:
        connection.execute(delete(communication_links).where(links.client_id == record_id))
    elif kind is CONTACTS:
        connection.execute(update(communication_links).where(links.contact_id == record_id).values(contact_id=None))
    elif kind is CASES:
        connection.execute(update(communication_links).where(links.case_id == record_id).values(case_id=None))


def _as_change(step: Row, row: Row | None) -> RecordChange:
    kind = RECORD_TABLES[step["kind"]]
    return RecordChange(
        cursor=step["cursor"],
        kind=kind.feed_kind,
        record_id=step["record_id"],
        record=None if row is None else from_row(kind.record_type, row),
        merged_into=step["merged_into"],
    )
