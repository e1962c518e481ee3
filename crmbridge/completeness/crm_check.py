"""Does the CRM still hold what it gave receipts for, unaltered and where it was filed?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crmbridge.completeness.counting import CheckBench, CheckResult
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.errors import CrmUnreachableError, PluginError
from crmbridge.ledger.census import find_fingerprints
from crmbridge.ledger.communications import CommunicationRow, list_communications
from crmbridge.ledger.decisions import iter_receipts, list_links
from crmbridge.ledger.items import ItemRow, list_items_of
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
        for receipt in iter_receipts(connection):
            row = list_communications(connection, [receipt.communication_id])[0]
            holding = holdings.pop(row.fingerprint, None)
            links = list_links(connection, receipt.communication_id)
            is_current = receipt.decision_id == row.decision_id
            found = _compare(row, holding, links, is_current=is_current, words=receipt.words)
            sighting = list_items_of(connection, [row.id])[:1]
            result.findings += [_with_place(one, sighting) for one in found]
        for external_id in sorted(one for one in holdings if one not in missing):
            rows = list_communications(connection, [known[external_id]]) if external_id in known else []
            sighting = list_items_of(connection, [row.id for row in rows])[:1]
            finding = _as_unreceipted(rows[0]) if rows else _as_unregistered(external_id)
            result.findings.append(_with_place(finding, sighting))
    return result


def _with_place(finding: Finding, sighting: list[ItemRow]) -> Finding:
    if not sighting:
        return finding
    return replace(finding, repository=sighting[0].repository, locator=sighting[0].locator)


def _compare(
    row: CommunicationRow, holding: CrmHolding | None, links: list[tuple[str, str]], *, is_current: bool, words: str
) -> list[Finding]:
    """`is_current`: the CRM was given the decision in force; a newer one is still on its way to it.

    `words` is the digest of what people could read there when the receipt was given.
    """
    client_id = links[0][0] if links else ""
    found = Finding(
        check=CHECK,
        kind=GapKind.CRM_DELETED,
        severity=Severity.INTEGRITY,
        channel=row.channel or "",
        key_type="communication",
        key=row.tracking_number,
        witness=CHECK,
        client_id=client_id,
        communication_id=row.id,
        occurred_at=row.occurred_at,
        explanation="the CRM gave a receipt for it and no longer has it",
    )
    if holding is None:
        return [found]
    if holding.fingerprint != row.fingerprint:
        reason = "the CRM holds other content under its name"
    elif holding.words and words and holding.words != words:
        reason = "its subject, parties or text in the CRM are no longer what was delivered"
    elif is_current and sorted(holding.targets) != links:
        reason = "it is filed with other clients or cases in the CRM than was decided here"
    else:
        return []
    return [replace(found, kind=GapKind.CRM_MODIFIED, explanation=reason)]


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
