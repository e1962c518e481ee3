"""What identifies our own organisation and so never a client, told by what the settings name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import normalise_email, normalise_name, normalise_phone, normalise_reference

_SHORTEST_ADDRESS = 10
_SAME_WORDS = 0.6  # of the words of an address: a neighbour shares the postcode and the street, not the number


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMarks:
    """The organisation's own identifiers, folded; addresses as they are and as sets of their words."""

    emails: frozenset[str]
    domains: tuple[str, ...]
    phones: frozenset[str]
    names: frozenset[str]
    addresses: tuple[tuple[str, frozenset[str]], ...]
    references: frozenset[str]

    def is_own(self, kind: str, value: str, normalised: str) -> bool:
        """Whether a value of a kind is ours. `normalised` is its folded form."""
        match kind:
            case "email":
                return normalised in self.emails or self.is_own_domain(normalised.rpartition("@")[2])
            case "url":
                return self.is_own_domain(normalised.casefold().partition("//")[2].partition("/")[0] or normalised)
            case "phone":
                return normalised in self.phones
            case "name":
                return normalised in self.names
            case "address":
                return self.is_own_address(value)
            case "date":
                return False
            case _:
                return normalised in self.references

    def is_own_domain(self, domain: str) -> bool:
        """Whether it is one of ours or lies below one."""
        return any(domain == own or domain.endswith(f".{own}") for own in self.domains)

    def is_own_address(self, value: str) -> bool:
        """A text may give more or fewer lines of an address than the configuration does."""
        folded, words = normalise_reference(value), frozenset(normalise_name(value).split())
        return len(folded) >= _SHORTEST_ADDRESS and any(
            own in folded or folded in own or _is_same(words, own_words) for own, own_words in self.addresses
        )

    def has_own_name(self, text: str) -> bool:
        """Whether one of our names stands in a text as whole words."""
        folded = f" {normalise_name(text)} "
        return any(f" {name} " in folded for name in self.names)


def _is_same(words: frozenset[str], own: frozenset[str]) -> bool:
    numbers = {one for one in words if one[:1].isdigit()}
    return numbers <= own and len(words & own) >= _SAME_WORDS * max(len(words), 1) and len(words & own) >= 3


@lru_cache(maxsize=16)
def read_own_marks(settings: ReaderSettings) -> OwnMarks:
    """The own identifiers that the settings name."""
    domains = (one.strip().casefold().lstrip("@") for one in settings.own_domains)
    folded = ((normalise_reference(one), frozenset(normalise_name(one).split())) for one in settings.own_addresses)
    return OwnMarks(
        emails=_fold(map(normalise_email, settings.own_emails)),
        domains=tuple(one for one in domains if one),
        phones=_fold(normalise_phone(one, settings.country) for one in settings.own_phones),
        names=_fold(map(normalise_name, settings.own_names)),
        addresses=tuple(one for one in folded if len(one[0]) >= _SHORTEST_ADDRESS),
        references=_fold(map(normalise_reference, settings.own_identifiers)),
    )


def _fold(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value for value in values if value)
