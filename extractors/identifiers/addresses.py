"""Postal addresses, known by their postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import normalise_postcode
from extractors.identifiers.place import Found, Place
from extractors.identifiers.postcodes import Postcode, find_postcodes

_ADDRESS_LINE = re.compile(r"[^\n\f]{2,60}")
_BOX = r"(?:p\.? ?o\.? ?box|postfach|postbus|b\.?p\.?|c\.?s\.?|bo[îi]te postale)\s?\d[\d ]{0,8}"
_STREET_TYPE = r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|straat|laan|plein|gracht)\b"
_NUMBERED = r"\d{1,5} ?(?:bis|ter|[A-Za-z])?(?:\s?[-/]\s?\d{1,4})?,?\s+[^\W\d_]"
_STARTS_ADDRESS = re.compile(
    rf"\s*(?:{_NUMBERED}|flat\b|unit\b|apt\b|apartment\b|suite\b|{_BOX}|.*\b(?:house|cottage|farm)\b|"
    rf".*{_STREET_TYPE}|[A-ZÀ-Þ][^\d]{{2,40}}\s\d{{1,4}} ?[a-zA-Z]?(?:\s?[-/]\s?\d{{1,4}})?\s*,?\s*$)",
    re.I,
)
# What may stand above the street and still belongs to the address.
_ABOVE_STREET = re.compile(
    rf"\s*(?:flat|unit|apt|apartment|suite|floor|room|building|b[âa]t(?:iment)?|appartement|"
    rf"r[ée]sidence|c/o|z\.? ?hd\.?|"
    rf"chez|{_BOX}|\d{{1,2}}(?:st|nd|rd|th) floor|.{{2,40}}\b(?:house|cottage|farm|court|lodge|"
    rf"mansions|building)\s*,?\s*$)",
    re.I,
)
_STREET_IN_LINE = re.compile(
    rf"(?:\b(?:flat|unit|apt\.?|apartment|suite) \w{{1,5}},? )?(?:\b{_NUMBERED}|\b{_BOX})[^\d\n;:!?]{{0,90}}$", re.I
)
_NUMBER_LAST_IN_LINE = re.compile(
    r"[A-ZÀ-Þ][\w.'’-]*(?: [\w.'’-]+){0,4} \d{1,4} ?[a-zA-Z]?(?:[-/]\d{1,4})?\s{0,3}[,;·•|–-]?\s{0,3}(?:[A-Z]{1,2}-)?$"
)
_DISTRICT = re.compile(r"\s*(?:Dublin|Paris|Lyon|Marseille|Wien) \d{1,2}w?\s*,?\s*", re.I)
_STREET_WORD = re.compile(_STREET_TYPE, re.I)
_COUNTRY_MARK = re.compile(r"\b(?:CH|[A-Z])-$")
_LONGEST = 120
_LINES_ABOVE = 4
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_addresses(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """The line that holds a postcode, with the lines above it up to house number or name; the postcode is the fold."""
    if not place.has_digits:
        return
    text = place.text
    for postcode in find_postcodes(text):
        start = _find_start(text, postcode)
        if start is not None and not _is_year(text, start, postcode):
            place.addresses.append(start)
            yield Found(
                kind="address",
                start=start,
                end=postcode.end,
                normalised=normalise_postcode(postcode.value),
                certainty=0.9 if start < postcode.start else 0.7,
            )


def _is_year(text: str, start: int, postcode: Postcode) -> bool:
    """`Kay & Sons 44`, and below it `2019 Results`: such digits are a postcode only where the street is sure."""
    is_marked = _COUNTRY_MARK.search(text, max(0, postcode.start - 4), postcode.start)
    is_sure = postcode.is_sure or is_marked or _STREET_WORD.search(text, start, postcode.start)
    return bool(_YEAR.fullmatch(postcode.value)) and not is_sure


def _find_start(text: str, postcode: Postcode) -> int | None:
    """None where an unsure postcode has no street: then it is a number before a word."""
    line = _find_line_start(text, postcode.start)
    before = text[line : postcode.start]
    bare = _COUNTRY_MARK.sub("", before).strip()
    if bare and not postcode.is_sure and not bare.endswith((",", "·", "|", "•", "–", "-", ";")):
        return _find_block_start(text, line) if _is_town(bare) else None
    street = _STREET_IN_LINE.search(before) or _NUMBER_LAST_IN_LINE.search(before)
    if street:
        return line + street.start()
    found = _find_block_start(text, line)
    if found is None and postcode.is_sure:
        return line + len(before) - len(before.lstrip())
    return found


def _is_town(words: str) -> bool:
    """An Irish postcode stands behind its town."""
    return words.istitle() and len(words) <= 30 and not any(one.isdigit() for one in words)


def _find_block_start(text: str, line: int) -> int | None:
    """Goes up at most four short lines until one begins like an address, and further for a flat or a house."""
    found, end = None, line - 1
    for _ in range(_LINES_ABOVE):
        start = _find_line_start(text, max(end, 0))
        above = text[start : max(end, start)]
        if end <= 0 or not _ADDRESS_LINE.fullmatch(above.strip()):
            break
        starts = _ABOVE_STREET if found is not None else _STARTS_ADDRESS
        if starts.match(above) and not _DISTRICT.fullmatch(above):
            found = start + len(above) - len(above.lstrip())
        elif found is not None:
            break
        end = start - 1
    return found


def _find_line_start(text: str, end: int) -> int:
    """Where the line that ends here begins, at most 120 characters back: a page may have no line ends at all."""
    reach = max(0, end - _LONGEST)
    return max(text.rfind("\n", reach, end) + 1, text.rfind("\f", reach, end) + 1, reach)
