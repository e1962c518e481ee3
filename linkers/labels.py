"""What the words around an identifier say about it: ours, somebody else's, an earlier one, a third party's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from crmbridge.domain.identifier import Identifier
from linkers.claims import find_claim, is_disclaimed
from linkers.context import Context, find_context


class LabelClass(StrEnum):
    """How a mention is introduced.

    GIVEN is a number under words that make it the one we gave ("your ref", "my client number"); LABELLED stands under
    words that anybody may use for a number of his own. BARE_DIGITS is a number of digits alone without any label:
    easily a chance hit. KIN is a name that belongs to somebody else of that name ("junior", "son of").
    """

    GIVEN = "given"
    LABELLED = "labelled"
    BARE = "bare"
    BARE_DIGITS = "bare digits"
    THEIRS = "theirs"
    PREVIOUS = "previous"
    THIRD_PARTY = "third party"
    ON_BEHALF = "on behalf of"
    KIN = "kin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The class, and the words that gave it (lower case, may be empty)."""

    kind: LabelClass
    words: str = ""


_REACH = 45  # characters to the left of an identifier that still speak of it

_NOUN = r"(?:\s+(?:no|number|nr|id|ref(?:erence)?)\b\.?)?"
_OUR = (
    r"\bour\s+(?:refs?|references?|file)\b|\bunser(?:e|es)?\s+(?:zeichen|referenz)\b|\bnotre\s+r[ée]f\w*"
    r"|\bnuestra\s+ref\w*|\bons\s+kenmerk\b|\bnostro\s+rif\w*"
    r"|\bour\s+(?:clients?|customer|supplier|vendor|account|order|case)\s+(?:no|number|nr|id|ref)\b\.?"
)
_YOUR = r"\b(?:your|yr|ihr)\s+(?:ref(?:erence)?|file|zeichen)\b"
_THEIRS = (
    r"\b(?:invoice|inv|order|ticket|parcel|tracking|delivery|booking|receipt|quotation|voucher|purchase|shipment|meter"
    r"|serial|registration|licen[cs]e|vat|tax|rechnung|bestellung|auftrag|tel|telephone|phone|fax|mobile|po)\b" + _NOUN
)
_NAMED = (
    r"\b(?:clients?|customer|case|claim|account|acct|policy|matter|member(?:ship)?|contract|kunden\w*|konto\w*"
    r"|aktenzeichen|vertrag\w*|(?:policy|account) ?holder|insured|applicant|patient)\b" + _NOUN
)
_NEUTRAL = r"\b(?:ref(?:erence)?|number|no|nr|id|name|e-?mail|from|born|birth|dob)\b|#|№"
_PREVIOUS = r"\b(?:previous|earlier|former|old|closed|fr[üu]her\w*)\b"
_THIRD_PARTY = (
    r"\b(?:neighbou?r|witness|driver|other party|third party|landlord|tenant|opponent|defendant|colleague"
    r"|zeuge|nachbar)\w*"
)
_RELATIVE = r"(?:wife|husband|partner|mother|father|son|daughter|brother|sister|parents?)"
_ON_BEHALF = (
    rf"\b(?:on behalf of|in the name of|(?:for )?my {_RELATIVE}|power of attorney for|in respect of|estate of|the late"
    r"|im auftrag von|(?:our|my) (?:client|insured)(?! ?(?:no|number|ref|id)\b))\b"
)


