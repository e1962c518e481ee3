from __future__ import annotations

from datetime import timedelta

import pytest

from crmbridge.domain.communication import Channel, Direction, ItemState
from crmbridge.domain.decision import Decision, Excluded
from crmbridge.domain.directory import Client
from crmbridge.domain.reading import PartState
from crmbridge.ledger.communications import find_reading, save_reading
from crmbridge.ledger.decisions import find_decision, list_decisions, list_links
from crmbridge.ports import Enquiry, ReadFailure, ThreadLink
from crmbridge.review import accept_candidate, assign_client, dismiss
from crmbridge.stages.decide import decide_communications
from tests.builders import (
    NOBODY,
    NOW,
    Office,
    actions_of,
    communication_of,
    item_at,
    make_link,
    make_question,
    make_reading,
)


def decision_of(office: Office, content: bytes) -> Decision:
    with office.ledger.reading() as connection:
        found = find_decision(connection, communication_of(office.ledger, content))
    assert found is not None
    return found.decision


def count_decisions(office: Office, content: bytes) -> int:
    with office.ledger.reading() as connection:
        return len(list_decisions(connection, communication_of(office.ledger, content)))


def test_a_reader_is_told_what_the_source_presumes_and_the_name_at_the_source(office: Office) -> None:
    office.add("in/a.tif", b"picture")
    office.scans.sidecars["in/a.tif"] = "Dear Sir"
    office.read()
    (task,) = office.executor.tasks
    assert (task.name, task.channel, task.direction, task.sidecar) == (
        "a.tif",
        Channel.LETTER,
        Direction.IN,
        "Dear Sir",
    )


@pytest.mark.parametrize("why", ["crash", "time", "memory", "error", "too_large"])
def test_a_document_that_defeats_its_reader_is_quarantined_and_the_others_go_on(office: Office, why: str) -> None:
    for name in "abc":
        office.add(name, name.encode())
    office.executor.results[b"a"] = ReadFailure(why=why, reason="it takes more memory than a document may")
    office.read()
    row = item_at(office.ledger, "a")
    assert (row.state, row.reason) == (ItemState.QUARANTINED, "it takes more memory than a document may")
    assert [office.state(one) for one in "bc"] == [ItemState.READ] * 2


def test_a_quarantined_document_is_not_read_again_by_itself(office: Office) -> None:
    office.add("a", b"a")
    office.executor.results[b"a"] = ReadFailure(why="crash", reason="it crashed")
    for _ in range(3):
        office.decide()
    assert len(office.executor.tasks) == 1


@pytest.mark.parametrize("state", [PartState.NEEDS_OCR, PartState.UNSUPPORTED, PartState.DAMAGED])
def test_what_earlier_readers_could_not_read_is_read_once_by_later_ones(office: Office, state: PartState) -> None:
    office.add("a", b"a", state=state, reason="it cannot be read yet")
    office.decide()
    office.executor.reader = "fake-2"
    office.executor.results[b"a"] = make_reading(b"a", text="Dear Sir")
    for _ in range(3):
        office.decide()
    assert len(office.executor.tasks) == 2
    with office.ledger.reading() as connection:
        found = find_reading(connection, communication_of(office.ledger, b"a"))
    assert found is not None
    assert (found.state, found.text) == (PartState.READ, "Dear Sir")


def test_what_was_read_in_full_is_not_read_again_by_later_readers(office: Office) -> None:
    office.add("a", b"a")
    office.decide()
    office.executor.reader = "fake-2"
    office.decide()
    assert len(office.executor.tasks) == 1


def test_what_defeated_earlier_readers_is_tried_once_by_later_ones(office: Office) -> None:
    office.add("a", b"a")
    office.executor.results[b"a"] = ReadFailure(why="crash", reason="it crashed")
    office.decide()
    office.executor.reader = "fake-2"
    for _ in range(3):
        office.decide()
    assert len(office.executor.tasks) == 2
    assert item_at(office.ledger, "a").state is ItemState.QUARANTINED


