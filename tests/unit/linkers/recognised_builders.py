"""Recognised pages as a reader would give them, for tests of repairs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from crmbridge.domain.communication import Channel
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reader_settings import ReaderSettings, ReferencePattern
from crmbridge.domain.reading import Part, PartState, Reading, Word
from crmbridge.normalise import normalise_identifier
from extractors.identifiers import SearchText, find_identifiers
from linkers.recognised import Budget, Repair, find_repairs
from tests.unit.linkers.builders import COUNTRY, reading

SETTINGS = ReaderSettings(
    patterns=(
        ReferencePattern(kind="client_number", pattern=r"C-\d{6}"),
        ReferencePattern(kind="case_number", pattern=r"\d{8}", context=("case", "our ref", "your ref")),
        ReferencePattern(kind="account_number", pattern=r"HL-\d{4}-\d{4}-[A-Z]", check="letter-mod22"),
    )
)


class KnownList:
    """A list of values as a CRM would hold them; `asked` counts the keys that were looked up."""

    def __init__(self, values: Iterable[str]) -> None:
        self._written = {normalise_identifier(_kind_of(one), one, COUNTRY): one for one in values}
        self.asked = 0

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of the values that are in the list, whatever their kind."""
        self.asked += len(values)
        return frozenset(values) & frozenset(self._written)

    def find_written(self, kind: str, known: str) -> str:
        """As it was put into the list."""
        return self._written[known]


def _kind_of(value: str) -> str:
    if "@" in value:
        return "email"
    return "phone" if re.fullmatch(r"[\d +]{9,}", value) else "reference"


def recognised_part(text: str, confidence: float = 0.9) -> Part:
    """A picture on whose pages, divided by form feeds, this text was recognised, every word equally surely."""
    words = tuple(
        Word(
            start=one.start(),
            end=one.end(),
            page=text.count("\f", 0, one.start()) + 1,
            left=10,
            top=10,
            right=20,
            bottom=20,
            confidence=confidence,
        )
        for one in re.finditer(r"\S+", text)
    )
    return Part(
        path="0",
        name="fax.tif",
        media_type="image/tiff",
        size=1,
        state=PartState.READ,
        text=text,
        pages=text.count("\f") + 1,
        words=words,
    )


def identifiers_of(part: Part) -> tuple[Identifier, ...]:
    """What the reader finds in it."""
    searched = SearchText(path="0", text=part.text, zone=Zone.BODY, has_pages=True)
    confidence = min((word.confidence for word in part.words), default=None)
    return tuple(replace(one, confidence=confidence) for one in find_identifiers([searched], SETTINGS))


def repair(text: str, *known: str, confidence: float = 0.9) -> tuple[Repair, ...]:
    """The repairs of a recognised text against a list."""
    part = recognised_part(text, confidence)
    found = identifiers_of(part)
    return find_repairs(part, found, KnownList(known), country=COUNTRY, budget=Budget())


def fax(text: str, confidence: float = 0.9, *, sender: str = "") -> Reading:
    """A fax of one picture, perhaps with the number or address of its sender."""
    part = recognised_part(text, confidence)
    bare = reading(*identifiers_of(part), to=(), channel=Channel.FAX, sender=sender)
    return replace(bare, media_type="image/tiff", parts=(part,), text=text)
