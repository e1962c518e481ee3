"""How a letter ends: closing, signature, what it says is enclosed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.letters.wording import CLOSING, CLOSING_END, CONTACT, FOR_ANOTHER, LONG_CLOSING, PAGE_MARK

_SIGNATURE_LINES = 6
_BLANK_LINES = 7
_LONGEST_LINE = 70
_RULE = re.compile(r"[\W_]+|\[?\(?(?:signature|signed|gez\.?|unterschrift|sgd\.?)\)?\]?\s*:?", re.I)
_NAME_START = re.compile(r"(?:gez\. |sgd\.? |\(?signed\)? )?[\"(]?[^\W\d_]")
_COPY = re.compile(r"(?:cc|c\.c\.|copy to|kopie an|copie à|ps|p\.s\.)\b", re.I)
ENCLOSURES = re.compile(
    r"(?:(?P<before>\d{1,2}) )?(?:encl?(?:osure)?s?\b|anlagen?\b|beilagen?\b|pi[èe]ces? jointes?|"
    r"p\.\s?j\.|pj\b|annexes?\b|attachments?\b)"
    r"\.?\s*(?:\((?P<count>\d{1,2})\)|(?P<bare>\d{1,2})(?=\s*$))?\s*(?P<mark>[:.–-]?)\s*(?P<bare2>\d{1,2}(?=\s*$))?(?P<rest>.*)",
    re.I,
)
_FOOT = re.compile(
    r"\b(?:registered|amtsgericht|gesch[äa]ftsf[üu]hrer|vorstand|handelsregister|capital|siret|rcs|ltd|plc|gmbh|www)\b",
    re.I,
)
_NUMBERING = re.compile(r"\s*(?:[-–•*·]|\(?\d{1,2}[.)]|[a-z]\))\s+")
_INLINE_NUMBERING = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s+")
_LISTED_AT_MOST = 20
_ARTICLE = (
    r"(?:an?|the|my|our|your|his|her|their|two|three|four|copies|copy|both|some|completed|signed|ein|eine|einen|meine?n?|"
    r"die|den|das|unsere?n?|ihre?n?|kopien?|une?|le|la|les|l['’]|mon|ma|mes|nos|notre|vos|votre|deux|copie|copies)"
)
_PROMISE = re.compile(
    r"\b(?:(?:please find|you will find|i am sending|we are sending)\s+(?:enclosed|attached)|"
    r"(?:enclosed|attached)\s+(?:please find|is|are|you will find)|(?:i|"
    r"we)(?:\s+have)?(?:\s+also)?\s+enclosed?(?:\s+herewith)?|"
    r"(?:i|we)\s+attach(?:ed)?|"
    r"(?:anbei|beigef[üu]gt|in der anlage|als anlage)\s+(?:[üu]bersende(?:n)?|erhalten|finden|"
    r"sende(?:n)?|[üu]berreiche(?:n)?)"
    r"\s+(?:ich|wir|sie)(?:\s+ihnen)?|"
    r"(?:vous trouverez\s+)?ci-joint(?:e?s?)?(?:\s+vous trouverez)?)\s*:?,?\s+"
    rf"(?P<what>{_ARTICLE}\b\s*[^.;:!?]{{3,160}})",
    re.I,
)
_BETWEEN = re.compile(rf"(?:,?\s+(?:and|und|et|sowie|ainsi que)|,)\s+(?={_ARTICLE}\b|l['’])", re.I)
_TAIL = re.compile(
    r"\s+(?:for your|as (?:requested|you|evidence|proof)|which|so that|in order|to (?:support|show|confirm|prove)|"
    r"with this|herewith|by way|zu(?:r|m)? |wie |als |damit |pour |comme |afin |relati(?:f|ve)|"
    r"that you|you (?:asked|requested)).*",
    re.I | re.S,
)


def find_closing(lines: Sequence[str], start: int) -> tuple[int, int] | None:
    """The lines of the first closing from `start` on, as first and last but one; None where there is none."""
    for position in range(start, len(lines)):
        line = lines[position].strip()
        if len(line) <= _LONGEST_LINE and CLOSING.fullmatch(line):
            return position, position + 1
        if LONG_CLOSING.match(line):
            last = range(position, min(position + CLOSING_END, len(lines)))
            ends = (at for at in last if lines[at].rstrip().endswith((".", ",")) and not _goes_on(lines, at))
            return position, next(ends, position) + 1
    return None


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """A sentence of several lines may have a comma at the end of one."""
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return lines[at].rstrip().endswith(",") and following[:1].islower()


def find_signature(lines: Sequence[str], start: int) -> str:
    """The lines of names and roles below a closing, divided by line feeds; empty where nothing legible stands there."""
    groups = _list_groups(lines[start : start + _SIGNATURE_LINES + 2 * _BLANK_LINES])
    if not groups:
        return ""
    kept = groups[0]
    if len(groups) > 1 and (len(kept) == 1 and FOR_ANOTHER.match(kept[0] + " ")):
        kept = [*kept, *groups[1]]
    return "\n".join(kept[:_SIGNATURE_LINES])


def _list_groups(lines: Sequence[str]) -> list[list[str]]:
    """Legible lines in groups divided by blank ones, up to whatever follows a signature."""
    groups: list[list[str]] = [[]]
    blank = 0
    for line in lines:
        words = line.strip()
        blank = blank + 1 if not words else 0
        if not words:
            groups.append([])
        elif _is_below_signature(line) or blank > _BLANK_LINES:
            break
        elif not _RULE.fullmatch(words):
            groups[-1].append(words)
    return [group for group in groups if group]


def _is_below_signature(line: str) -> bool:
    words = line.strip()
    is_other = ENCLOSURES.fullmatch(words) or CONTACT.match(words) or _COPY.match(words) or PAGE_MARK.fullmatch(words)
    return bool("\f" in line or is_other or len(words) > _LONGEST_LINE or not _NAME_START.match(words))


def find_enclosures(lines: Sequence[str], body: str, start: int) -> tuple[str, ...]:
    """What is enclosed: as listed below the closing, else as promised in the body. Without a name, the line itself."""
    listed = _find_listed(lines, start)
    promised = _find_promised(body)
    is_named = bool(listed) and not any(ENCLOSURES.fullmatch(one) for one in listed)
    return listed if is_named or len(listed) > len(promised) else promised


def _find_listed(lines: Sequence[str], start: int) -> tuple[str, ...]:
    for position in range(start, len(lines)):
        line = lines[position].strip()
        match = ENCLOSURES.fullmatch(line)
        if match and _is_heading(match):
            rest = match["rest"].strip(" :–-")
            below = _list_below(lines, position + 1, is_needed=not rest)
            named = [*_split_items(rest), *below]
            count = int(match["count"] or match["bare"] or match["bare2"] or match["before"] or 1)
            return tuple(named) if named else (line,) * min(count, _LISTED_AT_MOST)
    return ()


def _is_heading(match: re.Match[str]) -> bool:
    """`Enclosed please find` and `Anlagen werden geprüft` begin sentences, `Enc.` and `Anlagen: ...` do not."""
    rest = match["rest"].strip()
    return not rest or bool(match["mark"] or match["count"]) or bool(_INLINE_NUMBERING.match(rest))


def _list_below(lines: Sequence[str], start: int, *, is_needed: bool) -> list[str]:
    found: list[str] = []
    for line in lines[start : start + _LISTED_AT_MOST]:
        words = line.strip()
        numbering = _NUMBERING.match(line)
        is_end = (
            not words
            or "\f" in line
            or CONTACT.match(words)
            or _FOOT.search(words)
            or _COPY.match(words)
            or PAGE_MARK.fullmatch(words)
        )
        if is_end or not (numbering or is_needed) or len(words) > _LONGEST_LINE:
            break
        found.append(line[numbering.end() :].strip() if numbering else words)
    return found


def _split_items(rest: str) -> list[str]:
    if not rest:
        return []
    numbered = [one.strip(" ,;") for one in _INLINE_NUMBERING.split(rest) if one.strip(" ,;")]
    if len(numbered) > 1 or _INLINE_NUMBERING.match(rest):
        return numbered
    return [one.strip() for one in re.split(r"[;,]| und | and | et ", rest) if one.strip()]


def _find_promised(body: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _PROMISE.finditer(body):
        what = _TAIL.sub("", match["what"])
        found.extend(" ".join(one.split()) for one in _BETWEEN.split(what))
    return tuple(dict.fromkeys(one.rstrip(" ,") for one in found if one.strip(" ,")))
