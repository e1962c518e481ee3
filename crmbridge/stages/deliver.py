"""Deliver: hand linked communications to the CRM in batches; `delivered` is said only with its receipt in hand."""

from __future__ import annotations

from collections.abc import Sequence

from crmbridge.domain.communication import ItemState, Receipt
from crmbridge.domain.decision import Link
from crmbridge.ledger.communications import find_communication, find_reading
from crmbridge.ledger.database import Entering
from crmbridge.ledger.decisions import find_decision, find_undelivered, save_receipts
from crmbridge.ledger.items import Move, count_states, find_items, list_items_of, move_items
from crmbridge.plugins import guard
from crmbridge.ports import Delivery, DeliveryRefusal
from crmbridge.stages.bench import Bench

BATCH = 200


def deliver_communications(bench: Bench) -> None:
    """Delivers what is linked and not yet delivered as decided, and tries again what the CRM refused before.

    Raises CrmUnreachableError where the CRM does not answer: what it took is known by its external id at the next run.
    """
    _retry_refused(bench)
    with bench.ledger.reading() as connection:
        total = count_states(connection)[ItemState.LINKED]
    after, count = 0, 0
    while not bench.is_stopping():
        with bench.ledger.reading() as connection:
            rows = find_undelivered(connection, after=after, limit=BATCH)
        if not rows:
            return
        after = rows[-1].id
        _confirm_sightings(bench, [row.id for row in rows if row.decision_id == row.receipt_decision_id])
        _deliver_batch(bench, {row.id: row.decision_id for row in rows if row.decision_id != row.receipt_decision_id})
        count += len(rows)
        bench.progress.report("deliver", count, total)


def _deliver_batch(bench: Bench, decisions: dict[int, int]) -> None:
    batch = [_as_delivery(bench, one) for one in decisions]
    if not batch:
        return
    with guard("crm"):
        answers = {one.communication_id: one for one in bench.crm.deliver(batch)}
    with bench.ledger.entering() as entering:
        taken: list[Receipt] = []
        for one in batch:
            answer = answers.get(one.communication_id)
            if isinstance(answer, Receipt) and _is_what_was_sent(answer, one):
                taken.append(answer)
            else:
                _move(entering, [one.communication_id], ItemState.FAILED, _as_refusal(answer))
        save_receipts(entering, [(one, decisions[one.communication_id]) for one in taken])
        _move(entering, [one.communication_id for one in taken], ItemState.DELIVERED, "")


def _is_what_was_sent(answer: Receipt, sent: Delivery) -> bool:
    return answer.fingerprint == sent.fingerprint and answer.words in {"", sent.words}


def _as_refusal(answer: Receipt | DeliveryRefusal | None) -> str:
    match answer:
        case DeliveryRefusal(reason=reason):
            return reason
        case Receipt():
            return "the CRM read back something else than was sent"
        case None:
            return "the CRM gave no answer for it"


def _confirm_sightings(bench: Bench, communications: Sequence[int]) -> None:
    """A further sighting of what the CRM already has as decided needs no call."""
    if communications:
        with bench.ledger.entering() as entering:
            _move(entering, communications, ItemState.DELIVERED, "")


def _move(entering: Entering, communications: Sequence[int], to: ItemState, reason: str) -> None:
    rows = list_items_of(entering.connection, communications) if communications else []
    moves = [
        Move(item_id=row.id, from_=row.state, to=to, reason=reason) for row in rows if row.state is ItemState.LINKED
    ]
    move_items(entering, moves)


def _retry_refused(bench: Bench) -> None:
    after = 0
    while True:
        with bench.ledger.reading() as connection:
            rows = find_items(connection, [ItemState.FAILED], after=after, limit=BATCH, has_older=True)
            decided = {
                row.communication_id
                for row in rows
                if row.communication_id is not None
                and (found := find_decision(connection, row.communication_id)) is not None
                and found.status == "linked"
            }
        if not rows:
            return
        after = rows[-1].id
        moves = [
            Move(item_id=row.id, from_=ItemState.FAILED, to=ItemState.LINKED, reason=row.reason)
            for row in rows
            if row.communication_id in decided
        ]
        with bench.ledger.entering() as entering:
            move_items(entering, moves)


def _as_delivery(bench: Bench, communication_id: int) -> Delivery:
    with bench.ledger.reading() as connection:
        row = find_communication(connection, communication_id)
        reading = find_reading(connection, communication_id)
        decision = find_decision(connection, communication_id)
    assert row is not None, "a linked item names its communication by a foreign key"
    assert decision is not None, "a linked item has a decision in force"
    targets = decision.decision.targets if isinstance(decision.decision, Link) else ()
    return Delivery(
        communication_id=row.id,
        external_id=row.fingerprint,
        fingerprint=row.fingerprint,
        tracking_number=row.tracking_number,
        channel=row.channel or "",
        direction=row.direction or "",
        occurred_at=row.occurred_at,
        subject=row.subject or "",
        sender=row.sender or "",
        recipients=row.recipients or "",
        media_type=row.media_type or "",
        size=row.size,
        original=bench.store.path_of(row.fingerprint),
        text=reading.text if reading else "",
        targets=targets,
    )
