"""What completeness asks of the ledger: its own queries, none of them used by the stages that it checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from crmbridge.ledger.tables import communication, decision, item, link, reading, receipt

_COLUMNS = (
    item.c.id,
    item.c.repository,
    item.c.locator,
    item.c.size,
    item.c.modified_at,
    item.c.listed_at,
    item.c.state,
    item.c.state_at,
    item.c.reason,
    item.c.gone_at,
    item.c.communication_id,
    communication.c.fingerprint,
    communication.c.tracking_number,
    communication.c.captured_at,
    communication.c.channel,
    communication.c.direction,
    communication.c.occurred_at,
    communication.c.reading_state,
    communication.c.reading_reason,
    decision.c.made_by,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """A current item with what is known of its communication; that part is None while it was not captured."""

    id: int
    repository: str
    locator: str
    size: int
    modified_at: datetime
    listed_at: datetime
    state: str
    state_at: datetime
    reason: str
    gone_at: datetime | None
    communication_id: int | None
    fingerprint: str | None
    tracking_number: str | None
    captured_at: datetime | None
    channel: str | None
    direction: str | None
    occurred_at: datetime | None
    reading_state: str | None
    reading_reason: str | None
    made_by: str | None


def iter_census(connection: Connection, repository: str) -> Iterator[CensusRow]:
    """Every current item of a repository, by locator."""
    query = (
        select(*_COLUMNS)
        .join(communication, communication.c.id == item.c.communication_id, isouter=True)
        .join(decision, decision.c.id == communication.c.decision_id, isouter=True)
        .where(item.c.repository == repository, item.c.superseded_at.is_(None))
        .order_by(item.c.locator)
        .execution_options(yield_per=1000)
    )
    for row in connection.execute(query):
        yield CensusRow(**row._mapping)


def list_overwritten(connection: Connection, repository: str) -> list[Row[*tuple[Any, ...]]]:
    """Captured versions whose place at the source now holds other bytes: (id, locator, old and new fingerprint, at)."""
    newer = item.alias("newer")
    old, new = communication.alias("old"), communication.alias("new")
    query = (
        select(
            item.c.id,
            item.c.locator,
            old.c.fingerprint.label("old_fingerprint"),
            new.c.fingerprint.label("new_fingerprint"),
            item.c.superseded_at,
        )
        .join(newer, and_(newer.c.repository == item.c.repository, newer.c.locator == item.c.locator))
        .join(old, old.c.id == item.c.communication_id)
        .join(new, new.c.id == newer.c.communication_id)
        .where(
            item.c.repository == repository,
            item.c.superseded_at.is_not(None),
            newer.c.superseded_at.is_(None),
            item.c.communication_id != newer.c.communication_id,
        )
        .order_by(item.c.id)
    )
    return list(connection.execute(query))


def find_fingerprints(connection: Connection) -> dict[str, int]:
    """Fingerprint to row id of every communication."""
    query = select(communication.c.fingerprint, communication.c.id)
    return {row[0]: row[1] for row in connection.execute(query)}


def iter_texts(connection: Connection, repository: str) -> Iterator[tuple[int, str]]:
    """(communication row id, text) of everything read in a repository."""
    wanted = select(item.c.communication_id).where(item.c.repository == repository, item.c.superseded_at.is_(None))
    query = select(reading.c.communication_id, reading.c.content).where(reading.c.communication_id.in_(wanted))
    for row in connection.execute(query.execution_options(yield_per=200)):
        yield row[0], row[1]["text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOriginal:
    """What the store must hold of a communication."""

    id: int
    fingerprint: str
    size: int
    tracking_number: str
    channel: str | None


def iter_kept(connection: Connection) -> Iterator[KeptOriginal]:
    """Every original that the ledger says is kept, by communication."""
    names = [communication.c[name] for name in KeptOriginal.__dataclass_fields__]
    query = select(*names).order_by(communication.c.id).execution_options(yield_per=1000)
    for row in connection.execute(query):
        yield KeptOriginal(**row._mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledRow:
    """A communication that the CRM gave a receipt for, where it is filed by the decision in force, and its first place.

    `is_current` is False while a newer decision is still on its way to the CRM.
    """

    id: int
    fingerprint: str
    tracking_number: str
    channel: str
    occurred_at: datetime | None
    words: str
    is_current: bool
    links: tuple[tuple[str, str], ...]
    repository: str
    locator: str


def iter_filed(connection: Connection, batch: int = 500) -> Iterator[FiledRow]:
    """Every communication with a receipt, by communication; three queries for each batch."""
    after = 0
    query = (
        select(communication, receipt.c.words, receipt.c.decision_id.label("receipt_decision_id"))
        .join(receipt, receipt.c.communication_id == communication.c.id)
        .order_by(communication.c.id)
        .limit(batch)
    )
    while rows := connection.execute(query.where(communication.c.id > after)).all():
        after = rows[-1].id
        ids = [row.id for row in rows]
        links, places = _find_links(connection, ids), find_first_places(connection, ids)
        for row in rows:
            repository, locator = places.get(row.id, ("", ""))
            yield FiledRow(
                id=row.id,
                fingerprint=row.fingerprint,
                tracking_number=row.tracking_number,
                channel=row.channel or "",
                occurred_at=row.occurred_at,
                words=row.words,
                is_current=row.receipt_decision_id == row.decision_id,
                links=tuple(sorted(links.get(row.id, []))),
                repository=repository,
                locator=locator,
            )


def find_first_places(connection: Connection, communication_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Repository and locator of the first sighting of each communication."""
    places: dict[int, tuple[str, str]] = {}
    query = select(item.c.communication_id, item.c.repository, item.c.locator)
    for row in connection.execute(query.where(item.c.communication_id.in_(communication_ids)).order_by(item.c.id)):
        places.setdefault(row[0], (row[1], row[2]))
    return places


def _find_links(connection: Connection, communication_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    links: dict[int, list[tuple[str, str]]] = {}
    query = select(link.c.communication_id, link.c.client_id, link.c.case_id)
    for row in connection.execute(query.where(link.c.communication_id.in_(communication_ids))):
        links.setdefault(row[0], []).append((row[1], row[2]))
    return links
