from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbridge.domain.identifier import Identifier, Zone
from extractors.identifiers import SearchText, find_identifiers
from tests.unit.extractors.extractor_builders import SETTINGS, list_found, list_values, read


def _find(text: str) -> tuple[Identifier, ...]:
    return find_identifiers([SearchText(path="0", text=text, zone=Zone.BODY)], SETTINGS)


def _values(text: str, kind: str) -> list[tuple[str, str]]:
    return [(one.value, one.normalised) for one in _find(text) if one.kind == kind]


_PIECES = st.sampled_from(
    ["C-104233", " ", "\n", "our ref", "Dear ", "Anna Kay", "a@b.example", "+44 1632 960123", "12/03/2025", "PA1 4ZZ",
     "GB82WEST12345698765432", "\u2011", "İ", "ß", "\u00a0", "Yours sincerely,\n", ":", "HL-4411-2093-K", "\f"]
)  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_the_value_and_the_quote_stand_in_the_text_where_they_are_said_to_stand(text: str) -> None:
    for one in _find(text):
        assert text[one.start : one.end] == one.value
        assert one.quote in text
        assert one.value.strip() in one.quote


@pytest.mark.parametrize("text", ["C-1042330", "XC-104233", "C-10423", "AC-104233B"])
def test_a_number_inside_a_longer_one_is_not_found(text: str) -> None:
    assert _values(f"about {text} please", "client_number") == []


@pytest.mark.parametrize(
    "text",
    ["C-104233-9", "AB/2025/C-104233", "12-C-104233", "http://x.example/C-104233/foo", "C-104233-\n4711", "x_C-104233",
     "C-104233_1", "X-C-104233"],
)  # fmt: skip
def test_a_number_that_goes_on_beyond_a_divider_is_another_number(text: str) -> None:
    assert _values(f"case {text} please", "client_number") == []


@pytest.mark.parametrize(
    "text",
    ["62687516.50", "62687516,00", "11.62687516.33", "4444-62687516-1111", "+65 62687516", "IMG_62687516_1.jpg",
     "62687516@x.example", "62687516-4711", "62687516-\n4711"],
)  # fmt: skip
def test_digits_of_an_amount_a_phone_number_or_a_longer_number_are_no_case_number(text: str) -> None:
    assert _values(f"case {text} please", "case_number") == []
    assert ("62687516", "62687516") not in _values(f"case {text} please", "reference")


@pytest.mark.parametrize("text", ["(C-104233)", "no.C-104233", "C-104233.", "C-104233, ", "#C-104233", "C-104233;x"])
def test_a_number_beside_punctuation_is_found(text: str) -> None:
    assert _values(f"number {text}", "client_number") == [("C-104233", "C104233")]


def test_numbers_in_a_list_without_blanks_are_all_found_or_none() -> None:
    assert len(_values("C-104233,C-555666", "client_number")) == 2
    assert _values("62687516,41790071", "case_number") == []


@pytest.mark.parametrize(
    "text",
    ["In any case the money went with 62687516", "in that case 62687516", "to claim 62687516",
     "please claim by 62687516", "our ref, which you should quote, 62687516"],
)  # fmt: skip
def test_a_turn_of_speech_or_a_word_far_away_is_no_label(text: str) -> None:
    assert [one.label for one in _find(text) if one.kind == "case_number"] == [""]


@pytest.mark.parametrize("written", ["C-104233", "c-104233", "C 104233", "C104233", "C\u2011104233", "C\u00a0104233"])
def test_a_number_is_found_however_people_write_its_dash(written: str) -> None:
    assert _values(f"Number {written}.", "client_number") == [(written, "C104233")]


def test_a_context_word_near_gives_the_label() -> None:
    found = _find("Our ref: 20251234 and far from anything of the kind, " + "x " * 40 + "98765432 stands.")
    assert [(one.value, one.label) for one in found if one.kind == "case_number"] == [
        ("20251234", "our ref"),
        ("98765432", ""),
    ]


@pytest.mark.parametrize(("written", "is_right"), [("HL-0000-0001-B", True), ("HL-0000-0001-X", False)])
def test_a_check_letter_is_verified(written: str, is_right: bool) -> None:
    found = [one for one in _find(written) if one.kind == "account_number"]
    assert [one.checked for one in found] == [is_right]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12/03/2025", "2025-03-12"),
        ("12.3.25", "2025-03-12"),
        ("2025-03-12", "2025-03-12"),
        ("12th March 2025", "2025-03-12"),
        ("12 Mar 2025", "2025-03-12"),
        ("March 12, 2025", "2025-03-12"),
        ("03/25/2025", "2025-03-25"),
    ],
)
def test_a_date_becomes_iso(written: str, day: str) -> None:
    assert _values(f"on {written} we met", "date") == [(written, day)]


