"""Rows of gaps and the events of their lives. Nothing is ever deleted; a gap found again is the same gap."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from crmbridge.domain.gap import OPEN_STATUSES, Finding, Gap, GapKind, GapStatus, Severity
from crmbridge.ledger.database import Entering
from crmbridge.ledger.tables import gap, gap_event

Scope = tuple[str, str]
"""A check and the witness or repository it looked at: what it did not look at, it cannot declare recovered."""


def record_findings(entering: Entering, findings: Sequence[Finding], scopes: Collection[Scope]) -> list[str]:
    """Opens, confirms and recovers gaps by what the checks found; returns the numbers of those opened now, in order.

    A gap in one of the scopes that was not found again is recovered. One that a person explained or accepted stays
    closed though it is found again; one that had recovered is opened again, with its history.
    """
    opened: list[str] = []
    found: set[str] = set()
    for finding in findings:
        if finding.identity in found:
            continue
        found.add(finding.identity)
        if number := _record_finding(entering, finding):
            opened.append(number)
    _recover_absent(entering, found, scopes)
    return opened


def change_gap(entering: Entering, gap_id: int, status: GapStatus, *, cause: str = "", note: str = "") -> None:
    """Writes the next event of a gap's life and sets its status."""
    closed_at = None if status in OPEN_STATUSES else entering.at
    entering.connection.execute(
        update(gap).where(gap.c.id == gap_id).values(status=str(status), closed_at=closed_at, note=note)
    )
    event = {"gap_id": gap_id, "at": entering.at, "actor": entering.actor, "status": str(status)}
    entering.connection.execute(insert(gap_event).values(**event, cause=cause, note=note))
    entering.journal.append(
        f"gap_{status}", f"gap:{gap_id}", {"cause": cause, "by_person": entering.actor != "machine"}
    )


def find_gap(connection: Connection, number: str) -> tuple[int, Gap] | None:
    """Row id and gap by its number (`G-2025-000001`)."""
    row = connection.execute(select(gap).where(gap.c.number == number.upper())).first()
    return None if row is None else (row.id, _as_gap(row))


def list_gaps(connection: Connection, *, is_open: bool | None = None) -> list[Gap]:
    """Gaps, the gravest and oldest first; all, or only open or closed ones."""
    query = select(gap).order_by(gap.c.severity, gap.c.found_at, gap.c.id)
    if is_open is not None:
        statuses = [str(one) for one in OPEN_STATUSES]
        query = query.where(gap.c.status.in_(statuses) if is_open else gap.c.status.not_in(statuses))
    return [_as_gap(row) for row in connection.execute(query)]


def list_gap_events(connection: Connection, gap_id: int) -> list[Row[*tuple[Any, ...]]]:
    """The life of a gap, oldest event first: (at, actor, status, cause, note)."""
    return list(connection.execute(select(gap_event).where(gap_event.c.gap_id == gap_id).order_by(gap_event.c.id)))


def find_excused_identities(connection: Connection) -> set[str]:
    """Identities of gaps that a person explained, accepted or called a false alarm: they count as excused."""
    closed = [GapStatus.EXPLAINED, GapStatus.ACCEPTED, GapStatus.FALSE_ALARM]
    return set(connection.execute(select(gap.c.identity).where(gap.c.status.in_(closed))).scalars())


def _record_finding(entering: Entering, finding: Finding) -> str:
    row = entering.connection.execute(select(gap).where(gap.c.identity == finding.identity)).first()
    if row is None:
        return _open_gap(entering, finding)
    seen = {"seen_at": entering.at, "severity": int(finding.severity), "explanation": finding.explanation}
    entering.connection.execute(update(gap).where(gap.c.id == row.id).values(seen))
    if row.status == GapStatus.RECOVERED:
        change_gap(entering, row.id, GapStatus.DETECTED, note="found again")
        return str(row.number)
    return ""


def _open_gap(entering: Entering, finding: Finding) -> str:
    last = entering.connection.execute(select(func.coalesce(func.max(gap.c.id), 0))).scalar_one()
    number = f"G-{entering.at.year}-{last + 1:06d}"
    values = {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
    values.update(
        number=number,
        identity=finding.identity,
        severity=int(finding.severity),
        also=list(finding.also),
        status=str(GapStatus.DETECTED),
        found_at=entering.at,
        seen_at=entering.at,
    )
    new = int(entering.connection.execute(insert(gap).values(values).returning(gap.c.id)).scalar_one())
    event = {"gap_id": new, "at": entering.at, "actor": entering.actor, "status": str(GapStatus.DETECTED)}
    entering.connection.execute(insert(gap_event).values(event))
    facts = {"kind": str(finding.kind), "severity": int(finding.severity), "identity": finding.identity}
    entering.journal.append("gap_detected", f"gap:{new}", facts)
    return number


def _recover_absent(entering: Entering, found: Collection[str], scopes: Collection[Scope]) -> None:
    query = select(gap.c.id, gap.c.identity, gap.c.check, gap.c.witness, gap.c.repository)
    for row in entering.connection.execute(query.where(gap.c.status.in_([str(one) for one in OPEN_STATUSES]))).all():
        if row.identity not in found and (row.check, row.witness or row.repository) in scopes:
            change_gap(entering, row.id, GapStatus.RECOVERED, note="no longer found by the check that opened it")


def _as_gap(row: Row[*tuple[Any, ...]]) -> Gap:
    values = {name: getattr(row, name) for name in Finding.__dataclass_fields__}
    values["kind"] = GapKind(values["kind"])
    values["severity"] = Severity(values["severity"])
    values["also"] = tuple(values["also"])
    found_at: datetime = row.found_at
    return Gap(
        number=row.number,
        finding=Finding(**values),
        status=GapStatus(row.status),
        found_at=found_at,
        closed_at=row.closed_at,
        note=row.note,
    )
