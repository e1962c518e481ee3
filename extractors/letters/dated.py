"""The day of a letter, told from every other date in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractors.dates import date_order, parse_day
from extractors.identifiers.days import list_written_days
from extractors.letters.wording import DATE_LABEL, NOT_THE_DATE, PLACE_OF_DATE, WEEKDAY

_SLASHED = re.compile(r"(?<![\d/-])(\d{1,2})\s?([/-])\s?(\d{1,2})\s?\2\s?(?:\d{4}|\d{2})(?![\d/-])")
_LONGEST_LINE = 80
_COUNTRY_OF_ORDER = {"DMY": "GB", "MDY": "US", "YMD": "GB"}
_LAST_MONTH = 12


def find_letter_day(head: Sequence[str], ending: Sequence[str], text: str, countries: tuple[str, ...]) -> date | None:
    """The day in the head, else below the closing.

    `countries` are where it may have been written, the likeliest first: numbers are read in the order of that one,
    unless another date in the text shows the order. None where the order cannot be told.
    """
    order = _find_order(text, countries)
    for lines in (head, ending):
        ranked = sorted(_iter_days(lines, order), key=lambda one: one[0])
        if ranked:
            return ranked[0][1]
    return None


def _iter_days(lines: Sequence[str], order: str) -> Iterator[tuple[int, date | None]]:
    """Days with their rank, best first: after the word date, alone on a line, at the end of one."""
    for line in lines:
        words = WEEKDAY.sub("", line).strip(" ,.|·")
        for start, end, written in list_written_days(words) if len(words) <= _LONGEST_LINE else ():
            rank = _rank(words[:start], words[end:])
            day = parse_day(written, _COUNTRY_OF_ORDER[order or "DMY"])
            if rank is not None and day:
                yield rank, day if order or not _is_ambiguous(written) else None


def _rank(before: str, after: str) -> int | None:
    if after.strip(" .,)") or NOT_THE_DATE.search(_without_label(before)):
        return None
    if DATE_LABEL.search(before) and not _without_label(before).strip(" :.,"):
        return 0
    if PLACE_OF_DATE.fullmatch(before):
        return 1 if not before.strip() else 2
    return None


def _without_label(before: str) -> str:
    return DATE_LABEL.sub("", before)


def _find_order(text: str, countries: tuple[str, ...]) -> str:
    """By a date in the text that can be read in one way only, else as in the likeliest country; empty if unknown."""
    firsts, seconds = 0, 0
    for match in _SLASHED.finditer(text):
        firsts = max(firsts, int(match[1]))
        seconds = max(seconds, int(match[3]))
    if (firsts > _LAST_MONTH) != (seconds > _LAST_MONTH):
        return "DMY" if firsts > _LAST_MONTH else "MDY"
    return date_order(countries[0]) if countries and countries[0] else ""


def _is_ambiguous(written: str) -> bool:
    match = _SLASHED.fullmatch(written)
    return bool(match and match[1] != match[3] and max(int(match[1]), int(match[3])) <= _LAST_MONTH)
