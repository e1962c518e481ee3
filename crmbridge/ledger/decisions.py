"""Rows of decisions, links and receipts.

Decisions are added, never changed; the communication names the one in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from crmbridge.domain.communication import ItemState, Receipt
from crmbridge.domain.decision import Decision, Link
from crmbridge.ledger.database import Entering
from crmbridge.ledger.decision_json import as_decision, as_decision_json
from crmbridge.ledger.journal import compute_digest
from crmbridge.ledger.tables import communication, decision, item, link, receipt

MACHINE = "machine"
"""Who made a decision that no person made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision as it was made, and by whom."""

    id: int
    communication_id: int
    made_at: datetime
    made_by: str
    status: str
    why: str
    reason: str
    rules: str
    directory_version: int
    decision: Decision

    @property
    def is_by_person(self) -> bool:
        """A person's decision is never changed by a run."""
        return self.made_by != MACHINE


def save_decision(
    entering: Entering, communication_id: int, made: Decision, *, made_by: str, rules: str, directory_version: int
) -> int:
    """Adds a decision, puts it in force and writes its links; returns its row id."""
    content = as_decision_json(made)
    values = {
        "communication_id": communication_id,
        "made_at": entering.at,
        "made_by": made_by,
        "status": content["status"],
        "why": content.get("why", content.get("rule", "")),
        "reason": content["reason"],
        "rules": rules,
        "directory_version": directory_version,
        "content": content,
    }
    new = int(entering.connection.execute(insert(decision).values(values).returning(decision.c.id)).scalar_one())
    entering.connection.execute(
        update(communication).where(communication.c.id == communication_id).values(decision_id=new)
    )
    _write_links(entering.connection, communication_id, new, made)
    facts = {
        "decision": new,
        "status": content["status"],
        "why": values["why"],
        "by_person": made_by != MACHINE,
        "rules": rules,
        "digest": compute_digest(content),
    }
    entering.journal.append("decided", f"communication:{communication_id}", facts)
    return new


def touch_decision(connection: Connection, decision_id: int, directory_version: int) -> None:
    """Notes that a newer directory gives the same decision, so that it is not asked again."""
    connection.execute(update(decision).where(decision.c.id == decision_id).values(directory_version=directory_version))


def ask_again(connection: Connection, communication_ids: Sequence[int]) -> None:
    """Has the next run decide again what waits or belongs to nobody by the machine's word: the thread knows more."""
    in_force = select(communication.c.decision_id).where(communication.c.id.in_(communication_ids))
    connection.execute(update(decision).where(decision.c.id.in_(in_force)).values(directory_version=0))


def find_decision(connection: Connection, communication_id: int) -> DecisionRow | None:
    """The decision in force, or None while there is none."""
    query = select(decision).join(communication, communication.c.decision_id == decision.c.id)
    row = connection.execute(query.where(communication.c.id == communication_id)).first()
    return None if row is None else _as_row(row)


def list_decisions(connection: Connection, communication_id: int) -> list[DecisionRow]:
    """Every decision ever made about a communication, oldest first."""
    query = select(decision).where(decision.c.communication_id == communication_id).order_by(decision.c.id)
    return [_as_row(row) for row in connection.execute(query)]


def iter_in_review(connection: Connection) -> Iterator[DecisionRow]:
    """The review list: the oldest communication first."""
    query = (
        select(decision)
        .join(communication, communication.c.decision_id == decision.c.id)
        .where(decision.c.status == "review")
        .order_by(func.coalesce(communication.c.occurred_at, communication.c.captured_at), communication.c.id)
    )
    for row in connection.execute(query):
        yield _as_row(row)


def save_receipts(entering: Entering, receipts: Sequence[tuple[Receipt, int]]) -> None:
    """Stores the CRM's receipts, each with the decision that it answers."""
    for one, decision_id in receipts:
        values = {
            "communication_id": one.communication_id,
            "record_id": one.record_id,
            "fingerprint": one.fingerprint,
            "words": one.words,
            "delivered_at": one.delivered_at,
            "decision_id": decision_id,
        }
        statement = upsert(receipt).values(values)
        entering.connection.execute(
            statement.on_conflict_do_update(index_elements=[receipt.c.communication_id], set_=values)
        )
        facts = {"record": one.record_id, "decision": decision_id}
        entering.journal.append("receipt", f"communication:{one.communication_id}", facts)


def void_receipt(entering: Entering, communication_id: int, order: str) -> None:
    """Takes a receipt for void, by a person's order, so that the communication is delivered again."""
    entering.connection.execute(delete(receipt).where(receipt.c.communication_id == communication_id))
    entering.journal.append("delivery_ordered", f"communication:{communication_id}", {"order": order})


def find_undelivered(connection: Connection, *, after: int = 0, limit: int = 200) -> list[Row[*tuple[Any, ...]]]:
    """Linked communications by id: (communication row id, decision row id, decision row id of the receipt or None)."""
    query = (
        select(communication.c.id, communication.c.decision_id, receipt.c.decision_id.label("receipt_decision_id"))
        .join(receipt, receipt.c.communication_id == communication.c.id, isouter=True)
        .where(
            communication.c.id > after,
            communication.c.id.in_(select(item.c.communication_id).where(item.c.state == ItemState.LINKED)),
        )
        .order_by(communication.c.id)
        .limit(limit)
    )
    return list(connection.execute(query))


def find_receipt(connection: Connection, communication_id: int) -> Row[*tuple[Any, ...]] | None:
    """The receipt of a communication, or None while the CRM gave none."""
    return connection.execute(select(receipt).where(receipt.c.communication_id == communication_id)).first()


def list_links(connection: Connection, communication_id: int) -> list[tuple[str, str]]:
    """(client id, case id or empty) of every link in force, sorted."""
    query = select(link.c.client_id, link.c.case_id).where(link.c.communication_id == communication_id)
    return sorted((row[0], row[1]) for row in connection.execute(query))


def list_linked_to(connection: Connection, client_id: str) -> list[tuple[int, str]]:
    """(communication row id, case id or empty) of everything linked to a client."""
    query = select(link.c.communication_id, link.c.case_id).where(link.c.client_id == client_id)
    return [(int(row[0]), str(row[1])) for row in connection.execute(query.order_by(link.c.communication_id))]


def _write_links(connection: Connection, communication_id: int, decision_id: int, made: Decision) -> None:
    connection.execute(delete(link).where(link.c.communication_id == communication_id))
    if isinstance(made, Link):
        rows = [
            {
                "communication_id": communication_id,
                "client_id": one.client_id,
                "case_id": one.case_id,
                "contact_id": one.contact_id,
                "decision_id": decision_id,
            }
            for one in made.targets
        ]
        connection.execute(insert(link), rows)


def _as_row(row: Row[*tuple[Any, ...]]) -> DecisionRow:
    values = dict(row._mapping)
    return DecisionRow(decision=as_decision(values.pop("content")), **values)
