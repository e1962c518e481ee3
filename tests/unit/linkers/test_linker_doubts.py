from __future__ import annotations

from dataclasses import replace

import pytest

from crmbridge.domain.decision import Link, NeedsReview, ReviewReason, Unlinked
from crmbridge.domain.evidence import Bearing
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import Reading
from tests.unit.linkers.builders import found, letter, reading, small_directory
from tests.unit.linkers.office import (
    ANNA,
    decide,
    linked,
    named,
    reviewed,
)

# Not enough


@pytest.mark.parametrize(
    "read",
    [
        letter(found("name", "Anna Garcia")),
        letter(found("phone", "01632 960111")),
        reading(sender="stranger@else.example", cc=("anna@mail.example",)),
        reading(found("email", "anna@mail.example"), sender="stranger@else.example"),
        reading(found("case_number", "00147745", Zone.QUOTED, label="case"), sender="stranger@else.example"),
        letter(found("case_number", "00147745", quote="see 00147745 there")),
        reading(sender="new@else.example", sender_name="Anna Garcia"),
    ],
)
def test_a_weak_sign_alone_is_a_question(read: Reading) -> None:
    assert named(reviewed(decide(read), ReviewReason.WEAK)) == {"C-104233"}


def test_a_date_alone_points_to_nobody() -> None:
    assert isinstance(decide(letter(found("date", "1980-04-03"))), Unlinked)


def test_what_points_to_nobody_is_unlinked() -> None:
    assert isinstance(decide(reading(sender="stranger@else.example")), Unlinked)


@pytest.mark.parametrize("label", ["our ref", "invoice", "order no", "tracking number"])
def test_a_number_after_words_for_somebody_elses_number_is_not_used(label: str) -> None:
    assert isinstance(decide(letter(found("case_number", "00147745", label=label))), Unlinked)


def test_a_label_that_stands_only_in_the_quote_counts_too() -> None:
    read = letter(found("case_number", "00147745", quote="please pay invoice 00147745 by May"))
    assert isinstance(decide(read), Unlinked)


def test_a_set_aside_number_is_shown_as_not_used() -> None:
    read = reading(found("case_number", "00150000", label="our ref"), sender="anna@mail.example")
    decision = decide(read)
    assert isinstance(decision, Link)
    notes = [one.sentence for one in decision.targets[0].evidence if one.bearing is Bearing.NOT_USED]
    assert any('"our ref"' in note and "00150000" in note for note in notes)


@pytest.mark.parametrize("kind", ["phone", "account_number"])
def test_nothing_of_our_own_identifies_a_client(kind: str) -> None:
    value = {"phone": "+44 1632 000100", "account_number": "HL-0000-0001-X"}[kind]
    dirty = replace(ANNA, phones=("+44 1632 000100",), accounts=("HL-0000-0001-X",))
    directory = small_directory(clients=(dirty,))
    assert isinstance(decide(letter(found(kind, value)), directory=directory), Unlinked)


def test_a_number_with_a_wrong_check_digit_is_not_used() -> None:
    read = letter(found("account_number", "HL-1000-0001-K", label="account", checked=False))
    assert isinstance(decide(read), Unlinked)


@pytest.mark.parametrize("length", range(6, 15))
def test_a_number_one_digit_off_is_never_linked(length: int) -> None:
    number = "1234567890123"[: length - 1] + "7"
    directory = small_directory(clients=(replace(ANNA, number=number),))
    for at in range(length):
        wrong = number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]
        read = letter(found("client_number", wrong, label="client number"), found("name", "Anna Garcia"))
        reviewed(decide(read, directory=directory), ReviewReason.SIMILAR_ONLY)


def test_a_labelled_number_that_is_not_in_the_crm_holds_a_link_back() -> None:
    read = reading(found("client_number", "C-104239", label="client number"), sender="anna@mail.example")
    review = reviewed(decide(read), ReviewReason.SIMILAR_ONLY)
    assert "C-104239 is not in the CRM" in review.reason
    assert "Anna Garcia (C-104233)" in review.reason


def test_an_unlabelled_number_that_is_not_in_the_crm_is_passed_over() -> None:
    read = reading(found("case_number", "20240115"), sender="anna@mail.example")
    assert linked(decide(read)) == {("C-104233", "")}


# Shared


def test_an_address_shared_by_two_clients_is_not_guessed() -> None:
    review = reviewed(decide(reading(sender="home@mail.example")), ReviewReason.SHARED)
    assert named(review) == {"C-104233", "C-104234"}


