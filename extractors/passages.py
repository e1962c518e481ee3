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
from extractors.passage_endings import Kinds, mark_ending
from extractors.passage_words import (
    ATTRIBUTION,
    BARE_ATTRIBUTION,
    DATED,
    FORWARD_DIVIDER,
    FORWARD_SUBJECT,
    FROM_LABEL,
    HEADER_LABEL,
    ORIGINAL_DIVIDER,
    RULE,
)

_QUOTED_LINE = re.compile(r"\s{0,3}(?:>|[A-Z]{1,3}>\s)")
_HEADER_LINES = 7
_LONGEST_ATTRIBUTION = 350
# A text with more lines that may begin a quotation is none that a person wrote.
_MOST_CHECKS = 20_000


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
        mark_ending(kinds, lines, start, end)
    return _as_stretches(kinds, lines)


def _mark_structure(kinds: Kinds, lines: list[str], structure: Iterable[Span]) -> None:
    """Marks the lines of which a marked stretch holds every word."""
    waiting = sorted(structure, key=lambda one: one.start, reverse=True)
    if not waiting:
        return
    ends = {PassageKind.QUOTED: 0, PassageKind.SIGNATURE: 0}
    place = 0
    for position, line in enumerate(lines):
        start, end = place + len(line) - len(line.lstrip()), place + len(line.rstrip())
        while waiting and waiting[-1].start <= start:
            span = waiting.pop()
            kind = PassageKind.SIGNATURE if span.zone is Zone.SIGNATURE else PassageKind.QUOTED
            ends[kind] = max(ends[kind], span.end)
        if line.strip():
            kinds[position] = next((kind for kind, last in ends.items() if end <= last), None)
        place += len(line) + 1


def _mark_quotations(kinds: Kinds, lines: list[str], block_kind: PassageKind) -> None:
    rest: PassageKind | None = None
    checks = _MOST_CHECKS
    for position, line in enumerate(lines):
        if rest is None and kinds[position] is None and _may_turn(line) and checks:
            checks -= 1
            rest = _find_turn(kinds, lines, position, block_kind)
        if rest is not None:
            kinds[position] = rest
        elif _QUOTED_LINE.match(line):
            kinds[position] = PassageKind.QUOTED


def _may_turn(line: str) -> bool:
    """Every line that begins words of somebody else has a colon, or is drawn with hyphens."""
    return ":" in line or "--" in line


def _find_turn(kinds: Kinds, lines: list[str], position: int, block_kind: PassageKind) -> PassageKind | None:
    """What this line and all that follow are, where it begins words of somebody else that have no marks."""
    line = lines[position]
    if "--" in line or line.rstrip().endswith(":"):
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
