"""Where a value stood: its part, page, zone and the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import normalise_identifier
from extractors.content import Mark, Span
from extractors.identifiers.certainty import rate_certainty
from extractors.identifiers.own import read_own_marks

SEARCHED_CHARACTERS = 2_000_000
"""How much of one part's text is searched."""

_QUOTE = 40
# Letters that look like others and are as long: offsets stay true.
_FOLDED = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f", " "),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}
_FOLDED_LETTER = re.compile(f"[{''.join(_FOLDED)}]")
_WORD_EDGE = re.compile(r"\s")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText:
    """The text of one part, the zone of its words and the stretches of it that belong to other zones."""

    path: str
    text: str
    zone: Zone
    has_pages: bool = False
    spans: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value at a place in the text that was searched; `normalised` is made from the value where it is empty.

    `certainty` is told by the kind where it is None. `shown` stands for a value that must not be spread as it is.
    """

    kind: str
    start: int
    end: int
    normalised: str = ""
    label: str = ""
    checked: bool | None = None
    certainty: float | None = None
    shown: str = ""


def lower_in_place(text: str) -> str:
    """The text in lower case, every letter where it stood: patterns that ignore case take three times as long."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in text)


class Place:
    """One text made ready for searching, and the way from a find back to what stands there.

    `text` is as long as the original; dashes and blanks are of one kind and what must not be searched is blank.
    """

    def __init__(self, source: SearchText, settings: ReaderSettings) -> None:
        self._source = source
        self._country = settings.country
        self._own = read_own_marks(settings)
        self._breaks = [match.start() for match in re.finditer("\f", source.text)] if source.has_pages else []
        self._spans = sorted(source.spans, key=lambda span: span.start)
        self._starts = [span.start for span in self._spans]
        self.text = self._blank_unsearched(_fold(source.text[:SEARCHED_CHARACTERS]))
        self.has_digits = _DIGIT.search(self.text) is not None
        self.addresses: list[int] = []
        self._taken: list[tuple[int, int]] = []
        self._free: str | None = None

    def _blank_unsearched(self, text: str) -> str:
        pieces, end = [], 0
        for span in (span for span in self._spans if span.zone is None):
            pieces.append(text[end : span.start])
            pieces.append(re.sub(r"[^\n]", " ", text[span.start : span.end]))
            end = max(end, span.end)
        return "".join([*pieces, text[end:]])

    def take(self, start: int, end: int) -> None:
        """Later finders do not look here."""
        self._taken.append((start, end))
        self._free = None

    @property
    def free_text(self) -> str:
        """The text with everything that was taken made blank."""
        if self._free is None:
            self._free = self._blank_taken()
        return self._free

    def _blank_taken(self) -> str:
        pieces, last = [], 0
        for start, end in sorted(self._taken):
            pieces.append(self.text[last : max(start, last)])
            pieces.append(" " * (end - max(start, last)))
            last = max(end, last)
        return "".join([*pieces, self.text[last:]])

    def as_identifier(self, found: Found) -> Identifier:
        """A find with everything that is known of its place."""
        return self._locate(found, self._zone_at(found.start))

    def list_marked(self) -> list[Identifier]:
        """The identifiers that the format itself named."""
        return [self._from_mark(mark) for mark in self._source.marks if mark.end > mark.start]

    def _from_mark(self, mark: Mark) -> Identifier:
        named = Found(kind=mark.kind, start=mark.start, end=mark.end, label=mark.label, certainty=1.0)
        return self._locate(named, mark.zone)

    def _locate(self, found: Found, zone: Zone) -> Identifier:
        text = self._source.text
        value = text[found.start : found.end]
        normalised = found.normalised or normalise_identifier(found.kind, value, self._country)
        quote = _cut_quote(text, found.start, found.end)
        certainty = found.certainty
        return Identifier(
            kind=found.kind,
            value=found.shown or value,
            normalised=normalised,
            part=self._source.path,
            page=bisect_right(self._breaks, found.start) + 1 if self._source.has_pages else None,
            start=found.start,
            end=found.end,
            quote=quote.replace(value, found.shown) if found.shown else quote,
            zone=zone,
            label=found.label,
            checked=found.checked,
            certainty=rate_certainty(found.kind, normalised, found.label, found.checked)
            if certainty is None
            else certainty,
            is_own=self._own.is_own(found.kind, value, normalised),
        )

    def _zone_at(self, offset: int) -> Zone:
        position = bisect_right(self._starts, offset) - 1
        span = self._spans[position] if position >= 0 else None
        return span.zone if span and span.zone and offset < span.end else self._source.zone


def _fold(text: str) -> str:
    return text if text.isascii() else _FOLDED_LETTER.sub(lambda match: _FOLDED[match[0]], text)


def _cut_quote(text: str, start: int, end: int) -> str:
    """The value with about 40 characters on each side, cut between words, exactly as in the text."""
    first, last = max(0, start - _QUOTE), min(len(text), end + _QUOTE)
    if first:
        edge = _WORD_EDGE.search(text, first, start)
        first = edge.end() if edge else start
    if last < len(text):
        edges = [match.start() for match in _WORD_EDGE.finditer(text, end, last + 1)]
        last = edges[-1] if edges else end
    return text[first:last].strip()