def test_a_further_number_decides_a_shared_address() -> None:
    read = reading(found("client_number", "C-104234"), sender="home@mail.example")
    assert linked(decide(read)) == {("C-104234", "")}


def test_a_further_number_of_somebody_else_does_not_decide_a_shared_address() -> None:
    read = reading(found("client_number", "C-200001", label="my client number"), sender="home@mail.example")
    reviewed(decide(read), ReviewReason.CONTRADICTION)


def test_a_joint_account_goes_to_the_owner_who_wrote() -> None:
    read = reading(found("account_number", "HL-1000-0009-K"), sender="anna@mail.example")
    assert linked(decide(read)) == {("C-104233", "")}


def test_a_phone_of_a_household_with_one_name_is_still_a_question() -> None:
    read = letter(found("phone", "01632 960999"), found("name", "Anna Garcia"))
    assert isinstance(decide(read), NeedsReview)


def test_a_name_of_two_clients_is_not_guessed() -> None:
    review = reviewed(decide(letter(found("name", "John Smith"))), ReviewReason.WEAK)
    assert named(review) == {"C-200001", "C-200002"}


# Contradictions


def test_the_case_of_another_client_is_not_attached_and_both_are_named() -> None:
    read = reading(found("case_number", "00147745", Zone.SUBJECT, label="case"), sender="peter@mail.example")
    review = reviewed(decide(read), ReviewReason.CASE_OF_ANOTHER)
    assert review.reason == (
        "case 00147745 belongs to Anna Garcia (C-104233), but the sender peter@mail.example is Peter Garcia (C-104234)"
    )
    assert named(review) == {"C-104233", "C-104234"}


def test_a_bare_number_of_another_clients_case_is_a_question_too() -> None:
    read = reading(found("case_number", "00147745"), sender="john@post.example")
    reviewed(decide(read), ReviewReason.CASE_OF_ANOTHER)


def test_a_number_of_one_client_and_the_address_of_another_contradict() -> None:
    read = reading(found("client_number", "C-104233"), sender="john@post.example")
    review = reviewed(decide(read), ReviewReason.CONTRADICTION)
    assert named(review) == {"C-104233", "C-200001"}


def test_a_number_of_another_client_in_quoted_text_contradicts() -> None:
    read = reading(found("case_number", "00147745", Zone.QUOTED, label="case"), sender="john@post.example")
    assert named(reviewed(decide(read), ReviewReason.CASE_OF_ANOTHER)) == {"C-104233", "C-200001"}


def test_numbers_of_two_clients_are_a_question_with_both() -> None:
    read = letter(found("client_number", "C-104233"), found("client_number", "C-200001"))
    review = reviewed(decide(read), ReviewReason.SEVERAL)
    assert named(review) == {"C-104233", "C-200001"}
    assert all(one.evidence for one in review.candidates)


def test_numbers_of_two_clients_from_one_of_them_are_a_question_with_both() -> None:
    read = reading(found("client_number", "C-104233"), found("client_number", "C-104234"), sender="anna@mail.example")
    assert named(reviewed(decide(read), ReviewReason.SEVERAL)) == {"C-104233", "C-104234"}


def test_the_signature_of_another_client_contradicts_the_address() -> None:
    read = reading(found("name", "Peter Garcia", Zone.SIGNATURE), sender="anna@mail.example")
    assert named(reviewed(decide(read), ReviewReason.CONTRADICTION)) == {"C-104233", "C-104234"}


def test_writing_for_a_relative_is_a_question() -> None:
    read = reading(found("name", "John Smith", label="on behalf of"), sender="anna@mail.example")
    reviewed(decide(read), ReviewReason.CONTRADICTION)


def test_naming_somebody_of_the_household_is_a_question() -> None:
    read = reading(found("name", "Peter Garcia"), sender="anna@mail.example")
    reviewed(decide(read), ReviewReason.CONTRADICTION)


def test_naming_a_stranger_who_is_a_client_too_does_not_stop_a_link() -> None:
    read = reading(found("name", "John Smith"), sender="anna@mail.example")
    assert linked(decide(read)) == {("C-104233", "")}


def test_a_number_that_hits_another_client_than_the_name_in_a_letter_is_a_question() -> None:
    read = letter(found("client_number", "C-104234", label="my client number"), found("name", "Anna Garcia"))
    assert named(reviewed(decide(read), ReviewReason.CONTRADICTION)) == {"C-104233", "C-104234"}


def test_a_namesake_does_not_contradict() -> None:
    read = reading(found("name", "John Smith", Zone.SIGNATURE), sender="john@post.example")
    assert linked(decide(read)) == {("C-200001", "")}
