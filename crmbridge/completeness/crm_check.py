"""Does the CRM still hold what it gave receipts for, unaltered and where it was filed?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crmbridge.completeness.counting import CheckBench, CheckResult
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.errors import CrmUnreachableError, PluginError
from crmbridge.ledger.census import FiledRow, find_fingerprints, find_first_places, iter_filed
from crmbridge.ledger.communications import CommunicationRow, list_communications
from crmbridge.plugins import guard
from crmbridge.ports import Crm, CrmHolding

CHECK = "crm"


def check_crm(bench: CheckBench, crm: Crm, missing: Collection[str]) -> CheckResult:
    """Compares receipts with holdings, both ways.

    `missing` holds fingerprints that another check reports as lost from the ledger: what the CRM holds of these is one
    matter with that and not reported twice.
    """
    try:
        with guard("crm"):
            holdings = {one.external_id: one for one in crm.list_holdings()}
    except (CrmUnreachableError, PluginError) as error:
        return _as_outage(bench, str(error))
    result = CheckResult(scopes=[(CHECK, CHECK)])
    with bench.ledger.reading() as connection:
        known = find_fingerprints(connection)
        for filed in iter_filed(connection):
            result.findings += _compare(filed, holdings.pop(filed.fingerprint, None))
        for external_id in sorted(one for one in holdings if one not in missing):
            rows = list_communications(connection, [known[external_id]]) if external_id in known else []
            places = find_first_places(connection, [row.id for row in rows])
            finding = _as_unreceipted(rows[0]) if rows else _as_unregistered(external_id)
            repository, locator = places.get(finding.communication_id or 0, ("", ""))
            result.findings.append(replace(finding, repository=repository, locator=locator))
    return result


def _compare(filed: FiledRow, holding: CrmHolding | None) -> list[Finding]:
    reason, kind = _find_difference(filed, holding), GapKind.CRM_MODIFIED
    if holding is None:
        reason, kind = "the CRM gave a receipt for it and no longer has it", GapKind.CRM_DELETED
    if not reason:
        return []
    return [
        Finding(
            check=CHECK,
            kind=kind,
            severity=Severity.INTEGRITY,
            channel=filed.channel,
            key_type="communication",
            key=filed.tracking_number,
            witness=CHECK,
            repository=filed.repository,
            locator=filed.locator,
            client_id=filed.links[0][0] if filed.links else "",
            communication_id=filed.id,
            occurred_at=filed.occurred_at,
            explanation=reason,
        )
    ]


def _find_difference(filed: FiledRow, holding: CrmHolding | None) -> str:
    if holding is None:
        return ""
    if holding.fingerprint != filed.fingerprint:
        return "the CRM holds other content under its name"
    if holding.words and filed.words and holding.words != filed.words:
        return "its subject, parties or text in the CRM are no longer what was delivered"
    if filed.is_current and tuple(sorted(holding.targets)) != filed.links:
        return "it is filed with other clients or cases in the CRM than was decided here"
    return ""


def _as_unreceipted(row: CommunicationRow) -> Finding:
    """The ledger was restored from a backup, or somebody wrote into the CRM."""
    return Finding(
        check=CHECK,
        kind=GapKind.CRM_MODIFIED,
        severity=Severity.INTEGRITY,
        channel=row.channel or "",
        key_type="communication",
        key=row.tracking_number,
        witness=CHECK,
        communication_id=row.id,
        occurred_at=row.occurred_at,
        explanation="the CRM has it filed, and the ledger has no receipt for that",
    )


def _as_unregistered(external_id: str) -> Finding:
    return Finding(
        check=CHECK,
        kind=GapKind.UNREGISTERED,
        severity=Severity.INTEGRITY,
        channel="",
        key_type="communication",
        key=external_id,
        witness=CHECK,
        explanation="the CRM holds it as ours, and the ledger knows nothing of it",
    )


def _as_outage(bench: CheckBench, problem: str) -> CheckResult:
    finding = Finding(
        check=CHECK,
        kind=GapKind.WITNESS_OUTAGE,
        severity=Severity.INTEGRITY,
        channel="",
        key_type="path",
        key="crm",
        witness=CHECK,
        occurred_at=bench.now,
        explanation=f"the CRM could not be compared: {problem}",
    )
    return CheckResult(findings=[finding], unknown={"crm": problem})
