"""All checks of a run, their gaps and the statement. Nothing here shares code with the fetching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbridge.completeness.content_check import check_content
from crmbridge.completeness.counting import CheckBench, CheckResult, CountedUnit
from crmbridge.completeness.crm_check import check_crm
from crmbridge.completeness.register_check import check_register
from crmbridge.completeness.repository_check import check_repository
from crmbridge.completeness.statement import compute_statement, excuse_settled, sum_up
from crmbridge.completeness.store_check import check_store
from crmbridge.config import WitnessSettings
from crmbridge.domain.gap import Gap, Severity
from crmbridge.domain.period import Period
from crmbridge.domain.statement import ControlTotal
from crmbridge.ledger.communications import save_registered_times
from crmbridge.ledger.gaps import find_excused_identities, list_gaps, record_findings
from crmbridge.ledger.statements import save_totals
from crmbridge.ports import Crm, WitnessLog


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `check` prints: the statement, the units behind its numbers, gaps opened now and all that are open."""

    totals: list[ControlTotal]
    summary: list[ControlTotal]
    units: list[CountedUnit]
    opened: list[Gap]
    open_gaps: list[Gap]
    unknown: dict[str, str]

    @property
    def has_open_gaps(self) -> bool:
        """Whether a gap is open that is more than information (exit 10)."""
        return any(one.finding.severity < Severity.INFORMATION for one in self.open_gaps)


def run_checks(
    bench: CheckBench, crm: Crm, witnesses: Sequence[tuple[WitnessSettings, WitnessLog]], period: Period
) -> CheckReport:
    """Looks at every source, records gaps, and states the totals of the period."""
    result = CheckResult()
    for repository in bench.settings.repositories:
        result.add(check_repository(bench, repository))
        result.add(check_content(bench, repository))
    for settings, log in witnesses:
        result.add(check_register(bench, settings, log))
    lost = {unit.fingerprint for unit in result.units if unit.gap and unit.fingerprint}
    result.add(check_crm(bench, crm, lost))
    result.add(check_store(bench))
    with bench.ledger.entering() as entering:
        opened = record_findings(entering, result.findings, result.scopes)
        save_registered_times(entering, result.registered)
    return _report(bench, result, opened, period)


def _report(bench: CheckBench, result: CheckResult, opened: list[str], period: Period) -> CheckReport:
    with bench.ledger.reading() as connection:
        settled = find_excused_identities(connection)
        open_gaps = list_gaps(connection, is_open=True)
    units = excuse_settled(result.units, settled)
    totals = compute_statement(units, period=period, unknown=result.unknown, settled=settled)
    with bench.ledger.entering() as entering:
        save_totals(entering, totals)
    return CheckReport(
        totals=totals,
        summary=sum_up(totals, period=period),
        units=[unit for unit in units if period.is_holding(unit.day)],
        opened=[gap for gap in open_gaps if gap.number in set(opened)],
        open_gaps=open_gaps,
        unknown=result.unknown,
    )
