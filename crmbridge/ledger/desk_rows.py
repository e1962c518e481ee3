"""What the desk asks of the ledger: counts, and lists that are always asked for a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select

from crmbridge.domain.communication import ItemState
from crmbridge.domain.gap import OPEN_STATUSES
from crmbridge.domain.statement import ControlTotal, Grade
from crmbridge.ledger.columns import UtcTime
from crmbridge.ledger.communications import CommunicationRow
from crmbridge.ledger.decision_json import as_decision
from crmbridge.ledger.decisions import DecisionRow
from crmbridge.ledger.directory_tables import directory_merge
from crmbridge.ledger.tables import communication, control_total, decision, gap, item, link

_SHOWN = ("occurred_at", "captured_at", "tracking_number", "channel", "direction", "subject", "sender")
_OPEN = [str(one) for one in OPEN_STATUSES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Which part of a list: so many rows after so many others."""

    offset: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingRow:
    """One item with what is known of its communication; that part is None while it was not captured.

    `at` is the time the document states (`occurred_at`), else when it was captured, else when it was listed.
    """

    item_id: int
    at: datetime
    occurred_at: datetime | None
    captured_at: datetime | None
    repository: str
    locator: str
    state: ItemState
    reason: str
    superseded_at: datetime | None
    tracking_number: str | None
    channel: str | None
    direction: str | None
    subject: str | None
    sender: str | None


def list_sightings(connection: Connection, part: Slice, state: ItemState | None = None) -> list[SightingRow]:
    """Items, the newest first: current ones in a state, or all current ones and the older versions that were kept."""
    at = func.coalesce(communication.c.occurred_at, communication.c.captured_at, item.c.listed_at, type_=UtcTime())
    query = (
        select(
            item.c.id.label("item_id"),
            at.label("at"),
            *(item.c[name] for name in ("repository", "locator", "state", "reason", "superseded_at")),
            *(communication.c[name] for name in _SHOWN),
        )
        .join(communication, communication.c.id == item.c.communication_id, isouter=True)
        .order_by(at.desc(), item.c.id.desc())
    )
    if state is None:
        query = query.where(or_(item.c.superseded_at.is_(None), item.c.communication_id.is_not(None)))
    else:
        query = query.where(item.c.superseded_at.is_(None), item.c.state == state)
    return [
        SightingRow(**{**row._mapping, "state": ItemState(row.state)}) for row in connection.execute(_cut(query, part))
    ]


def find_by_tracking_number(connection: Connection, number: str) -> CommunicationRow | None:
    """The communication with exactly this tracking number; nothing that a sender wrote can answer to it."""
    return _find_communication(connection, communication.c.tracking_number == number)


def find_by_fingerprint(connection: Connection, fingerprint: str) -> CommunicationRow | None:
    """The communication with exactly this fingerprint."""
    return _find_communication(connection, communication.c.fingerprint == fingerprint)


def list_client_ids(connection: Connection, client_id: str) -> list[str]:
    """The client's record id and those of the clients that were merged into it: old links still name them."""
    merged = connection.execute(select(directory_merge.c.loser).where(directory_merge.c.survivor == client_id))
    return [client_id, *sorted(merged.scalars())]


def list_of_clients(connection: Connection, client_ids: Sequence[str], part: Slice) -> list[int]:
    """Row ids of what is linked to one of these clients, the newest first."""
    return _list_linked(connection, link.c.client_id.in_(client_ids), part)


def list_of_case(connection: Connection, case_id: str, part: Slice) -> list[int]:
    """Row ids of what is linked to a case, the newest first."""
    return _list_linked(connection, link.c.case_id == case_id, part)


def list_links_of(connection: Connection, communication_ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """(communication row id, client id, case id or empty) of every link of these communications."""
    query = select(link.c.communication_id, link.c.client_id, link.c.case_id).order_by(
        link.c.communication_id, link.c.client_id, link.c.case_id
    )
    rows = connection.execute(query.where(link.c.communication_id.in_(communication_ids)))
    return [(int(row[0]), str(row[1]), str(row[2])) for row in rows]


def count_review(connection: Connection) -> int:
    """How many communications wait for a person."""
    query = select(func.count()).select_from(communication).join(decision, decision.c.id == communication.c.decision_id)
    return int(connection.execute(query.where(decision.c.status == "review")).scalar_one())


def list_in_review(connection: Connection, part: Slice) -> list[DecisionRow]:
    """The review list in its order: the oldest communication first."""
    query = (
        select(decision)
        .join(communication, communication.c.decision_id == decision.c.id)
        .where(decision.c.status == "review")
        .order_by(communication.c.occurred_at, communication.c.id)
    )
    return [_as_decision_row(row) for row in connection.execute(_cut(query, part))]


def count_open_gaps(connection: Connection) -> dict[int, int]:
    """How many gaps are open, by severity."""
    query = select(gap.c.severity, func.count()).where(gap.c.status.in_(_OPEN)).group_by(gap.c.severity)
    return {int(row[0]): int(row[1]) for row in connection.execute(query)}


def list_gap_numbers(connection: Connection, part: Slice, *, is_open: bool) -> list[str]:
    """Numbers of open or closed gaps, the gravest and oldest first."""
    condition = gap.c.status.in_(_OPEN) if is_open else gap.c.status.not_in(_OPEN)
    query = select(gap.c.number).where(condition).order_by(gap.c.severity, gap.c.found_at, gap.c.id)
    return list(connection.execute(_cut(query, part)).scalars())


def list_gaps_of(connection: Connection, communication_id: int) -> list[str]:
    """Numbers of the gaps that name a communication, oldest first."""
    query = select(gap.c.number).where(gap.c.communication_id == communication_id).order_by(gap.c.id)
    return list(connection.execute(query).scalars())


def list_totals(connection: Connection, part: Slice) -> list[tuple[datetime, ControlTotal]]:
    """Lines of the statement in force, each with the moment it was issued; by period, channel, direction, source."""
    latest = select(func.max(control_total.c.run_id)).scalar_subquery()
    names = list(ControlTotal.__dataclass_fields__)
    query = (
        select(control_total)
        .where(control_total.c.run_id == latest)
        .order_by(*(control_total.c[one] for one in names[:4]))
    )
    return [(row.made_at, _as_total(row, names)) for row in connection.execute(_cut(query, part))]


def _list_linked(connection: Connection, condition: ColumnElement[bool], part: Slice) -> list[int]:
    moment = func.coalesce(communication.c.occurred_at, communication.c.captured_at)
    wanted = select(link.c.communication_id).where(condition)
    query = select(communication.c.id).where(communication.c.id.in_(wanted))
    rows = connection.execute(_cut(query.order_by(moment.desc(), communication.c.id.desc()), part))
    return [int(one) for one in rows.scalars()]


def _find_communication(connection: Connection, condition: ColumnElement[bool]) -> CommunicationRow | None:
    row = connection.execute(select(communication).where(condition)).one_or_none()
    return None if row is None else CommunicationRow(**row._mapping)


def _cut(query: Select[*tuple[Any, ...]], part: Slice) -> Select[*tuple[Any, ...]]:
    return query.offset(part.offset).limit(part.limit)


def _as_decision_row(row: Row[*tuple[Any, ...]]) -> DecisionRow:
    values = dict(row._mapping)
    return DecisionRow(decision=as_decision(values.pop("content")), **values)


def _as_total(row: Row[*tuple[Any, ...]], names: Sequence[str]) -> ControlTotal:
    return ControlTotal(**{**{name: getattr(row, name) for name in names}, "grade": Grade(row.grade)})
