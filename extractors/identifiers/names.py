"""Names of people and firms, where a form or a letter puts them: after a label, a greeting, a closing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import normalise_name
from extractors.identifiers.place import Found, Place

_WORD = r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_])){0,30}\.?"
_NAME = re.compile(rf"{_WORD}(?: {{1,2}}(?:{_WORD}|&)){{0,5}}")
_TITLE = re.compile(
    r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|lady|lord|rev|herr|frau|madame|monsieur)\b\.?"
    r"(?: and | & )?\s{0,2}){1,4}(?=\S)",
    re.I,
)
_LABELLED = re.compile(
    r"\b((?:full |(?:policy ?holder|client|customer|insured|account ?holder|member)(?:'s)? )?name|"
    r"policy ?holder|client|customer|insured|account ?holder|claimant|applicant|patient|executor|"
    r"estate of(?: the late)?|on behalf of|in respect of|the late)(\s?[:–]\s{0,5}|\s{1,3})",
    re.I,
)
# These words introduce a name without a colon; the others also stand in ordinary sentences.
_BARE_LABELS = ("on behalf of", "estate of", "in respect of", "the late")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\b\.?[ ]{1,2}(?=[^\W\d_a-z])")
_GREETING = re.compile(r"^[ ]{0,8}(dear|hi|hello|good (?:morning|afternoon|evening))[ ,]{1,3}", re.I | re.M)
_CLOSING = re.compile(
    r"^[ ]{0,8}(?:yours (?:sincerely|faithfully|truly)|(?:kind|best|warm|many)? ?(?:regards|wishes)|sincerely|"
    r"many thanks|thanks|"
    r"mit freundlichen gr[üu](?:ß|ss)en|cordialement)[ ]?[,.]?[ ]{0,3}\n(?:[ ]{0,8}\n){0,4}[ ]{0,8}",
    re.I | re.M,
)
_NOT_NAMES = frozenset(
    {
        *("sir", "madam", "sirs", "team", "all", "colleague", "colleagues", "customer", "client", "member", "or"),
        *("policyholder", "there", "everyone", "service", "services", "support", "the", "our", "your", "this", "that"),
        *("we", "i", "you", "number", "no", "none", "na", "to", "from", "date", "email", "phone", "address", "account"),
        *("policy", "claim", "case", "reference", "and", "for", "with", "regarding", "sent", "subject", "name", "tel"),
    }
)
_STOP = re.compile(
    r"\b(?:and|or|of|the|with|at|in|on|to|for|is|was|has|have|who|dated|ref|re|regarding|please|policy|account|tel|date|"
    r"address|number|i|we|my|am)\b",
    re.I,
)


def find_names(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """Names by their places; whether anybody bears them is for the directory to say."""
    text = place.free_text
    for match in _TITLED.finditer(text):
        yield from _find_name(text, match.end(), "")
    for match in _LABELLED.finditer(text):
        label = " ".join(match[1].casefold().split())
        if ":" in match[2] or label.startswith(_BARE_LABELS):
            yield from _find_name(text, match.end(), label)
    for match in _GREETING.finditer(text):
        yield from _find_name(text, match.end(), "dear")
    for match in _CLOSING.finditer(text):
        yield from _find_name(text, match.end(), "signed")


def _find_name(text: str, start: int, label: str) -> Iterator[Found]:
    title = _TITLE.match(text, start)
    start = title.end() if title else start
    match = _NAME.match(text, start)
    if not match:
        return
    value = _cut_words(match[0])
    if value and value.split()[0].casefold() not in _NOT_NAMES and value[0].isupper():
        normalised = normalise_name(value)
        if len(normalised) > 1:
            yield Found(kind="name", start=start, end=start + len(value), normalised=normalised, label=label)


def _cut_words(value: str) -> str:
    """The name without what follows it on the line: `Anna Kay and I` is Anna Kay."""
    stop = _STOP.search(value)
    value = (value[: stop.start()] if stop and stop.start() else "" if stop else value).rstrip(" &")
    words = value.split(" ")
    kept = next((position for position, word in enumerate(words) if word and not _is_name_word(word)), len(words))
    return " ".join(words[:kept]).rstrip(" .&")


def _is_name_word(word: str) -> bool:
    return word[0].isupper() or word.casefold() in {
        "de",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "du",
        "di",
        "al",
        "bin",
        "&",
    }