@pytest.mark.parametrize("text", ["version 1.2.3", "31/02/2025", "99/99/9999", "12/2025"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert _values(text, "date") == []


def test_a_birth_date_is_labelled() -> None:
    assert [one.label for one in _find("DOB: 01/02/1960") if one.kind == "date"] == ["date of birth"]


def test_a_phone_number_is_folded_and_is_no_date() -> None:
    found = _find("Tel: 01632 960 123, mobile +44 7700 900123")
    assert [one.normalised for one in found if one.kind == "phone"] == ["+441632960123", "+447700900123"]
    assert [one.label for one in found if one.kind == "phone"] == ["tel", "mobile"]


@pytest.mark.parametrize(
    "line",
    [
        "20-MAR-2025 09:33   FROM: 01632 960112   P. 01/02",
        "06/03/2025  07:12   01632 960112   HARCOURT   PAGE 02/03",
        "06/03/2025  07:12   01632 960112   HARCOURT",
    ],
)
def test_the_number_in_the_line_of_a_fax_machine_is_a_phone_number_though_it_stands_among_figures(line: str) -> None:
    reading = read(f"{line}\n\nWe shall be away in April.\n".encode(), "fax.txt")
    assert list_values(reading, "phone") == ["01632 960112"]


def test_a_date_is_no_phone_number() -> None:
    assert _values("12.03.2025", "phone") == []


def test_an_address_runs_from_its_house_number_to_its_postcode() -> None:
    text = "Anna Kay\n12 Quay Street\nPort Arden\nPA1 4ZZ\n\nDear Sir"
    assert _values(text, "address") == [("12 Quay Street\nPort Arden\nPA1 4ZZ", "PA14ZZ")]


def test_an_iban_counts_only_with_its_check_digits() -> None:
    assert _values("GB82 WEST 1234 5698 7654 32 thanks", "iban") == [
        ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432")
    ]
    assert _values("GB83 WEST 1234 5698 7654 32", "iban") == []


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Dear Mrs Kay,\nthank you", "Kay", "dear"),
        ("Yours sincerely,\n\n\nAnna Kay\n", "Anna Kay", "signed"),
        ("Policyholder: Zoë O'Brien", "Zoë O'Brien", "policyholder"),
        ("I write on behalf of Robert Lund and ask", "Robert Lund", "on behalf of"),
        ("Name:   Dr. Jan van Dyk", "Jan van Dyk", "name"),
        ("Mrs Anna Kay\n4 Mill Lane", "Anna Kay", ""),
    ],
)
def test_a_name_is_found_where_letters_put_it(text: str, name: str, label: str) -> None:
    assert [(one.value, one.label) for one in _find(text) if one.kind == "name"] == [(name, label)]


@pytest.mark.parametrize("text", ["Dear Sir or Madam", "the client asked", "Hello all,", "Regards\n\nTel: 5"])
def test_words_that_are_no_names_are_not_taken_for_names(text: str) -> None:
    assert [one for one in _find(text) if one.kind == "name"] == []


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [("Your ref: AB/123-9", "AB/123-9", "your ref"), ("policy number P99881", "P99881", "policy number")],
)
def test_a_number_after_a_reference_word_is_a_reference(text: str, value: str, label: str) -> None:
    assert [(one.value, one.label) for one in _find(text) if one.kind == "reference"] == [(value, label)]


def test_a_web_address_ends_before_the_full_stop() -> None:
    assert _values("See https://x.example/a.", "url")[0][0] == "https://x.example/a"


def test_identifiers_come_in_the_order_in_which_they_stand() -> None:
    reading = read(b"C-104233, then a@b.example, then C-555666.")
    assert [one.start for one in reading.identifiers] == sorted(one.start for one in reading.identifiers)
    assert list_values(reading, "client_number") == ["C-104233", "C-555666"]


def test_a_quote_is_cut_between_words() -> None:
    reading = read(("word " * 50 + "C-104233 " + "more " * 50).encode())
    quote = list_found(reading, "client_number")[0].quote
    assert quote.startswith("word ")
    assert quote.endswith(" more")
    assert len(quote) <= 90


@pytest.mark.parametrize("label", ["Kündigung Ihres Vertrages Nr.", "zu Ihrem Vertrag Nr.", "Re: Vertrag", "Konto:"])
def test_a_number_after_a_german_noun_is_a_reference(label: str) -> None:
    assert ("88-201-447", "88201447") in _values(f"{label} 88-201-447", "reference")
