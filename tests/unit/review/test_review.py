from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crmbridge.domain.communication import ItemState
from crmbridge.domain.decision import Excluded, Link
from crmbridge.domain.directory import Case, Client
from crmbridge.domain.gap import GapCause, GapKind, GapStatus
from crmbridge.errors import NotFoundError, RequestError
from crmbridge.ledger.communications import as_tracking_number
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.decisions import find_decision, list_decisions, list_links
from crmbridge.ledger.gaps import find_gap, list_gap_events, record_findings
from crmbridge.ports import ReadFailure
from crmbridge.review import (
    accept_candidate,
    accept_gap,
    assign_client,
    dismiss,
    explain_gap,
    find_communication_id,
    find_sightings,
    list_review,
    reopen_gap,
    repair_gap,
    retry,
)
from tests.builders import (
    NOBODY,
    Office,
    communication_of,
    entries_of,
    fingerprint_of,
    make_finding,
    make_link,
    make_question,
)

ANNA = Client(id="c1", number="C-000001", kind="person", name="Anna Kay")
BEN = Client(id="c2", number="C-000002", kind="person", name="Ben Moor")
BENS_CASE = Case(id="m2", number="20250002", client_id="c2")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.close()


def ask(office: Office, *clients: int) -> int:
    """A communication that waits for a person."""
    office.add("a.pdf", b"a", make_question(*clients))
    office.decide()
    return communication_of(office.ledger, b"a")


def open_gap(ledger: Ledger, communication: int | None = None, kind: GapKind = GapKind.MISSING) -> str:
    with ledger.entering() as entering:
        return record_findings(entering, [make_finding(kind=kind, communication_id=communication)], [])[0]


def status_of(ledger: Ledger, number: str) -> GapStatus:
    with ledger.reading() as connection:
        found = find_gap(connection, number)
    assert found is not None
    return found[1].status


def test_the_review_list_names_the_question_and_its_candidates(office: Office) -> None:
    ask(office, 1, 2)
    (one,) = list_review(office.ledger)
    assert (one.repository, one.locator, one.why) == ("scans", "a.pdf", "shared")
    assert (one.reason, one.sender) == ("two clients share the address", "Anna Kay <anna@kay.example>")
    assert [candidate.client_id for candidate in one.candidates] == ["c1", "c2"]


def test_a_candidate_is_confirmed_by_its_place_and_the_communication_is_linked(office: Office) -> None:
    one = ask(office, 1, 2)
    assert accept_candidate(office.ledger, one, "clerk", place=2).client_id == "c2"
    with office.ledger.reading() as connection:
        decision = find_decision(connection, one)
        assert list_links(connection, one) == [("c2", "")]
    assert decision is not None
    assert (decision.made_by, decision.rules, decision.reason) == ("clerk", "person", "confirmed by clerk")
    assert (office.state("a.pdf"), list_review(office.ledger)) == (ItemState.LINKED, [])


def test_the_machine_s_question_stays_in_the_history(office: Office) -> None:
    one = ask(office, 1, 2)
    accept_candidate(office.ledger, one, "clerk")
    with office.ledger.reading() as connection:
        assert [row.made_by for row in list_decisions(connection, one)] == ["machine", "clerk"]


@pytest.mark.parametrize("place", [0, -1, 3])
def test_a_place_without_a_candidate_is_refused(office: Office, place: int) -> None:
    one = ask(office, 1, 2)
    with pytest.raises(RequestError, match=f"no candidate {place} of 2"):
        accept_candidate(office.ledger, one, "clerk", place=place)
    assert office.state("a.pdf") is ItemState.REVIEW


def test_what_is_no_question_has_no_candidates_to_confirm(office: Office) -> None:
    office.add("a.pdf", b"a", NOBODY)
    office.decide()
    with pytest.raises(RequestError, match="review assign"):
        accept_candidate(office.ledger, communication_of(office.ledger, b"a"), "clerk")


def test_a_person_may_name_any_client_and_case(office: Office) -> None:
    one = ask(office, 1)
    assign_client(office.ledger, one, "clerk", BEN, BENS_CASE)
    with office.ledger.reading() as connection:
        assert list_links(connection, one) == [("c2", "m2")]
        decision = find_decision(connection, one)
    assert decision is not None
    assert isinstance(decision.decision, Link)
    assert decision.reason == "assigned by clerk"


def test_a_case_of_another_client_is_refused_with_both_names(office: Office) -> None:
    one = ask(office, 1)
    with pytest.raises(RequestError, match="case 20250002 belongs to another client than Anna Kay"):
        assign_client(office.ledger, one, "clerk", ANNA, BENS_CASE)
    assert office.state("a.pdf") is ItemState.REVIEW


