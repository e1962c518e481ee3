"""The exports: columns and their order are fixed, so that other people's scripts can rely on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from crmbridge.domain.communication import ItemState
from crmbridge.domain.decision import Candidate, Link, NeedsReview
from crmbridge.domain.evidence import Bearing, Evidence
from crmbridge.ledger.communications import CommunicationRow, find_communication, find_reading
from crmbridge.ledger.decisions import MACHINE, DecisionRow, find_decision
from crmbridge.ledger.gaps import list_gaps
from crmbridge.ledger.items import ItemRow, iter_items
from crmbridge.ledger.statements import list_latest_totals
from crmbridge.ports import Directory

Row = dict[str, Any]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "communications": (
        "communication", "repository", "locator", "fingerprint", "channel", "direction", "occurred_at", "sender",
        "recipients", "subject", "state", "reason", "tracking_number", "contact_reason", "automatic",
    ),
    "links": (
        "repository", "locator", "communication", "client_id", "client_number", "case_id", "case_number", "status",
        "probability", "decided_by", "evidence",
    ),
    "identifiers": (
        "repository", "locator", "part", "page", "kind", "value", "normalised", "start", "end", "quote", "in_crm",
    ),
    "gaps": (
        "gap", "kind", "severity", "channel", "key_type", "key", "also", "witness", "repository", "locator",
        "client_id", "occurred_at", "found_at", "status", "explanation",
    ),
    "statement": (
        "period", "channel", "direction", "source", "expected", "captured", "excused", "pending", "missing", "extra",
        "grade", "evidence_hash",
    ),
}  # fmt: skip
"""The exports and their columns, in order."""

_COPIED_FROM_FINDING = (
    "channel", "key_type", "key", "witness", "repository", "locator", "client_id", "explanation",
)  # fmt: skip


class Exporter:
    """Makes the rows of each export. Times are given in the organisation's zone, with their offset."""

    def __init__(self, connection: Connection, directory: Directory, zone: ZoneInfo) -> None:
        self._connection, self._directory, self._zone = connection, directory, zone
        self._exports: dict[str, Callable[[], Iterator[Row]]] = {
            "communications": self._iter_communications,
            "links": self._iter_links,
            "identifiers": self._iter_identifiers,
            "gaps": self._iter_gaps,
            "statement": self._iter_statement,
        }

    def iter_rows(self, export: str) -> Iterator[Row]:
        """The rows of one export, each with exactly its columns in order."""
        columns = COLUMNS[export]
        for row in self._exports[export]():
            yield {column: row[column] for column in columns}

    def _iter_communications(self) -> Iterator[Row]:
        for item in iter_items(self._connection):
            row = self._find(item)
            yield {
                "communication": row.tracking_number if row else "",
                "repository": item.repository,
                "locator": item.locator,
                "fingerprint": row.fingerprint if row else "",
                "channel": (row.channel if row else "") or "",
                "direction": (row.direction if row else "") or "",
                "occurred_at": self._as_time(row.occurred_at if row else None),
                "sender": (row.sender if row else "") or "",
                "recipients": (row.recipients if row else "") or "",
                "subject": (row.subject if row else "") or "",
                "state": str(item.state),
                "reason": item.reason,
                "tracking_number": row.tracking_number if row else "",
                "contact_reason": "",
                "automatic": "" if row is None or row.automatic is None else row.automatic,
            }

    def _iter_links(self) -> Iterator[Row]:
        for item in iter_items(self._connection):
            row = self._find(item)
            decision = find_decision(self._connection, row.id) if row else None
            common = {
                "repository": item.repository,
                "locator": item.locator,
                "communication": row.tracking_number if row else "",
                "decided_by": decision.made_by if decision else "",
            }
            is_excluded = row is None and item.state is ItemState.EXCLUDED
            for one in [_as_exclusion(item)] if is_excluded else _list_candidates(decision):
                yield {**common, **one}

    def _iter_identifiers(self) -> Iterator[Row]:
        for item in iter_items(self._connection):
            reading = find_reading(self._connection, item.communication_id) if item.communication_id else None
            for one in reading.identifiers if reading else ():
                yield {
                    "repository": item.repository,
                    "locator": item.locator,
                    "part": one.part,
                    "page": "" if one.page is None else one.page,
                    "kind": one.kind,
                    "value": one.value,
                    "normalised": one.normalised,
                    "start": one.start,
                    "end": one.end,
                    "quote": one.quote,
                    "in_crm": bool(self._directory.find_carriers(one.kind, one.normalised)),
                }

    def _iter_gaps(self) -> Iterator[Row]:
        for gap in list_gaps(self._connection):
            finding = gap.finding
            yield {
                **{name: getattr(finding, name) for name in _COPIED_FROM_FINDING},
                "gap": gap.number,
                "kind": str(finding.kind),
                "severity": int(finding.severity),
                "also": "|".join(finding.also),
                "occurred_at": self._as_time(finding.occurred_at),
                "found_at": self._as_time(gap.found_at),
                "status": str(gap.status),
            }

    def _iter_statement(self) -> Iterator[Row]:
        for total in list_latest_totals(self._connection):
            yield {name: getattr(total, name) for name in COLUMNS["statement"]} | {"grade": str(total.grade)}

    def _find(self, item: ItemRow) -> CommunicationRow | None:
        return find_communication(self._connection, item.communication_id) if item.communication_id else None

    def _as_time(self, moment: datetime | None) -> str:
        return moment.astimezone(self._zone).isoformat(timespec="seconds") if moment else ""


_NO_CLIENT: Row = {"client_id": "", "client_number": "", "case_id": "", "case_number": "", "probability": ""}


def _as_exclusion(item: ItemRow) -> Row:
    return {**_NO_CLIENT, "status": "excluded", "evidence": item.reason}


def _list_candidates(decision: DecisionRow | None) -> list[Row]:
    """One row for each link or candidate; an item with none has one row."""
    if decision is None:
        return [{**_NO_CLIENT, "status": "none", "evidence": ""}]
    match decision.decision:
        case Link(targets=targets):
            status = "automatic" if decision.made_by == MACHINE else "confirmed"
            return [_as_link(one, status) for one in targets]
        case NeedsReview(candidates=candidates) if candidates:
            return [_as_link(one, "review") for one in candidates]
        case other:
            status = {"review": "review", "excluded": "excluded"}.get(decision.status, "none")
            return [{**_NO_CLIENT, "status": status, "evidence": other.reason}]


def _as_link(candidate: Candidate, status: str) -> Row:
    return {
        "client_id": candidate.client_id,
        "client_number": candidate.client_number,
        "case_id": candidate.case_id,
        "case_number": candidate.case_number,
        "status": status,
        "probability": round(candidate.probability, 4),
        "evidence": "; ".join(as_sentence(one) for one in candidate.evidence),
    }


def as_sentence(evidence: Evidence) -> str:
    """One piece of evidence in words, with its place and weight."""
    place = f"part {evidence.part}" + (f", page {evidence.page}" if evidence.page else "")
    sign = {Bearing.FOR: "+", Bearing.AGAINST: "-", Bearing.NOT_USED: "0"}[evidence.bearing]
    return f"{sign} {evidence.sentence} [{evidence.rule}, {place}, {evidence.weight:+.1f} bits]"