def _compile(*patterns: tuple[LabelClass, str]) -> tuple[tuple[LabelClass, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in patterns)


# A tier is asked only where the ones above it found nothing; within a tier the words nearest to the identifier win.
_TIERS = (
    _compile(
        (LabelClass.PREVIOUS, _PREVIOUS), (LabelClass.THIRD_PARTY, _THIRD_PARTY), (LabelClass.ON_BEHALF, _ON_BEHALF)
    ),
    _compile((LabelClass.LABELLED, f"{_YOUR}|{_NAMED}"), (LabelClass.THEIRS, f"{_OUR}|{_THEIRS}")),
    _compile((LabelClass.LABELLED, _NEUTRAL)),
)
_SENTENCE_END = re.compile(  # "inv. No. 4711" does not end a sentence
    r"[\n;]|(?<!\bno)(?<!\bnr)(?<!\bref)(?<!\binv)(?<!\bacct)[.!?]\s+(?=(?-i:[A-ZÄÖÜÉ]))", re.IGNORECASE
)
_OUR_WORDS = re.compile(_OUR, re.IGNORECASE)
_YOUR_WORDS = re.compile(_YOUR, re.IGNORECASE)


_YOUNGER = re.compile(
    r"\s*,?\s*\(?(?:junior|jnr|jr|the younger|(?:(?:the|a|his|her) )?(?:son|daughter|wife|husband|widow|widower|mother"
    r"|father|brother|sister|neighbou?r|landlord|solicitor|executor) of)\b",
    re.IGNORECASE,
)


def read_label(identifier: Identifier, *, is_ours: bool, text: str = "", is_number: bool = False) -> Label:
    """The label of an identifier, from the text of its part or, without it, from its quote.

    `is_ours` says that we wrote the text: then "our ref" is our number, not theirs. `is_number` says that it is one of
    our own formats: only such a number can be one that we gave.
    """
    context = find_context(identifier, text)
    if identifier.kind == "name" and _YOUNGER.match(context.after):
        return Label(kind=LabelClass.KIN, words=" ".join(context.after.split()[:2]).strip(" ,"))
    label = _read_words(identifier, context, is_ours=is_ours)
    if not is_number:
        return label
    return _read_claim(label, identifier, context, is_ours=is_ours)


def _read_words(identifier: Identifier, context: Context, *, is_ours: bool) -> Label:
    words = _words_before(identifier, context)
    for tier in _TIERS:
        found = [(one.end(), kind, one.group()) for kind, pattern in tier for one in pattern.finditer(words)]
        if found:
            _, kind, phrase = max(found)
            return Label(kind=_seen_from(kind, phrase, is_ours=is_ours), words=" ".join(phrase.lower().split()))
    return Label(kind=LabelClass.BARE_DIGITS if identifier.normalised.isdigit() else LabelClass.BARE)


def _read_claim(label: Label, identifier: Identifier, context: Context, *, is_ours: bool) -> Label:
    """Raises a label to GIVEN where the words next to the number say so, and lowers what the text disclaims."""
    if label.kind in {LabelClass.PREVIOUS, LabelClass.THIRD_PARTY, LabelClass.ON_BEHALF}:
        return label
    if is_disclaimed(context) and not is_ours:
        return Label(kind=LabelClass.THIRD_PARTY, words=label.words or "not mine")
    claim = find_claim(context, is_ours=is_ours, is_checked=identifier.checked is True, kind=identifier.kind)
    return Label(kind=LabelClass.GIVEN, words=claim) if claim else label


def _seen_from(kind: LabelClass, phrase: str, *, is_ours: bool) -> LabelClass:
    if is_ours and _OUR_WORDS.fullmatch(phrase):
        return LabelClass.LABELLED
    if is_ours and _YOUR_WORDS.fullmatch(phrase):
        return LabelClass.THEIRS
    return kind


def _words_before(identifier: Identifier, context: Context) -> str:
    """What stands before the value in its own sentence, and the reader's label where that stands near.

    Words before an earlier number speak of that number. Only the reader's label makes a name a labelled one: before
    names, words such as "from" and "case" are mere prose.
    """
    near = re.split(r"\d", context.before)[-1][-_REACH:] if context.is_found else identifier.label
    label = identifier.label if identifier.label in near.casefold() else ""
    sentence = _SENTENCE_END.split(near)[-1]
    if identifier.kind == "name":
        sentence = " ".join(match.group() for _, pattern in _TIERS[0] for match in pattern.finditer(sentence))
        label = identifier.label
    return f"{label} {sentence}"
