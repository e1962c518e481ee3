"""Identifiers in the texts of a document: every finder, one after another, and what they agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reader_settings import ReaderSettings
from extractors.identifiers.addresses import find_addresses
from extractors.identifiers.days import find_days
from extractors.identifiers.labelled import find_references
from extractors.identifiers.names import find_names
from extractors.identifiers.numbers import find_phone_numbers
from extractors.identifiers.place import Found, Place, SearchText
from extractors.identifiers.references import find_configured
from extractors.identifiers.standards import find_cards, find_standards
from extractors.identifiers.web import find_emails, find_ibans, find_urls

Finder = Callable[[Place, ReaderSettings], Iterator[Found]]

# In this order: what an earlier finder took, a later one does not take for something else.
_FINDERS: tuple[Finder, ...] = (
    find_emails,
    find_urls,
    find_configured,
    find_ibans,
    find_cards,
    find_standards,
    find_phone_numbers,
    find_days,
    find_addresses,
    find_references,
    find_names,
)


def find_identifiers(texts: Sequence[SearchText], settings: ReaderSettings) -> tuple[Identifier, ...]:
    """Every identifier in the texts, by part and place. A value that stands in several places is found in each."""
    return tuple(identifier for text in texts for identifier in _find_in(text, settings))


def _find_in(text: SearchText, settings: ReaderSettings) -> list[Identifier]:
    place = Place(text, settings)
    found = [one for finder in _FINDERS for one in finder(place, settings)]
    identifiers = {(one.kind, one.start, one.end): one for one in map(place.as_identifier, found)}
    for marked in place.list_marked():
        identifiers[marked.kind, marked.start, marked.end] = marked
    return sorted(identifiers.values(), key=lambda one: (one.start, one.end, one.kind))


__all__ = ["SearchText", "find_identifiers"]
