"""Is everything that the repository holds captured? Its own listing now against the ledger, item by item.

The listing is taken by `inventory`, which shares no code with the fetching.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from crmbridge.completeness.calendar import compute_deadline
from crmbridge.completeness.counting import CheckBench, CheckResult, CountedUnit
from crmbridge.completeness.inventory import Inventory, Unit, UnlistedPlace, fingerprint_of, take_inventory
from crmbridge.config import RepositorySettings
from crmbridge.domain.communication import ItemState
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.domain.period import as_local_day
from crmbridge.domain.statement import Outcome
from crmbridge.errors import ItemError
from crmbridge.ledger.census import CensusRow, iter_census, list_overwritten
from crmbridge.ledger.listings import find_last_listing

CHECK = "repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    outcome: Outcome
    reason: str = ""
    kind: GapKind | None = None


def check_repository(bench: CheckBench, settings: RepositorySettings) -> CheckResult:
    """Every unit of the repository, counted once, with a finding for each that is not where it should be."""
    result = CheckResult()
    inventory = _take_inventory(bench, settings)
    with bench.ledger.reading() as connection:
        rows = {row.locator: row for row in iter_census(connection, settings.name)}
        last_listing = find_last_listing(connection, settings.name)
        overwritten = list_overwritten(connection, settings.name)
    if inventory.is_complete and not inventory.units and any(row.gone_at is None for row in rows.values()):
        empty = f"the folder is empty, and {len(rows)} items were listed from it: is the share mounted?"
        inventory = replace(inventory, unlisted=(UnlistedPlace(locator="", reason=empty),))
    record_problems(bench, result, settings, inventory)
    present = {unit.locator for unit in inventory.units}
    held = {row.fingerprint for row in rows.values() if row.fingerprint and row.locator in present}
    for unit in inventory.units:
        row = rows.pop(unit.locator, None)
        if row is None:
            verdict = _judge_unlisted(bench, settings, unit, last_listing)
            _count_unlisted(bench, result, settings, unit, verdict)
        else:
            _count_row(bench, result, settings, row, _judge_row(bench, settings, row))
    for row in rows.values():
        _count_row(bench, result, settings, row, _judge_absent(row, held, inventory))
    for place in inventory.oddities:
        _count_oddity(bench, result, settings, place)
    result.findings += [_as_overwritten(settings, one.locator, one.old_fingerprint) for one in overwritten]
    return result


def _take_inventory(bench: CheckBench, settings: RepositorySettings) -> Inventory:
    if settings.type == "folder":
        return take_inventory(settings, bench.as_root(settings.url))
    problem = f"this version has no independent listing for repositories of type '{settings.type}'"
    return Inventory(repository=settings.name, units=(), unlisted=(UnlistedPlace(locator="", reason=problem),))


def record_problems(bench: CheckBench, result: CheckResult, settings: RepositorySettings, inventory: Inventory) -> None:
    """A finding for each place that could not be listed; then absence proves nothing, and nothing recovers."""
    if inventory.is_complete:
        result.scopes.append((CHECK, settings.name))
        return
    result.unknown[settings.name] = "; ".join(str(one) for one in inventory.blind_places[:5])
    result.findings += [_as_blind(bench, settings, place) for place in inventory.blind_places]


def _as_blind(bench: CheckBench, settings: RepositorySettings, place: UnlistedPlace) -> Finding:
    day = f"{settings.channel}@{as_local_day(bench.now, bench.zone)}"
    return Finding(
        check=CHECK,
        kind=GapKind.WITNESS_OUTAGE,
        severity=Severity.INTEGRITY,
        channel=settings.channel,
        key_type="path" if place.locator else "channel_day",
        key=place.locator or day,
        repository=settings.name,
        locator=place.locator,
        occurred_at=bench.now,
        explanation=f"it could not be listed, so nothing can be said about what lies there: {place.reason}",
    )


def _count_oddity(bench: CheckBench, result: CheckResult, settings: RepositorySettings, place: UnlistedPlace) -> None:
    """A link or a pipe among the documents: it may stand for one, so it counts until a person explains it."""
    finding = Finding(
        check=CHECK,
        kind=GapKind.UNREADABLE,
        severity=Severity.LATE,
        channel=settings.channel,
        key_type="path",
        key=place.locator,
        repository=settings.name,
        locator=place.locator,
        explanation=f"it {place.reason}; links and the like are not followed, so it is not captured",
    )
    result.findings.append(finding)
    result.units.append(
        CountedUnit(
            source=settings.name,
            channel=settings.channel,
            direction=_presumed(settings),
            day=as_local_day(bench.now, bench.zone),
            key=place.locator,
            outcome=Outcome.MISSING,
            reason=finding.explanation,
            gap=finding.identity,
        )
    )


def _judge_row(bench: CheckBench, settings: RepositorySettings, row: CensusRow) -> _Verdict:
    if row.communication_id is not None:
        return _Verdict(outcome=Outcome.CAPTURED)
    if row.state == ItemState.EXCLUDED:
        return _Verdict(outcome=Outcome.EXCUSED, reason=row.reason)
    deadline = compute_deadline(row.listed_at, settings.grace, bench.settings.calendar.holidays, bench.zone)
    reason = row.reason or "it was listed and not captured yet"
    if bench.now <= deadline and row.state != ItemState.QUARANTINED:
        return _Verdict(outcome=Outcome.PENDING, reason=reason)
    return _Verdict(outcome=Outcome.MISSING, reason=reason, kind=GapKind.MISSING)


def _judge_absent(row: CensusRow, held: set[str], inventory: Inventory) -> _Verdict:
    if row.communication_id is None:
        if row.state == ItemState.EXCLUDED:
            return _Verdict(outcome=Outcome.EXCUSED, reason=row.reason)
        return _Verdict(
            outcome=Outcome.MISSING,
            reason="it was listed, never captured, and is no longer in the repository",
            kind=GapKind.MISSING,
        )
    if row.fingerprint in held or not inventory.is_complete:
        return _Verdict(outcome=Outcome.CAPTURED, reason="its bytes are now under another name")
    if row.gone_at is None:
        return _Verdict(outcome=Outcome.CAPTURED, reason="it has left its place since the last sync")
    return _Verdict(
        outcome=Outcome.CAPTURED,
        reason="it was captured and has since been deleted at the source; its original is kept here",
        kind=GapKind.REPO_DELETED,
    )


def _judge_unlisted(
    bench: CheckBench, settings: RepositorySettings, unit: Unit, last_listing: datetime | None
) -> _Verdict:
    deadline = compute_deadline(unit.modified_at, settings.grace, bench.settings.calendar.holidays, bench.zone)
    has_come_since = last_listing is None or unit.modified_at >= last_listing
    if has_come_since and bench.now <= deadline:
        return _Verdict(outcome=Outcome.PENDING, reason="it came after the last sync")
    return _Verdict(
        outcome=Outcome.MISSING,
        reason="it is in the repository, and the ledger knows nothing of it",
        kind=GapKind.MISSING,
    )


def _count_row(
    bench: CheckBench, result: CheckResult, settings: RepositorySettings, row: CensusRow, verdict: _Verdict
) -> None:
    moment = row.occurred_at or row.modified_at
    finding = None
    if verdict.kind is not None:
        finding = Finding(
            check=CHECK,
            kind=verdict.kind,
            severity=Severity.LOSS if verdict.kind is GapKind.MISSING else Severity.INTEGRITY,
            channel=row.channel or settings.channel,
            key_type="path",
            key=row.locator,
            also=(f"communication={row.tracking_number}",) if row.tracking_number else (),
            repository=row.repository,
            locator=row.locator,
            communication_id=row.communication_id,
            occurred_at=moment,
            explanation=verdict.reason,
        )
        result.findings.append(finding)
    result.units.append(
        CountedUnit(
            source=settings.name,
            channel=row.channel or settings.channel,
            direction=row.direction or _presumed(settings),
            day=as_local_day(moment, bench.zone),
            key=row.locator,
            outcome=verdict.outcome,
            reason=verdict.reason,
            fingerprint=row.fingerprint or "",
            gap=finding.identity if finding and verdict.outcome is Outcome.MISSING else "",
        )
    )


def _count_unlisted(
    bench: CheckBench, result: CheckResult, settings: RepositorySettings, unit: Unit, verdict: _Verdict
) -> None:
    is_missing = verdict.outcome is Outcome.MISSING
    fingerprint = next(_find_fingerprint(bench, settings, unit), "") if is_missing else ""
    finding = Finding(
        check=CHECK,
        kind=GapKind.MISSING,
        severity=Severity.LOSS,
        channel=settings.channel,
        key_type="path",
        key=unit.locator,
        also=(f"fingerprint={fingerprint}",) if fingerprint else (),
        repository=settings.name,
        locator=unit.locator,
        occurred_at=unit.modified_at,
        explanation=verdict.reason,
    )
    if is_missing:
        result.findings.append(finding)
    result.units.append(
        CountedUnit(
            source=settings.name,
            channel=settings.channel,
            direction=_presumed(settings),
            day=as_local_day(unit.modified_at, bench.zone),
            key=unit.locator,
            outcome=verdict.outcome,
            reason=verdict.reason,
            fingerprint=fingerprint,
            gap=finding.identity if is_missing else "",
        )
    )


def _find_fingerprint(bench: CheckBench, settings: RepositorySettings, unit: Unit) -> Iterator[str]:
    try:
        yield fingerprint_of(bench.as_root(settings.url), unit.locator)
    except ItemError:
        return


def _as_overwritten(settings: RepositorySettings, locator: str, fingerprint: str) -> Finding:
    return Finding(
        check=CHECK,
        kind=GapKind.REPO_MODIFIED,
        severity=Severity.INTEGRITY,
        channel=settings.channel,
        key_type="path",
        key=f"{locator}@{fingerprint[:12]}",
        also=(f"fingerprint={fingerprint}",),
        repository=settings.name,
        locator=locator,
        explanation="it was captured, and its place at the source then got other content; both are kept here",
    )


def _presumed(settings: RepositorySettings) -> str:
    return "unknown" if settings.direction == "auto" else settings.direction
