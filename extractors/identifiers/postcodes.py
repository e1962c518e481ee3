"""Postcodes of several countries, each in the form in which it stands in an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|"
    "PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*"
_LINK = r"(?:am|an|der|den|dem|sur|la|le|les|lès|bei|im|in|sous|en|aan|de|du|des|ob|vor|a\.|a\. ?d\.|i\.)"
_TOWN = (
    rf"(?:[DdLl]['’])?{_WORD}(?:[ '’/.-]{{1,2}}(?:{_LINK}[ '’-]){{0,2}}(?:[dl]['’])?{_WORD}|\.|"
    r" \([^\W\d_]{1,20}\)){0,4}(?: (?:CEDEX|Cedex)(?: \d{1,2})?)?"
)
_BRITISH = re.compile(
    r"(?<![A-Za-z0-9-])(?:GIR ?0AA|[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKPSTUW]? {0,2}\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9-])"
)
_FORCES = re.compile(r"(?<!\w)BFPO ?\d{1,4}(?!\w)")
_IRISH = re.compile(
    r"(?<![A-Za-z0-9-])(?:[AC-FHKNPRTV-Y]\d{2}|D6W) ?(?=[0-9]{0,3}[A-Z])[0-9AC-FHKNPRTV-Y]{4}(?![A-Za-z0-9-])"
)
# Each begins with its digits and looks back, so that the search passes quickly over words.
_AMERICAN = re.compile(rf"\d{{5}}(?<=\b(?:{_STATES})[ .]\d{{5}})(?:-\d{{4}})?(?![\w-])")
_CONTINENTAL = re.compile(
    r"(?P<code>(?:\d(?<![\w./,+-]\d)|\d(?<=\b[A-Z]-\d)|\d(?<=\bCH-\d))\d{3}(?:\d| ?[A-Z]{2}(?= ))?) {1,2}"
    rf"(?P<town>{_TOWN})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Postcode:
    """A postcode in a text. Its place counts characters; `end` is the end of its town where the town follows it.

    `is_sure` says that no number of another meaning is written like it.
    """

    start: int
    end: int
    value: str
    is_sure: bool


def find_postcodes(text: str) -> Iterator[Postcode]:
    """Every postcode, those of one form after another."""
    for pattern in (_BRITISH, _FORCES, _AMERICAN):
        for match in pattern.finditer(text):
            yield Postcode(start=match.start(), end=match.end(), value=match[0], is_sure=True)
    for match in _IRISH.finditer(text):
        yield Postcode(start=match.start(), end=match.end(), value=match[0], is_sure=False)
    for match in _CONTINENTAL.finditer(text):
        yield Postcode(start=match.start(), end=match.end(), value=match["code"], is_sure=False)
