"""What checks hand over: units, each counted in one column of the statement, and findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crmbridge.config import Settings
from crmbridge.domain.gap import Finding
from crmbridge.domain.statement import Outcome
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.gaps import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedUnit:
    """One thing that a source says existed. `gap` is the identity of the finding about it, if there is one."""

    source: str
    channel: str
    direction: str
    day: date
    key: str
    outcome: Outcome
    reason: str = ""
    fingerprint: str = ""
    is_extra: bool = False
    gap: str = ""


@dataclass(slots=True)
class CheckResult:
    """Everything a check found. A source in `unknown` could not be looked at whole, so absence proves nothing there."""

    units: list[CountedUnit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    registered: dict[int, datetime] = field(default_factory=dict)
    """When communications that state no time themselves occurred, as a register says."""

    def add(self, other: CheckResult) -> None:
        """Takes in what another check found."""
        self.units += other.units
        self.findings += other.findings
        self.scopes += other.scopes
        self.unknown |= other.unknown
        self.registered |= other.registered


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBench:
    """What checks work with: the configuration, the ledger to read, and the moment that counts as now."""

    settings: Settings
    ledger: Ledger
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return self.settings.zone

    def as_root(self, url: str) -> Path:
        """The folder of a folder repository."""
        return self.settings.as_path(url)
