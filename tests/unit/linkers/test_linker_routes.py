from __future__ import annotations

from dataclasses import replace

import pytest

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.decision import NeedsReview, ReviewReason, Unlinked
from crmbridge.domain.directory import Client
from crmbridge.domain.evidence import Bearing
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PartState, Reading
from tests.unit.linkers.builders import OWN_EMAIL, found, letter, reading, small_directory
from tests.unit.linkers.office import (
    ANNA,
    FORGED,
    PETER,
    decide,
    linked,
    named,
    reviewed,
)


def test_a_forged_sender_is_a_question_even_when_numbers_agree() -> None:
    read = reading(found("case_number", "00147745", label="case"), sender="anna@mail.example", authentication=FORGED)
    review = reviewed(decide(read), ReviewReason.FORGED)
    assert named(review) == {"C-104233"}
    sender = [one for one in review.candidates[0].evidence if one.value == "anna@mail.example"]
    assert [one.bearing for one in sender] == [Bearing.NOT_USED]


def test_a_forged_mail_that_points_to_nobody_is_unlinked() -> None:
    assert isinstance(decide(reading(sender="x@else.example", authentication=FORGED)), Unlinked)


UNREADABLE = [
    PartState.ENCRYPTED,
    PartState.DAMAGED,
    PartState.NEEDS_OCR,
    PartState.OVER_BUDGET,
    PartState.UNSUPPORTED,
    PartState.NOT_FULLY_READ,
]


@pytest.mark.parametrize("state", UNREADABLE)
def test_an_unreadable_document_is_never_unlinked(state: PartState) -> None:
    assert reviewed(decide(letter(state=state)), ReviewReason.NOT_READABLE).candidates == ()


@pytest.mark.parametrize("state", UNREADABLE)
def test_an_unreadable_mail_is_linked_by_its_headers(state: PartState) -> None:
    assert linked(decide(reading(sender="anna@mail.example", state=state))) == {("C-104233", "")}


def test_an_unreadable_document_names_whom_it_points_to() -> None:
    read = letter(found("name", "Anna Garcia"), state=PartState.DAMAGED)
    assert named(reviewed(decide(read), ReviewReason.NOT_READABLE)) == {"C-104233"}


def test_an_automatic_reply_is_linked_like_any_other_mail() -> None:
    assert linked(decide(reading(sender="anna@mail.example", automatic=True))) == {("C-104233", "")}


def test_an_outgoing_mail_belongs_to_its_addressee() -> None:
    read = reading(sender=OWN_EMAIL, to=("anna@mail.example",), direction=Direction.OUT)
    assert linked(decide(read)) == {("C-104233", "")}


def test_an_outgoing_mail_is_not_linked_to_our_own_record() -> None:
    ours = Client(id="9", number="C-900000", kind="organisation", name="Test", emails=(OWN_EMAIL,))
    read = reading(sender=OWN_EMAIL, to=("stranger@else.example",), direction=Direction.OUT)
    assert isinstance(decide(read, directory=small_directory(clients=(ours,))), Unlinked)


def test_our_reference_in_our_own_letter_is_our_number() -> None:
    read = reading(
        found("case_number", "00147745", label="our ref"), to=(), channel=Channel.LETTER, direction=Direction.OUT
    )
    assert linked(decide(read)) == {("C-104233", "00147745")}


def test_an_outgoing_mail_to_one_client_about_anothers_case_is_a_question() -> None:
    read = reading(
        found("case_number", "00147745", Zone.SUBJECT, label="case"),
        sender=OWN_EMAIL,
        to=("john@post.example",),
        direction=Direction.OUT,
    )
    assert "addressee john@post.example" in reviewed(decide(read), ReviewReason.CASE_OF_ANOTHER).reason


def test_a_copy_to_a_client_does_not_identify_an_outgoing_mail() -> None:
    read = reading(sender=OWN_EMAIL, to=("stranger@else.example",), cc=("anna@mail.example",), direction=Direction.OUT)
    reviewed(decide(read), ReviewReason.WEAK)


def staff_forward(*addresses: str) -> Reading:
    quoted = [found("email", one, Zone.QUOTED, label="from:") for one in addresses]
    return reading(*quoted, sender="clerk@harbour.example", to=(OWN_EMAIL,), direction=Direction.OUT)


def test_a_forward_by_staff_goes_to_the_original_sender() -> None:
    assert linked(decide(staff_forward("anna@mail.example"))) == {("C-104233", "")}


def test_a_forward_by_staff_of_two_clients_mails_is_a_question() -> None:
    assert isinstance(decide(staff_forward("anna@mail.example", "john@post.example")), NeedsReview)


def test_a_number_in_what_staff_forward_counts() -> None:
    quoted = (found("case_number", "00147745", Zone.QUOTED, label="case"), found("name", "Anna Garcia", Zone.QUOTED))
    read = reading(*quoted, sender="clerk@harbour.example", to=(OWN_EMAIL,))
    assert linked(decide(read)) == {("C-104233", "00147745")}


def test_a_forward_by_a_client_stays_with_that_client() -> None:
    read = reading(found("email", "john@post.example", Zone.QUOTED, label="from:"), sender="anna@mail.example")
    assert linked(decide(read)) == {("C-104233", "")}


def test_merged_clients_are_one_client() -> None:
    old = replace(PETER, id="7", number="C-999999", emails=("old@mail.example",))
    directory = small_directory(clients=(ANNA, old), merges=[("7", "1")])
    read = reading(found("client_number", "C-104233"), sender="old@mail.example")
    assert linked(decide(read, directory=directory)) == {("C-104233", "")}


def test_a_greeting_in_a_letter_to_us_names_our_own_staff() -> None:
    read = letter(found("client_number", "C-104233", label="my client no"), found("name", "John Smith", label="dear"))
    assert linked(decide(read)) == {("C-104233", "")}


def test_the_name_under_a_letter_is_its_writers() -> None:
    read = letter(found("client_number", "C-104233", label="my client no"), found("name", "John Smith", label="signed"))
    reviewed(decide(read), ReviewReason.CONTRADICTION)


def test_the_original_sender_is_known_by_the_line_that_introduces_a_quotation() -> None:
    quote = "On Monday Anna Garcia <anna@mail.example> wrote:"
    read = reading(
        found("email", "anna@mail.example", Zone.QUOTED, quote=quote), sender="clerk@harbour.example", to=(OWN_EMAIL,)
    )
    assert linked(decide(read)) == {("C-104233", "")}
