from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crmbridge.domain.reading import FaxPage
from extractors.ocr import find_missing_pages, parse_fax_line

AFTERNOON = datetime(2025, 3, 4, 14, 22, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("line", "sender", "number", "total", "sent"),
    [
        ("04/03/2025 14:22  +44 1632 960123  ->  HARBOUR MUTUAL  P. 2/3", "+44 1632 960123", 2, 3, AFTERNOON),
        ("FROM : SMITH  FAX NO. : 01632 960123  MAR. 04 2025 02:22PM P1", "01632 960123", 1, None, AFTERNOON),
        ("04-MAR-2025 14:22  FROM: QUAYSIDE BAKERY  +44 1632 960417  P. 01/03", "+44 1632 960417", 1, 3, AFTERNOON),
        ("2025-03-04 14:22  +49 30 1234567  Kanzlei   S. 2/3", "+49 30 1234567", 2, 3, AFTERNOON),
        (
            "Mar-04-2025 14:22 From:SMITH & SONS +44 1632 960123 To:HARBOUR Page 2 of 3",
            "+44 1632 960123",
            2,
            3,
            AFTERNOON,
        ),
        ("04/03/25 TUE 14:22 FAX 01632 960123 SMITH [002/003]", "01632 960123", 2, 3, AFTERNOON),
        ("04 Mar 25 14:22 FROM: SUNDEALS  P. 01/02", "SUNDEALS", 1, 2, AFTERNOON),
        ("Page 2 of 3", "", 2, 3, None),
        ("P.02/03", "", 2, 3, None),
    ],
)
def test_the_line_of_a_fax_machine_tells_sender_page_and_time(
    line: str, sender: str, number: int, total: int | None, sent: datetime | None
) -> None:
    found = parse_fax_line(line, country="GB", timezone="Europe/London")
    assert (found.sender, found.number, found.total, found.sent, found.is_header) == (sender, number, total, sent, True)


@pytest.mark.parametrize(
    "line", ["Dear Sir, on 3 March 2025 we paid", "Invoice 12345678 of 04/03/2025", "Harbour Mutual", "", "P"]
)
def test_a_line_of_a_letter_is_no_line_of_a_fax_machine(line: str) -> None:
    assert not parse_fax_line(line).is_header


def test_days_are_read_in_the_order_of_the_country_unless_only_the_other_gives_a_day() -> None:
    line = "{} 14:22 FAX 01632 960123"
    assert parse_fax_line(line.format("03/04/2025"), country="US").sent == datetime(
        2025, 3, 4, 14, 22, tzinfo=ZoneInfo("UTC")
    )
    assert parse_fax_line(line.format("03/14/2025"), country="GB").sent == datetime(
        2025, 3, 14, 14, 22, tzinfo=ZoneInfo("UTC")
    )


def test_a_day_that_does_not_exist_gives_no_time() -> None:
    assert parse_fax_line("31/02/2025 14:22 FAX 01632 960123").sent is None


def _page(page: int, number: int | None, total: int | None) -> FaxPage:
    return FaxPage(page=page, line="", number=number, total=total)


@pytest.mark.parametrize(
    ("pages", "came", "missing"),
    [
        ([_page(1, 1, 3), _page(2, 2, 3)], 2, (3,)),
        ([_page(1, 1, 3), _page(2, 3, 3)], 2, (2,)),
        ([_page(1, 2, 2)], 1, (1,)),
        ([_page(1, 1, 3), _page(2, 2, 3), _page(3, 3, 3)], 3, ()),
        ([_page(1, 1, 3)], 2, (3,)),
        ([_page(1, 1, None), _page(2, 3, None)], 2, (2,)),
        ([_page(1, 1, 8), _page(2, 2, 3), _page(3, 3, 3)], 3, ()),
        ([], 4, ()),
    ],
)
def test_pages_that_the_lines_name_and_that_did_not_come_are_missing(
    pages: list[FaxPage], came: int, missing: tuple[int, ...]
) -> None:
    assert find_missing_pages(pages, came) == missing
