"""The few things that a person may write: confirm, move, dismiss, try again; explain, accept or reopen a gap.

Each is one transaction with its entry in the journal. A person's decision is never changed by a later run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crmbridge.domain.communication import ItemState
from crmbridge.domain.decision import Candidate, Excluded, Link, NeedsReview
from crmbridge.domain.directory import Case, Client
from crmbridge.domain.gap import Gap, GapCause, GapKind, GapStatus
from crmbridge.errors import NotFoundError, RequestError
from crmbridge.ledger.communications import (
    find_communication,
    find_waiting_answers,
    forget_reading,
    list_communications_by,
)
from crmbridge.ledger.database import Entering, Ledger
from crmbridge.ledger.decisions import (
    DecisionRow,
    ask_again,
    find_decision,
    find_receipt,
    iter_in_review,
    save_decision,
    void_receipt,
)
from crmbridge.ledger.gaps import change_gap, find_gap
from crmbridge.ledger.items import ItemRow, Move, find_items_at, list_items_of, move_items
from crmbridge.stages.decide import put_in_force

BY_PERSON = "person"
"""What stands as the rules of a decision that a person made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One communication that waits for a person, with the question and at most three candidates."""

    communication_id: int
    tracking_number: str
    repository: str
    locator: str
    occurred_at: datetime | None
    subject: str
    sender: str
    why: str
    reason: str
    candidates: tuple[Candidate, ...]


def list_review(ledger: Ledger) -> list[ReviewItem]:
    """Everything that waits for a person, the oldest first."""
    with ledger.reading() as connection:
        waiting = []
        for decision in iter_in_review(connection):
            row = find_communication(connection, decision.communication_id)
            sightings = list_items_of(connection, [decision.communication_id])
            if row is None or not isinstance(decision.decision, NeedsReview) or not sightings:
                continue
            waiting.append(
                ReviewItem(
                    communication_id=row.id,
                    tracking_number=row.tracking_number,
                    repository=sightings[0].repository,
                    locator=sightings[0].locator,
                    occurred_at=row.occurred_at,
                    subject=row.subject or "",
                    sender=row.sender or "",
                    why=decision.why,
                    reason=decision.reason,
                    candidates=decision.decision.candidates,
                )
            )
        return waiting


def find_communication_id(ledger: Ledger, name: str) -> int:
    """The communication that a person means: tracking number, fingerprint, Message-ID, `repository:locator` or locator.

    Raises NotFoundError, or RequestError where several answer to the name.
    """
    with ledger.reading() as connection:
        found = [row.id for row in list_communications_by(connection, name)]
    found = found or [row.communication_id for row in find_sightings(ledger, name) if row.communication_id is not None]
    if not found:
        raise NotFoundError("captured communication", name)
    if len(set(found)) > 1:
        raise RequestError(f"several communications answer to '{name}'; write repository:locator or a tracking number")
    return found[0]


def find_sightings(ledger: Ledger, name: str) -> list[ItemRow]:
    """The items that a person means by `repository:locator` or a locator, newest version first."""
    repository, colon, locator = name.partition(":")
    with ledger.reading() as connection:
        rows = find_items_at(connection, name)
        if not rows and colon:
            rows = find_items_at(connection, locator, repository)
    return [row for row in rows if row.superseded_at is None] or rows


def accept_candidate(ledger: Ledger, communication_id: int, actor: str, *, place: int = 1) -> Candidate:
    """Confirms a candidate of the review list by its place, counted from 1."""
    with ledger.reading() as connection:
        decision = find_decision(connection, communication_id)
    candidates = decision.decision.candidates if decision and isinstance(decision.decision, NeedsReview) else ()
    if not 1 <= place <= len(candidates):
        problem = f"there is no candidate {place} of {len(candidates)}"
        raise RequestError(f"{problem}: use `review assign` to name a client")
    chosen = candidates[place - 1]
    _decide(ledger, communication_id, Link(targets=(chosen,), reason=f"confirmed by {actor}"), actor)
    return chosen


def assign_client(ledger: Ledger, communication_id: int, actor: str, client: Client, case: Case | None = None) -> None:
    """Links to the client (and case) that a person names, whatever the machine said. Raises RequestError where the
    case is another client's.
    """
    if case is not None and case.client_id != client.id:
        raise RequestError(f"case {case.number} belongs to another client than {client.name} ({client.number})")
    target = Candidate(
        client_id=client.id,
        client_number=client.number,
        client_name=client.name,
        case_id=case.id if case else "",
        case_number=case.number if case else "",
        probability=1.0,
        evidence=(),
    )
    _decide(ledger, communication_id, Link(targets=(target,), reason=f"assigned by {actor}"), actor)


def dismiss(ledger: Ledger, communication_id: int, actor: str, reason: str) -> None:
    """Leaves a communication out as no client's, with a reason. Raises RequestError where the CRM already has it."""
    with ledger.reading() as connection:
        is_held = find_receipt(connection, communication_id) is not None
    if is_held:
        raise RequestError("the CRM already has it: move it with `review assign`")
    _decide(ledger, communication_id, Excluded(rule="dismissed", reason=f"{reason} ({actor})"), actor)


