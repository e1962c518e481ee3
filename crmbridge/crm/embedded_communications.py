"""Communications in the embedded CRM: taking a delivery, reading it back, and the client's record as people see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from crmbridge.crm.embedded_records import append_field_change, find_survivor
from crmbridge.crm.embedded_tables import cases, clients, communication_links, communications, contacts
from crmbridge.domain.decision import Candidate
from crmbridge.ports import CrmHolding, Delivery, compute_words_digest

KIND = "communication"

Target = tuple[str, str, str]
"""Ids of client, contact and case; the last two may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmCommunication:
    """A communication as the CRM shows it. `occurred_at` is UTC; `original` is where its bytes are kept."""

    record_id: str
    external_id: str
    fingerprint: str
    tracking_number: str
    channel: str
    direction: str
    occurred_at: datetime | None
    subject: str
    sender: str
    recipients: str
    media_type: str
    size: int
    original: Path
    text: str
    targets: tuple[Target, ...]


def find_refusal(connection: Connection, delivery: Delivery) -> str:
    """Why the CRM does not take a delivery, empty where it does."""
    if not delivery.original.is_file():
        return "its original is not where it should be"
    if not delivery.targets and _find_row(connection, delivery.external_id) is None:
        return "it names no client"
    refusals = (_find_target_refusal(connection, target) for target in delivery.targets)
    return next((refusal for refusal in refusals if refusal), "")


def write_communication(connection: Connection, delivery: Delivery, at: datetime) -> None:
    """Adds or changes the one record of an external id, with its links; the same again changes nothing."""
    values = _as_values(delivery)
    held = _find_row(connection, delivery.external_id)
    if held is None:
        result = connection.execute(insert(communications).values(values))
        (number,) = result.inserted_primary_key or (0,)
        _write_links(connection, number, _as_targets(delivery.targets))
        return
    differences = [(name, held[name], value) for name, value in values.items() if held[name] != value]
    if differences:
        connection.execute(update(communications).where(communications.c.id == held["id"]).values(values))
    append_field_change(connection, KIND, as_record_id(held["id"]), at, differences)
    _replace_links(connection, held["id"], _as_targets(delivery.targets), at)


