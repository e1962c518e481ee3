from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crmbridge.domain.communication import TRANSITIONS, ItemState
from crmbridge.errors import LedgerError
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.items import (
    Move,
    count_states,
    find_item,
    find_items,
    find_items_at,
    iter_items,
    list_items_of,
    move_items,
)
from crmbridge.ledger.listings import find_last_listing, staging
from crmbridge.testing.clock import FixedClock
from tests.builders import (
    NOW,
    actions_of,
    entries_of,
    item_at,
    list_into,
    make_item,
    put_in_state,
    state_of,
)

FORBIDDEN = [(before, after) for before in ItemState for after in ItemState if after not in TRANSITIONS[before]]
ALLOWED = [(before, after) for before in ItemState for after in TRANSITIONS[before]]
COLUMNS = "repository, locator, version, size, modified_at, listed_at, state_at, state, communication_id"


def insert_item(ledger: Ledger, **changes: Any) -> None:
    """Straight into the table, as no code of the product would."""
    values = {
        "repository": "scans",
        "locator": "a.pdf",
        "version": "1",
        "size": 1,
        "modified_at": NOW.isoformat(),
        "listed_at": NOW.isoformat(),
        "state_at": NOW.isoformat(),
        "state": "listed",
        "communication_id": None,
    } | changes
    marks = ", ".join(f":{name.strip()}" for name in COLUMNS.split(","))
    with ledger.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO item ({COLUMNS}) VALUES ({marks})"), values)


def set_state(ledger: Ledger, item_id: int, state: ItemState) -> None:
    """Puts an item into any state, with a communication, so that only the rules of moving are tried."""
    with ledger.engine.begin() as connection:
        connection.execute(
            text("INSERT OR IGNORE INTO communication (id, fingerprint, size, captured_at) VALUES (1, 'f', 1, :at)"),
            {"at": NOW.isoformat()},
        )
        connection.execute(
            text("UPDATE item SET state = :state, communication_id = 1 WHERE id = :id"), {"state": state, "id": item_id}
        )


def move(ledger: Ledger, *moves: Move) -> None:
    with ledger.entering() as entering:
        move_items(entering, moves)


