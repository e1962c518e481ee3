"""Read: hand each captured original to a reader in a process of its own, and store what it found.

A document that crashes, hangs or explodes its reader is quarantined with a reason; the others go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmbridge.domain.communication import ItemState
from crmbridge.domain.reading import Reading
from crmbridge.ledger.communications import find_communication, find_in_state, find_reading, save_reader, save_reading
from crmbridge.ledger.decisions import find_decision
from crmbridge.ledger.items import Move, count_states, list_items_of, move_items
from crmbridge.ports import ReadFailure, ReadOutcome, ReadTask
from crmbridge.stages.bench import Bench

BATCH = 200
STORED_TOGETHER = 25


def read_communications(bench: Bench) -> None:
    """Reads every captured communication that was not read yet; several at once, by the executor."""
    with bench.ledger.reading() as connection:
        total = count_states(connection)[ItemState.CAPTURED]
    count = 0
    waiting: list[ReadOutcome] = []
    for outcome in bench.executor.read_all(_iter_tasks(bench)):
        waiting.append(outcome)
        if len(waiting) >= STORED_TOGETHER:
            count += _store(bench, waiting)
            waiting = []
            bench.progress.report("read", count, total)
    count += _store(bench, waiting)
    bench.progress.report("read", count, total)


def _iter_tasks(bench: Bench) -> Iterator[ReadTask]:
    after = 0
    while not bench.is_stopping():
        with bench.ledger.reading() as connection:
            ids = find_in_state(connection, ItemState.CAPTURED, after=after, limit=BATCH)
            known = {one: reading for one in ids if (reading := find_reading(connection, one)) is not None}
            decided = {one for one in known if find_decision(connection, one) is not None}
        if not ids:
            return
        after = ids[-1]
        _move_sightings(bench, [_as_move(one, reading, is_decided=one in decided) for one, reading in known.items()])
        yield from (_as_task(bench, one) for one in ids if one not in known)


def _as_task(bench: Bench, communication_id: int) -> ReadTask:
    with bench.ledger.reading() as connection:
        communication = find_communication(connection, communication_id)
        sighting = list_items_of(connection, [communication_id])[0]
    assert communication is not None, "an item names its communication by a foreign key"
    source = bench.find_source(sighting.repository)
    settings = source.settings if source else None
    fields = settings.fields.model_dump(exclude_none=True) if settings else {}
    return ReadTask(
        key=communication_id,
        path=bench.store.path_of(communication.fingerprint),
        fingerprint=communication.fingerprint,
        name=sighting.locator.rpartition("/")[2],
        channel=settings.presumed_channel if settings else None,
        direction=settings.presumed_direction if settings else None,
        fields=tuple(sorted(fields.items())),
        sidecar=_read_sidecar(bench, sighting.sidecar),
    )


def _read_sidecar(bench: Bench, fingerprint: str) -> str:
    return bench.store.path_of(fingerprint).read_bytes().decode("utf-8", "replace") if fingerprint else ""


def _store(bench: Bench, outcomes: Sequence[ReadOutcome]) -> int:
    read = [(one.key, one.result) for one in outcomes if isinstance(one.result, Reading)]
    failed = [(one.key, one.result) for one in outcomes if isinstance(one.result, ReadFailure)]
    with bench.ledger.entering() as entering:
        for key, reading in read:
            save_reading(entering, key, reading, bench.executor.reader)
        for key, _ in failed:
            save_reader(entering, key, bench.executor.reader)
    _move_sightings(bench, [_as_move(key, reading) for key, reading in read])
    _move_sightings(bench, [(key, ItemState.QUARANTINED, result.reason) for key, result in failed])
    return len(outcomes)


def _as_move(communication_id: int, reading: Reading, *, is_decided: bool = False) -> tuple[int, ItemState, str]:
    if reading.is_blank and not is_decided:
        return communication_id, ItemState.QUARANTINED, reading.reason
    return communication_id, ItemState.READ, ""


def _move_sightings(bench: Bench, moves: Sequence[tuple[int, ItemState, str]]) -> None:
    """Moves every captured sighting of each communication."""
    if not moves:
        return
    to = {communication: (state, reason) for communication, state, reason in moves}
    with bench.ledger.entering() as entering:
        rows = list_items_of(entering.connection, list(to))
        confirmed: list[Move] = []
        for row in rows:
            if row.state is ItemState.CAPTURED and row.communication_id is not None:
                state, reason = to[row.communication_id]
                confirmed.append(Move(item_id=row.id, from_=row.state, to=state, reason=reason))
        move_items(entering, confirmed)
