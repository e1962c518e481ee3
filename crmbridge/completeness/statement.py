"""The statement: control totals per channel, direction, day and source, each side counted from its own list."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from crmbridge.completeness.counting import CountedUnit
from crmbridge.domain.period import Period
from crmbridge.domain.statement import ControlTotal, Grade, Outcome

Line = tuple[str, str, str, str]


def excuse_settled(units: Iterable[CountedUnit], settled: Collection[str]) -> list[CountedUnit]:
    """Missing units whose gap a person explained or accepted count as excused, under that reason."""
    return [
        replace(unit, outcome=Outcome.EXCUSED, reason="explained or accepted by a person")
        if unit.outcome is Outcome.MISSING and unit.gap in settled
        else unit
        for unit in units
    ]


def compute_statement(
    units: Iterable[CountedUnit], *, period: Period, unknown: Mapping[str, str], settled: Collection[str]
) -> list[ControlTotal]:
    """Daily lines, sorted by day, channel, direction, source; a source that could not be looked at is UNKNOWN."""
    lines: dict[Line, list[CountedUnit]] = defaultdict(list)
    for unit in units:
        if period.is_holding(unit.day):
            lines[unit.day.isoformat(), unit.channel, unit.direction, unit.source].append(unit)
    return [_as_total(line, lines[line], unknown=unknown, settled=settled) for line in sorted(lines)]


def sum_up(totals: Iterable[ControlTotal], *, period: Period) -> list[ControlTotal]:
    """One line for each channel, direction and source over the whole period; the weakest grade counts."""
    lines: dict[tuple[str, str, str], list[ControlTotal]] = defaultdict(list)
    for total in totals:
        lines[total.channel, total.direction, total.source].append(total)
    return [_as_sum(period, lines[line]) for line in sorted(lines)]


def _as_total(
    line: Line, units: list[CountedUnit], *, unknown: Mapping[str, str], settled: Collection[str]
) -> ControlTotal:
    day, channel, direction, source = line
    counts = Counter(unit.outcome for unit in units)
    evidence = "\n".join(sorted(f"{unit.key}\x1f{unit.outcome}\x1f{unit.fingerprint}" for unit in units))
    if source in unknown:
        grade = Grade.UNKNOWN
    elif counts[Outcome.MISSING] or counts[Outcome.PENDING]:
        grade = Grade.INCOMPLETE
    elif any(unit.gap in settled for unit in units if unit.gap):
        grade = Grade.COMPLETE_EXPLAINED
    else:
        grade = Grade.COMPLETE
    return ControlTotal(
        period=day,
        channel=channel,
        direction=direction,
        source=source,
        expected=len({unit.key for unit in units}),
        captured=counts[Outcome.CAPTURED],
        excused=counts[Outcome.EXCUSED],
        pending=counts[Outcome.PENDING],
        missing=counts[Outcome.MISSING],
        extra=sum(unit.is_extra for unit in units),
        grade=grade,
        evidence_hash=hashlib.sha256(evidence.encode("utf-8", "surrogateescape")).hexdigest(),
    )


_WEAKEST_FIRST = (Grade.UNKNOWN, Grade.INCOMPLETE, Grade.COMPLETE_EXPLAINED, Grade.COMPLETE)


def _as_sum(period: Period, totals: list[ControlTotal]) -> ControlTotal:
    first = totals[0]
    return replace(
        first,
        period=str(period),
        expected=sum(one.expected for one in totals),
        captured=sum(one.captured for one in totals),
        excused=sum(one.excused for one in totals),
        pending=sum(one.pending for one in totals),
        missing=sum(one.missing for one in totals),
        extra=sum(one.extra for one in totals),
        grade=min((one.grade for one in totals), key=_WEAKEST_FIRST.index),
        evidence_hash=hashlib.sha256("\n".join(one.evidence_hash for one in totals).encode()).hexdigest(),
    )
