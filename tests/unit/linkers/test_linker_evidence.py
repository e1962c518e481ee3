from __future__ import annotations

from crmbridge.domain.decision import Link, ReviewReason
from crmbridge.domain.identifier import Zone
from tests.unit.linkers.builders import found, letter, reading
from tests.unit.linkers.office import (
    ANNA,
    JOHN,
    OTHER_JOHN,
    PETER,
    decide,
    reviewed,
)


def test_evidence_says_what_where_and_whose() -> None:
    number = found("case_number", "00147745", Zone.SUBJECT, label="your ref")
    decision = decide(letter(number, found("name", "Anna Garcia")))
    assert isinstance(decision, Link)
    assert decision.targets[0].evidence[0].sentence == (
        'case number 00147745 after "your ref" in the subject; '
        "it exists in the CRM and belongs to Anna Garcia (C-104233)"
    )


def test_evidence_is_ordered_strongest_first() -> None:
    read = reading(
        found("name", "Anna Garcia"), found("client_number", "C-104233", label="client"), sender="anna@mail.example"
    )
    decision = decide(read)
    assert isinstance(decision, Link)
    weights = [one.weight for one in decision.targets[0].evidence]
    assert weights == sorted(weights, reverse=True)
    assert len(weights) == 3


def test_a_review_names_at_most_three_candidates() -> None:
    numbers = [found("client_number", one.number) for one in (ANNA, PETER, JOHN, OTHER_JOHN)]
    assert len(reviewed(decide(letter(*numbers)), ReviewReason.SEVERAL).candidates) == 3


def test_the_order_of_identifiers_does_not_change_the_decision() -> None:
    identifiers = [
        found("client_number", "C-104233"),
        found("name", "Peter Garcia", start=9),
        found("phone", "01632 960333", start=20),
        found("case_number", "00150000", start=40),
    ]
    assert decide(letter(*identifiers)) == decide(letter(*reversed(identifiers)))


def test_no_probability_is_certain() -> None:
    read = reading(
        found("client_number", "C-104233"), found("case_number", "00147745", label="case"), sender="anna@mail.example"
    )
    decision = decide(read)
    assert isinstance(decision, Link)
    assert decision.targets[0].probability == 0.999
