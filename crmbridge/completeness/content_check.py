"""Was what is captured also read, decided and delivered? What stays behind is a gap, with its reason."""

from __future__ import annotations

from datetime import timedelta

from crmbridge.completeness.counting import CheckBench, CheckResult
from crmbridge.config import RepositorySettings
from crmbridge.domain.communication import ItemState
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.domain.reading import COMPLETE_STATES
from crmbridge.ledger.census import CensusRow, iter_census
from crmbridge.ledger.decisions import MACHINE

CHECK = "content"
UNFINISHED = frozenset({ItemState.CAPTURED, ItemState.READ, ItemState.LINKED})
"""States that the next run leads on; whoever stays in one was forgotten."""
TIME_TO_LINK = timedelta(hours=48)
"""How long a communication may wait for a person (facts: link within 48 hours)."""


def check_content(bench: CheckBench, settings: RepositorySettings) -> CheckResult:
    """Items that are kept and not readable, refused by the CRM, or left waiting for a person for too long."""
    result = CheckResult(scopes=[(CHECK, settings.name)])
    with bench.ledger.reading() as connection:
        for row in iter_census(connection, settings.name):
            if row.communication_id is not None and (finding := _judge(bench, settings, row)) is not None:
                result.findings.append(finding)
    return result


def _judge(bench: CheckBench, settings: RepositorySettings, row: CensusRow) -> Finding | None:
    is_settled_by_person = row.made_by not in {None, MACHINE}
    if row.state == ItemState.QUARANTINED:
        return _as_finding(settings, row, GapKind.UNREADABLE, Severity.INTEGRITY, row.reason)
    if row.state == ItemState.FAILED:
        return _as_finding(settings, row, GapKind.UNLINKED, Severity.INTEGRITY, row.reason)
    if row.reading_state and row.reading_state not in COMPLETE_STATES and not is_settled_by_person:
        return _as_finding(settings, row, GapKind.UNREADABLE, Severity.LATE, row.reading_reason or row.reading_state)
    if row.state == ItemState.REVIEW and row.captured_at and bench.now - row.captured_at > TIME_TO_LINK:
        return _as_finding(settings, row, GapKind.UNLINKED, Severity.INTEGRITY, f"waits for a person: {row.reason}")
    if row.state in UNFINISHED and bench.now - row.state_at > TIME_TO_LINK:
        return _as_finding(settings, row, GapKind.LATE, Severity.LATE, f"it was {row.state}, and nothing followed")
    return None


def _as_finding(
    settings: RepositorySettings, row: CensusRow, kind: GapKind, severity: Severity, explanation: str
) -> Finding:
    return Finding(
        check=CHECK,
        kind=kind,
        severity=severity,
        channel=row.channel or settings.channel,
        key_type="path",
        key=row.locator,
        also=(f"communication={row.tracking_number}",) if row.tracking_number else (),
        repository=row.repository,
        locator=row.locator,
        communication_id=row.communication_id,
        occurred_at=row.occurred_at or row.modified_at,
        explanation=explanation,
    )
