"""Names of people and firms, where a form or a letter puts them: after a label, a greeting, a closing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.normalise import normalise_name
from extractors.identifiers.place import Found, Place, lower_in_place

_WORD = r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_])){0,30}\.?"
_NAME = re.compile(rf"{_WORD}(?: {{1,2}}(?:{_WORD}|&)){{0,5}}")
_TITLE_WORD = (
    r"mr|mrs|ms|miss|mx|dr|prof|professor|sir|lady|lord|rev|herrn?|frau|madame|monsieur|mme|mlle|m(?=\.)|dipl\.-ing"
)
_TITLE = re.compile(
    rf"(?:(?:{_TITLE_WORD})\b\.?(?: med\.| jur\.| h\. ?c\.)?(?: and | & )?\s{{0,2}}){{1,4}}(?=\S)", re.I
)
_LABELLED = re.compile(
    r"\b((?:full |(?:policy ?holder|client|customer|insured|account ?holder|member|patient)(?:'s)? )?name|"
    r"policy ?holder|client|customer|insured|account ?holder|claimant|applicant|patient|executor|tenant|"
    r"versicherungsnehmer(?:in)?|versicherte[rs]?|kund(?:e|in)|patientin|antragsteller(?:in)?|vor- und nachname|"
    r"nom(?: et pr[ée]nom)?|assur[ée]e?|titulaire|"
    r"estate of(?: the late)?|on behalf of|in respect of|the late|im auftrag von|au nom de)(\s?[:–]\s{0,5}|\s{1,3})"
)
# These words introduce a name without a colon; the others also stand in ordinary sentences.
_BARE_LABELS = ("on behalf of", "estate of", "in respect of", "the late", "im auftrag von", "au nom de")
_TITLED = re.compile(
    r"(?:\b(?:Mrs?|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Madame|Monsieur|Mme|Mlle)\b\.?|^ {0,8}M\.)[ ]{1,2}(?=[^\W\d_a-z])",
    re.M,
)
_GREETING = re.compile(
    r"^[ ]{0,8}(?:(dear|sehr geehrte[rs]?|liebe[rs]?|ch[eè]re?)[ ,]{1,3}|"
    r"(?:hi|hello|good (?:morning|afternoon|evening)|guten tag|hallo|bonjour)[ ,]{1,3}(?=[^\n,!:]{1,40},))",
    re.I | re.M,
)
_CLOSING = re.compile(
    r"^[ ]{0,8}(?:yours (?:sincerely|faithfully|truly)|(?:sincerely|faithfully|truly) yours|"
    r"(?:with )?(?:kind|kindest|best|warm|many)? ?(?:regards|wishes)|sincerely|many thanks|thanks|"
    r"mit (?:freundlichen|besten|herzlichen) gr[üu](?:ß|ss)en|freundliche gr[üu](?:ß|ss)e|"
    r"hochachtungsvoll|cordialement|"
    r"(?:veuillez (?:agr[ée]er|recevoir|croire)|je vous prie|nous vous prions|recevez|dans l['’]attente)[^.]{10,300})"
    r"[ ]?[,.]?[ ]{0,3}\n(?:[ ]{0,8}\n){0,6}[ ]{0,40}",
    re.I | re.M,
)
_ORGANISATION_END = re.compile(
    r" (?:Ltd|Limited|PLC|plc|LLP|LLC|Inc|Incorporated|GmbH|AG|KG|OHG|UG|SARL|SAS|BV|mbH|"
    r"Solicitors)\b\.?(?: & Co\. KG)?"
)
_ORGANISATION = re.compile(
    r"(?:[A-ZÀ-Þ0-9][\w&'’.-]*|&|and|und|et|of|de|für)(?: (?:[A-ZÀ-Þ0-9][\w&'’.-]*|&|and|und|et|of|de|für))*$"
)
_LONGEST_ORGANISATION = 80
_LINES_ABOVE = 3
_NOT_NAMES = frozenset(
    {
        *("sir", "madam", "sirs", "team", "all", "colleague", "colleagues", "customer", "client", "member", "or"),
        *("policyholder", "there", "everyone", "service", "services", "support", "the", "our", "your", "this", "that"),
        *("we", "i", "you", "number", "no", "none", "na", "to", "from", "date", "email", "phone", "address", "account"),
        *(
            "damen",
            "herren",
            "world",
            "again",
            "both",
            "friend",
            "friends",
            "resident",
            "occupier",
            "madame",
            "monsieur",
        ),
        *("messieurs", "mesdames", "editor", "manager", "department", "claims", "customer", "new", "street", "road"),
        *("policy", "claim", "case", "reference", "and", "for", "with", "regarding", "sent", "subject", "name", "tel"),
    }
)
_LINKS = frozenset(
    [
        "de",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "du",
        "di",
        "da",
        "dos",
        "del",
        "al",
        "bin",
        "zu",
        "ten",
        "ter",
        "te",
        "y",
        "e",
        "d'",
        "&",
        "und",
        "et",
    ]
)
_LEADING_LINKS = re.compile(r"^(?:(?:and|und|et|of|de|für|The|Dear|At|In|To|From|For|With|By|We|If|When|As) )+")
_STOP = re.compile(
    r"\b(?:and|or|of|the|with|at|in|on|to|for|is|was|has|have|who|dated|ref|re|regarding|please|policy|account|tel|date|"
    r"address|number|i|we|my|am)\b",
    re.I,
)


# A line that says what somebody does, not who it is.
_ROLE = re.compile(
    r"\b(?:manager|director|department|dept|team|office|officer|secretary|assistant|adviser|advisor|handler|partner|"
    r"abteilung|leiter(?:in)?|service|claims|head|agent|clerk|consultant|solicitor|attn|attention|date|page|tel)\b",
    re.I,
)


def find_names(place: Place, _: ReaderSettings) -> Iterator[Found]:
    """Names by their places; whether anybody bears them is for the directory to say."""
    text = place.free_text
    for match in _TITLED.finditer(text):
        yield from _find_name(text, match.end(), "")
    for match in _LABELLED.finditer(lower_in_place(text)):
        label = " ".join(match[1].casefold().split())
        if ":" in match[2] or label.startswith(_BARE_LABELS):
            yield from _find_name(text, match.end(), label)
    for start in place.addresses:
        yield from _find_above(text, start)
    yield from _find_organisations(text)
    for match in _GREETING.finditer(text):
        yield from _find_name(text, match.end(), "dear")
    for match in _CLOSING.finditer(text):
        yield from _find_name(text, match.end(), "signed")


def _find_above(text: str, address: int) -> Iterator[Found]:
    """The names of people and firms on the lines above an address."""
    end = text.rfind("\n", 0, address)
    for _ in range(_LINES_ABOVE):
        start = text.rfind("\n", max(0, end - 120), max(end, 0)) + 1
        line = text[start : max(end, start)]
        if end <= 0 or not line.strip() or "\f" in line:
            return
        if _is_name_line(line) and not _ROLE.search(line):
            yield from _find_name(text, start + len(line) - len(line.lstrip()), "")
        end = start - 1


def _is_name_line(line: str) -> bool:
    """Two words or more, each as names are written: one alone is a heading or a town."""
    bare = line.strip(" ,")
    words = bare.split()
    return len(words) > 1 and bool(_NAME.fullmatch(bare)) and all(map(_is_name_word, words))


def _find_organisations(text: str) -> Iterator[Found]:
    """Firms by the words that say what kind of firm they are."""
    for match in _ORGANISATION_END.finditer(text):
        before = _ORGANISATION.search(text, max(0, match.start() - _LONGEST_ORGANISATION), match.start())
        if before:
            start = before.start() + len(before[0]) - len(_LEADING_LINKS.sub("", before[0]))
            normalised = normalise_name(text[start : match.end()])
            if start < match.start() and normalised.partition(" ")[0] not in _NOT_NAMES:
                yield Found(kind="name", start=start, end=match.end(), normalised=normalised)


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
    return word[0].isupper() or word.casefold() in _LINKS
