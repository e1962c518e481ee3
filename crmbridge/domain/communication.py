"""What a repository lists, what we keep of it, and the states it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a communication reached us or left us."""

    EMAIL = "email"
    FAX = "fax"
    LETTER = "letter"
    FORM = "form"
    CALL = "call"
    NOTE = "note"


class Direction(StrEnum):
    """Seen from the organisation: `in` came to us, `out` left us, `unknown` could not be told."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


class ItemState(StrEnum):
    """The one state of an item. The ledger enforces that there is exactly one, and `TRANSITIONS` which may follow."""

    LISTED = "listed"
    CAPTURED = "captured"
    READ = "read"
    LINKED = "linked"
    REVIEW = "review"
    UNLINKED = "unlinked"
    EXCLUDED = "excluded"
    DELIVERED = "delivered"
    FAILED = "failed"
    QUARANTINED = "quarantined"


_DECIDED = frozenset({ItemState.LINKED, ItemState.REVIEW, ItemState.UNLINKED, ItemState.EXCLUDED})

TRANSITIONS: dict[ItemState, frozenset[ItemState]] = {
    ItemState.LISTED: frozenset({ItemState.CAPTURED, ItemState.EXCLUDED, ItemState.FAILED, ItemState.QUARANTINED}),
    ItemState.CAPTURED: frozenset({ItemState.READ, ItemState.FAILED, ItemState.QUARANTINED}),
    ItemState.READ: _DECIDED | {ItemState.FAILED},
    # A decision may be made again: by a person at any time, by the machine when the directory has changed.
    ItemState.LINKED: _DECIDED | {ItemState.DELIVERED, ItemState.FAILED},
    # `captured` again: text was put beside a picture that could not be read, so it is read anew.
    ItemState.REVIEW: _DECIDED | {ItemState.CAPTURED},
    ItemState.UNLINKED: _DECIDED | {ItemState.CAPTURED},
    ItemState.EXCLUDED: _DECIDED | {ItemState.LISTED},
    # A person moved the link, or the CRM lost the record: it is delivered again.
    ItemState.DELIVERED: _DECIDED,
    ItemState.FAILED: frozenset(
        {
            ItemState.LISTED,
            ItemState.CAPTURED,
            ItemState.READ,
            ItemState.LINKED,
            ItemState.QUARANTINED,
        }
    ),
    ItemState.QUARANTINED: frozenset({ItemState.LISTED, ItemState.CAPTURED}) | _DECIDED,
}
"""From a state to the states that may follow it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a repository names, before any of its bytes are fetched.

    `locator` is its stable address there (for a folder the path relative to the root, with `/`).
    `version` changes whenever the repository says the content may have changed.
    `modified_at` is the repository's own time, aware, UTC.
    """

    repository: str
    locator: str
    version: str
    size: int
    modified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingProblem:
    """A place that a repository could not list: nothing below it may be taken for absent.

    `is_blinding` is False for an entry that was seen and is no document by its nature (a link, a pipe): it is not
    fetched, and it hides nothing else.
    """

    repository: str
    locator: str
    reason: str
    is_blinding: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The CRM's word that it holds a communication: its record id and the fingerprint it read back.

    `words` is the digest of what people read of it there (subject, parties, text), empty where the CRM cannot tell.
    """

    communication_id: int
    record_id: str
    fingerprint: str
    delivered_at: datetime
    words: str = ""
