from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.domain.communication import ItemState, Receipt
from crmbridge.domain.decision import Candidate, Decision, Excluded, Link, NeedsReview, ReviewReason, Unlinked
from crmbridge.domain.evidence import Bearing, Evidence
from crmbridge.ledger.columns import as_canonical_json
from crmbridge.ledger.communications import (
    as_tracking_number,
    ensure_communication,
    find_communication,
    find_outdated,
    find_reading,
    find_thread_links,
    find_undecided,
    find_waiting_answers,
    forget_reading,
    list_communications,
    list_communications_by,
    save_reading,
)
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.decision_json import as_decision, as_decision_json
from crmbridge.ledger.decisions import (
    MACHINE,
    find_decision,
    find_receipt,
    find_undelivered,
    iter_in_review,
    list_decisions,
    list_linked_to,
    list_links,
    save_decision,
    save_receipts,
    touch_decision,
    void_receipt,
)
from crmbridge.ledger.items import Move, move_items
from tests.builders import (
    NOBODY,
    NOW,
    actions_of,
    entries_of,
    fingerprint_of,
    item_at,
    list_into,
    make_candidate,
    make_item,
    make_link,
    make_question,
    make_reading,
    put_in_state,
)

EVIDENCE = st.builds(
    Evidence,
    rule=st.text(),
    bearing=st.sampled_from(Bearing),
    weight=st.floats(allow_nan=False, allow_infinity=False),
    kind=st.text(),
    value=st.text(),
    part=st.text(),
    page=st.none() | st.integers(min_value=1),
    quote=st.text(),
    sentence=st.text(),
)
CANDIDATE = st.builds(
    Candidate,
    client_id=st.text(),
    client_number=st.text(),
    client_name=st.text(),
    case_id=st.text(),
    case_number=st.text(),
    contact_id=st.text(),
    probability=st.floats(min_value=0, max_value=1),
    evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
)
CANDIDATES = st.lists(CANDIDATE, max_size=3).map(tuple)
DECISION = st.one_of(
    st.builds(Link, targets=CANDIDATES, suggested_cases=CANDIDATES, reason=st.text()),
    st.builds(NeedsReview, why=st.sampled_from(ReviewReason), reason=st.text(), candidates=CANDIDATES),
    st.builds(Unlinked, reason=st.text()),
    st.builds(Excluded, rule=st.text(), reason=st.text()),
)


def keep(ledger: Ledger, content: bytes) -> int:
    with ledger.entering() as entering:
        return ensure_communication(entering, fingerprint_of(content), len(content))


def keep_read(ledger: Ledger, content: bytes, **reading: object) -> int:
    one = keep(ledger, content)
    with ledger.entering() as entering:
        save_reading(entering, one, make_reading(content, **reading))
    return one


def decide(ledger: Ledger, communication: int, made: Decision, *, by: str = MACHINE, version: int = 1) -> int:
    with ledger.entering(by) as entering:
        return save_decision(entering, communication, made, made_by=by, rules="fake-1", directory_version=version)


def put_read(ledger: Ledger, name: str, **reading: object) -> None:
    row = item_at(ledger, name)
    assert row.communication_id is not None
    with ledger.entering() as entering:
        save_reading(entering, row.communication_id, make_reading(name.encode(), **reading))
        move_items(entering, [Move(item_id=row.id, from_=ItemState.CAPTURED, to=ItemState.READ)])


def test_the_same_bytes_are_one_row_however_often_they_come(ledger: Ledger) -> None:
    assert keep(ledger, b"same") == keep(ledger, b"same")
    assert actions_of(ledger, "communication:1") == ["kept"]


def test_different_bytes_are_two_rows_though_message_id_and_subject_agree(ledger: Ledger) -> None:
    first = keep_read(ledger, b"one", message_id="m@kay.example", subject="Same")
    second = keep_read(ledger, b"two", message_id="m@kay.example", subject="Same")
    with ledger.reading() as connection:
        assert [row.fingerprint for row in list_communications(connection, [second, first])] == [
            fingerprint_of(b"one"),
            fingerprint_of(b"two"),
        ]


