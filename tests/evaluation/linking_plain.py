"""Everyday communications."""

from __future__ import annotations

from collections.abc import Callable

from crmbridge.domain.communication import Direction
from crmbridge.domain.identifier import Zone
from tests.evaluation.linking_scenarios import (
    Draw,
    Truth,
    address_of,
    birth_date_of,
    case_number,
    name_of,
    number_of,
    thread_of,
)
from tests.unit.linkers.builders import OWN_EMAIL, found, letter, reading


def own_mail(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=reading(sender=one.emails[0], sender_name=one.name), client=one)


def own_mail_with_case(draw: Draw) -> Truth:
    one = draw.single()
    case = draw.case(one)
    return Truth(reading=reading(case_number(case, Zone.SUBJECT), sender=one.emails[0]), client=one, cases=(case,))


def letter_with_number(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(number_of(one), name_of(one)), client=one)


def letter_with_case(draw: Draw) -> Truth:
    one = draw.single()
    case = draw.case(one)
    return Truth(reading=letter(case_number(case, label="your ref"), name_of(one)), client=one, cases=(case,))


def letter_with_birth_date(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(name_of(one, label="signed"), birth_date_of(one)), client=one)


def letter_with_address(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(name_of(one, Zone.SIGNATURE), address_of(one)), client=one)


def letter_with_phone(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=letter(name_of(one, label="signed"), found("phone", one.phones[0])), client=one)


def letter_of_household(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.households)
    return Truth(reading=letter(name_of(one), address_of(one), number_of(one)), client=one)


def mail_from_shared_mailbox_with_number(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.mailboxes)
    return Truth(reading=reading(number_of(one), sender=one.emails[0]), client=one)


def mail_of_contact(draw: Draw) -> Truth:
    firm, contact = draw.rng.choice(draw.world.firms)
    return Truth(reading=reading(sender=contact.emails[0]), client=firm)


def mail_of_representative_with_case(draw: Draw) -> Truth:
    firm = draw.rng.choice(draw.world.represented)
    case = draw.case(firm)
    return Truth(reading=reading(case_number(case), sender=draw.world.representative), client=firm, cases=(case,))


def outgoing_mail(draw: Draw) -> Truth:
    one = draw.single()
    read = reading(sender=OWN_EMAIL, to=(one.emails[0],), direction=Direction.OUT)
    return Truth(reading=read, client=one)


def staff_forward(draw: Draw) -> Truth:
    one = draw.single()
    quoted = found("email", one.emails[0], Zone.QUOTED, label="from:")
    return Truth(reading=reading(quoted, sender="clerk@harbour.example"), client=one)


def reply_in_thread(draw: Draw) -> Truth:
    one = draw.single()
    case = draw.case(one)
    return Truth(reading=reading(sender=one.emails[0]), client=one, cases=(case,), thread=(thread_of(one, case),))


def mail_with_stray_numbers(draw: Draw) -> Truth:
    one, other = draw.two()
    stray = (case_number(draw.case(other), label="invoice"), found("case_number", "20240115"))
    return Truth(reading=reading(*stray, sender=one.emails[0]), client=one)


def mail_from_shared_mailbox_alone(draw: Draw) -> Truth:
    one, _ = draw.pair(draw.world.mailboxes)
    return Truth(reading=reading(sender=one.emails[0], sender_name=one.name), client=one)


def mail_from_new_address(draw: Draw) -> Truth:
    one = draw.single()
    return Truth(reading=reading(sender="new." + one.emails[0], sender_name=one.name), client=one)


PLAIN: tuple[Callable[[Draw], Truth], ...] = (
    own_mail,
    own_mail_with_case,
    letter_with_number,
    letter_with_case,
    letter_with_birth_date,
    letter_with_address,
    letter_with_phone,
    letter_of_household,
    mail_from_shared_mailbox_with_number,
    mail_of_contact,
    mail_of_representative_with_case,
    outgoing_mail,
    staff_forward,
    reply_in_thread,
    mail_with_stray_numbers,
    mail_from_shared_mailbox_alone,
    mail_from_new_address,
)
