"""A gap: something that should be there and is not, with a name, an owner and a life."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class GapKind(StrEnum):
    """What is amiss (the `kind` column of the gaps export)."""

    MISSING = "missing"
    LATE = "late"
    QUARANTINED_CLIENT = "quarantined_client"
    GHOST = "ghost"
    TRUNCATED = "truncated"
    WITNESS_GAP = "witness_gap"
    WITNESS_OUTAGE = "witness_outage"
    CHANNEL_SILENT = "channel_silent"
    UNWITNESSED = "unwitnessed"
    UNREGISTERED = "unregistered"
    UNLINKED = "unlinked"
    CRM_DELETED = "crm_deleted"
    CRM_MODIFIED = "crm_modified"
    MISFILED = "misfiled"
    REPO_MODIFIED = "repo_modified"
    REPO_DELETED = "repo_deleted"
    UNREADABLE = "unreadable"
    PROBE_LOST = "probe_lost"
    UNLISTED_ADDRESS = "unlisted_address"
    SEQUENCE_GAP = "sequence_gap"


class Severity(IntEnum):
    """1 a client communication may be lost, 2 integrity or misfiling, 3 late, 4 information."""

    LOSS = 1
    INTEGRITY = 2
    LATE = 3
    INFORMATION = 4


class GapStatus(StrEnum):
    """The life of a gap. Open states count against completeness; closed ones keep their history for ever."""

    DETECTED = "detected"
    TRIAGED = "triaged"
    RECOVERED = "recovered"
    EXPLAINED = "explained"
    ACCEPTED = "accepted"
    FALSE_ALARM = "false_alarm"


OPEN_STATUSES = frozenset({GapStatus.DETECTED, GapStatus.TRIAGED})


class GapCause(StrEnum):
    """The closed list of causes a person may give when explaining a gap."""

    CONFIGURATION = "configuration"
    NETWORK = "network"
    CAPTURE_DEFECT = "capture_defect"
    SOURCE_DEFECT = "source_defect"
    HUMAN = "human"
    DELETION = "deletion"
    POLICY = "policy"
    TEST = "test"
    FALSE_POSITIVE = "false_positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found. The same finding made again is the same gap: `identity` does not depend on the time.

    `key_type` and `key` name the missing thing in the words of whoever saw it (path, communication, register_no …).
    `explanation` is a sentence a compliance officer understands.
    """

    check: str
    kind: GapKind
    severity: Severity
    channel: str
    key_type: str
    key: str
    explanation: str
    also: tuple[str, ...] = ()
    witness: str = ""
    repository: str = ""
    locator: str = ""
    client_id: str = ""
    communication_id: int | None = None
    occurred_at: datetime | None = None

    @property
    def scope(self) -> str:
        """What the check looked at: the witness that speaks, else the repository."""
        return self.witness or self.repository

    @property
    def identity(self) -> str:
        """Stable across runs: kind, scope and key, hashed."""
        facts = "\x1f".join((self.kind, self.scope, self.key_type, self.key))
        return hashlib.sha256(facts.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A finding with a number and a life."""

    number: str
    finding: Finding
    status: GapStatus
    found_at: datetime
    closed_at: datetime | None = None
    note: str = ""
