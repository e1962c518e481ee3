"""Whether the words next to a number make it one that we gave: only such a number decides without a second sign.

Anybody may write "account number" over a number of his own, and any number may be part of another one. So the words
must stand directly before the number, and nothing around it may speak of somebody else's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from linkers.context import Context

_NO = r"(?:no|number|nr|num|ref(?:erence)?|id)\b\.?"
_YOUR = (
    rf"(?:your|yr)\s+(?:ref(?:erence)?|case|claim|file)\b\.?(?:\s*{_NO})?|ihre?[nmrs]?\s+(?:zeichen|referenz)"
    r"|votre\s+r[ée]f(?:[ée]rence)?|su\s+ref(?:erencia)?|uw\s+(?:kenmerk|referentie)|vostro\s+rif(?:erimento)?"
)
_NOUN = r"(?:clients?|customer|case|claim|account|acct|policy|matter|member(?:ship)?|contract)"
_MY = (
    rf"(?:my|i (?:hold|have|am))\s+(?:own\s+)?(?:{_NOUN}(?:\s*{_NO})?|number)"
    r"|meine?\s+(?:kunden|mitglieds|vertrags|konto)-?(?:nummer|nr\.?)"
)
_NAMED = rf"{_NOUN}\s*(?:{_NO}|(?=\s*[:#]))|(?:kunden|mitglieds|vertrags)-?(?:nummer|nr\.?)"
_OUR = rf"our\s+(?:ref(?:erence)?|file)\b\.?(?:\s*{_NO})?"
_GLUE = r"\s*(?:with you\b)?\s*(?:is|was|are|ist|lautet|est)?\s*[:.#=]?\s*[(\[\"“'*]?\s*$"


_KIND_NOUNS = re.compile(
    r"(?P<client>\b(?:client|customer|member|kunden|mitglied)\w*)|(?P<account>\b(?:account|acct|policy|contract|konto"
    r"|vertrag)\w*)|(?P<case>\b(?:case|claim|matter)\b)"
)


@lru_cache(maxsize=64)
def _compile(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b({words}){_GLUE}", re.IGNORECASE)


_YOUR_LABEL, _MY_LABEL, _NAMED_LABEL, _OUR_LABEL = map(_compile, (_YOUR, _MY, _NAMED, _OUR))
_NEVER = re.compile(r"(?!)")
# Right before a label these make the number another's: "your account number" is what firms write to their customers.
_FOREIGN_OWNER = re.compile(
    r"(?:\b(?:your|our|his|her|their|its|another|other|wrong|new|support|supplier|vendor|bank|order|ihre?|unsere?|notre"
    r"|votre|no|any|that|in)|['’]s?|[/&(+])\s*$",
    re.IGNORECASE,
)
_OTHER_OWNER = re.compile(
    r"\b(?:neighbou?r|witness|driver|landlord|tenant|colleague|friend|husband|wife|partner|mother|father|son|daughter"
    r"|brother|sister|other party|third party)\b|\bnot (?:my|me|ours?|this|the|his|her|a)\b|\bnever\b|\bno longer\b"
    r"|\bwrong\b|\bbelongs? to\b|\be\.g\.|\bfor example\b|\bsuch as\b|\bexample\b|\bsample\b|\bspecimen\b|\bz\. ?b\.",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\binvoice|\bamount due|\btotal due|\bpayable\b|\brechnung|\bfacture\b|\bfactura\b|\bfattura\b|\bfactuur\b"
    r"|\border (?:no|number|confirmation)|\bpurchase order|\bquotation\b|\bdelivery note|\bvat (?:no|number|reg)"
    r"|\bsort code\b|\b(?:iban|bic|swift)\b|\bbank details\b|\bplease (?:pay|remit)\b"
    r"|\b[Yy]our (?:\w+ )?(?:memberships?|subscription|account|order|contract|statement|renewal|payment|supplier)\b"
    r"|\bsupport (?:team|desk|case|ticket|request)|\b(?:case|ticket|account|claim)\b[^.\n]{0,40}\bhas been (?:opened"
    r"|created|registered|received)|\bunsubscribe\b|\bour (?:\w+ )?offers?\b|\bparcel\b"
    r"|\bdear (?:customer|client|member)\b",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"\b(?:not|n['’]t) (?:mine\b|(?:this|that|the) (?:person|client|customer|addressee)\b|known (?:here|at this))"
    r"|\bwrong(?:ly)? (?:person|addressed|recipient|client|customer)\b"
    r"|\bnever (?:been|was) (?:a |your )?(?:client|customer)\b|\bno such person\b",
    re.IGNORECASE,
)


def find_claim(context: Context, *, is_ours: bool, is_checked: bool, kind: str) -> str:
    """The words directly before a number that say it is the one we gave, lower case; empty where there are none.

    Words that any firm prints over numbers of its own ("customer no") count only for a number with a good check digit,
    or where they are the very name of its format (`kind`): "client number" for a `client_number`.
    """
    line = context.label_line
    own_name = _compile(rf"{re.escape(kind.partition('_')[0])}\s*{_NO}") if kind.endswith("_number") else _NEVER
    labels = _labels(is_ours=is_ours, named=_NAMED_LABEL if is_checked else own_name)
    found = next((one for one in (label.search(line) for label in labels) if one), None)
    if found is None or _is_doubtful(found, context, is_ours=is_ours):
        return ""
    return " ".join(found.group(1).lower().split())


def is_disclaimed(context: Context) -> bool:
    """Whether the text says that a number, or a letter with it, went to the wrong person."""
    return bool(_DISCLAIMER.search(context.around))


def is_fitting(words: str, kind: str) -> bool:
    """Whether a label names this kind of number (client, account or case number): "your claim" is no client number."""
    noun = _KIND_NOUNS.search(words)
    return noun is None or noun.lastgroup == kind.partition(" ")[0]


def _labels(*, is_ours: bool, named: re.Pattern[str]) -> tuple[re.Pattern[str], ...]:
    return (_OUR_LABEL, _NAMED_LABEL) if is_ours else (_YOUR_LABEL, _MY_LABEL, named)


def _is_doubtful(found: re.Match[str], context: Context, *, is_ours: bool) -> bool:
    """In what we write ourselves every such label is ours."""
    if is_ours:
        return False
    before = found.string[: found.start()]
    is_foreign = _FOREIGN_OWNER.search(before) or _OTHER_OWNER.search(context.sentence)
    is_business = found.re is not _MY_LABEL and _BUSINESS.search(_without_your_ref(found, context))
    return bool(is_foreign or is_business)


def _without_your_ref(found: re.Match[str], context: Context) -> str:
    """A bill may well quote our number as "your ref"; any other label in a bill is that of the one who sent it."""
    is_reference = found.re is _YOUR_LABEL and "ref" in found.group(1).lower()
    return "" if is_reference else context.around
