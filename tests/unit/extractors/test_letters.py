from __future__ import annotations

from datetime import date

import pytest

from crmbridge.domain.communication import Direction
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import TimeSource
from extractors.letters import find_letter
from tests.unit.extractors.extractor_builders import make_mail, read

SETTINGS = ReaderSettings(own_names=("Harbour Mutual",), country="GB", timezone="Europe/London")
LETTER = """Harbour Mutual
1 Quay Road
Port Arden PA1 1AA

Mrs Anna Kay
12 Mill Lane
Port Arden
PA1 4ZZ

12 March 2025

Our ref: HM/2025/117

Dear Mrs Kay

Thank you for your letter of 3 January 2024. Please find enclosed a claim form and a copy of the report.

Yours sincerely

Robert Lund
"""
REPLY = """Anna Kay
12 Mill Lane
Port Arden
PA1 4ZZ

Harbour Mutual
1 Quay Road
Port Arden PA1 1AA

13 March 2025

Dear Sir or Madam

Please stop the policy.

Yours faithfully

Anna Kay
"""


def test_the_day_of_a_letter_is_when_it_occurred_and_other_dates_are_not() -> None:
    reading = read(LETTER.encode(), settings=SETTINGS)
    assert reading.occurred_at is not None
    assert reading.occurred_at.date() == date(2025, 3, 12)
    assert reading.occurred_at_source is TimeSource.LETTER_DATE


def test_a_letter_under_our_own_letterhead_goes_out() -> None:
    reading = read(LETTER.encode(), settings=SETTINGS)
    assert reading.direction is Direction.OUT
    assert [one.name for one in reading.recipients] == ["Anna Kay"]


def test_a_letter_addressed_to_us_comes_in_from_who_signed_it() -> None:
    reading = read(REPLY.encode(), settings=SETTINGS)
    assert reading.direction is Direction.IN
    assert reading.sender is not None
    assert (reading.sender.name, reading.sender.address) == ("Anna Kay", "")


def test_the_direction_of_the_repository_stands_above_that_of_the_letter() -> None:
    assert read(LETTER.encode(), settings=SETTINGS, direction=Direction.IN).direction is Direction.IN


def test_who_signs_for_another_is_not_the_sender() -> None:
    reading = read(REPLY.replace("\nAnna Kay\n", "\np.p. Robert Lund\n").encode(), settings=SETTINGS)
    assert reading.sender is None or "Lund" not in reading.sender.name


def test_enclosures_promised_in_a_sentence_are_named_one_by_one() -> None:
    letter = find_letter(LETTER, "GB")
    assert letter is not None
    assert letter.enclosures == ("a claim form", "a copy of the report")


@pytest.mark.parametrize(("country", "day"), [("GB", date(2025, 4, 3)), ("US", date(2025, 3, 4))])
def test_numbers_of_a_date_are_read_as_the_country_does(country: str, day: date) -> None:
    letter = find_letter("03/04/2025\n\nDear Anna,\n\nText.\n\nYours sincerely\n\nBo Lund\n", country)
    assert letter is not None
    assert letter.dated == day


def test_another_date_shows_the_order_of_day_and_month() -> None:
    text = "03/04/2025\n\nDear Anna,\n\nIt was on 04/25/2025.\n\nYours sincerely\n\nBo Lund\n"
    letter = find_letter(text, "GB")
    assert letter is not None
    assert letter.dated == date(2025, 3, 4)


def test_a_mail_is_no_letter() -> None:
    assert read(make_mail("Dear Sir,\n\nHello.\n\nYours sincerely\n\nAnna Kay").as_bytes()).letter is None


def test_plain_words_are_no_letter() -> None:
    assert find_letter("Total 12\nThanks for all the fish, said nobody.\n", "GB") is None


def test_a_day_that_stands_right_of_a_reference_is_the_letters_and_no_part_of_the_reference() -> None:
    beside = LETTER.replace("12 March 2025\n\nOur ref: HM/2025/117", "Our ref: HM/2025/117            12 March 2025")
    for text in (beside, " ".join(beside.split("            "))):
        letter = find_letter(text, "GB")
        assert letter is not None
        assert (letter.our_reference, letter.dated) == ("HM/2025/117", date(2025, 3, 12))
