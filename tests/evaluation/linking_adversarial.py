"""Communications made to mislead. Where no client is given, any automatic link is wrong."""

from __future__ import annotations

from collections.abc import Callable

from crmbridge.domain.communication import Direction
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import Authentication, PartState
from tests.evaluation.linking_scenarios import (
    STRANGER,
    Draw,
    Truth,
    address_of,
    birth_date_of,
    case_number,
    from_stranger,
    name_of,
    number_of,
    one_digit_off,
    thread_of,
)
from tests.unit.linkers.builders import OWN_EMAIL, found, letter, reading


def case_of_another(draw: Draw) -> Truth:
    one, other = draw.two()
    zone = draw.rng.choice((Zone.SUBJECT, Zone.BODY, Zone.ATTACHMENT, Zone.FIELD))
    return Truth(reading=reading(case_number(draw.case(other), zone), sender=one.emails[0]))


def number_of_another(draw: Draw) -> Truth:
    one, other = draw.two()
    return Truth(reading=reading(number_of(other), sender=one.emails[0]))


def case_of_household_member(draw: Draw) -> Truth:
    one, other = draw.pair(draw.world.households[20:])
    return Truth(reading=reading(case_number(draw.case(other), Zone.SUBJECT), sender=one.emails[0]))


def shared_mailbox(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.mailboxes)
    return Truth(reading=reading(found("phone", one.phones[-1]), sender=one.emails[0]))


def wrong_digit_in_letter(draw: Draw) -> Truth:
    one = draw.single()
    wrong = found("client_number", one_digit_off(one.number, draw.rng), label="client number")
    return Truth(reading=letter(wrong, name_of(one)))


def wrong_digit_in_case(draw: Draw) -> Truth:
    one = draw.single()
    wrong = found("case_number", one_digit_off(draw.case(one).number, draw.rng), Zone.SUBJECT, label="case")
    return Truth(reading=reading(wrong, sender=one.emails[0], sender_name=one.name), client=one)


def wrong_digit_in_account(draw: Draw) -> Truth:
    one = draw.single()
    wrong = found("account_number", one_digit_off(one.accounts[0], draw.rng), label="account", checked=False)
    return Truth(reading=letter(wrong, name_of(one)))


def name_alone(draw: Draw) -> Truth:
    return from_stranger(name_of(draw.single(), draw.rng.choice((Zone.BODY, Zone.SIGNATURE))))


def namesakes_with_one_address(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.namesakes[:6])
    return Truth(reading=letter(name_of(one, Zone.SIGNATURE), address_of(one)))


def namesake_by_birth_date(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.namesakes)
    return Truth(reading=letter(name_of(one, label="signed"), birth_date_of(one)), client=one)


def foreign_number(draw: Draw) -> Truth:
    label = draw.rng.choice(("invoice", "our ref", "order no", "tracking number", "our reference:", "ticket"))
    return from_stranger(case_number(draw.case(draw.single()), draw.rng.choice((Zone.SUBJECT, Zone.BODY)), label))


def chance_number(draw: Draw) -> Truth:
    return from_stranger(case_number(draw.case(draw.single()), label=""))


def forged_sender(draw: Draw) -> Truth:
    one = draw.single()
    signs = (case_number(draw.case(one)), number_of(one), name_of(one, Zone.SIGNATURE))
    return Truth(reading=reading(*signs, sender=one.emails[0], authentication=Authentication(dmarc="fail")))


def copied_client(draw: Draw) -> Truth:
    return Truth(reading=reading(sender=STRANGER, cc=(draw.single().emails[0],)))


def contact_points_in_text(draw: Draw) -> Truth:
    one = draw.single()
    return from_stranger(found("email", one.emails[0]), found("phone", one.phones[0]), name_of(one))


def quoted_number(draw: Draw) -> Truth:
    one = draw.single()
    return from_stranger(case_number(draw.case(one), Zone.QUOTED), found("email", one.emails[0], Zone.QUOTED))


def numbers_of_two(draw: Draw) -> Truth:
    one, other = draw.two()
    return Truth(reading=reading(number_of(one), number_of(other), sender=one.emails[0]))


def forward_by_client(draw: Draw) -> Truth:
    one, other = draw.two()
    quoted = (found("email", other.emails[0], Zone.QUOTED, label="from:"), name_of(other, Zone.QUOTED))
    return Truth(reading=reading(*quoted, sender=one.emails[0]), client=one)


def partner_in_anothers_mailbox(draw: Draw) -> Truth:
    one, other = draw.pair(draw.world.households[20:])
    return Truth(reading=reading(sender=one.emails[0], sender_name=other.name))


