from __future__ import annotations

import pytest

from linkers.labels import LabelClass, read_label
from linkers.weights import WEIGHTS, Family, Place, as_probability, format_weights
from tests.unit.linkers.builders import found


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("your ref: 00147745", LabelClass.LABELLED),
        ("Case number 00147745", LabelClass.LABELLED),
        ("our ref 00147745", LabelClass.THEIRS),
        ("please pay invoice no. 00147745", LabelClass.THEIRS),
        ("Inv. No. 00147745", LabelClass.THEIRS),
        ("invoice 8812, case 00147745", LabelClass.LABELLED),
        ("case 8812, invoice 00147745", LabelClass.THEIRS),
        ("my previous case 00147745", LabelClass.PREVIOUS),
        ("my neighbour's case 00147745", LabelClass.THIRD_PARTY),
        ("on behalf of 00147745", LabelClass.ON_BEHALF),
        ("see 00147745", LabelClass.BARE_DIGITS),
        ("our ref 8812\n00147745", LabelClass.BARE_DIGITS),
        ("That was our file. Now 00147745", LabelClass.BARE_DIGITS),
    ],
)
def test_the_words_before_a_number_say_whose_it_is(quote: str, expected: LabelClass) -> None:
    assert read_label(found("case_number", "00147745", quote=quote), is_ours=False).kind is expected


def test_a_number_with_letters_is_no_chance_hit() -> None:
    assert read_label(found("client_number", "C-104233"), is_ours=False).kind is LabelClass.BARE


def test_in_our_own_letter_our_reference_is_ours_and_your_reference_theirs() -> None:
    ours = found("case_number", "00147745", label="our ref")
    yours = found("case_number", "00147745", label="your ref")
    assert read_label(ours, is_ours=True).kind is LabelClass.LABELLED
    assert read_label(yours, is_ours=True).kind is LabelClass.THEIRS


def test_a_readers_label_that_belongs_to_an_earlier_number_is_not_taken() -> None:
    quote = "case 00147745 was paid on 20240115"
    assert read_label(found("case_number", "20240115", label="case", quote=quote), is_ours=False).kind is (
        LabelClass.BARE_DIGITS
    )


def test_a_readers_label_on_the_line_above_is_taken() -> None:
    quote = "Case number:\n00147745"
    label = read_label(found("case_number", "00147745", label="case number", quote=quote), is_ours=False)
    assert label.kind is LabelClass.LABELLED


def test_prose_before_a_name_is_no_label() -> None:
    name = found("name", "Anna Garcia", quote="the case of your customer Anna Garcia")
    assert read_label(name, is_ours=False).kind is LabelClass.BARE


def test_the_table_has_one_row_for_every_mention_in_every_place() -> None:
    assert len(WEIGHTS) == len(Family) * len(Place) * len(LabelClass)


def test_the_printed_table_names_every_row_once() -> None:
    lines = format_weights().splitlines()
    assert len(lines) == len(set(lines)) == len(WEIGHTS)


def test_one_mention_alone_gives_back_its_own_reliability() -> None:
    weight = WEIGHTS[Family.EMAIL, Place.SENDER, LabelClass.BARE]
    assert as_probability(weight.bits) == pytest.approx(weight.reliability, abs=0.001)


@pytest.mark.parametrize("bits", [-5000.0, -9.0, 0.0, 15.0, 5000.0])
def test_a_probability_is_never_certain(bits: float) -> None:
    assert 0.001 <= as_probability(bits) <= 0.999
