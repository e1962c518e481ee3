"""The zones of a mail body for the search of identifiers: the same stretches that a Reading tells as passages."""

from __future__ import annotations

from collections.abc import Iterable

from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PassageKind
from extractors.content import Span
from extractors.passages import Stretch

_ZONES = {
    PassageKind.QUOTED: Zone.QUOTED,
    PassageKind.FORWARDED: Zone.QUOTED,
    PassageKind.SIGNATURE: Zone.SIGNATURE,
    PassageKind.DISCLAIMER: Zone.DISCLAIMER,
}


def as_spans(stretches: Iterable[Stretch]) -> tuple[Span, ...]:
    """Each stretch with the zone of its kind; everything else is new."""
    return tuple(Span(start=one.start, end=one.end, zone=_ZONES[one.kind]) for one in stretches)
