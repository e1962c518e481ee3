"""Rows of runs: when a job ran, with what end. The database refuses a second run for the same planned moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from crmbridge.ledger.database import Ledger
from crmbridge.ledger.tables import run


def open_run(ledger: Ledger, job: str, planned_for: datetime | None = None) -> int | None:
    """Notes that a job begins and makes it the ledger's current run.

    Returns None where the same planned moment was already run by somebody else.
    """
    try:
        with ledger.entering() as entering:
            values = {"job": job, "planned_for": planned_for, "started_at": entering.at}
            new = int(entering.connection.execute(insert(run).values(values).returning(run.c.id)).scalar_one())
            entering.journal.append("run_started", f"run:{new}", {"job": job})
    except IntegrityError:
        return None
    ledger.run_id = new
    return new


def close_run(ledger: Ledger, run_id: int, exit_code: int, counts: Mapping[str, int]) -> None:
    """Notes how a job ended."""
    with ledger.entering() as entering:
        values = {"ended_at": entering.at, "exit_code": exit_code, "counts": dict(counts)}
        entering.connection.execute(update(run).where(run.c.id == run_id).values(values))
        entering.journal.append("run_ended", f"run:{run_id}", {"exit_code": exit_code})
    ledger.run_id = None


def list_runs(connection: Connection, limit: int = 50) -> list[Row[*tuple[Any, ...]]]:
    """The latest runs, newest first."""
    return list(connection.execute(select(run).order_by(run.c.id.desc()).limit(limit)))
