"""Did everything that a register names turn up? And is everything that turned up in the register?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crmbridge.completeness.calendar import compute_deadline
from crmbridge.completeness.counting import CheckBench, CheckResult, CountedUnit
from crmbridge.completeness.sequence import find_holes
from crmbridge.config import WitnessSettings
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.domain.period import as_local_day
from crmbridge.domain.statement import Outcome
from crmbridge.errors import PluginError, TransientError
from crmbridge.ledger.census import CensusRow, iter_census, iter_texts
from crmbridge.normalise import normalise_reference
from crmbridge.plugins import guard
from crmbridge.ports import MalformedLine, Sighted, WitnessLog

CHECK = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holding:
    """What the ledger has for the keys of a register."""

    by_key: dict[str, CensusRow]
    unmatched: tuple[CensusRow, ...]


def check_register(bench: CheckBench, settings: WitnessSettings, log: WitnessLog) -> CheckResult:
    """Counts every line of the register, finds holes in its numbers, and items that it does not know."""
    result = CheckResult()
    by_key: dict[str, Sighted] = {}
    try:
        with guard(settings.name):
            for one in log.list_sightings():
                if isinstance(one, MalformedLine):
                    result.findings.append(_as_malformed(settings, one))
                elif one.key not in by_key or not one.excused:  # a key twice is one unit, and what expects it stands
                    by_key[one.key] = one
    except (TransientError, PluginError) as error:
        return _as_outage(bench, settings, str(error))
    result.scopes.append((CHECK, settings.name))
    sighted = list(by_key.values())
    holding = _match(bench, settings, sighted)
    for one in sighted:
        _count(bench, result, settings, one, holding.by_key.get(normalise_reference(one.key)))
    result.findings += _find_unregistered(settings, holding.unmatched)
    result.units += [_as_extra(bench, settings, row) for row in holding.unmatched]
    if settings.consecutive:
        result.findings += _find_holes(settings, sighted)
    return result


def _match(bench: CheckBench, settings: WitnessSettings, sighted: Iterable[Sighted]) -> _Holding:
    """Joins by the item's own number in its path, then by the number that stands on the document."""
    wanted = {normalise_reference(one.key) for one in sighted}
    by_key: dict[str, CensusRow] = {}
    matched: set[int | None] = set()
    captured: dict[int, CensusRow] = {}
    for repository in (one for one in bench.settings.repositories if one.name in settings.repositories):
        with bench.ledger.reading() as connection:
            rows = [row for row in iter_census(connection, repository.name) if row.communication_id is not None]
            captured |= {row.communication_id: row for row in rows if row.communication_id is not None}
            for row in rows:
                found = re.search(repository.key, row.locator) if repository.key else None
                if found and (key := normalise_reference(found["key"])) in wanted:
                    by_key.setdefault(key, row)
                    matched.add(row.communication_id)
            if settings.match and any(row.communication_id not in matched for row in rows):
                for communication_id, text in iter_texts(connection, repository.name):
                    row = captured[communication_id]
                    for found in re.finditer(settings.match, text):
                        if (key := normalise_reference(found["key"])) in wanted:
                            by_key.setdefault(key, row)
                            matched.add(row.communication_id)
    return _Holding(
        by_key=by_key, unmatched=tuple(row for row in captured.values() if row.communication_id not in matched)
    )


def _count(
    bench: CheckBench, result: CheckResult, settings: WitnessSettings, one: Sighted, row: CensusRow | None
) -> None:
    outcome, finding = Outcome.CAPTURED, None
    if row is None:
        outcome, finding = _judge_absent(bench, settings, one)
    if finding is not None:
        result.findings.append(finding)
    if row is not None and row.communication_id is not None and row.occurred_at is None:
        result.registered.setdefault(row.communication_id, one.occurred_at)
    result.units.append(
        CountedUnit(
            source=settings.name,
            channel=settings.channel,
            direction=str(one.direction),
            day=as_local_day(one.occurred_at, bench.zone),
            key=one.key,
            outcome=outcome,
            reason=finding.explanation if finding else one.excused if row is None else "",
            fingerprint=(row.fingerprint or "") if row else "",
            gap=finding.identity if finding else "",
        )
    )


