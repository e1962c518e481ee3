from __future__ import annotations

import pytest

from crmbridge.domain.decision import Link, ReviewReason
from crmbridge.domain.identifier import Zone
from crmbridge.ports import ThreadLink
from tests.unit.linkers.builders import found, letter, reading
from tests.unit.linkers.office import (
    decide,
    in_thread,
    linked,
    named,
    reviewed,
)

SIGNED = found("name", "Anna Garcia", label="signed")
TWO_CASES = (
    found("case_number", "00147745", label="case"),
    found("case_number", "00147746", label="case", start=40),
)


@pytest.mark.parametrize("zone", [Zone.BODY, Zone.SUBJECT, Zone.FIELD, Zone.ATTACHMENT])
@pytest.mark.parametrize(
    ("kind", "value"),
    [("client_number", "C-104233"), ("account_number", "HL-1000-0001-K"), ("case_number", "00147745")],
)
def test_a_number_in_own_words_links_its_client(kind: str, value: str, zone: Zone) -> None:
    decision = decide(letter(found(kind, value, zone, label="your ref"), SIGNED))
    assert {client for client, _ in linked(decision)} == {"C-104233"}


def test_a_case_number_links_its_case() -> None:
    read = letter(found("case_number", "00147745", label="case"), SIGNED)
    assert linked(decide(read)) == {("C-104233", "00147745")}


def test_several_cases_of_one_client_are_all_linked() -> None:
    read = letter(*TWO_CASES)
    assert linked(decide(read)) == {("C-104233", "00147745"), ("C-104233", "00147746")}


def test_each_linked_case_shows_its_own_number_and_not_the_other() -> None:
    read = letter(*TWO_CASES)
    decision = decide(read)
    assert isinstance(decision, Link)
    for target in decision.targets:
        assert {one.value for one in target.evidence} == {target.case_number}


def test_an_account_of_one_case_links_that_case() -> None:
    assert linked(decide(letter(found("account_number", "HL-1000-0001-K", label="my account number")))) == {
        ("C-104233", "00147746")
    }


def test_an_account_of_no_case_links_the_client_only() -> None:
    assert linked(decide(letter(found("account_number", "HL-1000-0002-K", label="my policy no.")))) == {
        ("C-104234", "")
    }


def test_a_new_mail_of_a_known_client_goes_to_the_client_without_a_case() -> None:
    assert linked(decide(reading(sender="Anna@Mail.example"))) == {("C-104233", "")}


def test_the_open_cases_of_a_known_client_are_suggested_newest_first() -> None:
    decision = decide(reading(sender="anna@mail.example"))
    assert isinstance(decision, Link)
    assert [one.case_number for one in decision.suggested_cases] == ["00147746", "00147745"]


def test_the_address_of_a_contact_leads_to_its_client() -> None:
    decision = decide(reading(sender="tom@reed.example"))
    assert linked(decision) == {("C-300001", "")}
    assert isinstance(decision, Link)
    assert decision.targets[0].contact_id == "k1"


def test_a_thread_links_client_and_case_of_the_earlier_message() -> None:
    assert linked(decide(reading(sender="new@mail.example"), in_thread("1", "a1"))) == {("C-104233", "00147745")}


def test_a_thread_is_no_proof_against_its_sender() -> None:
    review = reviewed(decide(reading(sender="john@post.example"), in_thread("1", "a1")), ReviewReason.CONTRADICTION)
    assert named(review) == {"C-104233", "C-200001"}


def test_a_thread_over_two_cases_links_the_client_and_suggests_both() -> None:
    other = ThreadLink(message_id="m2@mail.example", client_id="1", case_id="a2", is_confirmed=True)
    decision = decide(reading(sender="anna@mail.example"), in_thread("1", "a1"), other)
    assert linked(decision) == {("C-104233", "")}
    assert isinstance(decision, Link)
    assert {one.case_id for one in decision.suggested_cases} == {"a1", "a2"}


def test_a_typed_case_number_goes_before_the_thread() -> None:
    read = reading(found("case_number", "00147746", label="case"), sender="anna@mail.example")
    assert linked(decide(read, in_thread("1", "a1"))) == {("C-104233", "00147746")}


def test_a_case_named_in_quoted_text_only_is_suggested_first_and_not_linked() -> None:
    read = reading(found("case_number", "00147745", Zone.QUOTED, label="case"), sender="anna@mail.example")
    decision = decide(read)
    assert linked(decision) == {("C-104233", "")}
    assert isinstance(decision, Link)
    assert [one.case_number for one in decision.suggested_cases] == ["00147745", "00147746"]


def test_a_letter_is_linked_by_name_and_birth_date() -> None:
    read = letter(found("name", "John Smith", label="signed"), found("date", "1970-05-05"))
    assert linked(decide(read)) == {("C-200001", "")}


def test_a_letter_is_linked_by_name_and_address() -> None:
    read = letter(found("name", "John Smith", label="signed"), found("address", "9 Low Road, Easton WE3 3BB"))
    assert linked(decide(read)) == {("C-200002", "")}


def test_a_letter_is_linked_by_name_and_phone() -> None:
    read = letter(found("name", "John Smith", label="signed"), found("phone", "01632 960333"))
    assert linked(decide(read)) == {("C-200001", "")}


def test_a_signed_letter_is_linked_by_name_and_postcode() -> None:
    read = letter(found("name", "John Smith", Zone.SIGNATURE), found("address", "EA2 2AA"))
    assert linked(decide(read)) == {("C-200001", "")}


def test_a_neighbour_with_the_same_postcode_is_not_linked_to_whom_he_mentions() -> None:
    read = letter(found("name", "Anna Garcia"), found("address", "5 Mill Lane, Port Arden PA1 4ZZ"))
    reviewed(decide(read), ReviewReason.WEAK)
