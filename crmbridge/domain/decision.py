"""The four answers to "whose is this?": a link, an honest question, nobody we know, or left out by a named rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crmbridge.domain.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A client, and perhaps a case of that client, that a communication may belong to.

    `probability` is between 0 and 1; `evidence` is ordered by weight, strongest first.
    """

    client_id: str
    client_number: str
    client_name: str
    case_id: str = ""
    case_number: str = ""
    contact_id: str = ""
    probability: float
    evidence: tuple[Evidence, ...]


class ReviewReason(StrEnum):
    """Why a person must decide. Each has a sentence that names the matter; these are for counting."""

    CONTRADICTION = "contradiction"
    SHARED = "shared"
    FORGED = "forged"
    SIMILAR_ONLY = "similar_only"
    CASE_OF_ANOTHER = "case_of_another_client"
    WEAK = "weak"
    SEVERAL = "several_clients"
    NOT_READABLE = "not_readable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The communication belongs to these clients (and cases). `suggested_cases` are for a person to confirm."""

    targets: tuple[Candidate, ...]
    suggested_cases: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsReview:
    """A person must decide. At most three candidates, the likeliest first."""

    why: ReviewReason
    reason: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """Nothing in it belongs to anyone in the CRM; asked again when the CRM changes."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Left out by a named rule: counted and listed, never dropped."""

    rule: str
    reason: str


Decision = Link | NeedsReview | Unlinked | Excluded
