"""Why a link was made or not made, in words that a lawyer can read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Bearing(StrEnum):
    """Whether a piece of evidence speaks for its candidate, against it, or was set aside."""

    FOR = "for"
    AGAINST = "against"
    NOT_USED = "not used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One identifier, weighed for one candidate.

    `rule` is the name of the rule that weighed it, `weight` its weight in bits (log2 of the likelihood ratio; negative
    speaks against). `quote` stands letter for letter in the part at `part`, `page`; `sentence` says it in plain words.
    """

    rule: str
    bearing: Bearing
    weight: float
    kind: str
    value: str
    part: str
    page: int | None
    quote: str
    sentence: str
