"""Rows of communications, their readings and their places in threads."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, insert, or_, select, update

from crmbridge.domain.communication import ItemState
from crmbridge.domain.reading import Reading, TimeSource
from crmbridge.domain.reading_json import as_json, from_json
from crmbridge.ledger.columns import UtcTime, as_canonical_json
from crmbridge.ledger.database import Entering
from crmbridge.ledger.journal import compute_digest
from crmbridge.ledger.tables import communication, decision, item, link, reading, thread_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunicationRow:
    """A communication as the ledger holds it; what reading it tells is None until it was read."""

    id: int
    fingerprint: str
    size: int
    tracking_number: str
    captured_at: datetime
    read_at: datetime | None
    media_type: str | None
    channel: str | None
    direction: str | None
    occurred_at: datetime | None
    occurred_at_source: str | None
    subject: str | None
    sender: str | None
    recipients: str | None
    message_id: str | None
    key: str | None
    automatic: bool | None
    reading_state: str | None
    reading_reason: str | None
    reader: str | None
    decision_id: int | None


def as_tracking_number(fingerprint: str) -> str:
    """The number people quote: `CB-` and 10 characters of base 32 (50 bits) of the fingerprint, so it never changes."""
    text = base64.b32encode(bytes.fromhex(fingerprint[:16])).decode()
    return f"CB-{text[:5]}-{text[5:10]}"


def ensure_communication(entering: Entering, fingerprint: str, size: int) -> int:
    """The row id of the communication with these bytes; makes the row where the bytes are new."""
    found = entering.connection.execute(
        select(communication.c.id).where(communication.c.fingerprint == fingerprint)
    ).scalar()
    if found is not None:
        return int(found)
    tracking_number = as_tracking_number(fingerprint)
    new = int(
        entering.connection.execute(
            insert(communication)
            .values(fingerprint=fingerprint, size=size, tracking_number=tracking_number, captured_at=entering.at)
            .returning(communication.c.id)
        ).scalar_one()
    )
    entering.journal.append("kept", f"communication:{new}", {"fingerprint": fingerprint, "size": size})
    return new


def save_reading(entering: Entering, communication_id: int, outcome: Reading, reader: str = "") -> None:
    """Stores what was read, and by which readers; a reading is stored once.

    Characters that no database takes become `?`, one for one.
    """
    outcome = _without_surrogates(outcome)
    content = as_json(outcome)
    entering.connection.execute(insert(reading).values(communication_id=communication_id, content=content))
    entering.connection.execute(
        update(communication)
        .where(communication.c.id == communication_id)
        .values(
            read_at=entering.at,
            media_type=outcome.media_type,
            channel=str(outcome.channel or ""),
            direction=str(outcome.direction),
            occurred_at=outcome.occurred_at,
            occurred_at_source=outcome.occurred_at_source.value,
            subject=outcome.subject,
            sender=_as_party_text(outcome.sender.name, outcome.sender.address) if outcome.sender else "",
            recipients=", ".join(_as_party_text(one.name, one.address) for one in outcome.recipients),
            message_id=outcome.message_id,
            key=outcome.key,
            automatic=outcome.automatic,
            reading_state=str(outcome.state),
            reading_reason=outcome.reason,
            reader=reader,
        )
    )
    references = [
        {"communication_id": communication_id, "message_id": one} for one in dict.fromkeys(outcome.references) if one
    ]
    if references:
        entering.connection.execute(insert(thread_reference), references)
    facts: dict[str, str | int] = {
        "state": str(outcome.state),
        "parts": len(outcome.parts),
        "digest": compute_digest(content),
        "reader": reader,
    }
    entering.journal.append("reading_stored", f"communication:{communication_id}", facts)


def save_registered_times(entering: Entering, moments: Mapping[int, datetime]) -> int:
    """Dates communications that state no time by the register that names them; returns how many that were.

    A time that a document states is never replaced.
    """
    dated = 0
    for communication_id, moment in sorted(moments.items()):
        changed = entering.connection.execute(
            update(communication)
            .where(communication.c.id == communication_id, communication.c.occurred_at.is_(None))
            .values(occurred_at=moment, occurred_at_source=TimeSource.REGISTER.value)
        ).rowcount
        if changed:
            entering.journal.append("dated_by_register", f"communication:{communication_id}", {})
            dated += 1
    return dated


def save_reader(entering: Entering, communication_id: int, reader: str) -> None:
    """Stores which readers could not cope with it."""
    entering.connection.execute(
        update(communication).where(communication.c.id == communication_id).values(reader=reader)
    )


def forget_reading(entering: Entering, communication_id: int) -> None:
    """Removes a reading, so that the document is read again; the journal keeps that there was one."""
    for table in (reading, thread_reference):
        entering.connection.execute(delete(table).where(table.c.communication_id == communication_id))
    entering.journal.append("reading_forgotten", f"communication:{communication_id}", {})


def find_reading(connection: Connection, communication_id: int) -> Reading | None:
    """What was read, or None while it was not."""
    content = connection.execute(
        select(reading.c.content).where(reading.c.communication_id == communication_id)
    ).scalar()
    return None if content is None else from_json(content)


def find_communication(connection: Connection, communication_id: int) -> CommunicationRow | None:
    """The communication with this row id."""
    row = connection.execute(select(communication).where(communication.c.id == communication_id)).first()
    return None if row is None else _as_row(row)


def list_communications_by(connection: Connection, name: str) -> list[CommunicationRow]:
    """By tracking number, fingerprint (or at least 12 characters of it) or Message-ID, which several may share."""
    message_id = name.strip("<>")
    conditions = [
        communication.c.tracking_number == name.upper(),
        and_(communication.c.message_id == message_id, communication.c.message_id != ""),
    ]
    if len(name) >= 12:
        conditions.append(communication.c.fingerprint.startswith(name.lower(), autoescape=True))
    query = select(communication).where(or_(*conditions)).order_by(communication.c.id)
    return [_as_row(row) for row in connection.execute(query)]


def list_communications(connection: Connection, ids: Sequence[int]) -> list[CommunicationRow]:
    """The communications with these row ids, by id."""
    query = select(communication).where(communication.c.id.in_(ids)).order_by(communication.c.id)
    return [_as_row(row) for row in connection.execute(query)]


def find_in_state(connection: Connection, state: ItemState, *, after: int = 0, limit: int = 200) -> list[int]:
    """Communications of which some sighting is in this state, by id after the one given."""
    query = (
        select(item.c.communication_id)
        .where(item.c.state == state, item.c.communication_id > after)
        .distinct()
        .order_by(item.c.communication_id)
        .limit(limit)
    )
    return [int(one) for one in connection.execute(query).scalars()]


def find_undecided(
    connection: Connection, *, after: tuple[datetime, int] | None = None, limit: int = 200
) -> list[tuple[datetime, int]]:
    """Communications that were read and not decided, oldest first, so that an answer is decided after its question.

    Returns (time, id): the time the document states, else when it was captured; ask on with the last one.
    """
    moment = _moment()
    query = (
        select(moment, communication.c.id)
        .where(communication.c.id.in_(select(item.c.communication_id).where(item.c.state == ItemState.READ)))
        .order_by(moment, communication.c.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(or_(moment > after[0], and_(moment == after[0], communication.c.id > after[1])))
    return [(row[0], int(row[1])) for row in connection.execute(query)]


def find_outdated(connection: Connection, directory_version: int, *, after: int = 0, limit: int = 200) -> list[int]:
    """Communications that wait or belong to nobody by the machine's word, decided on an older directory than this."""
    query = (
        select(communication.c.id)
        .join(decision, decision.c.id == communication.c.decision_id)
        .where(
            decision.c.status.in_(["review", "unlinked"]),
            decision.c.made_by == "machine",
            decision.c.directory_version < directory_version,
            communication.c.id > after,
        )
        .order_by(communication.c.id)
        .limit(limit)
    )
    return [int(one) for one in connection.execute(query).scalars()]


