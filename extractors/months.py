"""Dates whose month is a word, in English, German and French: read here, because they are by far the most."""

from __future__ import annotations

import re
from datetime import date

MONTH = (
    r"(?:jan(?:uary|uar|vier|v)?|j[äa]nner|feb(?:ruary|ruar)?|f[ée]v(?:rier|r)?|mar(?:ch|s)?|m[äa]rz|apr(?:il)?|avr(?:il)?|"
    r"ma[yi]|june?|juin|juni|july?|juil(?:let)?|juli|aug(?:ust)?|ao[ûu]t|sep(?:t(?:ember|embre)?)?|o[ck]t(?:ober|obre)?|"
    r"nov(?:ember|embre)?|d[eé]c(?:ember|embre)?|dez(?:ember)?)\.?"
)
"""A month as a word or its usual short form; to be compiled without regard to case."""

# The first letters that tell a month from every other one, accents taken away.
_NUMBERS = {
    **dict.fromkeys(("jan",), 1),
    **dict.fromkeys(("feb", "fev"), 2),
    **dict.fromkeys(("mar",), 3),
    **dict.fromkeys(("apr", "avr"), 4),
    **dict.fromkeys(("may", "mai"), 5),
    **dict.fromkeys(("jun", "juin"), 6),
    **dict.fromkeys(("jul", "juil"), 7),
    **dict.fromkeys(("aug", "aou"), 8),
    **dict.fromkeys(("sep",), 9),
    **dict.fromkeys(("oct", "okt"), 10),
    **dict.fromkeys(("nov",), 11),
    **dict.fromkeys(("dec", "dez"), 12),
}
_PLAIN = str.maketrans("äéûáô", "aeuao")
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]{{0,2}}(?:day\s)?(?:of\s|de\s)?({MONTH})[\s,-]{{1,3}}(\d{{4}}|\d{{2}})",
    re.I,
)
_MONTH_FIRST = re.compile(rf"({MONTH})\s{{0,2}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}(\d{{4}})", re.I)


def parse_month_word(value: str) -> date | None:
    """The day that `12th March 2025`, `12. März 2025` or `March 12, 2025` names; None where it names none."""
    day_first = _DAY_FIRST.fullmatch(value)
    if day_first:
        return _as_day(day_first[3], day_first[2], day_first[1])
    month_first = _MONTH_FIRST.fullmatch(value)
    return _as_day(month_first[3], month_first[1], month_first[2]) if month_first else None


def _as_day(year: str, month: str, day: str) -> date | None:
    word = month.casefold().translate(_PLAIN)
    number = _NUMBERS.get(word[:4]) or _NUMBERS.get(word[:3])
    if number is None:
        return None
    century = "" if len(year) == 4 else "19" if int(year) >= 50 else "20"
    try:
        found = date(int(century + year), number, int(day))
    except ValueError:
        return None
    return found if 1850 <= found.year <= 2200 else None