def retry(ledger: Ledger, communication_id: int, actor: str) -> int:
    """Has a quarantined communication read again at the next run; returns how many sightings that moved."""
    with ledger.entering(actor) as entering:
        rows = list_items_of(entering.connection, [communication_id])
        moves = [
            Move(item_id=row.id, from_=row.state, to=ItemState.CAPTURED, reason=f"to be read again, by {actor}")
            for row in rows
            if row.state is ItemState.QUARANTINED
        ]
        if moves:
            forget_reading(entering, communication_id)
        move_items(entering, moves)
        return len(moves)


def explain_gap(ledger: Ledger, number: str, actor: str, *, cause: GapCause, note: str) -> None:
    """Closes a gap with a cause from the closed list and a sentence of evidence."""
    _close_gap(ledger, number, actor, GapStatus.EXPLAINED, cause, note)


def accept_gap(ledger: Ledger, number: str, actor: str, *, cause: GapCause, note: str) -> None:
    """Closes a gap as lost for good, under the name of the person who says so."""
    _close_gap(ledger, number, actor, GapStatus.ACCEPTED, cause, note)


def reopen_gap(ledger: Ledger, number: str, actor: str, note: str) -> None:
    """Opens a closed gap again; its history stays."""
    with ledger.entering(actor) as entering:
        gap_id, gap = _require_gap(entering, number)
        if gap.closed_at is None:
            raise RequestError(f"{gap.number} is open already")
        change_gap(entering, gap_id, GapStatus.DETECTED, note=note)


def repair_gap(ledger: Ledger, number: str, actor: str) -> None:
    """Has a communication that the CRM lost or altered delivered again at the next run."""
    with ledger.entering(actor) as entering:
        gap_id, gap = _require_gap(entering, number)
        communication_id = gap.finding.communication_id
        if gap.finding.kind not in {GapKind.CRM_DELETED, GapKind.CRM_MODIFIED} or communication_id is None:
            raise RequestError(f"{gap.number} is no loss in the CRM, so there is nothing to deliver again")
        void_receipt(entering, communication_id, gap.number)
        change_gap(entering, gap_id, GapStatus.TRIAGED, note="ordered to be delivered again")
        moves = [
            Move(item_id=row.id, from_=row.state, to=ItemState.LINKED, reason=f"to be delivered again, by {actor}")
            for row in list_items_of(entering.connection, [communication_id])
            if row.state is ItemState.DELIVERED
        ]
        move_items(entering, moves)


def _decide(ledger: Ledger, communication_id: int, made: Link | Excluded, actor: str) -> None:
    with ledger.entering(actor) as entering:
        former: DecisionRow | None = find_decision(entering.connection, communication_id)
        version = former.directory_version if former else 0
        save_decision(entering, communication_id, made, made_by=actor, rules=BY_PERSON, directory_version=version)
        put_in_force(entering, communication_id, made, is_changed=True, is_by_person=True)
        ask_again(entering.connection, find_waiting_answers(entering.connection, [communication_id]))


def _close_gap(ledger: Ledger, number: str, actor: str, status: GapStatus, cause: GapCause, note: str) -> None:
    if not note.strip():
        raise RequestError("a gap is closed with a sentence that says why: give it with --note")
    with ledger.entering(actor) as entering:
        gap_id, gap = _require_gap(entering, number)
        if gap.closed_at is not None:
            raise RequestError(f"{gap.number} is {gap.status}; only an open gap can be closed")
        change_gap(entering, gap_id, status, cause=str(cause), note=note)


def _require_gap(entering: Entering, number: str) -> tuple[int, Gap]:
    found = find_gap(entering.connection, number)
    if found is None:
        raise NotFoundError("gap", number)
    return found