def find_waiting_answers(connection: Connection, communication_ids: Sequence[int]) -> list[int]:
    """Communications that name one of these as a message before them, and that the machine left without a case."""
    before, has_case = communication.alias("before"), link.alias("has_case")
    query = (
        select(communication.c.id)
        .join(thread_reference, thread_reference.c.communication_id == communication.c.id)
        .join(before, before.c.message_id == thread_reference.c.message_id)
        .join(decision, decision.c.id == communication.c.decision_id)
        .where(
            before.c.id.in_(communication_ids),
            decision.c.made_by == "machine",
            decision.c.status != "excluded",
            ~exists().where(has_case.c.communication_id == communication.c.id, has_case.c.case_id != ""),
        )
        .distinct()
        .order_by(communication.c.id)
    )
    return [int(one) for one in connection.execute(query).scalars()]


def find_thread_links(connection: Connection, message_ids: Sequence[str]) -> list[Row[str, str, str, str]]:
    """Where communications with these Message-IDs were linked: (message_id, client_id, case_id, made_by)."""
    query = (
        select(communication.c.message_id, link.c.client_id, link.c.case_id, decision.c.made_by)
        .join(link, link.c.communication_id == communication.c.id)
        .join(decision, decision.c.id == link.c.decision_id)
        .where(communication.c.message_id.in_(message_ids), communication.c.message_id != "")
        .order_by(communication.c.id, link.c.client_id, link.c.case_id)
    )
    return list(connection.execute(query))


def _without_surrogates(outcome: Reading) -> Reading:
    text = as_canonical_json(as_json(outcome))
    clean = text.encode("utf-8", "replace").decode()
    return outcome if clean == text else from_json(json.loads(clean))


def _moment() -> ColumnElement[datetime]:
    return func.coalesce(communication.c.occurred_at, communication.c.captured_at, type_=UtcTime())


def _as_row(row: Row[*tuple[Any, ...]]) -> CommunicationRow:
    return CommunicationRow(**row._mapping)


def _as_party_text(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address else name or address
