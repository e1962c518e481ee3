from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.normalise import (
    find_phones,
    normalise_email,
    normalise_identifier,
    normalise_message_id,
    normalise_name,
    normalise_phone,
    normalise_reference,
)

KINDS = ["email", "name", "postcode", "message_id", "client_number", "account_number"]


@pytest.mark.parametrize(
    ("kind", "written", "folded"),
    [
        ("email", " <Anna.Kay@Example.ORG> ", "anna.kay@example.org"),
        ("email", "Z\u0065\u0308@Example.org", "z\u00eb@example.org"),
        ("phone", "01632 960123", "+441632960123"),
        ("phone", "+44 (0)1632 960-123", "+441632960123"),
        ("name", "Zoë O’Brien-Smith", "zoe o brien smith"),
        ("postcode", "pa1 4zz", "PA14ZZ"),
        ("message_id", "<Ab.C@mail\r\n .example>", "Ab.C@mail.example"),
        ("date", " 2025-03-17 ", "2025-03-17"),
        ("client_number", "c-104 233", "C104233"),
        ("case_number", "２０２５/0001", "20250001"),
    ],
)
def test_an_identifier_is_folded_to_one_form(kind: str, written: str, folded: str) -> None:
    assert normalise_identifier(kind, written, "GB") == folded


@pytest.mark.parametrize("written", ["", "anna", "@example.org", "anna@", "anna@localhost"])
def test_what_is_no_address_folds_to_nothing(written: str) -> None:
    assert normalise_email(written) == ""


@pytest.mark.parametrize("written", ["", "12", "call me", "+999 123", "1" * 30])
def test_what_is_no_phone_number_folds_to_nothing(written: str) -> None:
    assert normalise_phone(written, "GB") == ""


def test_the_same_digits_in_another_country_are_another_number() -> None:
    assert normalise_phone("030 123456", "DE") != normalise_phone("030 123456", "GB")


@given(st.sampled_from(KINDS), st.text())
def test_folding_twice_is_folding_once(kind: str, written: str) -> None:
    once = normalise_identifier(kind, written, "GB")
    assert normalise_identifier(kind, once, "GB") == once


@given(st.from_regex(r"[A-Z]{1,2}[0-9]{4,10}", fullmatch=True), st.sampled_from([" ", "-", ".", "/", ""]))
def test_references_that_differ_in_a_digit_stay_different(reference: str, divider: str) -> None:
    other = reference[:-1] + ("1" if reference[-1] != "1" else "2")
    assert normalise_reference(divider.join(reference.lower())) == reference
    assert normalise_reference(other) != normalise_reference(reference)


def test_names_in_other_scripts_are_kept() -> None:
    assert normalise_name("Анна Кей") == "анна кеи"
    assert normalise_name("王 小明") == "王 小明"


def test_the_case_of_a_message_id_matters() -> None:
    assert normalise_message_id("<A@x>") != normalise_message_id("<a@x>")


def test_phones_in_a_text_are_found_with_their_place() -> None:
    text = "Ring 01632 960123 or +49 30 123456 today"
    found = list(find_phones(text, "GB"))
    assert [one.normalised for one in found] == ["+441632960123", "+4930123456"]
    assert [text[one.start : one.end] for one in found] == [one.value for one in found]