def read_back(connection: Connection, external_ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """What the CRM now holds: record id, fingerprint and digest of its words, by external id."""
    rows = connection.execute(select(communications).where(communications.c.external_id.in_(external_ids))).mappings()
    return {
        row["external_id"]: (as_record_id(row["id"]), row["fingerprint"], _digest_words(row)) for row in map(dict, rows)
    }


def _digest_words(row: Mapping[str, Any]) -> str:
    names = ("channel", "direction", "subject", "sender", "recipients", "text")
    return compute_words_digest(*(row[name] for name in names))


def list_holdings(connection: Connection, after: str, limit: int) -> list[CrmHolding]:
    """The next holdings in the order of their external ids."""
    table = communications.c
    is_next = table.external_id > after
    rows = connection.execute(select(communications).where(is_next).order_by(table.external_id).limit(limit))
    found = rows.mappings().all()
    links = _find_links(connection, communication_links.c.communication_id.in_([row["id"] for row in found]))
    return [
        CrmHolding(
            external_id=row["external_id"],
            record_id=as_record_id(row["id"]),
            fingerprint=row["fingerprint"],
            targets=tuple(sorted({(client, case) for client, _, case in links.get(row["id"], ())})),
            words=_digest_words(dict(row)),
        )
        for row in found
    ]


def list_communications(
    connection: Connection, *, client_id: str = "", contact_id: str = "", case_id: str = ""
) -> tuple[CrmCommunication, ...]:
    """What is linked to a record, oldest first, undated ones last; a client has what its contacts and cases have."""
    links = communication_links.c
    if client_id:
        its_contacts = select(contacts.c.id).where(contacts.c.client_id == client_id)
        its_cases = select(cases.c.id).where(cases.c.client_id == client_id)
        return _list_linked(
            connection,
            or_(links.client_id == client_id, links.contact_id.in_(its_contacts), links.case_id.in_(its_cases)),
        )
    return _list_linked(connection, links.contact_id == contact_id if contact_id else links.case_id == case_id)


def delete_communication(connection: Connection, external_id: str) -> bool:
    """Deletes a communication with its links; False where there is none."""
    held = _find_row(connection, external_id)
    if held is None:
        return False
    connection.execute(delete(communication_links).where(communication_links.c.communication_id == held["id"]))
    connection.execute(delete(communications).where(communications.c.id == held["id"]))
    return True


def as_record_id(number: int) -> str:
    """The record id that people see."""
    return f"COM-{number:08d}"


def _find_target_refusal(connection: Connection, target: Candidate) -> str:
    if connection.scalar(select(clients.c.id).where(clients.c.id == target.client_id)) is None:
        survivor = find_survivor(connection, target.client_id)
        return f"there is no client '{target.client_id}'" + (f"; it was merged into '{survivor}'" if survivor else "")
    for word, record_id, table in (("case", target.case_id, cases), ("contact", target.contact_id, contacts)):
        if not record_id:
            continue
        owner = connection.scalar(select(table.c.client_id).where(table.c.id == record_id))
        if owner is None:
            return f"there is no {word} '{record_id}'"
        if owner != target.client_id:
            return f"the {word} '{record_id}' belongs to client '{owner}', not to '{target.client_id}'"
    return ""


def _find_row(connection: Connection, external_id: str) -> Any:
    is_it = communications.c.external_id == external_id
    return connection.execute(select(communications).where(is_it)).mappings().one_or_none()


def _as_values(delivery: Delivery) -> dict[str, Any]:
    return {
        "external_id": delivery.external_id,
        "fingerprint": delivery.fingerprint,
        "tracking_number": delivery.tracking_number,
        "channel": str(delivery.channel),
        "direction": str(delivery.direction),
        "occurred_at": delivery.occurred_at,
        "subject": _as_storable(delivery.subject),
        "sender": _as_storable(delivery.sender),
        "recipients": _as_storable(delivery.recipients),
        "media_type": delivery.media_type,
        "size": delivery.size,
        "original": str(delivery.original.resolve()),
        "text": _as_storable(delivery.text),
    }


def _as_storable(text: str) -> str:
    """Half characters, which a broken document can hold, cannot be written as UTF-8."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _as_targets(candidates: Iterable[Candidate]) -> list[Target]:
    return sorted({(one.client_id, one.contact_id, one.case_id) for one in candidates})


def _replace_links(connection: Connection, number: int, targets: list[Target], at: datetime) -> None:
    held = list(_find_links(connection, communication_links.c.communication_id == number).get(number, ()))
    if held == targets:
        return
    connection.execute(delete(communication_links).where(communication_links.c.communication_id == number))
    _write_links(connection, number, targets)
    old, new = (["/".join(target) for target in some] for some in (held, targets))
    append_field_change(connection, KIND, as_record_id(number), at, [("targets", old, new)])


def _write_links(connection: Connection, number: int, targets: list[Target]) -> None:
    rows = [
        {"communication_id": number, "client_id": client, "contact_id": contact or None, "case_id": case or None}
        for client, contact, case in targets
    ]
    if rows:
        connection.execute(insert(communication_links), rows)


def _find_links(connection: Connection, is_meant: ColumnElement[bool]) -> dict[int, tuple[Target, ...]]:
    """Targets by the number of their communication."""
    found: dict[int, set[Target]] = {}
    for row in connection.execute(select(communication_links).where(is_meant)):
        target = (row.client_id, row.contact_id or "", row.case_id or "")
        found.setdefault(row.communication_id, set()).add(target)
    return {number: tuple(sorted(targets)) for number, targets in found.items()}


def _list_linked(connection: Connection, is_linked: ColumnElement[bool]) -> tuple[CrmCommunication, ...]:
    table = communications.c
    linked = select(communication_links.c.communication_id).where(is_linked)
    rows = connection.execute(
        select(communications).where(table.id.in_(linked)).order_by(table.occurred_at.nulls_last(), table.id)
    )
    found = rows.mappings().all()
    links = _find_links(connection, communication_links.c.communication_id.in_(linked))
    return tuple(_as_communication(row, links.get(row["id"], ())) for row in found)


def _as_communication(row: Any, targets: tuple[Target, ...]) -> CrmCommunication:
    values = {name: value for name, value in row.items() if name not in {"id", "original"}}
    return CrmCommunication(
        record_id=as_record_id(row["id"]), original=Path(row["original"]), targets=targets, **values
    )
