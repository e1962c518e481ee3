"""Two engines read a number differently: the list of the CRM decides, where exactly one of the readings exists."""

from __future__ import annotations

from dataclasses import replace

from linkers.recognised import Budget, Repair, find_repairs
from tests.unit.linkers.builders import COUNTRY
from tests.unit.linkers.recognised_builders import KnownList, identifiers_of, recognised_part


def repair(text: str, other: str, *known: str) -> tuple[Repair, ...]:
    """The repairs of a text whose last word another engine read as `other`."""
    part = recognised_part(text)
    part = replace(part, words=(*part.words[:-1], replace(part.words[-1], alternatives=(other,))))
    return find_repairs(part, identifiers_of(part), KnownList(known), country=COUNTRY, budget=Budget())


def test_the_reading_that_exists_stands() -> None:
    (found,) = repair("Account HL-4471-0932-E", "HL-4471-0982-E", "HL-4471-0982-E")
    assert found.is_certain
    assert (found.read, found.on_file) == ("HL-4471-0932-E", "HL-4471-0982-E")
    assert found.words == "also read as HL-4471-0982-E"


def test_each_sign_may_come_from_either_engine() -> None:
    (found,) = repair("Write to fi-larsen76@post.example", "h-larsen78@post.example", "h-larsen76@post.example")
    assert found.is_certain
    assert found.on_file == "h-larsen76@post.example"


def test_where_both_readings_come_near_known_values_nothing_is_certain() -> None:
    found = repair("Account HL-4471-O932-E", "HL-4471-0982-E", "HL-4471-0982-E", "HL-4471-0932-E")
    assert not any(one.is_certain for one in found)


def test_where_numbers_lie_densely_the_second_reading_is_only_suggested() -> None:
    known = [f"HL-4471-{number:04}-E" for number in range(980, 990)]
    found = repair("Account HL-4471-0932-E", "HL-4471-0982-E", *known)
    assert not any(one.is_certain for one in found)
    assert "HL-4471-0982-E" in {one.on_file for one in found}


def test_an_address_with_another_divider_on_file_is_only_suggested() -> None:
    found = repair(
        "Write to j.smith@post.example", "j_smith@post.example", "j_smith@post.example", "j-smith@post.example"
    )
    assert not any(one.is_certain for one in found)