@pytest.mark.parametrize("made", [make_link(1), NOBODY, Excluded(rule="r", reason="s")])
def test_a_person_s_word_overrides_whatever_the_machine_decided(office: Office, made: Excluded) -> None:
    office.add("a.pdf", b"a", made)
    office.deliver()
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", BEN)
    assert office.state("a.pdf") is ItemState.LINKED
    office.deliver()
    (holding,) = office.crm.holdings.values()
    assert holding.targets == (("c2", ""),)


def test_what_cannot_be_read_is_assigned_by_a_person_and_delivered(office: Office) -> None:
    office.add("a.pdf", b"a")
    office.executor.results[b"a"] = ReadFailure(why="crash", reason="it crashed")
    office.decide()
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", ANNA)
    office.deliver()
    assert office.state("a.pdf") is ItemState.DELIVERED


def test_what_is_dismissed_is_excluded_under_a_name_and_with_the_reason(office: Office) -> None:
    one = ask(office, 1)
    dismiss(office.ledger, one, "clerk", "a prank")
    with office.ledger.reading() as connection:
        decision = find_decision(connection, one)
    assert decision is not None
    assert decision.decision == Excluded(rule="dismissed", reason="a prank (clerk)")
    assert office.state("a.pdf") is ItemState.EXCLUDED


def test_what_the_crm_has_cannot_be_dismissed(office: Office) -> None:
    office.add("a.pdf", b"a", make_link(1))
    office.deliver()
    one = communication_of(office.ledger, b"a")
    with pytest.raises(RequestError, match="the CRM already has it"):
        dismiss(office.ledger, one, "clerk", "a prank")
    assign_client(office.ledger, one, "clerk", BEN)
    with pytest.raises(RequestError, match="the CRM already has it"):
        dismiss(office.ledger, one, "clerk", "a prank, and not yet delivered again")
    assert office.state("a.pdf") is ItemState.LINKED


def test_a_quarantined_document_is_read_again_by_order(office: Office) -> None:
    office.add("a.pdf", b"a", make_link(1))
    office.executor.results[b"a"] = ReadFailure(why="time", reason="it took too long")
    office.decide()
    assert retry(office.ledger, communication_of(office.ledger, b"a"), "clerk") == 1
    office.executor.results.clear()
    office.deliver()
    assert office.state("a.pdf") is ItemState.DELIVERED
    assert ("captured", "clerk") in [(one.action, one.actor) for one in entries_of(office.ledger, "item:1")]


def test_what_is_not_quarantined_is_not_read_again(office: Office) -> None:
    one = ask(office, 1)
    assert retry(office.ledger, one, "clerk") == 0
    office.decide()
    assert len(office.executor.tasks) == 1


def accept(office: Office, one: int) -> None:
    accept_candidate(office.ledger, one, "clerk")


def assign(office: Office, one: int) -> None:
    assign_client(office.ledger, one, "clerk", ANNA)


def leave_out(office: Office, one: int) -> None:
    dismiss(office.ledger, one, "clerk", "a prank")


@pytest.mark.parametrize("act", [accept, assign, leave_out])
def test_whoever_decides_stands_in_the_journal_for_decision_and_state(
    office: Office, act: Callable[[Office, int], None]
) -> None:
    one = ask(office, 1)
    before = len(entries_of(office.ledger))
    act(office, one)
    written = entries_of(office.ledger)[before:]
    assert [entry.actor for entry in written] == ["clerk"] * 2
    assert [entry.subject for entry in written] == [f"communication:{one}", "item:1"]
    assert written[0].facts["by_person"] is True


@pytest.mark.parametrize(("close", "status"), [(explain_gap, GapStatus.EXPLAINED), (accept_gap, GapStatus.ACCEPTED)])
def test_a_gap_is_closed_with_cause_and_sentence_under_a_name(
    office: Office, close: Callable[..., None], status: GapStatus
) -> None:
    number = open_gap(office.ledger)
    close(office.ledger, number.lower(), "clerk", cause=GapCause.HUMAN, note="returned unopened")
    with office.ledger.reading() as connection:
        last = list_gap_events(connection, 1)[-1]
    assert (last.actor, last.status, last.cause, last.note) == ("clerk", status, "human", "returned unopened")
    entry = entries_of(office.ledger, "gap:1")[-1]
    assert (entry.action, entry.actor) == (f"gap_{status}", "clerk")
    assert "unopened" not in str(entry.facts)


