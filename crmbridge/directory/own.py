"""How we recognise ourselves: nothing of the organisation's own may ever identify a client."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crmbridge.config import Organisation
from crmbridge.normalise import (
    normalise_email,
    normalise_name,
    normalise_phone,
    normalise_postcode,
    normalise_reference,
)

_POSTCODES = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b\d{4,6}(?:-\d{3,4})?(?:\s?[A-Z]{2})?\b")
_SHORTEST_ADDRESS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIdentifiers:
    """The organisation's own identifiers, folded. Any address of an own domain, or of a domain below it, is own."""

    emails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()

    @classmethod
    def from_settings(
        cls, organisation: Organisation, *, staff_names: Iterable[str] = (), staff_phones: Iterable[str] = ()
    ) -> OwnIdentifiers:
        """From the configuration and, where it is known, who works here and at which extension."""
        postcodes = (code for address in organisation.addresses for code in _POSTCODES.findall(address.upper()))
        phones = (normalise_phone(one, organisation.country) for one in (*organisation.phones, *staff_phones))
        return cls(
            emails=_folded(map(normalise_email, organisation.emails)),
            domains=_folded(domain.strip().lstrip("@").casefold() for domain in organisation.domains),
            phones=_folded(phones),
            names=_folded(map(normalise_name, (organisation.name, *organisation.names, *staff_names))),
            postcodes=_folded(map(normalise_postcode, postcodes)),
            addresses=_folded(map(normalise_reference, organisation.addresses)),
            identifiers=_folded(map(normalise_reference, organisation.identifiers)),
        )

    def is_own(self, kind: str, normalised: str) -> bool:
        """Whether an identifier, folded as the reader folds it, is the organisation's own."""
        match kind:
            case "email":
                return normalised in self.emails or self._is_own_domain(normalised.rpartition("@")[2])
            case "phone":
                return normalised in self.phones
            case "name":
                return normalised in self.names
            case "postcode":
                return normalised in self.postcodes
            case "address":
                return self._is_own_address(normalised)
            case _:
                return normalised in self.identifiers

    def _is_own_domain(self, domain: str) -> bool:
        return any(domain == own or domain.endswith(f".{own}") for own in self.domains)

    def _is_own_address(self, normalised: str) -> bool:
        """A reader may find more or fewer lines of it than the configuration states."""
        is_long = len(normalised) >= _SHORTEST_ADDRESS
        return any(own in normalised or (is_long and normalised in own) for own in self.addresses)


def _folded(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value for value in values if value)
