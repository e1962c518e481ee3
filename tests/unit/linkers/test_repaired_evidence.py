"""A recognised number is worth what it was read as: mended ones count with a second sign only, and say how."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmbridge.domain.decision import Link, ReviewReason, Unlinked
from crmbridge.domain.directory import Case
from linkers.weights import WEIGHTS, Standing, lower_weight
from tests.unit.linkers.builders import small_directory
from tests.unit.linkers.office import ANNA, JOHN, decide, linked, named, reviewed
from tests.unit.linkers.recognised_builders import fax


def test_a_misread_number_alone_goes_to_a_person_with_its_suggestion() -> None:
    review = reviewed(decide(fax("My client number is C-1O4233.")), ReviewReason.SIMILAR_ONLY)
    assert named(review) == {"C-104233"}
    assert review.reason == (
        'client number C-1O4233 (on file C-104233: O for 0) after "my client number" in the text, page 1, '
        "read by text recognition points to Anna Garcia (C-104233), which alone is not enough: "
        "it was not read as it stands on file, and nothing else in it is that client's"
    )


def test_a_misread_number_with_its_clients_name_is_linked() -> None:
    decision = decide(fax("My client number is C-1O4233.\nYours faithfully\nAnna Garcia"))
    assert linked(decision) == {("C-104233", "")}
    assert isinstance(decision, Link)
    assert "C-1O4233 (on file C-104233: O for 0)" in decision.reason
    repaired = next(one for one in decision.targets[0].evidence if one.kind == "reference")
    assert repaired.quote == "My client number is C-1O4233.\nYours faithfully\nAnna Garcia"
    assert repaired.rule.endswith("/ repaired")


def test_a_repaired_number_is_worth_less_than_one_read_as_it_stands() -> None:
    weights = []
    for number in ("C-104233", "C-1O4233"):
        decision = decide(fax(f"About client number {number}.\nYours faithfully\nAnna Garcia"))
        assert isinstance(decision, Link)
        weights.append(max(one.weight for one in decision.targets[0].evidence if one.value == number))
    assert weights[1] < weights[0]


def test_a_misread_number_is_linked_by_the_fax_number_of_its_client() -> None:
    assert linked(decide(fax("About C-1O4233.", sender="01632 960111"))) == {("C-104233", "")}


def test_a_misread_number_of_one_client_under_the_name_of_another_is_a_contradiction() -> None:
    review = reviewed(
        decide(fax("About C-1O4233.\nMy phone is 01632 960333.\nYours faithfully\nJohn Smith")),
        ReviewReason.CONTRADICTION,
    )
    assert named(review) == {"C-104233", "C-200001"}


def test_a_misread_case_number_names_its_case() -> None:
    decision = decide(fax("About case 0O150000.\nYours faithfully\nPeter Garcia"))
    assert linked(decision) == {("C-104234", "00150000")}


def test_a_plausible_digit_with_the_name_of_the_only_client_it_fits_is_linked() -> None:
    decision = decide(fax("My client number is C-204233.\nYours faithfully\nAnna Garcia"))
    assert linked(decision) == {("C-104233", "")}


def test_a_plausible_digit_alone_is_a_question_and_names_whom_it_may_mean() -> None:
    review = reviewed(decide(fax("My client number is C-208001.")), ReviewReason.SIMILAR_ONLY)
    assert named(review) == {"C-200001"}


def test_the_number_of_a_stranger_that_is_like_no_number_of_ours_points_to_nobody() -> None:
    assert isinstance(decide(fax("Order 8812/77, invoice INV899911.")), Unlinked)


@pytest.mark.parametrize(("confidence", "is_linked"), [(0.95, True), (0.5, False)])
def test_a_number_given_by_its_label_is_linked_alone_only_where_it_was_recognised_surely(
    confidence: float, is_linked: bool
) -> None:
    decision = decide(fax("My client number is C-300001.", confidence))
    assert isinstance(decision, Link) is is_linked


def test_a_recognised_number_that_one_sign_makes_another_clients_is_not_linked_alone() -> None:
    near = replace(JOHN, id="9", number="C-104283")
    directory = small_directory(clients=(ANNA, near))
    review = reviewed(decide(fax("My client number is C-104233."), directory=directory), ReviewReason.WEAK)
    assert "other clients' numbers are nearly the same" in review.reason
    assert linked(decide(fax("My client number is C-104233.\nYours faithfully\nAnna Garcia"), directory=directory))


def test_a_name_shared_with_the_client_of_a_nearly_equal_number_is_no_second_sign() -> None:
    son = replace(ANNA, id="9", number="C-104283", emails=(), phones=(), accounts=())
    directory = small_directory(clients=(ANNA, son))
    reviewed(
        decide(fax("My client number is C-104233.\nYours faithfully\nAnna Garcia"), directory=directory),
        ReviewReason.WEAK,
    )


def test_of_two_cases_with_nearly_equal_numbers_a_recognised_one_is_not_taken() -> None:
    cases = (Case(id="a1", number="00147745", client_id="1"), Case(id="a2", number="00147746", client_id="1"))
    near = (*cases[:1], replace(cases[1], number="00147775"), replace(cases[1], id="a3", number="00141745"))
    directory = small_directory(clients=(ANNA,), cases=near)
    decision = decide(fax("About case 00147745.\nYours faithfully\nAnna Garcia"), directory=directory)
    assert linked(decision) == {("C-104233", "")}
    assert isinstance(decision, Link)
    assert {one.case_number for one in decision.suggested_cases} >= {"00147745"}


def test_a_letter_that_stands_as_text_is_never_mended() -> None:
    reading = fax("My client number is C-1O4233.\nYours faithfully\nAnna Garcia")
    parts = tuple(replace(one, words=()) for one in reading.parts)
    assert not isinstance(decide(replace(reading, parts=parts)), Link)


def test_the_same_page_gives_the_same_decision() -> None:
    reading = fax("About C-1O4233 and 0O150000.\nYours faithfully\nPeter Garcia")
    assert decide(reading) == decide(reading)


def test_a_repair_never_decides_by_its_standing() -> None:
    lowered = {lower_weight(one, is_certain=how).standing for one in WEIGHTS.values() for how in (False, True)}
    assert Standing.DECIDES not in lowered
