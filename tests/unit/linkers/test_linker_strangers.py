"""A number from somebody unknown: it decides only under words that make it the one we gave, or with a second sign."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.decision import Link, NeedsReview, ReviewReason
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Part, PartState, Reading
from tests.unit.linkers.builders import OWN_EMAIL, found, letter, reading
from tests.unit.linkers.office import ANNA, decide, linked, named, reviewed

NUMBER = "C-104233"
STRANGER = "stranger@else.example"


def in_text(text: str, kind: str = "client_number", value: str = NUMBER, zone: Zone = Zone.BODY) -> Reading:
    """A stranger's mail of this text, in which the reader found this one number."""
    start = text.index(value)
    number = replace(found(kind, value, zone, quote=text[max(0, start - 40) : start + 48]), part="1")
    number = replace(number, start=start, end=start + len(value))
    return with_parts(reading(number, sender=STRANGER), {"1": text})


def with_parts(read: Reading, texts: dict[str, str], media_type: str = "text/plain") -> Reading:
    parts = tuple(
        Part(path=path, name="", media_type=media_type, size=len(text), state=PartState.READ, text=text)
        for path, text in texts.items()
    )
    return replace(read, parts=parts)


def at(identifier: Identifier, part: str, start: int = 0) -> Identifier:
    return replace(identifier, part=part, start=start, end=start + len(identifier.value))


@pytest.mark.parametrize(
    "text",
    [
        "My client number is C-104233.",
        "Your ref: C-104233",
        "Your reference C-104233\nDear Sirs,",
        "Our ref: JS/12   Your ref: C-104233",
        "Invoice 12 of 3 March\nYour ref: C-104233\nAmount due 30 GBP",
        "Ihr Zeichen: C-104233",
        "Client number:\nC-104233\n\nDear Sirs",
        "Page 3, client no. C-104233",
        "I hold membership no. C-104233 and I have moved.",
    ],
)
def test_a_number_that_is_said_to_be_the_one_we_gave_links_a_stranger(text: str) -> None:
    assert linked(decide(in_text(text))) == {("C-104233", "")}


@pytest.mark.parametrize(
    "text",
    [
        "The spare part number C-104233 is in stock again.",
        "The new pump C-104233 now 20% off.",
        "Product code: C-104233",
        "Our supplier number: C-104233; your supplier number: 55",
        "Our reference:\nC-104233\n\nDear sirs, please pay.",
        "Our ref        Your ref       Date\nC-104233       -         3 March 2025",
        "Our reference, which you should quote in all letters to this office: C-104233",
        "Our ref: AB/2025/C-104233",
        "Our refs: 4711, C-104233",
        "Our ref / client number: C-104233",
        "Your number with us (our client no.): C-104233. Yours, Water Company",
        "Dear Harbour Mutual, your account number with WaterCo is C-104233.",
        "Dear Harbour Mutual, your customer number: C-104233",
        "Client number: C-104233\nPlease find our offer for printer toner.",
        "My policy number: C-104233",
        "Your claim: C-104233 of 4,000 GBP awaits you",
        "Your membership ends in May.\nMembership number: C-104233",
        "Invoice\nCustomer number: C-104233\nAmount due 30 GBP",
        "Account number: C-104233\nSort code: 12-34-56",
        "Facture n° C-104233 du 3 mars",
        "Notre référence : C-104233",
        "Nuestra referencia: C-104233",
        "Ons kenmerk: C-104233",
        "Unsere Referenz: C-104233",
        "I got a letter for C-104233 but I am not this person; wrong address.",
        "You wrote to me about client number C-104233, which is not mine.",
        "My neighbour, who lives at number 5, has client number C-104233.",
        "Her client number is C-104233.",
        "Mr Pell's client number is C-104233.",
        "Client number C-104233 belongs to my friend.",
        "Please give a number, for example client number C-104233.",
    ],
)
def test_a_strangers_number_under_other_words_is_never_linked(text: str) -> None:
    assert not isinstance(decide(in_text(text)), Link)


@pytest.mark.parametrize(
    "text",
    [
        "In any case the money went with transaction 00147745 to the bank.",
        "To claim your prize quote 00147745 now",
        "please claim by 00147745",
        "Your support case 00147745 at Printer Corp has been opened.",
        "Your case number 00147745",
        "Your ref: 00147745",
        "00147745 is your verification code",
        "Call me on +65 00147745",
    ],
)
@pytest.mark.parametrize("zone", [Zone.BODY, Zone.SUBJECT])
def test_a_strangers_number_of_digits_alone_is_a_question(text: str, zone: Zone) -> None:
    read = in_text(text, "case_number", "00147745", zone)
    assert named(reviewed(decide(read), ReviewReason.WEAK)) == {"C-104233"}


