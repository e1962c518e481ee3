"""A directory that remembers its latest answers for the length of a run, when nothing in it changes."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from crmbridge.domain.directory import Carrier, Case, Client, Contact
from crmbridge.ports import Directory

ANSWERS = 8192
"""How many answers of each kind are remembered: a few megabytes, however many clients there are."""


class RememberingDirectory:
    """Fulfils `Directory` over another one. `forget` must be called when that one has changed."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._find_carriers = lru_cache(ANSWERS)(directory.find_carriers)
        self._find_client = lru_cache(ANSWERS)(directory.find_client)
        self._find_contact = lru_cache(ANSWERS)(directory.find_contact)
        self._find_case = lru_cache(ANSWERS)(directory.find_case)
        self._list_cases = lru_cache(ANSWERS)(directory.list_cases)
        self._is_own = lru_cache(ANSWERS)(directory.is_own)

    def forget(self) -> None:
        """Asks anew from now on."""
        for one in (self._find_carriers, self._find_client, self._find_contact, self._find_case, self._list_cases):
            one.cache_clear()

    def find_carriers(self, kind: str, normalised: str) -> tuple[Carrier, ...]:
        """The records that carry exactly this identifier."""
        return self._find_carriers(kind, normalised)

    def find_known(self, kind: str, values: Collection[str]) -> frozenset[str]:
        """Those of these values that any record carries; not remembered, because hardly any is asked for twice."""
        return self._directory.find_known(kind, values)

    def find_client(self, client_id: str) -> Client | None:
        """The client with this CRM record id, or the survivor of its merge."""
        return self._find_client(client_id)

    def find_contact(self, contact_id: str) -> Contact | None:
        """The contact with this CRM record id."""
        return self._find_contact(contact_id)

    def find_case(self, case_id: str) -> Case | None:
        """The case with this CRM record id."""
        return self._find_case(case_id)

    def list_cases(self, client_id: str) -> tuple[Case, ...]:
        """All cases of a client, newest first."""
        return self._list_cases(client_id)

    def is_own(self, kind: str, normalised: str) -> bool:
        """Whether the identifier is the organisation's own and so can identify nobody."""
        return self._is_own(kind, normalised)