def test_what_a_person_decided_is_not_read_again_by_later_readers(office: Office) -> None:
    office.add("a", b"a", state=PartState.NEEDS_OCR, reason="it must be recognised")
    office.decide()
    dismiss(office.ledger, communication_of(office.ledger, b"a"), "ann", "an advertisement")
    office.executor.reader = "fake-2"
    office.decide()
    assert len(office.executor.tasks) == 1


def test_a_document_of_which_nothing_could_be_read_is_quarantined_with_the_reason(office: Office) -> None:
    office.add("a", b"a", state=PartState.ENCRYPTED, reason="it needs a password", text="", sender=None)
    office.read()
    row = item_at(office.ledger, "a")
    assert (row.state, row.reason) == (ItemState.QUARANTINED, "it needs a password")


def test_the_same_bytes_in_two_places_are_read_once_and_both_sightings_move_on(office: Office) -> None:
    office.add("a", b"same")
    office.add("b", b"same")
    office.read()
    assert len(office.executor.tasks) == 1
    assert [office.state(one) for one in "ab"] == [ItemState.READ] * 2


def test_a_further_sighting_is_not_read_again(office: Office) -> None:
    office.add("a", b"same", make_link(1))
    office.decide()
    office.add("b", b"same")
    office.decide()
    assert len(office.executor.tasks) == 1
    assert office.state("b") is ItemState.LINKED


def test_a_run_that_died_after_storing_a_reading_goes_on_without_reading_again(office: Office) -> None:
    office.add("a", b"a")
    office.capture()
    with office.ledger.entering() as entering:
        save_reading(entering, communication_of(office.ledger, b"a"), make_reading(b"a"))
    office.read()
    assert (office.executor.tasks, office.state("a")) == ([], ItemState.READ)


def test_more_documents_than_are_stored_together_are_all_read(office: Office) -> None:
    for place in range(60):
        office.add(f"{place}", str(place).encode())
    office.read()
    assert {office.state(one) for one in office.scans.contents} == {ItemState.READ}
    assert office.progress.reports[-1] == ("read", 60, 60)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (make_link(1), ItemState.LINKED),
        (make_question(1, 2), ItemState.REVIEW),
        (NOBODY, ItemState.UNLINKED),
        (Excluded(rule="newsletter", reason="it is a newsletter"), ItemState.EXCLUDED),
    ],
)
def test_each_decision_has_its_state_and_its_reason(office: Office, made: Decision, state: ItemState) -> None:
    office.add("a", b"a", made)
    office.decide()
    row = item_at(office.ledger, "a")
    assert (row.state, row.reason) == (state, made.reason)
    assert decision_of(office, b"a") == made


def test_communications_are_decided_in_the_order_of_their_time(office: Office) -> None:
    for name, days in (("b", 2), ("c", 1), ("a", 3)):
        office.add(name, name.encode(), occurred_at=NOW - timedelta(days=days))
    office.decide()
    assert [one.reading.text for one in office.linker.asked] == ["a", "b", "c"]


def answer_by_thread(enquiry: Enquiry) -> Decision:
    """A question names its client; an answer belongs where the message before it does."""
    if enquiry.reading.text == "question":
        return make_link(1, case="m1")
    return make_link(1, case="m1") if enquiry.thread else NOBODY


def test_the_linker_is_told_where_the_messages_before_belong(office: Office) -> None:
    office.linker.rule = answer_by_thread
    office.add("q", b"question", message_id="q@kay", occurred_at=NOW - timedelta(days=1))
    office.add("r", b"answer", references=("q@kay", "unknown@kay"), occurred_at=NOW)
    office.decide()
    assert office.linker.asked[-1].thread == (
        ThreadLink(message_id="q@kay", client_id="c1", case_id="m1", is_confirmed=False),
    )


