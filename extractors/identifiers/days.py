"""Dates in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from extractors.dates import parse_day
from extractors.identifiers.place import Found, Place

_MONTH = (
    r"(?:jan(?:uary|vier|uar|\.)?|feb(?:ruary|ruar|\.)?|f[ée]vrier|mar(?:ch|s|\.)?|märz|apr(?:il|\.)?|avril|may|mai|"
    r"june?|juin|juni|jun\.|july?|juillet|juli|jul\.|aug(?:ust|\.)?|août|sept?(?:ember|embre|\.)?|oct(?:ober|obre|\.)?|"
    r"okt(?:ober|\.)?|nov(?:ember|embre|\.)?|dec(?:ember|\.)?|d[ée]cembre|dez(?:ember|\.)?)"
)
_DATE = re.compile(
    r"(?<![\w./-])(?:"
    r"\d{4}-\d{2}-\d{2}(?=[T ]\d{2}:)|"
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2}))(?![\w/-]|\.\d)|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s{{1,2}}(?:of\s|de\s)?{_MONTH}[\s,]{{1,3}}\d{{4}}(?!\w)|"
    rf"\d{{1,2}}-{_MONTH}-(?:\d{{4}}|\d{{2}})(?!\w)|"
    rf"{_MONTH}\s{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}\d{{4}}(?!\w)"
    r")",
    re.I,
)
_NOISE = re.compile(r"(?<=\d)(?:st|nd|rd|th|er)\b|\bof\b", re.I)
_LABEL = re.compile(r"(date of birth|d\.?o\.?b\.?|born(?: on)?|birth ?date|dated?)\s{0,3}[:.]?\s{0,3}$", re.I)
_BIRTH = re.compile(r"birth|d\.?o\.?b|born", re.I)


def find_days(place: Place, settings: ReaderSettings) -> Iterator[Found]:
    """Dates with day, month and year; normalised to ISO. A label tells a birth date."""
    text = place.free_text
    for match in _DATE.finditer(text):
        written = " ".join(_NOISE.sub(" ", match[0]).split())
        day = parse_day(written, settings.country)
        if day:
            label = _find_label(text, match.start())
            yield Found(kind="date", start=match.start(), end=match.end(), normalised=day.isoformat(), label=label)


def _find_label(text: str, start: int) -> str:
    match = _LABEL.search(text, max(0, start - 30), start)
    if not match:
        return ""
    return "date of birth" if _BIRTH.match(match[1]) else match[1].casefold()