@pytest.mark.parametrize("close", [explain_gap, accept_gap])
def test_a_gap_is_not_closed_without_a_sentence(office: Office, close: Callable[..., None]) -> None:
    number = open_gap(office.ledger)
    with pytest.raises(RequestError, match="a sentence that says why"):
        close(office.ledger, number, "clerk", cause=GapCause.HUMAN, note="  ")
    assert status_of(office.ledger, number) is GapStatus.DETECTED


def test_a_closed_gap_is_opened_again_and_an_open_one_is_not(office: Office) -> None:
    number = open_gap(office.ledger)
    with pytest.raises(RequestError, match="is open already"):
        reopen_gap(office.ledger, number, "clerk", "again")
    accept_gap(office.ledger, number, "clerk", cause=GapCause.DELETION, note="lost")
    reopen_gap(office.ledger, number, "clerk", "found a copy")
    assert status_of(office.ledger, number) is GapStatus.DETECTED
    assert entries_of(office.ledger, "gap:1")[-1].actor == "clerk"


@pytest.mark.parametrize("kind", [GapKind.CRM_DELETED, GapKind.CRM_MODIFIED])
def test_what_the_crm_lost_or_altered_is_delivered_again_by_order(office: Office, kind: GapKind) -> None:
    office.add("a.pdf", b"a", make_link(1))
    office.deliver()
    one = communication_of(office.ledger, b"a")
    office.crm.holdings.clear()
    repair_gap(office.ledger, open_gap(office.ledger, one, kind), "clerk")
    assert office.state("a.pdf") is ItemState.LINKED
    assert entries_of(office.ledger, f"communication:{one}")[-1].actor == "clerk"
    office.deliver()
    assert list(office.crm.holdings) == [fingerprint_of(b"a")]


def test_a_gap_that_is_no_loss_in_the_crm_cannot_be_repaired(office: Office) -> None:
    number = open_gap(office.ledger)
    with pytest.raises(RequestError, match="no loss in the CRM"):
        repair_gap(office.ledger, number, "clerk")


def test_a_gap_that_is_not_there_is_said_so(office: Office) -> None:
    with pytest.raises(NotFoundError, match="no gap answers to 'G-2025-000009'"):
        explain_gap(office.ledger, "G-2025-000009", "clerk", cause=GapCause.HUMAN, note="why")


def test_a_communication_is_meant_by_number_fingerprint_message_id_or_place(office: Office) -> None:
    office.add("in/a.pdf", b"a", message_id="m@kay")
    office.read()
    one = communication_of(office.ledger, b"a")
    fingerprint = fingerprint_of(b"a")
    for name in (as_tracking_number(fingerprint), fingerprint, "<m@kay>", "in/a.pdf", "scans:in/a.pdf"):
        assert find_communication_id(office.ledger, name) == one


def test_a_message_id_that_two_mails_share_is_not_guessed(office: Office) -> None:
    office.add("a", b"a", message_id="same@kay")
    office.add("b", b"b", message_id="same@kay")
    office.read()
    with pytest.raises(RequestError, match="several communications answer to 'same@kay'"):
        find_communication_id(office.ledger, "same@kay")


def test_a_place_that_stands_in_two_repositories_is_not_guessed(tmp_path: Path) -> None:
    office = Office(tmp_path, "scans", "mail")
    office.scans.contents["a"] = b"one"
    office.repositories["mail"].contents["a"] = b"two"
    office.read()
    with pytest.raises(RequestError, match="several communications answer to 'a'"):
        find_communication_id(office.ledger, "a")
    assert find_communication_id(office.ledger, "mail:a") == communication_of(office.ledger, b"two")
    office.close()


@pytest.mark.parametrize("name", ["", "<>", "nothing", "scans:nothing"])
def test_what_nothing_answers_to_is_said_so(office: Office, name: str) -> None:
    ask(office, 1)
    with pytest.raises(NotFoundError, match="no captured communication answers to"):
        find_communication_id(office.ledger, name)


def test_a_place_means_its_current_version(office: Office) -> None:
    for content in (b"old", b"new"):
        office.add("a", content)
        office.read()
    assert [row.version for row in find_sightings(office.ledger, "a")] == [fingerprint_of(b"new")[:16]]
    assert find_communication_id(office.ledger, "a") == communication_of(office.ledger, b"new")


def test_a_gap_that_has_recovered_cannot_be_explained_beforehand_for_the_next_time(office: Office) -> None:
    number = open_gap(office.ledger)
    with office.ledger.entering() as entering:
        record_findings(entering, [], [("repository", "scans")])
    with pytest.raises(RequestError, match="only an open gap"):
        explain_gap(office.ledger, number, "clerk", cause=GapCause.HUMAN, note="it was found")