def test_the_linker_is_told_of_messages_that_the_crm_itself_keeps(office: Office) -> None:
    office.known_messages["old@kay"] = ("m7", "c7")
    office.add("r", b"answer", references=("old@kay",))
    office.decide()
    assert office.linker.asked[-1].thread == (
        ThreadLink(message_id="old@kay", client_id="c7", case_id="m7", is_confirmed=True),
    )


@pytest.mark.parametrize("hours", [-1, 1])
def test_an_answer_follows_its_question_whichever_is_dated_first(office: Office, hours: int) -> None:
    office.linker.rule = answer_by_thread
    office.add("q", b"question", message_id="q@kay", occurred_at=NOW)
    office.add("r", b"answer", references=("q@kay",), occurred_at=NOW + timedelta(hours=hours))
    office.decide()
    assert office.state("r") is ItemState.LINKED


def test_an_answer_that_was_nobodys_is_decided_again_when_its_question_arrives(office: Office) -> None:
    office.linker.rule = answer_by_thread
    office.add("r", b"answer", references=("q@kay",))
    office.decide()
    assert office.state("r") is ItemState.UNLINKED
    office.add("q", b"question", message_id="q@kay")
    office.decide()
    assert office.state("r") is ItemState.LINKED


def test_an_answer_is_decided_again_after_a_person_has_linked_the_message_before_it(office: Office) -> None:
    office.linker.rule = lambda enquiry: (
        make_question(1, 2) if enquiry.reading.text == "question" else (make_link(1) if enquiry.thread else NOBODY)
    )
    office.add("q", b"question", message_id="q@kay")
    office.add("r", b"answer", references=("q@kay",))
    office.decide()
    accept_candidate(office.ledger, communication_of(office.ledger, b"question"), "clerk")
    office.decide()
    assert office.state("r") is ItemState.LINKED


def test_a_person_s_link_counts_as_confirmed_in_a_thread(office: Office) -> None:
    office.add("q", b"question", make_question(1), message_id="q@kay")
    office.decide()
    accept_candidate(office.ledger, communication_of(office.ledger, b"question"), "clerk")
    office.add("r", b"answer", references=("q@kay",))
    office.decide()
    assert [one.is_confirmed for one in office.linker.asked[-1].thread] == [True]


@pytest.mark.parametrize("first", [NOBODY, make_question(1, 2)])
def test_what_waits_is_decided_again_when_the_directory_has_changed(office: Office, first: Decision) -> None:
    office.add("a", b"a", first)
    office.decide()
    office.linker.decisions["a"] = make_link(1)
    office.decide()
    assert count_decisions(office, b"a") == 1, "nothing is asked while the directory is the same"
    office.directory_version = 2
    office.decide()
    assert office.state("a") is ItemState.LINKED


def test_the_same_answer_again_is_no_new_decision_and_no_new_entry(office: Office) -> None:
    office.add("a", b"a", NOBODY)
    for version in (1, 2, 3):
        office.directory_version = version
        office.decide()
    assert (len(office.linker.asked), count_decisions(office, b"a")) == (3, 1)
    assert actions_of(office.ledger, "item:1") == ["listed", "captured", "read", "unlinked"]


def test_a_link_of_the_machine_stands_though_the_directory_changes(office: Office) -> None:
    office.add("a", b"a", make_link(1))
    office.decide()
    office.linker.decisions["a"] = make_link(2)
    for version in (2, 3):
        office.directory_version = version
        office.decide()
    assert decision_of(office, b"a") == make_link(1)


def test_a_person_s_decision_is_in_force_after_ten_more_runs(office: Office) -> None:
    office.add("a", b"a", make_question(1, 2))
    office.add("b", b"b", make_question(1, 2))
    office.decide()
    accept_candidate(office.ledger, communication_of(office.ledger, b"a"), "clerk", place=2)
    dismiss(office.ledger, communication_of(office.ledger, b"b"), "clerk", "a prank")
    for content in "ab":
        office.linker.decisions[content] = make_link(1)
    for version in range(2, 12):
        office.directory_version = version
        office.deliver()
    with office.ledger.reading() as connection:
        assert list_links(connection, communication_of(office.ledger, b"a")) == [("c2", "")]
        assert list_links(connection, communication_of(office.ledger, b"b")) == []
    assert (office.state("a"), office.state("b")) == (ItemState.DELIVERED, ItemState.EXCLUDED)