def _judge_absent(bench: CheckBench, settings: WitnessSettings, one: Sighted) -> tuple[Outcome, Finding | None]:
    if one.excused:
        return Outcome.EXCUSED, None
    if bench.now <= _deadline(bench, settings, one.occurred_at):
        return Outcome.PENDING, None
    sender = f" from {one.sender}" if one.sender else ""
    return Outcome.MISSING, Finding(
        check=CHECK,
        kind=GapKind.MISSING,
        severity=Severity.LOSS,
        channel=settings.channel,
        key_type=one.key_type,
        key=one.key,
        witness=settings.name,
        occurred_at=one.occurred_at,
        explanation=f"'{settings.name}' registered it{sender}; it is in none of {', '.join(settings.repositories)}",
    )


def _deadline(bench: CheckBench, settings: WitnessSettings, moment: datetime) -> datetime:
    return compute_deadline(moment, settings.grace, bench.settings.calendar.holidays, bench.zone)


def _as_extra(bench: CheckBench, settings: WitnessSettings, row: CensusRow) -> CountedUnit:
    """What turned up without a line in the register is expected, captured, and counted as extra."""
    return CountedUnit(
        source=settings.name,
        channel=settings.channel,
        direction=settings.direction if settings.direction != "auto" else (row.direction or "unknown"),
        day=as_local_day(row.occurred_at or row.modified_at, bench.zone),
        key=f"{row.repository}:{row.locator}",
        outcome=Outcome.CAPTURED,
        reason=f"'{settings.name}' does not name it",
        fingerprint=row.fingerprint or "",
        is_extra=True,
    )


def _find_unregistered(settings: WitnessSettings, rows: Iterable[CensusRow]) -> list[Finding]:
    return [
        Finding(
            check=CHECK,
            kind=GapKind.UNREGISTERED,
            severity=Severity.INTEGRITY,
            channel=settings.channel,
            key_type="path",
            key=row.locator,
            witness=settings.name,
            repository=row.repository,
            locator=row.locator,
            communication_id=row.communication_id,
            occurred_at=row.occurred_at or row.modified_at,
            explanation=f"it is in '{row.repository}', and '{settings.name}' does not name it",
        )
        for row in rows
    ]


def _find_holes(settings: WitnessSettings, sighted: Iterable[Sighted]) -> list[Finding]:
    return [
        Finding(
            check=CHECK,
            kind=GapKind.SEQUENCE_GAP,
            severity=Severity.LOSS,
            channel=settings.channel,
            key_type="register_no",
            key=hole,
            witness=settings.name,
            explanation=f"the numbers of '{settings.name}' have a hole here",
        )
        for hole in find_holes(one.key for one in sighted)
    ]


def _as_malformed(settings: WitnessSettings, line: MalformedLine) -> Finding:
    return Finding(
        check=CHECK,
        kind=GapKind.WITNESS_GAP,
        severity=Severity.INTEGRITY,
        channel=settings.channel,
        key_type="path",
        key=f"{line.file}:{line.line}",
        witness=settings.name,
        explanation=f"this line of the register is not understood: {line.problem}",
    )


def _as_outage(bench: CheckBench, settings: WitnessSettings, problem: str) -> CheckResult:
    finding = Finding(
        check=CHECK,
        kind=GapKind.WITNESS_OUTAGE,
        severity=Severity.INTEGRITY,
        channel=settings.channel,
        key_type="channel_day",
        key=f"{settings.channel}@{as_local_day(bench.now, bench.zone)}",
        witness=settings.name,
        occurred_at=bench.now,
        explanation=f"the register could not be read, so nothing can be said: {problem}",
    )
    return CheckResult(findings=[finding], unknown={settings.name: problem})