def test_digits_with_the_owners_name_anywhere_in_the_text_link() -> None:
    decision = decide(in_text("Your ref: 00147745\n\nThank you.\nAnna Garcia\n", "case_number", "00147745"))
    assert linked(decision) == {("C-104233", "00147745")}
    assert isinstance(decision, Link)
    assert "with name Anna Garcia in the text" in decision.reason


@pytest.mark.parametrize(
    "sign",
    [
        found("name", "Anna Garcia"),
        found("phone", "01632 960111", start=50),
        found("email", "anna@mail.example", start=50),
        found("account_number", "HL-1000-0001-K", start=50),
    ],
)
def test_a_second_sign_of_the_same_client_makes_a_plain_number_decide(sign: Identifier) -> None:
    read = reading(found("case_number", "00147745", label="case"), sign, sender=STRANGER)
    assert {client for client, _ in linked(decide(read))} == {"C-104233"}


def test_a_second_sign_of_another_client_does_not_help_a_number() -> None:
    read = reading(found("case_number", "00147745", label="case"), found("name", "John Smith"), sender=STRANGER)
    assert isinstance(decide(read), NeedsReview)


def test_the_same_digits_found_twice_are_one_sign() -> None:
    twice = (found("client_number", NUMBER, start=4), found("reference", f"XX-{NUMBER}", start=1))
    assert not isinstance(decide(reading(*twice, sender=STRANGER)), Link)


def test_the_question_says_what_a_number_lacks() -> None:
    review = reviewed(decide(in_text("See C-104233 there")), ReviewReason.WEAK)
    assert review.reason == (
        "client number C-104233 in the text points to Anna Garcia (C-104233), which alone is not enough: "
        "no words say that we gave this number, and nothing else in it is that client's"
    )


def test_words_that_any_firm_prints_count_for_a_number_with_a_good_check_digit() -> None:
    number = found("account_number", "HL-1000-0001-K", label="policy number", checked=True)
    assert linked(decide(reading(number, sender=STRANGER))) == {("C-104233", "00147746")}
    reviewed(decide(reading(replace(number, checked=None), sender=STRANGER)), ReviewReason.WEAK)


def test_a_number_in_a_mapped_field_decides() -> None:
    mapped = (found("client_number", NUMBER, Zone.FIELD), found("reference", NUMBER, Zone.FIELD, label="client number"))
    assert linked(decide(reading(*mapped, sender=STRANGER, channel=Channel.FORM))) == {("C-104233", "")}


def test_a_number_in_any_other_field_is_a_question() -> None:
    read = reading(found("client_number", NUMBER, Zone.FIELD), sender=STRANGER, channel=Channel.FORM)
    reviewed(decide(read), ReviewReason.WEAK)


def test_a_number_in_bulk_mail_of_a_stranger_is_a_question() -> None:
    read = replace(in_text("My client number: C-104233"), automatic=True)
    reviewed(decide(read), ReviewReason.WEAK)


def test_a_mail_in_our_name_to_a_stranger_is_not_linked_by_any_number_in_it() -> None:
    read = reading(found("client_number", NUMBER, label="number"), sender=OWN_EMAIL, to=(STRANGER,))
    assert not isinstance(decide(replace(read, direction=Direction.OUT)), Link)


# Whose words


def test_what_a_stranger_attaches_of_a_clients_mail_is_not_the_clients_mail() -> None:
    inner = {"2": "From: anna@mail.example", "2.1": "My client number is C-104233"}
    signs = (
        at(found("email", "anna@mail.example", Zone.ATTACHMENT, label="from"), "2", 6),
        at(found("client_number", NUMBER, Zone.ATTACHMENT, label="my client number is"), "2.1", 20),
    )
    read = with_parts(reading(*signs, sender=STRANGER), inner, "message/rfc822")
    assert named(reviewed(decide(read), ReviewReason.WEAK)) == {"C-104233"}


