"""The whole story of one item or communication: sightings, states, what was read, who decided and on what evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from crmbridge.domain.decision import Candidate, Excluded, Link, NeedsReview, Unlinked
from crmbridge.domain.reading import Reading
from crmbridge.ledger.communications import find_communication, find_reading
from crmbridge.ledger.decisions import MACHINE, DecisionRow, find_receipt, list_decisions
from crmbridge.ledger.items import ItemRow, list_items_of
from crmbridge.ledger.journal import iter_entries
from crmbridge.reports.exports import as_sentence
from crmbridge.reports.reading_story import tell_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the story: its chapter, when it was, and the sentence."""

    chapter: str
    at: str
    sentence: str


def tell_communication(connection: Connection, communication_id: int, zone: ZoneInfo) -> list[Line]:
    """The story of a captured communication, chapter by chapter."""
    return [
        *_tell_communication(connection, communication_id, zone),
        *(line for row in list_items_of(connection, [communication_id]) for line in tell_item(connection, row, zone)),
        *_tell_reading(find_reading(connection, communication_id)),
        *(line for decision in list_decisions(connection, communication_id) for line in _tell_decision(decision, zone)),
        *_tell_receipt(connection, communication_id, zone),
    ]


def tell_item(connection: Connection, row: ItemRow, zone: ZoneInfo) -> Iterator[Line]:
    """The states of one item, oldest first."""
    marks = (" (older version)" if row.superseded_at else "") + (" (no longer at the source)" if row.gone_at else "")
    yield Line(chapter="sighting", at=_as_time(row.listed_at, zone), sentence=f"{row.repository}:{row.locator}{marks}")
    for entry in iter_entries(connection, subject=f"item:{row.id}"):
        sentence = entry.action if entry.actor == MACHINE else f"{entry.action} by {entry.actor}"
        yield Line(chapter="state", at=_as_time(entry.at, zone), sentence=sentence)
    if row.reason:
        yield Line(chapter="reason", at=_as_time(row.state_at, zone), sentence=row.reason)


def _tell_communication(connection: Connection, communication_id: int, zone: ZoneInfo) -> Iterator[Line]:
    row = find_communication(connection, communication_id)
    if row is None:
        return
    facts = [row.tracking_number, row.channel or "", row.direction or "", f"{row.size} bytes"]
    captured = _as_time(row.captured_at, zone)
    yield Line(chapter="communication", at=captured, sentence=", ".join(one for one in facts if one))
    yield Line(chapter="fingerprint", at=captured, sentence=row.fingerprint)
    if row.occurred_at and row.occurred_at_source:
        yield Line(chapter="occurred", at=_as_time(row.occurred_at, zone), sentence=f"by its {row.occurred_at_source}")
    if row.subject or row.sender:
        at = _as_time(row.occurred_at, zone) if row.occurred_at else ""
        yield Line(chapter="says", at=at, sentence=f"from {row.sender or '?'}: {row.subject or '(no subject)'}")


def _tell_reading(reading: Reading | None) -> Iterator[Line]:
    for chapter, sentence in tell_reading(reading) if reading else ():
        yield Line(chapter=chapter, at="", sentence=sentence)


def _tell_decision(row: DecisionRow, zone: ZoneInfo) -> Iterator[Line]:
    by = f"by rules {row.rules}" if not row.is_by_person else f"by {row.made_by}"
    sentence = f"{row.status} {by}: {row.reason}".strip(": ")
    yield Line(chapter="decision", at=_as_time(row.made_at, zone), sentence=sentence)
    match row.decision:
        case Link(targets=targets, suggested_cases=suggested):
            yield from (line for one in targets for line in _tell_candidate("link", one))
            yield from (line for one in suggested for line in _tell_candidate("suggested case", one))
        case NeedsReview(candidates=candidates):
            yield from (line for one in candidates for line in _tell_candidate("candidate", one))
        case Unlinked() | Excluded():
            return


def _tell_candidate(chapter: str, one: Candidate) -> Iterator[Line]:
    case = f", case {one.case_number}" if one.case_number else ""
    sentence = f"{one.client_name} ({one.client_number}){case}, probability {one.probability:.3f}"
    yield Line(chapter=chapter, at="", sentence=sentence)
    for evidence in one.evidence:
        yield Line(chapter="evidence", at="", sentence=as_sentence(evidence))
        if evidence.quote:
            yield Line(chapter="quote", at="", sentence=f"“{evidence.quote}”")


def _tell_receipt(connection: Connection, communication_id: int, zone: ZoneInfo) -> Iterator[Line]:
    receipt = find_receipt(connection, communication_id)
    if receipt is not None:
        sentence = f"the CRM holds it as {receipt.record_id}, read back and compared"
        yield Line(chapter="receipt", at=_as_time(receipt.delivered_at, zone), sentence=sentence)


def _as_time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
