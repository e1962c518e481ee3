"""Dates in texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from extractors.dates import parse_day
from extractors.identifiers.place import Found, Place
from extractors.months import MONTH

BIRTH = "date of birth"
"""The label of every date of birth, in whatever language it is said."""

# Each begins with a digit, so that the search passes quickly over words.
_NUMBER_FIRST = re.compile(
    r"\d(?<![\w./-]\d)(?:"
    r"\d{3}-\d{2}-\d{2}(?=[T ]\d{2}:)|"
    r"(?:\d{3}[-/.]\d{1,2}[-/.]\d{1,2}|\d?\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2}))(?![\w/-]|\.\d)|"
    rf"\d?(?:st|nd|rd|th|er)?\.?\s{{0,2}}(?:day\s)?(?:of\s|de\s)?{MONTH}[\s,]{{1,3}}\d{{4}}(?!\w)|"
    rf"\d?-{MONTH}-(?:\d{{4}}|\d{{2}})(?!\w)"
    r")",
    re.I,
)
_AFTER_MONTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)?,?\s{1,2}\d{4}(?!\w)", re.I)
_MONTH_BEFORE = re.compile(rf"(?<!\w){MONTH}\s{{0,2}}$", re.I)
_LONGEST_MONTH = 13
_NOISE = re.compile(r"(?<=\d)(?:st|nd|rd|th|er)\b|\b(?:day )?of\b", re.I)
_BIRTH = (
    r"date of birth|birth ?date|d\.?\s?o\.?\s?b\b\.?|born(?: on)?(?: the)?|geburts(?:datum|tag)|"
    r"geb(?:oren)?\b\.?(?: am)?|"
    r"(?:date )?de naissance|n[ée]\s?\(?e?\)? le|née le|geboortedatum|geboren op"
)
_OTHER = (
    r"due (?:date|by|on)|payment due|payable by|f[äa]llig(?:keit)?(?: am)?|"
    r"(?:date d')?[ée]ch[ée]ance|expir(?:y|es)(?: date)?|"
    r"date of (?:accident|loss|death)|unfalltag|dated?|datum|date"
)
_LABEL = re.compile(rf"(?<!\w)(?:({_BIRTH})|({_OTHER}))\)?\s{{0,3}}[:.*]?\s{{0,12}}$", re.I)
_REACH = 45


def find_days(place: Place, settings: ReaderSettings) -> Iterator[Found]:
    """Dates with day, month and year; normalised to ISO. A label tells a birth date."""
    if not place.has_digits:
        return
    text = place.free_text
    for start, end, written in list_written_days(text):
        day = parse_day(written, settings.country)
        if day:
            place.take(start, end)
            yield Found(kind="date", start=start, end=end, normalised=day.isoformat(), label=_find_label(text, start))


def list_written_days(text: str) -> list[tuple[int, int, str]]:
    """Where dates may stand in a text, with their words without endings such as `th`; not all of them are dates."""
    places = {*(match.span() for match in _NUMBER_FIRST.finditer(text)), *_find_month_first(text)}
    return [(start, end, " ".join(_NOISE.sub(" ", text[start:end]).split())) for start, end in sorted(places)]


def _find_month_first(text: str) -> Iterator[tuple[int, int]]:
    for match in _AFTER_MONTH.finditer(text):
        month = _MONTH_BEFORE.search(text, max(0, match.start() - _LONGEST_MONTH), match.start())
        if month:
            yield month.start(), match.end()


def _find_label(text: str, start: int) -> str:
    match = _LABEL.search(text, max(0, start - _REACH), start)
    if not match:
        return ""
    return BIRTH if match[1] else " ".join(match[2].casefold().split())