def test_what_staff_forward_of_a_stranger_who_quotes_a_client_is_a_question() -> None:
    text = "From: stranger@q.example\nSubject: roof\n\n> From: Anna <anna@mail.example>\n> hi\n\nI am a neighbour."
    signs = [
        at(found("email", one, Zone.QUOTED, label="from:"), "1", text.index(one))
        for one in ("stranger@q.example", "anna@mail.example")
    ]
    read = with_parts(reading(*signs, sender="clerk@harbour.example"), {"1": text})
    assert named(reviewed(decide(read), ReviewReason.WEAK)) == {"C-104233"}


def test_what_one_of_the_staff_forwards_of_another_goes_to_the_client_within() -> None:
    text = "From: bob@harbour.example\n\n> From: Anna <anna@mail.example>\n> My roof leaks."
    signs = [
        at(found("email", one, Zone.QUOTED, label="from:"), "1", text.index(one))
        for one in ("bob@harbour.example", "anna@mail.example")
    ]
    read = with_parts(reading(*signs, sender="clerk@harbour.example"), {"1": text})
    assert linked(decide(read)) == {("C-104233", "")}


def test_a_forwarded_from_line_with_a_name_alone_is_a_strangers() -> None:
    text = "From: Peter Crook\nSubject: roof\n\n> From: Anna <anna@mail.example>\n> hi"
    sign = at(found("email", "anna@mail.example", Zone.QUOTED, label="from:"), "1", text.index("anna@"))
    read = with_parts(reading(sign, sender="clerk@harbour.example"), {"1": text})
    reviewed(decide(read), ReviewReason.WEAK)


@pytest.mark.parametrize("label", ["reply-to", "sender"])
def test_another_client_in_the_reply_to_or_sender_line_contradicts(label: str) -> None:
    read = reading(found("email", "john@post.example", Zone.FIELD, label=label), sender="anna@mail.example")
    review = reviewed(decide(read), ReviewReason.CONTRADICTION)
    assert named(review) == {"C-104233", "C-200001"}
    assert "Reply-To or Sender line is John Smith" in review.reason


@pytest.mark.parametrize("label", ["reply-to", "sender"])
def test_a_client_in_the_reply_to_or_sender_line_of_a_stranger_is_a_question(label: str) -> None:
    read = reading(found("email", "anna@mail.example", Zone.FIELD, label=label), sender=STRANGER)
    reviewed(decide(read), ReviewReason.WEAK)


def test_several_senders_are_a_question_that_names_them() -> None:
    senders = [found("email", one, Zone.SENDER, label="from") for one in ("anna@mail.example", "evil@y.example")]
    review = reviewed(decide(reading(*senders, sender="anna@mail.example")), ReviewReason.FORGED)
    assert "2 senders, anna@mail.example, evil@y.example" in review.reason
    assert named(review) == {"C-104233"}


# Names


def test_a_mans_birth_date_beside_the_name_of_his_neighbour_is_a_question() -> None:
    signs = (found("name", "Anna Garcia"), found("name", "Peter Crook", label="signed"), found("date", "1980-04-03"))
    assert named(reviewed(decide(letter(*signs)), ReviewReason.WEAK)) == {"C-104233"}


@pytest.mark.parametrize("after", [" junior, son of Mr Garcia", ", daughter of the above", " Jr."])
def test_a_child_of_the_same_name_and_address_is_a_question(after: str) -> None:
    name = found("name", "Anna Garcia", label="signed", quote=f"Yours sincerely,\nAnna Garcia{after}")
    read = letter(name, found("address", "7 Mill Lane, Port Arden PA1 4ZZ"))
    assert isinstance(decide(read), NeedsReview)


def test_a_client_who_sends_papers_about_another_is_a_question() -> None:
    quote = "Letter of Anna Garcia, born 3 April 1980, 7 Mill Lane, Port Arden PA1 4ZZ"
    address = found("address", "7 Mill Lane, Port Arden PA1 4ZZ", Zone.ATTACHMENT, quote=quote)
    review = reviewed(decide(reading(address, sender="john@post.example")), ReviewReason.CONTRADICTION)
    assert named(review) == {"C-104233", "C-200001"}


# Not read in full


@pytest.mark.parametrize("state", [PartState.NOT_FULLY_READ, PartState.OVER_BUDGET, PartState.DAMAGED])
def test_a_document_read_in_part_is_not_linked_by_a_number_in_it(state: PartState) -> None:
    read = letter(found("client_number", NUMBER, label="my client number"), found("name", ANNA.name), state=state)
    assert named(reviewed(decide(read), ReviewReason.NOT_READABLE)) == {"C-104233"}
