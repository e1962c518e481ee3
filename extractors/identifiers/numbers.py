"""Phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import find_phones, find_trunk_prefix
from extractors.dates import parse_day
from extractors.identifiers.place import Found, Place
from extractors.ocr import parse_fax_line

# Seven digits with the signs that people put between them: only there is the slow matcher asked.
_DIGITS = re.compile(r"\d(?<![^\W_]\d)(?:[ ().\-/]{0,3}\d){6,60}+(?![^\W_])")
_DATE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_DECIMAL = re.compile(r"\d+\.\d+")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])")
_MARGIN = 4
_LABEL = re.compile(
    r"(?<!\w)(tel(?:ephone|efon|efoon)?|t[ée]l[ée]phone|t[ée]l|t[ée]l[ée]copie|telefax|phone|ph|mobile|mobil|mob|cell|"
    r"portable|handy|fax|call|hotline|durchwahl|rufnummer|[tmfp](?=[:.]))\b[^\w\n]{0,6}"
    r"(?:(?:no|nr|number|num[ée]ro|us|me)\b\.?)?[^\w\n]{0,6}(?:(?:on|at|is|unter|au)\b)?[^\w\n]{0,6}$",
    re.I,
)
_REACH = 34
_GROUP = re.compile(r"\d+")
_FIGURE = re.compile(r"\d[\d.,]*")
_FIGURES_IN_A_TABLE = 3
_ONLY_FIGURES = re.compile(r"[\d\s.,()+\-/%£€$|]+")
_AMERICAN = re.compile(r"\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}")
_LONGEST_LINE = 200
_DIGITS_ABROAD = 11
_DIGITS_AT_HOME = 9


def find_phone_numbers(place: Place, settings: ReaderSettings) -> Iterator[Found]:
    """Phone numbers, as the country of the organisation writes them or with a country code."""
    if not place.has_digits:
        return
    text = place.free_text
    timeless = _CLOCK.sub(lambda clock: ";" * len(clock[0]), text)
    for run in _DIGITS.finditer(timeless):
        first = max(0, run.start() - _MARGIN)
        for phone in find_phones(timeless[first : run.end() + _MARGIN], settings.country):
            start, end = first + phone.start, first + phone.end
            label = _LABEL.search(text, max(0, start - _REACH), start)
            if label or _is_likely(text, start, end, settings.country):
                place.take(start, end)
                name = label[1].casefold() if label else ""
                yield Found(kind="phone", start=start, end=end, normalised=phone.normalised, label=name)


def _is_likely(text: str, start: int, end: int, country: str) -> bool:
    """Whether it is written as phone numbers are, and does not stand among figures."""
    value = text[start:end].lstrip("(")
    if _DECIMAL.fullmatch(value) or _is_day(value, country) or _is_spelt_out(value):
        return False
    if value.startswith("+"):
        return True
    if sum(one.isdigit() for one in value) < _DIGITS_AT_HOME or ("." in value and " " in value):
        return False  # figures in two columns
    if value.startswith("00"):
        return sum(one.isdigit() for one in value) >= _DIGITS_ABROAD
    return _is_dialled_at_home(value, country) and not _is_among_figures(text, start, end)


def _is_dialled_at_home(value: str, country: str) -> bool:
    trunk = find_trunk_prefix(country)
    if trunk == "0":
        return value.startswith("0")
    return bool(_AMERICAN.fullmatch(value) or (trunk != "1" and sum(one.isdigit() for one in value) >= 9))


def _is_spelt_out(value: str) -> bool:
    """`1 0 2 5 3 3 8` are cells of a table."""
    groups = _GROUP.findall(value)
    return sum(len(one) == 1 for one in groups) > 2


def _is_among_figures(text: str, start: int, end: int) -> bool:
    """Whether its line is a row of figures, or it stands in a column of them."""
    first = max(text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1, start - _LONGEST_LINE, 0)
    last = text.find("\n", end, end + _LONGEST_LINE)
    last = last if last >= 0 else min(len(text), end + _LONGEST_LINE)
    others = _FIGURE.findall(text[first:start] + " " + text[end:last])
    if len(others) >= _FIGURES_IN_A_TABLE:
        return not _is_fax_sender(text[first:last], text[start:end])
    return text[first:last].strip() == text[start:end] and _is_column(text, first, last)


def _is_fax_sender(line: str, value: str) -> bool:
    """Whether the figures beside it are the day, the time and the page of a line that a fax machine printed."""
    told = parse_fax_line(line)
    return told.is_header and _GROUP.findall(told.sender) == _GROUP.findall(value)


def _is_column(text: str, first: int, last: int) -> bool:
    """Whether the lines above and below hold nothing but figures; one of them is enough for digits without a blank."""
    above = text[max(0, first - _LONGEST_LINE) : max(0, first - 1)].rpartition("\n")[2]
    below = text[last + 1 : last + _LONGEST_LINE].partition("\n")[0]
    beside = [bool(_ONLY_FIGURES.fullmatch(line) and _GROUP.search(line)) for line in (above, below)]
    return any(beside) if text[first:last].strip().isdigit() else all(beside)


def _is_day(value: str, country: str) -> bool:
    match = _DATE_LIKE.match(value)
    return bool(match and match.end() >= len(value) - 5 and parse_day(match[0], country))
