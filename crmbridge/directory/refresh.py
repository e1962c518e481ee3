"""Follows the CRM's change feed into the mirror, a batch at a time; a crash between two batches costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import Connection, Engine

from crmbridge.directory.keys import list_keys
from crmbridge.domain.directory import Case, Client, Contact, KnownMessage, RecordChange, RecordKind
from crmbridge.ledger import directory_rows
from crmbridge.ledger.record_columns import Record
from crmbridge.normalise import normalise_message_id
from crmbridge.ports import Crm

BATCH = 500

_KIND_OF: dict[type[Client | Contact | Case | KnownMessage], RecordKind | None] = {
    Client: RecordKind.CLIENT,
    Contact: RecordKind.CONTACT,
    Case: RecordKind.CASE,
    KnownMessage: None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshResult:
    """How many changes the feed gave, and how many of them changed the mirror."""

    changes: int
    applied: int


def refresh_directory(engine: Engine, crm: Crm, *, country: str, batch: int = BATCH) -> RefreshResult:
    """Brings the mirror up to date. `country` is the organisation's, for phone numbers without a region.

    Each batch is one transaction that also keeps the cursor. Raises CrmUnreachableError; what was applied stays.
    """
    with engine.connect() as connection:
        cursor = directory_rows.read_cursor(connection)
    changes = applied = 0
    for some in _list_batches(crm.list_changes(cursor), batch):
        with _writing(engine) as connection:
            changed = apply_changes(connection, some, country=country)
            directory_rows.write_cursor(connection, some[-1].cursor, is_changed=changed > 0)
        changes, applied = changes + len(some), applied + changed
    return RefreshResult(changes=changes, applied=applied)


def rebuild_directory(engine: Engine, crm: Crm, *, country: str) -> RefreshResult:
    """Fills the mirror anew from the start of the feed: needed when another CRM database takes the place of the old."""
    with _writing(engine) as connection:
        directory_rows.clear_directory(connection)
    return refresh_directory(engine, crm, country=country)


def apply_changes(connection: Connection, changes: Sequence[RecordChange], *, country: str) -> int:
    """Applies changes, oldest first, and returns how many records and merges it altered."""
    applied = _apply_kind(connection, Client, changes, country)
    applied += _apply_kind(connection, Contact, changes, country)
    applied += _apply_kind(connection, Case, changes, country)
    applied += _apply_kind(connection, KnownMessage, [_with_folded_id(change) for change in changes], country)
    return applied + sum([_apply_merge(connection, change) for change in changes if change.merged_into])


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    # The ledger's engine reads this option: who reads first and writes later must be a writer from the start.
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        yield connection


def _apply_kind(
    connection: Connection, record_type: type[Record], changes: Iterable[RecordChange], country: str
) -> int:
    """Only the last change of a record counts; one that leaves the record as it was counts for nothing."""
    latest = {change.record_id: change for change in changes if change.kind == _KIND_OF[record_type]}
    if not latest:
        return 0
    held = directory_rows.find_records(connection, record_type, list(latest))
    now = {key: change.record for key, change in latest.items() if isinstance(change.record, record_type)}
    renewed = [record for key, record in now.items() if held.get(key) != record]
    removed = [key for key in held if key not in now]
    keys = [key for record in renewed for key in list_keys(record, country)]
    directory_rows.replace_records(connection, record_type, renewed, keys)
    directory_rows.remove_records(connection, record_type, removed)
    if record_type is Client:
        directory_rows.forget_merges(connection, list(now))
    return len(renewed) + len(removed)


def _apply_merge(connection: Connection, change: RecordChange) -> int:
    if directory_rows.has_merge(connection, change.record_id, change.merged_into):
        return 0
    directory_rows.record_merge(connection, change.record_id, change.merged_into)
    return 1


def _with_folded_id(change: RecordChange) -> RecordChange:
    """Message-IDs are the only record ids that documents quote, so they are folded as the reader folds them."""
    if change.kind is not None:
        return change
    folded = normalise_message_id(change.record_id)
    record = change.record
    if isinstance(record, KnownMessage):
        record = replace(record, message_id=folded)
    return replace(change, record_id=folded, record=record)


def _list_batches(changes: Iterator[RecordChange], size: int) -> Iterator[list[RecordChange]]:
    while some := list(islice(changes, size)):
        yield some
