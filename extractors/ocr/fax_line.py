"""The line that fax machines print on top of a page: who sent it, when, and which page of how many it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crmbridge.domain.reading import FaxPage
from extractors.dates import date_order

_MONTHS = {
    **{
        name: place
        for place, name in enumerate(
            ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1
        )
    },
    **{"MRZ": 3, "MAI": 5, "OKT": 10, "DEZ": 12, "FEV": 2, "FÉV": 2, "AVR": 4, "AOU": 8, "AOÛ": 8, "DÉC": 12},
}
_MONTH = "|".join(_MONTHS)
_PAGE = re.compile(
    r"\b(?:PAGE|PG|P|S|SEITE)\b\s?[.:#]?\s{0,3}(?P<number>[0-9OoIl]{1,3})"
    r"(?:\s{0,2}(?:/|\bOF\b|\bVON\b|\bDE\b|\bSUR\b)\s{0,2}(?P<total>[0-9OoIl]{1,3}))?(?![\w/])",
    re.I,
)
_PAGE_GLUED = re.compile(r"\bP(?P<number>\d{1,3})(?:/(?P<total>\d{1,3}))?\s*$", re.I)
_PAGE_BARE = re.compile(r"(?<![\d/.-])[\[(@#]?(?P<number>\d{1,3})\s?/\s?(?P<total>\d{1,3})[\])]?\s*$")
_PAGE_PADDED = re.compile(r"(?<![\d/.-])[@#]?(?P<number>0\d{1,3})(?P<total>)\s*$")
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})\s?:\s?(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s?(?P<half>[AP]\.?M\b\.?)?", re.I
)
_ISO_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_NUMERIC_DAY = re.compile(r"(?<!\d)(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    rf"(?<![\w/])(?P<day>\d{{1,2}})[-.\s/]{{1,2}}(?P<month>{_MONTH})[A-Z]{{0,6}}[-.\s/,]{{1,3}}(?P<year>\d{{4}}|\d{{2}})(?!\d)",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})[A-Z]{{0,6}}[-.\s/]{{1,3}}(?P<day>\d{{1,2}})[-,.\s/]{{1,3}}(?P<year>\d{{4}}|'?\d{{2}})(?![\d:])",
    re.I,
)
_NUMBER_LABEL = re.compile(
    r"(?:FAX|TEL|PHONE)\s?(?:NO|NR|NUMBER)?\s?[.:]{0,2}\s{0,3}(?P<number>\+?[\d(][\d\s()/.-]{4,24}\d)", re.I
)
_NUMBER = re.compile(r"(?<![\w/.:-])\+?\(?\d[\d\s()-]{5,22}\d(?![\w/:])")
_FROM = re.compile(
    r"\bFROM\s?[:;]\s{0,3}(?P<name>[^:]{2,40}?)\s*(?=\b(?:FAX|TEL|TO|PHONE|PAGE|P)\b|\s{3}|\+|$|\d{3})", re.I
)
_LEAST_DIGITS = 6
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FaxLine:
    """What one header line says; `is_header` tells whether the line is one at all."""

    sender: str = ""
    number: int | None = None
    total: int | None = None
    sent: datetime | None = None
    is_header: bool = False

    def as_fax_page(self, page: int, line: str) -> FaxPage:
        """The same for a page of a document."""
        return FaxPage(page=page, line=line, sender=self.sender, number=self.number, total=self.total)


def parse_fax_line(line: str, *, country: str = "GB", timezone: str = "UTC") -> FaxLine:
    """What a header line says.

    A line is one where two of these stand in it (a day, a time, a page, a sender), or a page of how many.
    """
    text = line[:_LONGEST]
    page, rest = _cut(text, (_PAGE, _PAGE_GLUED, _PAGE_BARE, _PAGE_PADDED))
    day, rest = _cut(rest, (_ISO_DAY, _DAY_MONTH, _MONTH_DAY, _NUMERIC_DAY))
    clock, rest = _cut(rest, (_CLOCK,))
    sender = _find_sender(rest)
    signs = sum(1 for sign in (page, day, clock, sender or None) if sign is not None)
    number = _as_count(page["number"]) if page else None
    total = _as_count(page["total"]) if page and page["total"] else None
    return FaxLine(
        sender=sender,
        number=number,
        total=total if total and number and number <= total else None,
        sent=_as_moment(day, clock, country, timezone) if day and clock else None,
        is_header=bool(total) or (signs >= 2 and (page is not None or clock is not None)),
    )


def _cut(text: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[re.Match[str] | None, str]:
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            return found, f"{text[: found.start()]}   {text[found.end() :]}"
    return None, text


def _as_count(digits: str) -> int | None:
    folded = digits.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return int(folded) or None


def _find_sender(rest: str) -> str:
    """The fax number, else the name behind "From"."""
    before_receiver = re.split(r"\bTO\s?:|->|→|>", rest, maxsplit=1, flags=re.I)[0]
    for text in (before_receiver, rest):
        labelled = _NUMBER_LABEL.search(text)
        found = (
            labelled["number"]
            if labelled
            else next((one[0] for one in _NUMBER.finditer(text) if _is_number(one[0])), "")
        )
        if found and _is_number(found):
            return " ".join(found.split()).strip(" -(.")
    named = _FROM.search(rest)
    return " ".join(named["name"].split()) if named else ""


def _is_number(text: str) -> bool:
    return _LEAST_DIGITS <= sum(one.isdigit() for one in text) <= 15


def _as_moment(day: re.Match[str], clock: re.Match[str], country: str, timezone: str) -> datetime | None:
    hour = int(clock["hour"])
    half = (clock["half"] or "").upper()[:1]
    if half:
        hour = hour % 12 + (12 if half == "P" else 0)
    try:
        return datetime(*_as_day(day, country), hour, int(clock["minute"]), tzinfo=ZoneInfo(timezone))
    except ValueError:
        return None


def _as_day(found: re.Match[str], country: str) -> tuple[int, int, int]:
    """Year, month and day; numbers in the order of the country unless only the other order gives a day."""
    parts = found.groupdict()
    year = int(parts["year"].lstrip("'"))
    year += 2000 if year < 100 else 0
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        is_month_first = (date_order(country) == "MDY" and first <= 12) or second > 12
        return (year, first, second) if is_month_first else (year, second, first)
    month = parts["month"]
    return year, int(month) if month.isdigit() else _MONTHS[month.upper()], int(parts["day"])