def on_behalf_of_another(draw: Draw) -> Truth:
    one, other = draw.two()
    return Truth(reading=reading(name_of(other, label="on behalf of"), sender=one.emails[0]))


def neighbour_of_client(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(name_of(one), found("address", f"99 Other Street, {one.city} {one.postcode}")))


def witness_in_letter(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(name_of(one, label="the witness"), found("phone", one.phones[0])))


def representative_without_number(draw: Draw) -> Truth:
    return Truth(reading=reading(sender=draw.world.representative, sender_name="Ben Agent"))


def stranger_thread(draw: Draw) -> Truth:
    one, other = draw.two()
    return Truth(reading=reading(sender=one.emails[0]), thread=(thread_of(other, draw.case(other)),))


def outgoing_about_another(draw: Draw) -> Truth:
    one, other = draw.two()
    read = reading(case_number(draw.case(other)), sender=OWN_EMAIL, to=(one.emails[0],), direction=Direction.OUT)
    return Truth(reading=read)


def staff_forward_of_two(draw: Draw) -> Truth:
    quoted = [found("email", one.emails[0], Zone.QUOTED, label="from:") for one in draw.two()]
    return Truth(reading=reading(*quoted, sender="clerk@harbour.example"))


def unreadable_from_shared_mailbox(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.mailboxes)
    return Truth(reading=reading(sender=one.emails[0], state=PartState.ENCRYPTED))


def earlier_case(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(
        reading=reading(case_number(draw.case(one), label="my previous case"), sender=one.emails[0]), client=one
    )


STRANGERS_WORDS = (
    "The spare part number {} is in stock again.",
    "Our reference:\n{}\n\nDear sirs, please pay.",
    "Our refs: 4711, {}",
    "Our supplier number: {}; your supplier number: 55",
    "Dear Harbour Mutual, your account number with us is {}",
    "Invoice\nCustomer number: {}\nAmount due 30 GBP",
    "In any case the money went with transaction {} to the bank.",
    "To claim your prize quote {} now",
    "Your support case {} has been opened.",
    "I got a letter for {} but I am not this person.",
    "{} is your verification code",
    "Notre référence : {}",
)


def number_among_a_strangers_words(draw: Draw) -> Truth:
    one = draw.single()
    kind, value = draw.rng.choice(
        (("client_number", one.number), ("case_number", draw.case(one).number), ("account_number", one.accounts[0]))
    )
    quote = draw.rng.choice(STRANGERS_WORDS).format(value)
    return from_stranger(found(kind, value, draw.rng.choice((Zone.SUBJECT, Zone.BODY, Zone.ATTACHMENT)), quote=quote))


def reply_to_another(draw: Draw) -> Truth:
    one, other = draw.two()
    label = draw.rng.choice(("reply-to", "sender"))
    return Truth(reading=reading(found("email", other.emails[0], Zone.FIELD, label=label), sender=one.emails[0]))


def two_senders(draw: Draw) -> Truth:
    one = draw.single()
    senders = [found("email", each, Zone.SENDER, label="from") for each in (one.emails[0], STRANGER)]
    return Truth(reading=reading(*senders, number_of(one), sender=one.emails[0]))


def mans_birth_date_beside_a_clients_name(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(name_of(one), birth_date_of(one), found("name", "Ugo Nemo", label="signed")))


def child_of_the_same_name(draw: Draw) -> Truth:
    one = draw.single()
    name = found("name", one.name, label="signed", quote=f"Yours,\n{one.name} junior")
    return Truth(reading=letter(name, address_of(one)))


def partly_read(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(number_of(one), name_of(one), state=PartState.NOT_FULLY_READ))


ADVERSARIAL: tuple[Callable[[Draw], Truth], ...] = (
    case_of_another,
    number_of_another,
    case_of_household_member,
    shared_mailbox,
    wrong_digit_in_letter,
    wrong_digit_in_case,
    wrong_digit_in_account,
    name_alone,
    namesakes_with_one_address,
    namesake_by_birth_date,
    foreign_number,
    chance_number,
    forged_sender,
    copied_client,
    contact_points_in_text,
    quoted_number,
    numbers_of_two,
    forward_by_client,
    partner_in_anothers_mailbox,
    on_behalf_of_another,
    neighbour_of_client,
    witness_in_letter,
    representative_without_number,
    stranger_thread,
    outgoing_about_another,
    staff_forward_of_two,
    unreadable_from_shared_mailbox,
    earlier_case,
    number_among_a_strangers_words,
    reply_to_another,
    two_senders,
    mans_birth_date_beside_a_clients_name,
    child_of_the_same_name,
    partly_read,
)
