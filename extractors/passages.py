"""The writer's own new words told from quoted and forwarded ones, signatures and notices; nothing is taken away.

In doubt words are new: what a client wrote must not be taken for somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PassageKind
from extractors.content import Span
from extractors.passage_words import (
    ATTRIBUTION,
    BARE_ATTRIBUTION,
    CLOSING,
    DATED,
    FOOTER_LINK,
    FORWARD_DIVIDER,
    FORWARD_SUBJECT,
    FROM_LABEL,
    HEADER_LABEL,
    LIST_FOOTER,
    MOBILE,
    NO_SIGNATURE,
    NOTICE_CUE,
    NOTICE_START,
    ORIGINAL_DIVIDER,
    RULE,
)

_QUOTED_LINE = re.compile(r"\s{0,3}(?:>|[A-Z]{1,3}>\s)")
_SENTENCE = re.compile(r".*\s\S+\s\S+\s\S+\s\S+\s\S+\s\S+.*[.?!]\s*$")
_NAME = re.compile(r"\W*[^\W\d_][^@:/]{0,60}")
_SIGNED_LINES, _SIGNED_WIDTH = 16, 100
_LONGEST_SIGNATURE = 40
_HEADER_LINES = 7
_LONGEST_ATTRIBUTION = 350
_FOOTER_LINES = 14

Kinds = list[PassageKind | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of text, in characters, and what it is."""

    start: int
    end: int
    kind: PassageKind


def find_stretches(text: str, structure: Iterable[Span] = (), subject: str = "") -> tuple[Stretch, ...]:
    """The stretches of a mail body that are not new words, in order. `structure` is what its format marks itself."""
    lines = text.split("\n")
    kinds: Kinds = [None] * len(lines)
    _mark_structure(kinds, lines, structure)
    is_forward = bool(FORWARD_SUBJECT.match(subject))
    _mark_quotations(kinds, lines, PassageKind.FORWARDED if is_forward else PassageKind.QUOTED)
    for start, end in _list_runs(kinds):
        _mark_ending(kinds, lines, start, end)
    return _as_stretches(kinds, lines)


def _mark_structure(kinds: Kinds, lines: list[str], structure: Iterable[Span]) -> None:
    """Marks the lines of which a marked stretch holds every word."""
    spans = [(span.start, span.end, span.zone) for span in structure]
    place = 0
    for position, line in enumerate(lines if spans else []):
        start, end = place + len(line) - len(line.lstrip()), place + len(line.rstrip())
        zone = next((zone for first, last, zone in spans if first <= start and end <= last and line.strip()), None)
        if zone is not None:
            kinds[position] = PassageKind.SIGNATURE if zone is Zone.SIGNATURE else PassageKind.QUOTED
        place += len(line) + 1


def _mark_quotations(kinds: Kinds, lines: list[str], block_kind: PassageKind) -> None:
    rest: PassageKind | None = None
    for position, line in enumerate(lines):
        if rest is None and kinds[position] is None and line:
            rest = _find_turn(kinds, lines, position, block_kind)
        if rest is not None:
            kinds[position] = rest
        elif _QUOTED_LINE.match(line):
            kinds[position] = PassageKind.QUOTED


def _find_turn(kinds: Kinds, lines: list[str], position: int, block_kind: PassageKind) -> PassageKind | None:
    """What this line and all that follow are, where it begins words of somebody else that have no marks."""
    line = lines[position]
    if "-" in line or line.rstrip().endswith(":"):
        if FORWARD_DIVIDER.fullmatch(line):
            return PassageKind.FORWARDED
        if ORIGINAL_DIVIDER.fullmatch(line):
            return block_kind
    if ":" in line:
        if FROM_LABEL.match(line) and is_header_block(lines, position):
            _mark_rule_above(kinds, lines, position)
            return block_kind
        if line.rstrip().endswith(":"):
            return _mark_attribution(kinds, lines, position)
    return None


def is_header_block(lines: list[str], position: int) -> bool:
    """Whether a From line begins the header that mail programs put above the words they quote."""
    roles: set[str] = set()
    has_address = "@" in lines[position]
    for line in lines[position + 1 : position + _HEADER_LINES]:
        match = HEADER_LABEL.match(line)
        if match:
            roles.add(str(match.lastgroup if match.lastgroup != "value" else _find_role(match)))
            has_address = has_address or "@" in line
    return "date" in roles and ("subject" in roles or (has_address and "to" in roles))


def _find_role(match: re.Match[str]) -> str:
    return next(role for role in ("date", "to", "cc", "subject") if match[role])


def _mark_rule_above(kinds: Kinds, lines: list[str], position: int) -> None:
    above = position - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and RULE.fullmatch(lines[above]):
        kinds[above:position] = [PassageKind.QUOTED] * (position - above)


def _mark_attribution(kinds: Kinds, lines: list[str], position: int) -> PassageKind | None:
    """`On Monday Anna wrote:`, which mail programs break over up to three lines."""
    joined = ""
    bare: tuple[int, str] | None = None
    for first in range(position, max(-1, position - 3), -1):
        if kinds[first] is not None or not lines[first].strip():
            break
        joined = f"{lines[first].strip()} {joined}".strip()
        if len(joined) < _LONGEST_ATTRIBUTION and ATTRIBUTION.fullmatch(joined):
            return _judge_attribution(kinds, lines, first, position, joined)
        if bare is None and first > position - 2 and BARE_ATTRIBUTION.fullmatch(joined):
            bare = (first, joined)
    return _judge_attribution(kinds, lines, bare[0], position, bare[1]) if bare else None


