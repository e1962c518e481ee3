"""Postal addresses, known by their postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import normalise_postcode
from extractors.identifiers.place import Found, Place

_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9-])(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKPSTUW]? {0,2}\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9-])"
)
_ADDRESS_LINE = re.compile(r"[^\n\f]{2,60}")
_STARTS_ADDRESS = re.compile(
    r"\s*(?:\d{1,5}[A-Za-z]?\b|flat\b|unit\b|apt\b|apartment\b|po box\b|suite\b)|.*\b(?:house|cottage|farm)\b", re.I
)
_LONGEST = 120


def find_addresses(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """The line that holds a postcode, with the lines above it up to house number or name; the postcode is the fold."""
    text = place.text
    for match in _POSTCODE.finditer(text):
        start = _find_start(text, match.start())
        yield Found(kind="address", start=start, end=match.end(), normalised=normalise_postcode(match[0]))


def _find_start(text: str, postcode: int) -> int:
    line = _find_line_start(text, postcode)
    first = line + len(text[line:postcode]) - len(text[line:postcode].lstrip())
    if _STARTS_ADDRESS.match(text[line:postcode]):
        return first
    return _find_block_start(text, line, first)


def _find_block_start(text: str, line: int, first: int) -> int:
    """Goes up at most four short lines until one begins like an address; without one the postcode's line is all."""
    end = line - 1
    for _ in range(4):
        start = _find_line_start(text, max(end, 0))
        above = text[start : max(end, start)]
        if end <= 0 or not _ADDRESS_LINE.fullmatch(above.strip()):
            return first
        if _STARTS_ADDRESS.match(above):
            return start + len(above) - len(above.lstrip())
        end = start - 1
    return first


def _find_line_start(text: str, end: int) -> int:
    """Where the line that ends here begins, at most 120 characters back: a page may have no line ends at all."""
    reach = max(0, end - _LONGEST)
    return max(text.rfind("\n", reach, end) + 1, text.rfind("\f", reach, end) + 1, reach)
