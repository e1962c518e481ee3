"""Rows of the statement. Each check issues its own; an older one is superseded, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, func, insert, select

from crmbridge.domain.statement import ControlTotal, Grade
from crmbridge.ledger.database import Entering
from crmbridge.ledger.journal import compute_digest
from crmbridge.ledger.tables import control_total


def save_totals(entering: Entering, totals: Sequence[ControlTotal]) -> None:
    """Stores the lines of one statement and writes their digest into the journal."""
    rows = [{**asdict(one), "grade": str(one.grade)} for one in totals]
    if rows:
        entering.connection.execute(
            insert(control_total), [{**row, "run_id": entering.run_id, "made_at": entering.at} for row in rows]
        )
    facts = {"lines": len(rows), "digest": compute_digest(rows)}
    entering.journal.append("statement_issued", f"run:{entering.run_id}", facts)


def list_latest_totals(connection: Connection) -> list[ControlTotal]:
    """The statement in force: the one of the latest check, by period, channel, direction and source."""
    latest = select(func.max(control_total.c.run_id)).scalar_subquery()
    names = [control_total.c[name] for name in ControlTotal.__dataclass_fields__]
    query = select(*names).where(control_total.c.run_id == latest).order_by(*names[:4])
    return [ControlTotal(**{**row._mapping, "grade": Grade(row.grade)}) for row in connection.execute(query)]