def test_the_tracking_number_follows_from_the_bytes_alone() -> None:
    assert as_tracking_number("00" * 32) == "CB-AAAAA-AAAAA"
    assert as_tracking_number("ff" * 32) == "CB-77777-77777"


@given(st.binary(), st.binary())
def test_tracking_numbers_differ_where_the_bytes_do(first: bytes, second: bytes) -> None:
    numbers = {as_tracking_number(fingerprint_of(one)) for one in (first, second)}
    assert len(numbers) == len({first, second})


def test_the_tracking_number_is_the_same_in_another_ledger(ledger: Ledger) -> None:
    one = keep(ledger, b"some letter")
    with ledger.reading() as connection:
        row = find_communication(connection, one)
    assert row is not None
    assert row.tracking_number == as_tracking_number(fingerprint_of(b"some letter"))


def test_a_reading_is_kept_whole(ledger: Ledger) -> None:
    reading = make_reading(b"Dear Sir", references=("a@x", "b@x"), message_id="c@x")
    one = keep(ledger, b"Dear Sir")
    with ledger.entering() as entering:
        save_reading(entering, one, reading)
    with ledger.reading() as connection:
        assert find_reading(connection, one) == reading
        assert find_reading(connection, one + 1) is None


def test_what_a_reading_tells_stands_in_the_row_in_utc(ledger: Ledger) -> None:
    local = datetime(2025, 3, 13, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    one = keep_read(ledger, b"Dear Sir", occurred_at=local)
    with ledger.reading() as connection:
        row = find_communication(connection, one)
    assert row is not None
    assert (row.occurred_at, row.sender, row.recipients) == (
        datetime(2025, 3, 13, 8, 30, tzinfo=UTC),
        "Anna Kay <anna@kay.example>",
        "service@harbour.example",
    )


def test_no_name_and_no_word_of_a_document_reaches_the_journal(ledger: Ledger) -> None:
    one = keep_read(ledger, b"the xylophone of Quenneville", subject="xylophone", message_id="xylophone@kay")
    decide(ledger, one, Link(targets=(make_candidate(client_name="Quenneville"),), reason="xylophone"))
    decide(ledger, one, Unlinked(reason="Quenneville wrote it"), by="clerk")
    with ledger.entering() as entering:
        forget_reading(entering, one)
    written = " ".join(f"{entry.action} {entry.subject} {entry.facts}" for entry in entries_of(ledger))
    assert [word for word in ("xylophone", "Quenneville", "Anna", "kay") if word in written] == []
    assert actions_of(ledger, "communication:1") == [
        "kept",
        "reading_stored",
        "decided",
        "decided",
        "reading_forgotten",
    ]


def test_a_reading_that_is_forgotten_can_be_stored_again(ledger: Ledger) -> None:
    one = keep_read(ledger, b"x", references=("a@x",))
    with ledger.entering() as entering:
        forget_reading(entering, one)
        assert find_reading(entering.connection, one) is None
        save_reading(entering, one, make_reading(b"x", subject="again"))
        found = find_reading(entering.connection, one)
    assert found is not None
    assert found.subject == "again"


def test_a_communication_answers_to_its_number_its_fingerprint_and_its_message_id(ledger: Ledger) -> None:
    one = keep_read(ledger, b"some letter", message_id="Mixed.Case@kay.example")
    fingerprint = fingerprint_of(b"some letter")
    names = [as_tracking_number(fingerprint).lower(), fingerprint.upper(), fingerprint[:12], "<Mixed.Case@kay.example>"]
    with ledger.reading() as connection:
        assert [[row.id for row in list_communications_by(connection, name)] for name in names] == [[one]] * 4


@pytest.mark.parametrize("name", ["", "<>", "%", "____________", fingerprint_of(b"letter")[:11], "mixed.case@kay"])
def test_a_communication_does_not_answer_to_next_to_nothing(ledger: Ledger, name: str) -> None:
    keep_read(ledger, b"letter", message_id="")
    keep_read(ledger, b"mail", message_id="Mixed.Case@kay")
    with ledger.reading() as connection:
        assert list_communications_by(connection, name) == []


@given(DECISION)
def test_a_decision_survives_as_json(made: Decision) -> None:
    assert as_decision(as_decision_json(made)) == made


@given(DECISION, DECISION)
def test_decisions_are_the_same_json_only_where_they_are_equal(first: Decision, second: Decision) -> None:
    same = as_canonical_json(as_decision_json(first)) == as_canonical_json(as_decision_json(second))
    assert same == (first == second)


def test_what_is_no_decision_is_refused() -> None:
    with pytest.raises(ValueError, match="no decision has the status 'lost'"):
        as_decision({"status": "lost"})


def test_decisions_are_added_and_the_last_is_in_force(ledger: Ledger) -> None:
    one = keep(ledger, b"x")
    decide(ledger, one, NOBODY)
    decide(ledger, one, make_link(2), by="clerk")
    with ledger.reading() as connection:
        assert [row.decision for row in list_decisions(connection, one)] == [NOBODY, make_link(2)]
        in_force = find_decision(connection, one)
    assert in_force is not None
    assert (in_force.made_by, in_force.is_by_person, in_force.status) == ("clerk", True, "linked")


def test_links_are_those_of_the_decision_in_force_only(ledger: Ledger) -> None:
    one = keep(ledger, b"x")
    decide(ledger, one, make_link(1, 2, case="m7"))
    with ledger.reading() as connection:
        assert list_links(connection, one) == [("c1", "m7"), ("c2", "m7")]
    decide(ledger, one, NOBODY)
    with ledger.reading() as connection:
        assert list_links(connection, one) == []
        assert list_linked_to(connection, "c1") == []


def test_a_decision_that_a_newer_directory_confirms_is_not_asked_again(ledger: Ledger) -> None:
    one = keep(ledger, b"x")
    made = decide(ledger, one, NOBODY, version=1)
    with ledger.entering() as entering:
        assert find_outdated(entering.connection, 2) == [one]
        touch_decision(entering.connection, made, 2)
        assert find_outdated(entering.connection, 2) == []
    assert actions_of(ledger, f"communication:{one}") == ["kept", "decided"]


def test_outdated_is_only_what_waits_or_is_nobodys_by_the_machines_word(ledger: Ledger) -> None:
    kinds: list[Decision] = [make_link(1), make_question(1), NOBODY, Excluded(rule="r", reason="s")]
    ids = [keep(ledger, str(place).encode()) for place in range(6)]
    for one, made in zip(ids, kinds, strict=False):
        decide(ledger, one, made)
    decide(ledger, ids[4], NOBODY, by="clerk")
    decide(ledger, ids[5], make_question(1), version=2)
    with ledger.reading() as connection:
        assert find_outdated(connection, 2) == ids[1:3]
        assert find_outdated(connection, 2, after=ids[1]) == [ids[2]]


def test_the_review_list_begins_with_the_oldest_communication(ledger: Ledger) -> None:
    late = keep_read(ledger, b"late", occurred_at=NOW)
    early = keep_read(ledger, b"early", occurred_at=NOW - timedelta(days=1))
    for one in (late, early):
        decide(ledger, one, make_question(1, 2))
    with ledger.reading() as connection:
        assert [row.communication_id for row in iter_in_review(connection)] == [early, late]


def test_undecided_communications_come_oldest_first_page_by_page(ledger: Ledger) -> None:
    list_into(ledger, [make_item(one, one.encode()) for one in "abc"])
    ids = {}
    for name in "abc":
        ids[name] = put_in_state(ledger, name, name.encode(), ItemState.CAPTURED).communication_id
    for name, moment in (("a", NOW), ("b", NOW - timedelta(days=1)), ("c", NOW)):
        put_read(ledger, name, occurred_at=moment)
    with ledger.reading() as connection:
        first = find_undecided(connection, limit=2)
        rest = find_undecided(connection, after=first[-1], limit=2)
    assert [one for _, one in [*first, *rest]] == [ids["b"], ids["a"], ids["c"]]


def test_a_thread_is_found_by_message_id_with_who_decided(ledger: Ledger) -> None:
    first = keep_read(ledger, b"one", message_id="one@kay")
    second = keep_read(ledger, b"two", message_id="two@kay")
    decide(ledger, first, make_link(1, case="m1"))
    decide(ledger, second, make_link(2), by="clerk")
    with ledger.reading() as connection:
        found = find_thread_links(connection, ["one@kay", "two@kay", "unknown@kay"])
    assert [tuple(row) for row in found] == [("one@kay", "c1", "m1", "machine"), ("two@kay", "c2", "", "clerk")]


def test_an_empty_message_id_joins_nothing(ledger: Ledger) -> None:
    decide(ledger, keep_read(ledger, b"one", message_id=""), make_link(1))
    with ledger.reading() as connection:
        assert find_thread_links(connection, [""]) == []


def test_answers_that_wait_are_found_by_the_message_before_them(ledger: Ledger) -> None:
    question = keep_read(ledger, b"question", message_id="q@kay")
    waiting: list[tuple[Decision, str]] = [(NOBODY, MACHINE), (make_question(1), MACHINE), (make_link(1), MACHINE)]
    settled: list[tuple[Decision, str]] = [
        (make_link(1, case="m1"), MACHINE),
        (Excluded(rule="r", reason="s"), MACHINE),
        (NOBODY, "clerk"),
    ]
    answers = [keep_read(ledger, f"answer {place}".encode(), references=("q@kay",)) for place in range(6)]
    for one, (made, by) in zip(answers, waiting + settled, strict=True):
        decide(ledger, one, made, by=by)
    with ledger.reading() as connection:
        assert find_waiting_answers(connection, [question]) == answers[:3]
        assert find_waiting_answers(connection, [answers[0]]) == []


def test_a_receipt_is_kept_with_the_decision_it_answers_and_replaced_by_a_later_one(ledger: Ledger) -> None:
    one = keep(ledger, b"x")
    first, second = decide(ledger, one, make_link(1)), decide(ledger, one, make_link(2))
    receipt = Receipt(communication_id=one, record_id="r1", fingerprint=fingerprint_of(b"x"), delivered_at=NOW)
    for made in (first, second):
        with ledger.entering() as entering:
            save_receipts(entering, [(receipt, made)])
    with ledger.reading() as connection:
        found = find_receipt(connection, one)
    assert found is not None
    assert found.decision_id == second
    assert [entry.facts["decision"] for entry in entries_of(ledger) if entry.action == "receipt"] == [first, second]


def test_a_void_receipt_is_gone_and_the_order_stands_in_the_journal(ledger: Ledger) -> None:
    one = keep(ledger, b"x")
    receipt = Receipt(communication_id=one, record_id="r1", fingerprint="f", delivered_at=NOW)
    with ledger.entering("clerk") as entering:
        made = save_decision(entering, one, make_link(1), made_by="clerk", rules="person", directory_version=1)
        save_receipts(entering, [(receipt, made)])
        void_receipt(entering, one, "G-2025-000001")
        assert find_receipt(entering.connection, one) is None
    last = entries_of(ledger)[-1]
    assert (last.action, last.actor, last.facts) == ("delivery_ordered", "clerk", {"order": "G-2025-000001"})


def test_undelivered_is_what_is_linked_with_the_decision_that_the_crm_has(ledger: Ledger) -> None:
    list_into(ledger, [make_item("a", b"a"), make_item("b", b"b")])
    put_in_state(ledger, "a", b"a", ItemState.READ, decision=make_link(1))
    put_in_state(ledger, "b", b"b", ItemState.READ, decision=NOBODY)
    with ledger.reading() as connection:
        assert [tuple(row) for row in find_undelivered(connection)] == [(1, 1, None)]
        assert find_undelivered(connection, after=1) == []