def test_the_database_refuses_a_state_that_is_none(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf")])
    put_in_state(ledger, "a.pdf", b"x", ItemState.CAPTURED)
    with pytest.raises(IntegrityError, match="ck_item_state"), ledger.engine.begin() as connection:
        connection.execute(text("UPDATE item SET state = 'lost'"))


@pytest.mark.parametrize("state", ["captured", "read", "linked", "review", "unlinked", "delivered"])
def test_the_database_refuses_a_captured_item_without_a_communication(ledger: Ledger, state: str) -> None:
    with pytest.raises(IntegrityError, match="captured_has_communication"):
        insert_item(ledger, state=state)


def test_the_database_refuses_a_communication_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        insert_item(ledger, state="captured", communication_id=99)


def test_the_database_refuses_two_current_items_at_one_locator(ledger: Ledger) -> None:
    insert_item(ledger, version="1")
    with pytest.raises(IntegrityError, match="UNIQUE"):
        insert_item(ledger, version="2")


def test_the_same_locator_in_two_repositories_is_two_items(ledger: Ledger) -> None:
    insert_item(ledger, repository="scans")
    insert_item(ledger, repository="faxes")
    with ledger.reading() as connection:
        assert [one.repository for one in find_items_at(connection, "a.pdf")] == ["faxes", "scans"]
        assert [one.repository for one in find_items_at(connection, "a.pdf", "scans")] == ["scans"]


@pytest.mark.parametrize(("before", "after"), FORBIDDEN)
def test_a_move_that_the_states_do_not_allow_is_refused(ledger: Ledger, before: ItemState, after: ItemState) -> None:
    list_into(ledger, [make_item("a.pdf")])
    set_state(ledger, 1, before)
    with pytest.raises(LedgerError, match=f"cannot go from {before} to {after}"):
        move(ledger, Move(item_id=1, from_=before, to=after))
    assert state_of(ledger, "a.pdf") is before
    assert actions_of(ledger, "item:1") == ["listed"]


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_a_move_that_the_states_allow_has_its_entry_in_the_journal(
    ledger: Ledger, before: ItemState, after: ItemState
) -> None:
    list_into(ledger, [make_item("a.pdf")])
    set_state(ledger, 1, before)
    move(ledger, Move(item_id=1, from_=before, to=after, reason="so it is"))
    row = item_at(ledger, "a.pdf")
    assert (row.state, row.reason, row.state_at) == (after, "so it is", NOW)
    entry = entries_of(ledger, "item:1")[-1]
    assert (entry.action, entry.facts) == (after, {"from": before})


def test_a_state_changed_meanwhile_stops_the_whole_transaction(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf"), make_item("b.pdf")])
    set_state(ledger, 2, ItemState.READ)
    moves = [Move(item_id=one, from_=ItemState.LISTED, to=ItemState.FAILED) for one in (1, 2)]
    with pytest.raises(LedgerError, match="changed by somebody else"):
        move(ledger, *moves)
    assert (state_of(ledger, "a.pdf"), state_of(ledger, "b.pdf")) == (ItemState.LISTED, ItemState.READ)
    assert actions_of(ledger, "item:1") == ["listed"]


def test_a_move_of_an_item_that_is_not_there_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="changed by somebody else"):
        move(ledger, Move(item_id=99, from_=ItemState.LISTED, to=ItemState.FAILED))


def test_the_reason_of_a_move_is_kept_out_of_the_journal(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf")])
    move(ledger, Move(item_id=1, from_=ItemState.LISTED, to=ItemState.FAILED, reason="Quenneville.pdf is locked"))
    assert "Quenneville" not in str(entries_of(ledger))


def test_attempts_count_failures_only(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf")])
    for before, after in (("listed", "failed"), ("failed", "listed"), ("listed", "failed")):
        move(ledger, Move(item_id=1, from_=ItemState(before), to=ItemState(after)))
    assert item_at(ledger, "a.pdf").attempts == 2


def test_a_later_move_keeps_communication_and_sidecar(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf")])
    captured = put_in_state(ledger, "a.pdf", b"x", ItemState.CAPTURED)
    with ledger.entering() as entering:
        step = Move(item_id=1, from_=ItemState.CAPTURED, to=ItemState.FAILED, sidecar="beside")
        move_items(entering, [step, Move(item_id=1, from_=ItemState.FAILED, to=ItemState.CAPTURED)])
    row = item_at(ledger, "a.pdf")
    assert (row.communication_id, row.sidecar) == (captured.communication_id, "beside")


def test_counts_name_every_state_and_leave_older_versions_out(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf", b"1"), make_item("b.pdf")])
    list_into(ledger, [make_item("a.pdf", b"2"), make_item("b.pdf")])
    list_into(ledger, [make_item("c.pdf", repository="faxes")], repository="faxes")
    with ledger.reading() as connection:
        everywhere, scans = count_states(connection), count_states(connection, "scans")
    assert set(everywhere) == set(ItemState)
    assert (everywhere["listed"], scans["listed"], sum(everywhere.values())) == (3, 2, 3)


def test_items_in_a_state_come_in_batches_by_id(ledger: Ledger) -> None:
    list_into(ledger, [make_item(f"{number}.pdf") for number in range(5)])
    with ledger.reading() as connection:
        first = find_items(connection, [ItemState.LISTED], repository="scans", limit=2)
        rest = find_items(connection, [ItemState.LISTED], repository="scans", after=first[-1].id)
        nothing = find_items(connection, [ItemState.LISTED], repository="faxes")
    assert [[one.id for one in batch] for batch in (first, rest, nothing)] == [[1, 2], [3, 4, 5], []]


def test_a_row_gives_back_the_item_that_the_repository_named(ledger: Ledger) -> None:
    named = make_item("in/b.pdf", b"some bytes")
    list_into(ledger, [named])
    assert item_at(ledger, "in/b.pdf").item == named


def test_older_versions_are_listed_only_where_they_were_captured(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf", b"1"), make_item("b.pdf", b"1")])
    put_in_state(ledger, "a.pdf", b"1", ItemState.CAPTURED)
    list_into(ledger, [make_item("a.pdf", b"2"), make_item("b.pdf", b"2")])
    with ledger.reading() as connection:
        assert [(one.locator, one.id) for one in iter_items(connection)] == [("a.pdf", 1), ("a.pdf", 3), ("b.pdf", 4)]


def test_every_sighting_of_a_communication_is_found_superseded_ones_too(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf"), make_item("b.pdf")])
    one = put_in_state(ledger, "a.pdf", b"same", ItemState.CAPTURED).communication_id
    assert put_in_state(ledger, "b.pdf", b"same", ItemState.CAPTURED).communication_id == one
    list_into(ledger, [make_item("a.pdf", b"other")])
    assert one is not None
    with ledger.reading() as connection:
        assert [row.locator for row in list_items_of(connection, [one])] == ["a.pdf", "b.pdf"]


def test_an_item_that_is_not_there_is_none(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        assert find_item(connection, 1) is None


def test_a_listing_twice_the_same_changes_nothing(ledger: Ledger) -> None:
    first = list_into(ledger, [make_item("a.pdf"), make_item("b.pdf")])
    second = list_into(ledger, [make_item("b.pdf"), make_item("a.pdf")])
    assert ((first.new, first.listed), (second.new, second.superseded, second.gone)) == ((2, 2), (0, 0, 0))
    assert actions_of(ledger, "item:1") == ["listed"]


def test_an_item_named_twice_in_one_listing_is_one_item(ledger: Ledger) -> None:
    assert list_into(ledger, [make_item("a.pdf"), make_item("a.pdf")]).new == 1


def test_an_item_that_vanished_is_gone_and_keeps_its_state(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf"), make_item("b.pdf")])
    assert list_into(ledger, [make_item("b.pdf")]).gone == 1
    row = item_at(ledger, "a.pdf")
    assert (row.state, row.gone_at) == (ItemState.LISTED, NOW)


def test_an_item_that_comes_back_is_no_longer_gone(ledger: Ledger) -> None:
    for listed in (["a.pdf", "b.pdf"], ["b.pdf"], ["a.pdf", "b.pdf"]):
        list_into(ledger, [make_item(one) for one in listed])
    assert item_at(ledger, "a.pdf").gone_at is None
    assert actions_of(ledger, "item:1") == ["listed", "gone", "back"]


def test_an_item_that_changes_back_takes_up_its_former_row(ledger: Ledger) -> None:
    for content in (b"1", b"2", b"1"):
        list_into(ledger, [make_item("a.pdf", content)])
    assert item_at(ledger, "a.pdf").id == 1
    assert [actions_of(ledger, f"item:{one}") for one in (1, 2)] == [
        ["listed", "superseded", "revived"],
        ["listed", "superseded"],
    ]


def test_nothing_is_taken_for_absent_where_the_listing_is_not_complete(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf"), make_item("b.pdf")])
    assert list_into(ledger, [make_item("c.pdf")], is_complete=False).gone == 0
    assert item_at(ledger, "a.pdf").gone_at is None
    assert state_of(ledger, "c.pdf") is ItemState.LISTED


def test_one_repository_says_nothing_about_the_items_of_another(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf")])
    list_into(ledger, [make_item("f.tif", repository="faxes")], repository="faxes")
    assert item_at(ledger, "a.pdf").gone_at is None


def test_a_place_that_is_suddenly_empty_is_suspicious_and_one_that_always_was_is_not(ledger: Ledger) -> None:
    with staging(ledger, "scans") as listing:
        assert not listing.is_suspiciously_empty()
    list_into(ledger, [make_item("a.pdf")])
    with staging(ledger, "scans") as listing:
        assert listing.is_suspiciously_empty()
    with staging(ledger, "faxes") as listing:
        assert not listing.is_suspiciously_empty()


def test_only_a_complete_listing_counts_as_the_last_one(ledger: Ledger) -> None:
    assert isinstance(ledger.clock, FixedClock)
    list_into(ledger, [make_item("a.pdf")])
    ledger.clock.advance(timedelta(hours=1))
    list_into(ledger, [make_item("a.pdf")], is_complete=False)
    with ledger.reading() as connection:
        assert find_last_listing(connection, "scans") == NOW
        assert find_last_listing(connection, "faxes") is None


def test_a_listing_of_more_than_one_batch_is_compared_whole(ledger: Ledger) -> None:
    many = [make_item(f"{number}.pdf") for number in range(2_500)]
    assert list_into(ledger, many).new == 2_500
    changed = [make_item(one.locator, b"y") for one in many[:1_200]]
    comparison = list_into(ledger, changed)
    assert (comparison.superseded, comparison.new, comparison.gone) == (1_200, 1_200, 1_300)
    with ledger.reading() as connection:
        assert count_states(connection)["listed"] == 2_500