def _judge_attribution(kinds: Kinds, lines: list[str], first: int, last: int, joined: str) -> PassageKind | None:
    below = next((at for at in range(last + 1, min(last + 5, len(lines))) if lines[at].strip()), -1)
    is_marked = below >= 0 and (kinds[below] is PassageKind.QUOTED or bool(_QUOTED_LINE.match(lines[below])))
    # People write such lines too: without marks below only one that a program wrote makes all the rest quoted.
    if is_marked or DATED.search(joined):
        kinds[first : last + 1] = [PassageKind.QUOTED] * (last + 1 - first)
    return PassageKind.QUOTED if not is_marked and DATED.search(joined) and below >= 0 else None


def _list_runs(kinds: Kinds) -> list[tuple[int, int]]:
    """Start and end of each run of lines that are nothing yet."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for position, kind in enumerate([*kinds, PassageKind.QUOTED]):
        if kind is None and start is None:
            start = position
        elif kind is not None and start is not None:
            runs.append((start, position))
            start = None
    return runs


def _mark_ending(kinds: Kinds, lines: list[str], start: int, end: int) -> None:
    """Marks what stands below the words of a run: notices, then the signature above them."""
    end = _mark_notices(kinds, lines, start, end)
    for position in range(start, end):
        if MOBILE.fullmatch(lines[position]):
            kinds[position] = PassageKind.SIGNATURE
    signed = _find_signature(lines, start, end)
    if signed is not None:
        kinds[signed[0] : signed[1]] = [PassageKind.SIGNATURE] * (signed[1] - signed[0])


def _mark_notices(kinds: Kinds, lines: list[str], start: int, end: int) -> int:
    """Marks notices and the footers of lists at the end, paragraph by paragraph from below; gives where they begin."""
    weak_end = end
    position = end
    while position > start:
        first, last = _find_paragraph(lines, start, position)
        strength = _weigh_paragraph(lines[first:last]) if first < last else 0
        if not strength:
            break
        if strength > 1:
            kinds[first:weak_end] = [PassageKind.DISCLAIMER] * (weak_end - first)
            weak_end = first
        position = first
    return weak_end


def _find_paragraph(lines: list[str], start: int, end: int) -> tuple[int, int]:
    while end > start and not lines[end - 1].strip():
        end -= 1
    first = end
    while first > start and lines[first - 1].strip() and not (first < end and RULE.fullmatch(lines[first])):
        first -= 1
    return first, end


def _weigh_paragraph(paragraph: list[str]) -> int:
    """2 where it surely is a notice, 1 where it is one if it stands below another, 0 where it is none."""
    joined = " ".join(paragraph)
    cues = len({cue.lower() for cue in NOTICE_CUE.findall(joined)})
    if NOTICE_START.match(joined) and cues:
        return 2
    is_ruled = bool(RULE.fullmatch(paragraph[0]))
    if is_ruled and len(paragraph) <= _FOOTER_LINES and LIST_FOOTER.search(joined) and FOOTER_LINK.search(joined):
        return 2
    return 1 if cues > 1 or (len(paragraph) == 1 and is_ruled) else 0


def _find_signature(lines: list[str], start: int, end: int) -> tuple[int, int] | None:
    for position in range(start, end):
        if lines[position] in {"-- ", "--"} and _count_lines(lines, position, end) <= _LONGEST_SIGNATURE:
            return position, end
    for position in range(end - 1, max(start, end - 2 * _SIGNED_LINES) - 1, -1):
        if lines[position].strip() and len(lines[position]) < 60 and CLOSING.fullmatch(lines[position]):
            return _measure_closing(lines, position, end)
    return None


def _count_lines(lines: list[str], start: int, end: int) -> int:
    return sum(1 for line in lines[start:end] if line.strip())


def _measure_closing(lines: list[str], position: int, end: int) -> tuple[int, int] | None:
    """From the closing to the last line that can belong to it: name, role, firm, address, numbers."""
    last = position + 1
    count = 0
    for at in range(position + 1, end):
        line = lines[at]
        if not line.strip():
            continue
        if NO_SIGNATURE.match(line) or len(line) > _SIGNED_WIDTH or _SENTENCE.match(line) or count >= _SIGNED_LINES:
            break
        if count == 0 and not _NAME.fullmatch(line.strip()):
            return None
        count += 1
        last = at + 1
    return (position, last) if count or last >= end else None


def _as_stretches(kinds: Kinds, lines: list[str]) -> tuple[Stretch, ...]:
    """Lines as stretches; empty lines between two of a kind belong to it."""
    found: list[Stretch] = []
    place = 0
    is_open = False
    for kind, line in zip(kinds, lines, strict=True):
        end = place + len(line) + 1
        if kind is not None:
            if is_open and found[-1].kind is kind:
                found[-1] = Stretch(start=found[-1].start, end=end, kind=kind)
            else:
                found.append(Stretch(start=place, end=end, kind=kind))
            is_open = True
        elif line.strip():
            is_open = False
        place = end
    return tuple(_without_last_break(found, place - 1))


def _without_last_break(found: list[Stretch], length: int) -> list[Stretch]:
    return [Stretch(start=one.start, end=min(one.end, length), kind=one.kind) for one in found]
