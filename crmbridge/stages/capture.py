"""Capture: fetch the bytes, take their SHA-256, keep the original. The entry came before; the source is not altered."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime

from crmbridge.domain.communication import TRANSITIONS, ItemState
from crmbridge.errors import ItemError, PluginError
from crmbridge.ledger.communications import ensure_communication, forget_reading
from crmbridge.ledger.decisions import find_decision
from crmbridge.ledger.items import (
    ItemRow,
    Move,
    count_states,
    find_awaiting_reader,
    find_awaiting_text,
    find_items,
    list_items_of,
    move_items,
    settle_moved,
)
from crmbridge.plugins import guard
from crmbridge.stages.bench import Bench, Source
from crmbridge.store import Kept

BATCH = 100
GONE = "it was deleted at the source before it could be captured"

Outcome = tuple[ItemRow, Kept | str, str]
"""An item, what was kept of it or why nothing was, and the fingerprint of the text beside it."""


def capture_items(bench: Bench, source: Source) -> None:
    """Captures every listed item of a source, and those that failed before. Raises StoreError on a full disk."""
    after, count = 0, 0
    with bench.ledger.reading() as connection:
        states = count_states(connection, source.name)
    total = states[ItemState.LISTED] + states[ItemState.FAILED]
    while not bench.is_stopping():
        with bench.ledger.reading() as connection:
            waiting = [ItemState.LISTED, ItemState.FAILED, ItemState.QUARANTINED]
            rows = find_items(connection, waiting, repository=source.name, after=after, limit=BATCH)
        if not rows:
            return
        after = rows[-1].id
        if due := [row for row in rows if _is_due(row)]:
            _capture_batch(bench, source, due)
            count += len(due)
            bench.progress.report(f"capture {source.name}", count, total)


def _is_due(row: ItemRow) -> bool:
    """Not captured yet. What was deleted before it could be captured is due again when it is back."""
    return row.communication_id is None and (row.state is not ItemState.QUARANTINED or row.gone_at is None)


def capture_late_texts(bench: Bench, source: Source) -> None:
    """Has pictures read again beside which a text has turned up since; no person's decision is touched."""
    after = 0
    while source.settings.sidecar and not bench.is_stopping():
        with bench.ledger.reading() as connection:
            rows = find_awaiting_text(connection, source.name, after=after, limit=BATCH)
        if not rows:
            return
        after = rows[-1].id
        for row in rows:
            if text := _read_sidecar(source, row):
                _read_again(bench, row, bench.store.keep(io.BytesIO(text.encode())).fingerprint)


def recall_unread(bench: Bench) -> None:
    """Has documents that earlier readers could not read, or not fully, read by those of now.

    Each version of the readers tries once. What a person decided and what was delivered stays as it is.
    """
    after = 0
    while not bench.is_stopping():
        with bench.ledger.reading() as connection:
            rows = find_awaiting_reader(connection, bench.executor.reader, after=after, limit=BATCH)
        if not rows:
            return
        after = rows[-1].id
        for row in rows:
            _read_again(bench, row, row.sidecar)


def _read_sidecar(source: Source, row: ItemRow) -> str:
    try:
        with guard(source.name):
            return source.repository.read_sidecar(row.item)
    except (ItemError, PluginError):
        return ""  # asked again by the next run


def _read_again(bench: Bench, row: ItemRow, sidecar: str) -> None:
    assert row.communication_id is not None, "the query asks for captured items"
    with bench.ledger.entering() as entering:
        decision = find_decision(entering.connection, row.communication_id)
        if decision is not None and decision.is_by_person:
            return
        forget_reading(entering, row.communication_id)
        again = [
            Move(item_id=one.id, from_=one.state, to=ItemState.CAPTURED, sidecar=sidecar)
            for one in list_items_of(entering.connection, [row.communication_id])
            if ItemState.CAPTURED in TRANSITIONS[one.state] and one.state is not ItemState.FAILED
        ]
        move_items(entering, again)


def _capture_batch(bench: Bench, source: Source, rows: list[ItemRow]) -> None:
    _wait_until_settled(source, rows)
    outcomes: list[Outcome] = []
    try:
        outcomes.extend(_capture_one(bench, source, row) for row in rows)
    finally:  # what was kept before a full disk stopped us is written down
        with bench.ledger.entering() as entering:
            moves = []
            for row, kept, sidecar in outcomes:
                communication = None
                if isinstance(kept, Kept):
                    communication = ensure_communication(entering, kept.fingerprint, kept.size)
                    settle_moved(entering, source.name, communication)
                moves += _find_moves(row, kept, communication, sidecar)
            move_items(entering, moves)


def _capture_one(bench: Bench, source: Source, row: ItemRow) -> Outcome:
    if row.gone_at is not None:
        return row, GONE, ""
    try:
        with guard(source.name), source.repository.open_item(row.item) as stream:
            kept = bench.store.keep(stream)
        with guard(source.name):
            beside = source.repository.read_sidecar(row.item)
    except (ItemError, PluginError) as error:
        return row, str(error), ""
    return row, kept, bench.store.keep(io.BytesIO(beside.encode())).fingerprint if beside else ""


def _find_moves(row: ItemRow, kept: Kept | str, communication: int | None, sidecar: str) -> list[Move]:
    if isinstance(kept, str):
        to = ItemState.QUARANTINED if kept == GONE else ItemState.FAILED
        if to is row.state and kept == row.reason:
            return []
        return [*_back_to_listed(row), Move(item_id=row.id, from_=ItemState.LISTED, to=to, reason=kept)]
    return [
        Move(item_id=row.id, from_=row.state, to=ItemState.CAPTURED, communication_id=communication, sidecar=sidecar)
    ]


def _back_to_listed(row: ItemRow) -> list[Move]:
    if row.state is ItemState.LISTED:
        return []
    return [Move(item_id=row.id, from_=row.state, to=ItemState.LISTED)]


def _wait_until_settled(source: Source, rows: list[ItemRow]) -> None:
    """Waits once, at most `settle_seconds`, for files that were written a moment ago.

    Whoever is still writing then changes size or time, and the capture is refused as `ItemChangedError`. The wall
    clock is meant here, not the run's clock: the file system stamps files with it.
    """
    settle = source.settings.settle_seconds
    ages = [(datetime.now(UTC) - row.modified_at).total_seconds() for row in rows]
    young = [age for age in ages if 0 <= age < settle]
    if young:
        time.sleep(settle - min(young))