def test_a_new_sighting_of_what_a_person_decided_follows_the_person(office: Office) -> None:
    office.add("a", b"same", make_question(1, 2))
    office.decide()
    dismiss(office.ledger, communication_of(office.ledger, b"same"), "clerk", "a prank")
    office.add("b", b"same")
    office.decide()
    assert office.state("b") is ItemState.EXCLUDED


def test_a_delivered_link_that_finds_its_case_later_is_delivered_again(office: Office) -> None:
    office.linker.rule = lambda enquiry: make_link(
        1, case="m1" if enquiry.thread or enquiry.reading.text == "question" else ""
    )
    office.add("r", b"answer", references=("q@kay",))
    office.deliver()
    office.add("q", b"question", message_id="q@kay")
    office.deliver()
    assert (office.state("r"), office.crm.batches) == (ItemState.DELIVERED, [["answer"], ["answer", "question"]])
    with office.ledger.reading() as connection:
        assert list_links(connection, communication_of(office.ledger, b"answer")) == [("c1", "m1")]


def test_deciding_stops_between_batches_when_it_is_told_to(office: Office) -> None:
    office.add("a", b"a", make_link(1))
    office.read()
    office.patience = 0
    decide_communications(office.bench)
    assert (office.state("a"), office.linker.asked) == (ItemState.READ, [])
    with office.ledger.reading() as connection:
        assert find_reading(connection, communication_of(office.ledger, b"a")) is not None


def test_a_run_that_dies_between_a_question_and_its_answer_decides_both_again(office: Office) -> None:
    office.linker.rule = answer_by_thread
    office.add("r", b"answer", references=("q@kay",))
    office.decide()

    def die(enquiry: Enquiry) -> Decision:
        if enquiry.thread:
            raise KeyboardInterrupt
        return answer_by_thread(enquiry)

    office.linker.rule = die
    office.add("q", b"question", message_id="q@kay")
    with pytest.raises(KeyboardInterrupt):
        office.decide()
    assert office.state("q") is ItemState.READ
    office.linker.rule = answer_by_thread
    office.decide()
    assert [office.state(one) for one in "qr"] == [ItemState.LINKED] * 2


def test_a_document_that_the_linker_stumbles_over_fails_alone_and_is_decided_once_it_can_be(office: Office) -> None:
    office.add("bad.pdf", b"bad", make_link(1))
    office.add("good.pdf", b"good", make_link(2))

    def stumble(enquiry: Enquiry) -> Decision:
        if enquiry.reading.text == "bad":
            raise ZeroDivisionError("a text that must not be told")
        return make_link(2)

    office.linker.rule = stumble
    office.decide()
    assert (office.state("bad.pdf"), office.state("good.pdf")) == (ItemState.FAILED, ItemState.LINKED)
    reason = item_at(office.ledger, "bad.pdf").reason
    assert "ZeroDivisionError" in reason
    assert "must not be told" not in reason
    office.linker.rule = None
    office.decide()
    assert office.state("bad.pdf") is ItemState.LINKED


def test_a_new_sighting_of_what_a_person_linked_though_it_could_not_be_read_follows_the_person(office: Office) -> None:
    office.add("torn.pdf", b"torn", text="", state=PartState.DAMAGED, sender=None, reason="it is cut short")
    office.read()
    assert office.state("torn.pdf") is ItemState.QUARANTINED
    client = Client(id="c1", number="C-000001", kind="person", name="Anna Kay")
    assign_client(office.ledger, communication_of(office.ledger, b"torn"), "clerk", client)
    office.scans.contents["copy.pdf"] = b"torn"
    office.decide()
    assert office.state("copy.pdf") is ItemState.LINKED
