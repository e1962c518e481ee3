"""The job `check`: all completeness checks under the lock, gaps recorded, the statement issued."""

from __future__ import annotations

from datetime import datetime

from crmbridge.completeness.check import CheckReport, run_checks
from crmbridge.domain.period import Period
from crmbridge.ledger.items import count_states
from crmbridge.ledger.runs import close_run, open_run
from jobs.lock import holding
from jobs.sync import COMPLETE, GAPS_OPEN
from jobs.wiring import Installation


def run_check(
    installation: Installation, period: Period, *, planned_for: datetime | None = None
) -> tuple[CheckReport, int] | None:
    """One run of all checks and its exit code. None where the planned moment was already run."""
    with holding(installation.lock_path, "check", wait_seconds=30):
        run_id = open_run(installation.ledger, "check", planned_for)
        if run_id is None:
            return None
        report = run_checks(installation.as_check_bench(), installation.crm, installation.open_witnesses(), period)
        exit_code = GAPS_OPEN if report.has_open_gaps or report.unknown else COMPLETE
        with installation.ledger.reading() as connection:
            counts = count_states(connection)
        close_run(installation.ledger, run_id, exit_code, counts)
        return report, exit_code
