"""What text recognition misread is mended only where the CRM's own list leaves no doubt."""

from __future__ import annotations

import pytest

from linkers.recognised import Budget, find_repairs
from tests.unit.linkers.builders import COUNTRY
from tests.unit.linkers.recognised_builders import KnownList, identifiers_of, recognised_part, repair


@pytest.mark.parametrize(
    ("read", "on_file", "words"),
    [
        ("C-1O4233", "C-104233", "O for 0"),
        ("C-lO4233", "C-104233", "l for 1, O for 0"),
        ("C-1o42|3", "C-104213", "o for 0, | for 1"),
        ("INV6S6290", "INV656290", "S for 5"),
        ("HH/13/226886", "HH/13/22688G", "6 for G"),
        ("HH113/22688C", "HH/13/22688C", "1 for /"),
        ("HHl13/2268BC", "HH/13/22688C", "l for /, B for 8"),
        ("CAS-2026- 004417", "CAS-2026-004417", "a space inside it"),
        ("C A S-2026-OO4417", "CAS-2026-004417", "a space inside it, O for 0"),
        ("anna. kay@mail.example", "anna.kay@mail.example", "a space inside it"),
        ("anna.kay@mail,example", "anna.kay@mail.example", ", for a dot"),
        ("anna.kay@mailexample", "anna.kay@mail.example", "a dot missing"),
        ("01632\n960123", "01632 960123", "a line break inside it"),
        ("anna.kay©mail.example", "anna.kay@mail.example", "© for @"),
        ("annaQmail.example", "anna@mail.example", "q for @"),
        ("fem.marnie@mail.example", "fern.marnie@mail.example", "m for rn"),
        ("O1632 96O123", "01632 960123", "O for 0"),
    ],
)
def test_a_usual_misreading_of_one_known_value_is_mended(read: str, on_file: str, words: str) -> None:
    found = repair(f"about {read}, please write", on_file)
    (only,) = found
    assert (only.on_file, only.words, only.is_certain) == (on_file, words, True)


def test_where_hardly_a_digit_was_read_as_one_nothing_is_mended() -> None:
    assert repair("about C-IO4ZBS", "C-104285") == ()


def test_a_repair_says_what_was_read_and_where() -> None:
    (only,) = repair("first page\fabout C-1O4233", "C-104233")
    assert (only.read, only.known, only.page, only.start, only.end) == ("C-1O4233", "C104233", 2, 17, 25)
    assert only.confidence == 0.9


@pytest.mark.parametrize(
    ("read", "on_file"),
    [
        ("INV690290", "INV696290"),
        ("POL/26/85355", "POL/26/85355J"),
        ("INV6996290", "INV696290"),
        ("G-104233", "C-104233"),
        ("anna kay@mail.example", "anna.kay@mail.example"),
        ("annakay@mail.example", "anna.kay@mail.example"),
        ("anna-kay@mail.example", "anna_kay@mail.example"),
    ],
)
def test_a_plausible_misreading_is_only_suggested(read: str, on_file: str) -> None:
    (only,) = repair(f"about {read}, please write", on_file)
    assert (only.on_file, only.is_certain) == (on_file, False)


@pytest.mark.parametrize(("confidence", "suggested"), [(0.9, []), (0.5, ["0408 146 9213"])])
def test_a_phone_number_with_a_digit_too_many_is_only_asked_about_where_it_was_badly_read(
    confidence: float, suggested: list[str]
) -> None:
    found = repair("ring 0408 146 92135 please", "0408 146 9213", confidence=confidence)
    assert [one.on_file for one in found if not one.is_certain] == suggested


def test_digits_that_no_words_introduce_are_not_asked_about() -> None:
    assert repair("page 5 of 7 8104288 x", "8104233", "8104280") == ()


def test_a_letter_that_may_stand_for_two_digits_that_both_exist_is_suggested_for_both() -> None:
    found = repair("about C-1042B3", "C-104283", "C-104233")
    assert [(one.on_file, one.others, one.is_certain) for one in found] == [
        ("C-104283", ("C-104233",), False),
        ("C-104233", ("C-104283",), False),
    ]


def test_in_numbering_without_holes_an_unknown_number_is_not_mended() -> None:
    known = [f"C-{number}" for number in range(104000, 104999)]
    assert repair("about C-104999", *known) == ()


def test_a_clear_misreading_is_mended_in_numbering_without_holes_too() -> None:
    known = [f"C-{number}" for number in range(104000, 104999)]
    (only,) = repair("about C-1O4233", *known)
    assert (only.on_file, only.is_certain) == ("C-104233", True)


def test_a_value_that_stands_there_exactly_needs_no_repair() -> None:
    assert repair("about C-104233", "C-104233", "C-104238") == ()


def test_a_number_with_a_right_check_digit_that_nobody_carries_is_left_alone() -> None:
    digits, letters = "10000001", "ABCDEFGHJKLMNPQRSTUVWX"
    right = f"HL-1000-0001-{letters[int(digits) % 22]}"
    wrong = f"HL-1000-0007-{letters[int(digits) % 22]}"
    assert repair(f"about {right}", wrong) == ()
    assert [one.on_file for one in repair(f"about {wrong}", right)] == [right]


def test_a_number_of_our_own_format_that_nobody_carries_is_never_mended_without_doubt() -> None:
    assert all(not one.is_certain for one in repair("about HL-1000-0001-S", "HL-1000-0001-5"))


def test_a_stroke_is_only_read_into_a_number_that_has_one_on_file() -> None:
    assert all(not one.is_certain for one in repair("about C-1104233", "C-104233"))


@pytest.mark.parametrize("text", ["paid 20 147 745 in all", "on 12/10/2026", "GBP 1,042.33", "please write to us"])
def test_amounts_dates_and_digits_side_by_side_are_no_certain_repair(text: str) -> None:
    assert all(not one.is_certain for one in repair(text, "20147745", "C-121026", "104233", "12102O26"))


def test_words_of_two_lines_are_never_joined() -> None:
    assert repair("about CAS-2026-\n004417", "CAS-2026-004417") == ()


def test_text_that_was_not_recognised_is_never_mended() -> None:
    part = recognised_part("about C-1O4233")
    bare = type(part)(**{name: getattr(part, name) for name in part.__slots__} | {"words": ()})
    assert find_repairs(bare, (), KnownList(["C-104233"]), country=COUNTRY, budget=Budget()) == ()


def test_no_more_values_are_looked_up_than_a_document_may() -> None:
    part = recognised_part(" ".join(f"C-{number}x anna{number}@mail.example" for number in range(3000, 3400)))
    known = KnownList(["C-104233"])
    find_repairs(part, identifiers_of(part), known, country=COUNTRY, budget=Budget(5_000))
    assert known.asked <= 5_000 + 2 * len(identifiers_of(part))
