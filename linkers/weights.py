"""What each kind of mention in each kind of place is worth: one table, which is the whole model.

A number decides only with a second sign of its client, unless its label says that it is the one we gave (see grounds).

`reliability` is the share of such mentions whose carrier is the right client, as learned from reviewed links. Its
weight in bits is the log odds of that share above a prior of one in 65, so that one mention alone gives back its own
reliability and further ones add up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from linkers.labels import LabelClass

PRIOR_BITS = -6.0
"""Log odds of a client before anything is known for or against; one in 65."""

MAX_PROBABILITY = 0.999


class Family(StrEnum):
    """What a mention is, told by the record that carries it rather than by the pattern that found it."""

    CLIENT_NUMBER = "client number"
    ACCOUNT_NUMBER = "account number"
    CASE_NUMBER = "case number"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    NAME = "name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    BIRTH_DATE = "birth date"
    THREAD = "thread"


NUMBERS = frozenset({Family.CLIENT_NUMBER, Family.ACCOUNT_NUMBER, Family.CASE_NUMBER})


class Place(StrEnum):
    """Where a mention stood, seen from who wrote to whom."""

    SENDER = "sender"
    ADDRESSEE = "addressee"
    ORIGINAL_SENDER = "original sender"
    REPLY_LINE = "Reply-To or Sender line"
    BYSTANDER = "recipient or copied"
    OURS = "our own header or signature"
    SUBJECT = "subject"
    FIELD = "field"
    SIGNATURE = "signature"
    BODY = "text"
    ATTACHMENT = "attachment"
    QUOTED = "quoted text"
    HEADER = "thread header"


AUTHOR_PLACES = frozenset({Place.SENDER, Place.ADDRESSEE, Place.SIGNATURE, Place.FIELD})
"""Places that name the other party of the communication itself."""

OWN_WORDS = frozenset({Place.SUBJECT, Place.FIELD, Place.SIGNATURE, Place.BODY, Place.ATTACHMENT})
"""Places whose words were written for this very communication."""


class Standing(StrEnum):
    """What a mention may do.

    DECIDES: where exactly one client carries it. SUPPORTS: never alone, but it contradicts where it names
    somebody else. MENTIONS: it only points, for a person to look at.
    """

    DECIDES = "decides"
    SUPPORTS = "supports"
    MENTIONS = "mentions"
    NOT_USED = "not used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """One row of the table."""

    family: Family
    place: Place
    label: LabelClass
    reliability: float
    standing: Standing

    @property
    def bits(self) -> float:
        """Weight where one client carries it; never below zero: a mention cannot speak against its carrier."""
        return max(0.0, _log_odds(self.reliability) - PRIOR_BITS)

    @property
    def bits_against(self) -> float:
        """Weight in bits against every client that does not carry it; negative."""
        return max(-9.0, math.log2(1 - min(self.reliability, 0.998)))

    @property
    def rule(self) -> str:
        """Its name in evidence and in the printed table."""
        return f"{self.family} / {self.place} / {self.label}"


REPAIRED = 0.8
"""Share of repairs that leave no doubt which value was printed, and whose carrier is right if it would be without."""

SUGGESTED = 0.3
"""The same for repairs that leave a doubt."""


def lower_weight(weight: Weight, *, is_certain: bool) -> Weight:
    """The weight of a mention that had to be repaired: it never decides, and where a doubt is left it only points."""
    share = REPAIRED if is_certain else SUGGESTED
    standing = weight.standing
    if standing is not Standing.NOT_USED:
        is_strong = is_certain and standing in {Standing.DECIDES, Standing.SUPPORTS}
        standing = Standing.SUPPORTS if is_strong else Standing.MENTIONS
    return replace(weight, reliability=weight.reliability * share, standing=standing)


def _log_odds(share: float) -> float:
    kept = min(max(share, 0.002), 0.998)
    return math.log2(kept / (1 - kept))


_ANY = tuple(LabelClass)
_PLAIN = (LabelClass.BARE, LabelClass.BARE_DIGITS, LabelClass.LABELLED, LabelClass.GIVEN, LabelClass.ON_BEHALF)
_TEXT = (Place.BODY, Place.ATTACHMENT, Place.SIGNATURE)
_HEAD = (Place.SUBJECT, Place.FIELD)
_WORDS = _HEAD + _TEXT
_EVERYWHERE = tuple(Place)
_D, _S, _M, _N = Standing.DECIDES, Standing.SUPPORTS, Standing.MENTIONS, Standing.NOT_USED
_Rows = tuple[tuple[tuple[Place, ...], tuple[LabelClass, ...], float, Standing], ...]

# Later rows replace earlier ones of the same place and label.
_NUMBER: _Rows = (
    (_EVERYWHERE, _ANY, 0.05, _M),
    (_WORDS, _PLAIN, 0.85, _D),
    (_WORDS, (LabelClass.LABELLED, LabelClass.ON_BEHALF), 0.93, _D),
    (_WORDS, (LabelClass.GIVEN,), 0.998, _D),
    (_TEXT, (LabelClass.BARE_DIGITS,), 0.60, _S),
    ((Place.QUOTED,), _PLAIN, 0.87, _S),
    (_WORDS, (LabelClass.PREVIOUS,), 0.73, _S),
    (_WORDS, (LabelClass.THIRD_PARTY,), 0.30, _S),
    (_EVERYWHERE, (LabelClass.THEIRS,), 0.01, _N),
)
_CASE: _Rows = (
    *_NUMBER,
    ((Place.SUBJECT,), (LabelClass.BARE,), 0.92, _D),
    ((Place.SUBJECT,), (LabelClass.BARE_DIGITS,), 0.70, _D),
    (_TEXT, (LabelClass.GIVEN,), 0.95, _D),
)
_EMAIL: _Rows = (
    (_EVERYWHERE, _ANY, 0.03, _M),
    ((Place.SENDER, Place.ORIGINAL_SENDER, Place.FIELD), _ANY, 0.88, _D),
    ((Place.ADDRESSEE,), _ANY, 0.998, _D),
    ((Place.SIGNATURE, Place.REPLY_LINE), _ANY, 0.83, _S),
    (_WORDS, (LabelClass.THIRD_PARTY,), 0.01, _M),
    ((Place.OURS,), _ANY, 0.01, _N),
)
_PHONE: _Rows = (
    (_EVERYWHERE, _ANY, 0.13, _M),
    ((Place.SENDER,), _ANY, 0.74, _S),
    ((Place.ADDRESSEE,), _ANY, 0.998, _D),
    ((Place.SIGNATURE, Place.FIELD), _ANY, 0.83, _S),
    (_WORDS, (LabelClass.THIRD_PARTY,), 0.01, _N),
    ((Place.OURS,), _ANY, 0.01, _N),
)
_NAME: _Rows = (
    (_EVERYWHERE, _ANY, 0.35, _M),
    ((Place.QUOTED, Place.BYSTANDER, Place.REPLY_LINE), _ANY, 0.05, _M),
    (tuple(sorted(AUTHOR_PLACES)), _ANY, 0.56, _S),
    (_WORDS, (LabelClass.LABELLED,), 0.80, _S),
    (_WORDS, (LabelClass.ON_BEHALF,), 0.97, _S),
    (_WORDS, (LabelClass.THIRD_PARTY,), 0.02, _N),
    (_EVERYWHERE, (LabelClass.KIN,), 0.05, _M),
    ((Place.OURS,), _ANY, 0.01, _N),
)
_PLACES_OF_LIFE: _Rows = ((_EVERYWHERE, _ANY, 0.60, _M), (_WORDS, (LabelClass.THIRD_PARTY,), 0.02, _N))
_BY_FAMILY: dict[Family, _Rows] = {
    Family.CLIENT_NUMBER: _NUMBER,
    Family.ACCOUNT_NUMBER: _NUMBER,
    Family.CASE_NUMBER: _CASE,
    Family.EMAIL: _EMAIL,
    Family.PHONE: _PHONE,
    Family.NAME: _NAME,
    Family.ADDRESS: _PLACES_OF_LIFE,
    Family.POSTCODE: _PLACES_OF_LIFE,
    Family.BIRTH_DATE: _PLACES_OF_LIFE,
    Family.THREAD: ((_EVERYWHERE, _ANY, 0.998, _D),),
}


def _expand() -> Iterator[Weight]:
    for family, rows in _BY_FAMILY.items():
        for places, labels, reliability, standing in rows:
            for place in places:
                for label in labels:
                    yield Weight(family=family, place=place, label=label, reliability=reliability, standing=standing)


WEIGHTS: dict[tuple[Family, Place, LabelClass], Weight] = {
    (weight.family, weight.place, weight.label): weight for weight in _expand()
}
"""The table, complete: every family in every place under every label has one row."""


def as_probability(bits: float) -> float:
    """From summed weights to a share between 0.001 and 0.999. It orders candidates; it is not yet calibrated."""
    share = 1 / (1 + math.exp2(min(60.0, -(PRIOR_BITS + bits))))
    return round(min(MAX_PROBABILITY, max(1 - MAX_PROBABILITY, share)), 4)


def format_weights() -> str:
    """The table as lines of text, for printing, comparing and auditing."""
    lines = (f"{one.rule:<60} {one.reliability:6.3f} {one.bits:7.2f}  {one.standing}" for one in WEIGHTS.values())
    return "\n".join(sorted(lines))
