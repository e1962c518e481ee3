"""New words, quoted words and signatures in the body of a mail: told apart, never taken away."""

from __future__ import annotations

import re

from crmbridge.domain.identifier import Zone
from extractors.content import Span

_QUOTED_LINE = re.compile(r"\s{0,3}(?:>|\|\s)")
_WROTE = re.compile(
    r"\s*(?:On|Am|Le|El|Op|Il)\b.{4,200}(?:wrote|schrieb|a écrit|escribió|schreef|ha scritto)\s*:\s*", re.I
)
_DIVIDER = re.compile(
    r"\s*(?:-{2,}\s?(?:Original Message|Forwarded message|Original Appointment|Weitergeleitete Nachricht)\s?-{2,}"
    r"|Begin forwarded message:|_{20,})\s*",
    re.I,
)
_HEADER_LINE = re.compile(r"\s*\*?(?:From|Von|De|Van)\s?:\*?\s*\S", re.I)
_NEXT_HEADER_LINE = re.compile(r"\s*\*?(?:Sent|Date|To|Subject|Gesendet|Datum|An|Envoyé|À)\s?:\*?", re.I)
_SIGNATURE = re.compile(r"--\s?|\s*Sent from my .{2,40}|\s*Get Outlook for .{2,20}", re.I)


def find_spans(text: str) -> tuple[Span, ...]:
    """The stretches of a mail body that are quoted or a signature; everything else is new."""
    zones = _zone_lines(text.split("\n"))
    spans: list[Span] = []
    start = 0
    for line, zone in zip(text.split("\n"), zones, strict=True):
        end = start + len(line) + 1
        if zone is not Zone.BODY:
            spans = _append(spans, Span(start=start, end=end, zone=zone))
        start = end
    return tuple(spans)


def _append(spans: list[Span], span: Span) -> list[Span]:
    if spans and spans[-1].end == span.start and spans[-1].zone is span.zone:
        return [*spans[:-1], Span(start=spans[-1].start, end=span.end, zone=span.zone)]
    spans.append(span)
    return spans


def _zone_lines(lines: list[str]) -> list[Zone]:
    zones: list[Zone] = []
    rest = Zone.BODY
    for position, line in enumerate(lines):
        if _QUOTED_LINE.match(line):
            zones.append(Zone.QUOTED)
            continue
        rest = _find_turn(lines, position) or rest
        zones.append(_zone_introduction(lines, position) or rest)
    return zones


def _find_turn(lines: list[str], position: int) -> Zone | None:
    """The zone of this line and all that follow, where it begins one."""
    line = lines[position]
    if _SIGNATURE.fullmatch(line):
        return Zone.SIGNATURE
    if _DIVIDER.fullmatch(line):
        return Zone.QUOTED
    if _HEADER_LINE.match(line) and any(_NEXT_HEADER_LINE.match(one) for one in lines[position + 1 : position + 4]):
        return Zone.QUOTED
    # Quoted without marks: all that follows is the other's words. With marks, only the marked lines are.
    if _is_introduction(lines, position) and not _is_marked_below(lines, position):
        return Zone.QUOTED
    return None


def _zone_introduction(lines: list[str], position: int) -> Zone | None:
    return Zone.QUOTED if _is_introduction(lines, position) else None


def _is_introduction(lines: list[str], position: int) -> bool:
    """`On Monday Anna wrote:`, which mail programs may break over two lines."""
    line = lines[position]
    both = f"{line} {lines[position + 1]}" if position + 1 < len(lines) else line
    return bool(_WROTE.fullmatch(line) or (len(both) < 300 and _WROTE.fullmatch(both)))


def _is_marked_below(lines: list[str], position: int) -> bool:
    following = [line for line in lines[position + 1 : position + 6] if line.strip() and not _WROTE.search(line)]
    return any(_QUOTED_LINE.match(line) for line in following[:2])
