from __future__ import annotations

from dataclasses import replace

import pytest

from crmbridge.domain.identifier import Identifier, Zone
from extractors.identifiers import SearchText, find_identifiers
from tests.unit.extractors.extractor_builders import SETTINGS


def _find(text: str, kind: str) -> list[Identifier]:
    found = find_identifiers([SearchText(path="0", text=text, zone=Zone.BODY)], SETTINGS)
    return [one for one in found if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "label", "is_right"),
    [
        ("NHS number 943 476 5919", "nhs number", True),
        ("NHS no: 943 476 5918", "nhs number", False),
        ("USt-IdNr.: DE136695976", "vat number", True),
        ("SIRET 732 829 320 00074", "siret", True),
        ("RF18 5390 0754 7034", "creditor reference", True),
    ],
)
def test_a_public_number_is_checked(text: str, label: str, is_right: bool) -> None:
    assert [(one.label, one.checked) for one in _find(text, "reference")] == [(label, is_right)]


def test_a_card_number_shows_no_more_than_its_last_four_digits() -> None:
    (card,) = _find("paid with 4111 1111 1111 1111 today", "card")
    assert "4111 1111" not in f"{card.value}{card.normalised}{card.quote}"
    assert card.value.endswith("1111")


@pytest.mark.parametrize(
    ("text", "value", "normalised"),
    [
        ("Erika Muster\nHauptstraße 5a\n10115 Berlin", "Hauptstraße 5a\n10115 Berlin", "10115"),
        ("12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris", "75002"),
        ("123 Main St\nSpringfield, IL 62704-1234", "123 Main St\nSpringfield, IL 62704-1234", "62704"),
        ("Flat 3\n12 Quay Street\nPA1 4ZZ", "Flat 3\n12 Quay Street\nPA1 4ZZ", "PA14ZZ"),
        ("Am Hang 12\nD-50667 Köln", "Am Hang 12\nD-50667 Köln", "50667"),
    ],
)
def test_addresses_of_several_countries_are_found(text: str, value: str, normalised: str) -> None:
    assert [(one.value, one.normalised) for one in _find(text, "address")] == [(value, normalised)]


@pytest.mark.parametrize("text", ["In 2025 Frau Müller", "The 12345 Berlin numbers", "Jnl 12 00001 Fmt 4702 Sfmt"])
def test_digits_before_a_word_are_no_address(text: str) -> None:
    assert _find(text, "address") == []


@pytest.mark.parametrize(
    "text", ["1 0 2 5 3 3 8 4 5", "0123456789\n0123456790\n0123456791", "083.11 330.25", "12 345 678 901 0123 456 789"]
)
def test_figures_in_a_table_are_no_phone_numbers(text: str) -> None:
    assert _find(text, "phone") == []


@pytest.mark.parametrize("text", ["Hello World", "Hello World!", "Sehr geehrte Damen und Herren,", "Madame, Monsieur,"])
def test_a_greeting_of_nobody_is_no_name(text: str) -> None:
    assert _find(text, "name") == []


@pytest.mark.parametrize(
    "text", ["geb. 3.4.1960", "née le 3 avril 1960", "Geburtsdatum: 03.04.1960", "Born 3 April 1960"]
)
def test_a_birth_date_has_one_label_in_every_language(text: str) -> None:
    assert [(one.normalised, one.label) for one in _find(text, "date")] == [("1960-04-03", "date of birth")]


def test_recognised_labels_may_have_digits_for_letters() -> None:
    assert [one.value for one in _find("0ur ref: AB/123-9", "reference")] == ["AB/123-9"]


def test_what_is_our_own_is_marked() -> None:
    settings = replace(SETTINGS, own_phones=("01632 960 100",), own_names=("Harbour Mutual",))
    text = SearchText(path="0", text="Tel: 01632 960 100, service@harbour.example, Tel: 01632 960 123", zone=Zone.BODY)
    found = find_identifiers([text], settings)
    assert [one.is_own for one in found if one.kind in {"phone", "email"}] == [True, True, False]
