"""Rows of items: finding them by state, and moving each from one state to the next with an entry in the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, or_, select, update

from crmbridge.domain.communication import TRANSITIONS, Item, ItemState
from crmbridge.domain.reading import COMPLETE_STATES, PartState
from crmbridge.errors import LedgerError
from crmbridge.ledger.database import Entering
from crmbridge.ledger.tables import communication, item


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item as the ledger holds it. `superseded_at` is set where the repository has shown a newer version since."""

    id: int
    repository: str
    locator: str
    version: str
    size: int
    modified_at: datetime
    listed_at: datetime
    state: ItemState
    state_at: datetime
    reason: str
    attempts: int
    communication_id: int | None
    sidecar: str
    superseded_at: datetime | None
    gone_at: datetime | None

    @property
    def item(self) -> Item:
        """What the repository named."""
        return Item(
            repository=self.repository,
            locator=self.locator,
            version=self.version,
            size=self.size,
            modified_at=self.modified_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One item on its way to its next state. `communication_id` and `sidecar` are set by capture alone."""

    item_id: int
    from_: ItemState
    to: ItemState
    reason: str = ""
    communication_id: int | None = None
    sidecar: str = ""


_MOVE = (
    update(item)
    .where(item.c.id == bindparam("item_id"), item.c.state == bindparam("was"))
    .values(
        state=bindparam("to"),
        state_at=bindparam("at"),
        reason=bindparam("why"),
        attempts=item.c.attempts + bindparam("tried"),
        communication_id=func.coalesce(bindparam("of"), item.c.communication_id),
        sidecar=func.coalesce(func.nullif(bindparam("beside"), ""), item.c.sidecar),
    )
)


def move_items(entering: Entering, moves: Sequence[Move]) -> None:
    """Moves each item alone. Raises LedgerError for a move that the states do not allow or that came too late."""
    if not moves:
        return
    for move in moves:
        if move.to not in TRANSITIONS[move.from_]:
            raise LedgerError("item", f"{move.item_id} cannot go from {move.from_} to {move.to}")
    result = entering.connection.execute(
        _MOVE,
        [
            {
                "item_id": move.item_id,
                "was": move.from_,
                "to": move.to,
                "at": entering.at,
                "why": move.reason,
                "tried": int(move.to is ItemState.FAILED),
                "of": move.communication_id,
                "beside": move.sidecar,
            }
            for move in moves
        ],
    )
    if result.rowcount != len(moves):
        raise LedgerError("item", "a state was changed by somebody else meanwhile")
    for move in moves:
        entering.journal.append(move.to, f"item:{move.item_id}", _as_facts(move))


def settle_moved(entering: Entering, repository: str, communication_id: int) -> None:
    """Where the same bytes are gone from another place of the repository, they were moved: the old row is superseded.

    One place for each new one, the oldest first, so that a deleted second copy is still seen as deleted.
    """
    gone = (
        select(item.c.id)
        .where(
            item.c.repository == repository,
            item.c.communication_id == communication_id,
            item.c.gone_at.is_not(None),
            item.c.superseded_at.is_(None),
        )
        .order_by(item.c.id)
        .limit(1)
    )
    found = entering.connection.execute(gone).scalar()
    if found is not None:
        entering.connection.execute(update(item).where(item.c.id == found).values(superseded_at=entering.at))
        entering.journal.append("moved", f"item:{found}", {"communication": communication_id})


def find_items(
    connection: Connection,
    states: Sequence[ItemState],
    *,
    repository: str = "",
    after: int = 0,
    limit: int = 200,
    has_older: bool = False,
) -> list[ItemRow]:
    """Current items in these states, by id, after the id given: batches are asked for one by one.

    `has_older` takes in the older versions, which were superseded at the source.
    """
    query = select(item) if has_older else _select_current()
    query = query.where(item.c.state.in_(states), item.c.id > after).order_by(item.c.id).limit(limit)
    if repository:
        query = query.where(item.c.repository == repository)
    return [_as_item_row(row) for row in connection.execute(query)]


def list_items_of(connection: Connection, communication_ids: Sequence[int]) -> list[ItemRow]:
    """Every sighting of these communications, superseded ones too, by id."""
    query = select(item).where(item.c.communication_id.in_(communication_ids)).order_by(item.c.id)
    return [_as_item_row(row) for row in connection.execute(query)]


def find_awaiting_text(connection: Connection, repository: str, *, after: int = 0, limit: int = 200) -> list[ItemRow]:
    """Current items whose picture could not be read and that had no text beside them when they were captured."""
    waiting = [ItemState.REVIEW, ItemState.UNLINKED, ItemState.QUARANTINED]
    query = (
        _select_current()
        .join(communication, communication.c.id == item.c.communication_id)
        .where(
            item.c.repository == repository,
            item.c.state.in_(waiting),
            item.c.sidecar == "",
            communication.c.reading_state.in_([PartState.NEEDS_OCR, PartState.NOT_FULLY_READ]),
            item.c.id > after,
        )
        .order_by(item.c.id)
        .limit(limit)
    )
    return [_as_item_row(row) for row in connection.execute(query)]


def find_awaiting_reader(connection: Connection, reader: str, *, after: int = 0, limit: int = 200) -> list[ItemRow]:
    """Current items that other readers than these could not read, or not fully, and that are not delivered."""
    waiting = [ItemState.REVIEW, ItemState.UNLINKED, ItemState.QUARANTINED]
    is_incomplete = or_(
        communication.c.reading_state.is_(None), communication.c.reading_state.not_in(list(COMPLETE_STATES))
    )
    query = (
        _select_current()
        .join(communication, communication.c.id == item.c.communication_id)
        .where(
            item.c.state.in_(waiting),
            is_incomplete,
            func.coalesce(communication.c.reader, "") != reader,
            item.c.id > after,
        )
        .order_by(item.c.id)
        .limit(limit)
    )
    return [_as_item_row(row) for row in connection.execute(query)]


def find_item(connection: Connection, item_id: int) -> ItemRow | None:
    """The item with this row id."""
    row = connection.execute(select(item).where(item.c.id == item_id)).first()
    return None if row is None else _as_item_row(row)


def find_items_at(connection: Connection, locator: str, repository: str = "") -> list[ItemRow]:
    """All versions of the item at a locator, newest first; of every repository unless one is named."""
    query = select(item).where(item.c.locator == locator).order_by(item.c.id.desc())
    if repository:
        query = query.where(item.c.repository == repository)
    return [_as_item_row(row) for row in connection.execute(query)]


def iter_items(connection: Connection) -> Iterator[ItemRow]:
    """Every sighting, by repository and locator; superseded ones only where they were captured."""
    query = (
        select(item)
        .where(or_(item.c.superseded_at.is_(None), item.c.communication_id.is_not(None)))
        .order_by(item.c.repository, item.c.locator, item.c.id)
        .execution_options(yield_per=1000)
    )
    for row in connection.execute(query):
        yield _as_item_row(row)


def count_states(connection: Connection, repository: str = "") -> dict[str, int]:
    """How many current items are in each state, every state named."""
    query = select(item.c.state, func.count()).where(item.c.superseded_at.is_(None)).group_by(item.c.state)
    if repository:
        query = query.where(item.c.repository == repository)
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {str(state): found.get(state, 0) for state in ItemState}


def _select_current() -> Select[tuple[object, ...]]:
    return select(item).where(item.c.superseded_at.is_(None))


def _as_item_row(row: Row[*tuple[Any, ...]]) -> ItemRow:
    values = dict(row._mapping)
    values["state"] = ItemState(values["state"])
    return ItemRow(**values)


def _as_facts(move: Move) -> dict[str, str | int | None]:
    facts: dict[str, str | int | None] = {"from": move.from_}
    if move.communication_id is not None:
        facts["communication"] = move.communication_id
    return facts
