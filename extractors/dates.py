"""Dates as people and programs write them. The only module that knows dateparser."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import dateparser

from extractors.months import parse_month_word

_MONTH_FIRST = frozenset({"US", "PH", "FM", "PW"})
_YEAR_FIRST = frozenset({"CN", "JP", "KR", "TW", "HU", "LT", "MN", "IR"})
_LANGUAGES = ["en", "fr", "de", "es", "it", "nl"]
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_SHORT_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})")


def parse_day(value: str, country: str) -> date | None:
    """The day that a written date names, numbers read in the order of the country; None where it names none."""
    year_first = _SHORT_YEAR_FIRST.fullmatch(value)
    if year_first:
        return _as_day(year_first[1], year_first[2], year_first[3])
    numeric = _NUMERIC.fullmatch(value)
    if numeric:
        return _parse_numeric(numeric, country)
    named = parse_month_word(value)
    if named:
        return named
    found = _parse_words(value, date_order(country))
    return found.date() if found else None


def _parse_numeric(numeric: re.Match[str], country: str) -> date | None:
    first, second, year = numeric[1], numeric[2], numeric[3]
    if len(year) == 2:
        year = f"19{year}" if int(year) >= 50 else f"20{year}"
    if country in _MONTH_FIRST:
        first, second = second, first
    # 13/25 can be read in one way only, whatever the country.
    return _as_day(year, second, first) or _as_day(year, first, second)


def _as_day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1850 <= found.year <= 2200 else None


def date_order(country: str) -> str:
    """DMY, MDY or YMD: how numbers in a date are read in a country."""
    return "MDY" if country in _MONTH_FIRST else "YMD" if country in _YEAR_FIRST else "DMY"


@lru_cache(maxsize=4096)
def _parse_words(value: str, order: str) -> datetime | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dateparser.parse(
            value,
            languages=_LANGUAGES,
            settings={"DATE_ORDER": order, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
        )


def parse_moment(value: str, *, timezone: str, country: str) -> datetime | None:
    """A time stamp of a submission, aware; without an offset of its own it is taken in `timezone`."""
    text = value.strip()
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    found = _from_iso(text) or _from_words(text, country)
    if found is None or not 1970 <= found.year <= 2200:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(timezone))


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _from_words(text: str, country: str) -> datetime | None:
    return _parse_words(text[:100], date_order(country)) if text else None


def load_languages() -> None:
    """Loads the tables that the first date would load, so that processes forked later share them."""
    parse_day("1 enero 2001", "GB")
    parse_day("1 gennaio 2001", "FR")
