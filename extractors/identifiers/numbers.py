"""Phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import find_phones
from extractors.dates import parse_day
from extractors.identifiers.place import Found, Place

# Seven digits with the signs that people put between them: only there is the slow matcher asked.
_DIGITS = re.compile(r"(?<![^\W_])[+(]?\d(?:[ ().\-/]{0,3}\d){6,60}+(?![^\W_])")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_DECIMAL = re.compile(r"\d+\.\d+")
_MARGIN = 4
_LABEL = re.compile(r"\b(tel(?:ephone)?|phone|mobile|mob|fax|call)\b[^\w\n]{0,6}(?:no\.?|number)?[^\w\n]{0,6}$", re.I)


def find_phone_numbers(place: Place, settings: ReaderSettings) -> Iterator[Found]:
    """Phone numbers, as the country of the organisation writes them or with a country code."""
    text = place.free_text
    for run in _DIGITS.finditer(text):
        first = max(0, run.start() - _MARGIN)
        for phone in find_phones(text[first : run.end() + _MARGIN], settings.country):
            start, end = first + phone.start, first + phone.end
            label = _LABEL.search(text, max(0, start - 30), start)
            if _is_likely(text[start:end], settings.country) or label:
                place.take(start, end)
                name = label[1].casefold() if label else ""
                yield Found(kind="phone", start=start, end=end, normalised=phone.normalised, label=name)


def _is_likely(value: str, country: str) -> bool:
    """Whether it is written as phone numbers are: not a date, not a decimal number, not a short run of digits."""
    digits = sum(one.isdigit() for one in value)
    is_dialled = value.lstrip("(").startswith(("+", "0"))
    return (is_dialled or digits >= 9) and not _DECIMAL.fullmatch(value) and not _is_day(value, country)


def _is_day(value: str, country: str) -> bool:
    match = _DATE_LIKE.match(value)
    return bool(match and match.end() >= len(value) - 5 and parse_day(match[0], country))
