"""Is every kept original still there, whole and unaltered? A part of them is hashed each day, all within 30 days.

It finds the files by their names and shares no code with the store that wrote them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from crmbridge.completeness.counting import CheckBench, CheckResult
from crmbridge.domain.gap import Finding, GapKind, Severity
from crmbridge.ledger.census import KeptOriginal, iter_kept

CHECK = "store"
ROUND = 30
"""In so many days each original is hashed once."""


def check_store(bench: CheckBench) -> CheckResult:
    """Presence and size of every original; the content of those whose turn it is today."""
    result = CheckResult(scopes=[(CHECK, CHECK)])
    root = bench.settings.as_path(bench.settings.store.url)
    turn = bench.now.toordinal() % ROUND
    with bench.ledger.reading() as connection:
        for kept in iter_kept(connection):
            is_due = int(kept.fingerprint[:8], 16) % ROUND == turn
            if problem := _find_problem(root, kept, is_due=is_due):
                result.findings.append(_as_finding(kept, *problem))
    return result


def _find_problem(root: Path, kept: KeptOriginal, *, is_due: bool) -> tuple[GapKind, str] | None:
    path = root / kept.fingerprint[:2] / kept.fingerprint[2:4] / kept.fingerprint
    try:
        size = path.stat().st_size
        if size != kept.size:
            return GapKind.TRUNCATED, f"the kept original has {size} bytes of {kept.size}"
        if is_due and _hash(path) != kept.fingerprint:
            return GapKind.REPO_MODIFIED, "the kept original was altered"
    except OSError as error:
        return GapKind.REPO_DELETED, f"the kept original cannot be read: {error.strerror}"
    return None


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_finding(kept: KeptOriginal, kind: GapKind, explanation: str) -> Finding:
    return Finding(
        check=CHECK,
        kind=kind,
        severity=Severity.LOSS,
        channel=kept.channel or "",
        key_type="communication",
        key=kept.tracking_number,
        witness=CHECK,
        communication_id=kept.id,
        explanation=f"{explanation}; get it back from a backup or from its source",
    )
