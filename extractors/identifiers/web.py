"""E-mail addresses, web addresses and IBANs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from extractors.identifiers.checks import is_iban
from extractors.identifiers.place import Found, Place

_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_URL = re.compile(r"(?<![\w])(?:https?://|www\.)[^\s<>\"'\u201d\u2019]{3,2000}", re.I)
_URL_TAIL = ".,;:!?)]}*_"
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])")


def find_emails(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """E-mail addresses."""
    for match in _EMAIL.finditer(place.text):
        start = match.start() + len(match[0]) - len(match[0].lstrip("'.-+%"))
        place.take(start, match.end())
        if not match[0][start - match.start() :].startswith("@"):
            yield Found(kind="email", start=start, end=match.end())


def find_urls(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """Web addresses, without the full stop of their sentence."""
    for match in _URL.finditer(place.text):
        value = match[0].rstrip(_URL_TAIL)
        place.take(match.start(), match.start() + len(value))
        yield Found(kind="url", start=match.start(), end=match.start() + len(value), normalised=value)


def find_ibans(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """IBANs whose check digits are right; words after them are cut off until they are."""
    for match in _IBAN.finditer(place.text):
        end = _find_iban_end(match[0])
        if end:
            place.take(match.start(), match.start() + end)
            yield Found(kind="iban", start=match.start(), end=match.start() + end, checked=True)


def _find_iban_end(value: str) -> int:
    """Where the IBAN ends: the next word may look like more of it."""
    end = len(value)
    while end >= 15:
        if is_iban(value[:end].replace(" ", "")):
            return end
        end = value.rfind(" ", 0, end)
    return 0
