"""Decide: whose is it? The machine decides what no person has decided, and asks again when the CRM knows more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from crmbridge.domain.communication import ItemState
from crmbridge.domain.decision import Decision, Link
from crmbridge.domain.reading import Reading
from crmbridge.errors import PluginError
from crmbridge.ledger.communications import (
    find_outdated,
    find_reading,
    find_thread_links,
    find_undecided,
    find_waiting_answers,
)
from crmbridge.ledger.database import Entering
from crmbridge.ledger.decision_json import as_decision_json
from crmbridge.ledger.decisions import MACHINE, find_decision, save_decision, touch_decision
from crmbridge.ledger.items import Move, count_states, find_items, list_items_of, move_items
from crmbridge.plugins import guard
from crmbridge.ports import Enquiry, ThreadLink
from crmbridge.stages.bench import Bench

BATCH = 100

REDECIDABLE = frozenset(
    {ItemState.READ, ItemState.LINKED, ItemState.REVIEW, ItemState.UNLINKED, ItemState.EXCLUDED, ItemState.DELIVERED}
)
"""States of a sighting that follows the decision about its communication."""


def decide_communications(bench: Bench) -> None:
    """Decides what was read since, then what waits or belongs to nobody and may now be known."""
    version = bench.directory_version()
    _retry_set_aside(bench)
    _decide_new(bench, version)
    _decide_outdated(bench, version)


def _decide_new(bench: Bench, version: int) -> None:
    with bench.ledger.reading() as connection:
        total = count_states(connection)[ItemState.READ]
    after, count = None, 0
    while not bench.is_stopping():
        with bench.ledger.reading() as connection:
            batch = find_undecided(connection, after=after, limit=BATCH)
        if not batch:
            return
        after = batch[-1]
        _decide_batch(bench, [one for _, one in batch], version)
        count += len(batch)
        bench.progress.report("decide", count, total)


def _decide_outdated(bench: Bench, version: int) -> None:
    after = 0
    while not bench.is_stopping():
        with bench.ledger.reading() as connection:
            batch = find_outdated(connection, version, after=after, limit=BATCH)
        if not batch:
            return
        after = batch[-1]
        _decide_batch(bench, batch, version)


def _decide_batch(bench: Bench, communications: Sequence[int], version: int) -> None:
    """Decides a batch, and then again, once each, the answers to messages that it linked."""
    pending, asked_again = list(communications), set[int]()
    with bench.ledger.entering() as entering:  # one transaction, or a crash would leave the answers unasked
        while pending:
            linked = [
                one
                for one in pending
                if _decide_one(bench, entering, one, version=version, is_asked_again=one in asked_again)
            ]
            waiting = find_waiting_answers(entering.connection, linked) if linked else []
            pending = [one for one in waiting if one not in asked_again]
            asked_again.update(pending)


def _decide_one(bench: Bench, entering: Entering, communication_id: int, *, version: int, is_asked_again: bool) -> bool:
    """Whether this communication is newly linked now.

    A link stands, but for one that may find its case now that the message before it is linked.
    """
    in_force = find_decision(entering.connection, communication_id)
    reading = find_reading(entering.connection, communication_id)
    if reading is None:
        return False
    is_linked = in_force is not None and in_force.status == "linked"
    if in_force is not None and (in_force.is_by_person or (is_linked and not is_asked_again)):
        put_in_force(entering, communication_id, in_force.decision)
        return False
    try:
        with guard("linker"):
            made = bench.linker.decide(_as_enquiry(bench, entering, reading), bench.directory)
    except PluginError as error:
        _set_aside(entering, communication_id, str(error))
        return False
    if is_linked and not isinstance(made, Link):
        return False
    is_same = in_force is not None and as_decision_json(made) == as_decision_json(in_force.decision)
    if in_force is not None and is_same:
        touch_decision(entering.connection, in_force.id, version)
    else:
        rules = bench.linker.version
        save_decision(entering, communication_id, made, made_by=MACHINE, rules=rules, directory_version=version)
    put_in_force(entering, communication_id, made, is_changed=in_force is not None and not is_same)
    return isinstance(made, Link) and not is_same


def _set_aside(entering: Entering, communication_id: int, reason: str) -> None:
    """What the linker stumbled over fails by itself and is tried again by the next run."""
    move_items(
        entering,
        [
            Move(item_id=row.id, from_=row.state, to=ItemState.FAILED, reason=f"it could not be decided: {reason}")
            for row in list_items_of(entering.connection, [communication_id])
            if row.state is ItemState.READ
        ],
    )


def _retry_set_aside(bench: Bench) -> None:
    after = 0
    while True:
        with bench.ledger.reading() as connection:
            rows = find_items(connection, [ItemState.FAILED], after=after, limit=BATCH, has_older=True)
            again = [
                row
                for row in rows
                if row.communication_id is not None
                and find_reading(connection, row.communication_id) is not None
                and find_decision(connection, row.communication_id) is None
            ]
        if not rows:
            return
        after = rows[-1].id
        with bench.ledger.entering() as entering:
            move_items(entering, [Move(item_id=row.id, from_=row.state, to=ItemState.READ) for row in again])


def put_in_force(
    entering: Entering, communication_id: int, made: Decision, *, is_changed: bool = False, is_by_person: bool = False
) -> None:
    """Moves every sighting of the communication to the state that the decision means.

    A delivered sighting stays so when a further one turns up; a changed decision makes it be delivered again. Only a
    person decides about what is quarantined or was refused by the CRM.
    """
    to = ItemState(as_decision_json(made)["status"])
    movable = REDECIDABLE - (set() if is_changed else {ItemState.DELIVERED})
    if is_by_person:
        movable |= {ItemState.QUARANTINED, ItemState.FAILED}
    moves: list[Move] = []
    for row in list_items_of(entering.connection, [communication_id]):
        before = row.state
        if before not in movable or before is to:
            continue
        if before is ItemState.FAILED:
            moves.append(Move(item_id=row.id, from_=before, to=ItemState.READ))
            before = ItemState.READ
        moves.append(Move(item_id=row.id, from_=before, to=to, reason=made.reason))
    move_items(entering, moves)


def _as_enquiry(bench: Bench, entering: Entering, reading: Reading) -> Enquiry:
    references = [one for one in reading.references if one]
    found = find_thread_links(entering.connection, references) if references else []
    known = {row[0] for row in found}
    thread = [
        ThreadLink(message_id=row[0], client_id=row[1], case_id=row[2], is_confirmed=row[3] != MACHINE) for row in found
    ]
    thread += _find_known(bench.find_known_message, (one for one in references if one not in known))
    return Enquiry(reading=reading, thread=tuple(thread))


def _find_known(find: Callable[[str], tuple[str, str] | None], references: Iterable[str]) -> list[ThreadLink]:
    """Messages of the thread that the CRM itself keeps under a case."""
    links = []
    for one in references:
        if found := find(one):
            case_id, client_id = found
            links.append(ThreadLink(message_id=one, client_id=client_id, case_id=case_id, is_confirmed=True))
    return links
