from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from crmbridge.errors import JournalBrokenError
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.decision_json import as_decision
from crmbridge.ledger.journal import GENESIS, Entry, compute_hash, iter_entries, verify_chain
from tests.builders import entries_of, list_into, make_item, tampering

FIELDS: dict[str, Any] = {
    "seq": 7,
    "at": datetime(2025, 3, 17, 9, 0, tzinfo=UTC),
    "run_id": 3,
    "actor": "machine",
    "action": "captured",
    "subject": "item:5",
    "facts": {"from": "listed", "communication": 2},
    "previous": GENESIS,
}
OTHER: dict[str, Any] = {
    "seq": 8,
    "at": FIELDS["at"] + timedelta(microseconds=1),
    "run_id": None,
    "actor": "anna",
    "action": "failed",
    "subject": "item:6",
    "facts": {"from": "listed", "communication": 3},
    "previous": "1" * 64,
}


def write_entries(ledger: Ledger, count: int = 5) -> None:
    for number in range(count):
        with ledger.entering(f"clerk {number}") as entering:
            entering.journal.append("noted", f"item:{number}", {"number": number})


def verify(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return verify_chain(connection)


def broken_entry(ledger: Ledger) -> int:
    with pytest.raises(JournalBrokenError) as caught:
        verify(ledger)
    return caught.value.entry


def test_an_untouched_chain_holds_and_counts_its_entries(ledger: Ledger) -> None:
    write_entries(ledger)
    assert verify(ledger) == len(entries_of(ledger)) == 6


def test_an_empty_journal_holds(ledger: Ledger) -> None:
    with tampering(ledger) as database:
        database.execute("DELETE FROM journal")
    assert verify(ledger) == 0


def test_each_entry_names_the_hash_of_the_one_before_it(ledger: Ledger) -> None:
    write_entries(ledger)
    entries = entries_of(ledger)
    assert [one.previous for one in entries] == [GENESIS, *(one.hash for one in entries[:-1])]


def test_entries_of_one_transaction_are_chained_in_the_order_they_were_appended(ledger: Ledger) -> None:
    with ledger.entering() as entering:
        for number in range(3):
            entering.journal.append("noted", f"item:{number}", {})
    assert [one.subject for one in entries_of(ledger)][-3:] == ["item:0", "item:1", "item:2"]
    assert verify(ledger) == 4


@pytest.mark.parametrize(
    "change",
    [
        "at = '2025-03-17T09:00:00.000001+00:00'",
        "run_id = 99",
        "run_id = NULL",
        "actor = 'somebody else'",
        "action = 'approved'",
        "subject = 'item:99'",
        "facts = '{}'",
        f"hash = '{'a' * 64}'",
        f"previous = '{'b' * 64}'",
    ],
)
def test_a_changed_entry_is_named(ledger: Ledger, change: str) -> None:
    write_entries(ledger)
    with tampering(ledger) as database:
        database.execute(f"UPDATE journal SET {change} WHERE seq = 4")
    assert broken_entry(ledger) == 4


def test_a_changed_entry_with_a_recomputed_hash_breaks_the_chain_at_the_next_one(ledger: Ledger) -> None:
    write_entries(ledger)
    entry = next(one for one in entries_of(ledger) if one.seq == 4)
    row = {name: getattr(entry, name) for name in Entry.__dataclass_fields__} | {"actor": "somebody else"}
    with tampering(ledger) as database:
        database.execute("UPDATE journal SET actor = ?, hash = ? WHERE seq = 4", (row["actor"], compute_hash(row)))
    assert broken_entry(ledger) == 5


@pytest.mark.parametrize(("removed", "named"), [(1, 2), (3, 4), (5, 6)])
def test_a_removed_entry_is_noticed_at_the_one_after_it(ledger: Ledger, removed: int, named: int) -> None:
    write_entries(ledger)
    with tampering(ledger) as database:
        database.execute("DELETE FROM journal WHERE seq = ?", (removed,))
    assert broken_entry(ledger) == named


def test_an_inserted_entry_is_named(ledger: Ledger) -> None:
    write_entries(ledger)
    with tampering(ledger) as database:
        database.execute("UPDATE journal SET seq = seq + 100 WHERE seq >= 4")
        database.execute("UPDATE journal SET seq = seq - 99 WHERE seq >= 100")
        database.execute(
            "INSERT INTO journal SELECT 4, at, run_id, actor, action, subject, facts, previous, ? FROM journal"
            " WHERE seq = 3",
            ("c" * 64,),
        )
    assert broken_entry(ledger) == 4


def test_two_entries_that_changed_places_are_noticed(ledger: Ledger) -> None:
    write_entries(ledger)
    with tampering(ledger) as database:
        for old, new in ((3, 100), (4, 3), (100, 4)):
            database.execute("UPDATE journal SET seq = ? WHERE seq = ?", (new, old))
    assert broken_entry(ledger) == 3


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal WHERE seq = 1"])
def test_the_database_itself_refuses_to_change_the_journal(ledger: Ledger, statement: str) -> None:
    write_entries(ledger)
    with pytest.raises(DatabaseError, match="append-only"), ledger.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify(ledger) == 6


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_the_hash_binds_every_field(name: str) -> None:
    assert compute_hash(FIELDS | {name: OTHER[name]}) != compute_hash(FIELDS)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=5))
def test_the_hash_does_not_depend_on_the_order_in_which_facts_were_given(facts: dict[str, Any]) -> None:
    backwards = dict(reversed(facts.items()))
    assert compute_hash(FIELDS | {"facts": facts}) == compute_hash(FIELDS | {"facts": backwards})


def test_the_hash_does_not_depend_on_the_zone_a_moment_is_written_in() -> None:
    moment = FIELDS["at"].astimezone(tz=None)
    assert compute_hash(FIELDS | {"at": moment}) == compute_hash(FIELDS)


def test_an_entry_is_stored_with_its_rows_or_not_at_all(ledger: Ledger) -> None:
    before = len(entries_of(ledger))
    with pytest.raises(ValueError, match="no decision"), ledger.entering() as entering:
        entering.journal.append("noted", "item:1", {"decision": as_decision({"status": "none"})})
    assert len(entries_of(ledger)) == before
    assert verify(ledger) == before


def test_entries_can_be_asked_for_one_subject(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a.pdf"), make_item("b.pdf")])
    with ledger.reading() as connection:
        found = list(iter_entries(connection, subject="item:2"))
    assert [(one.action, one.actor, one.run_id) for one in found] == [("listed", "machine", 1)]


def test_a_listed_item_stands_in_the_journal_without_its_name(ledger: Ledger) -> None:
    list_into(ledger, [make_item("in/Brief an Zoltan Quenneville.pdf")])
    written = " ".join(f"{one.subject} {one.facts}" for one in entries_of(ledger))
    assert "Quenneville" not in written
    assert "Brief" not in written
