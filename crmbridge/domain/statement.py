"""The completeness statement: control totals that add up, each opening the items behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """UNKNOWN (a witness could not be read) never rolls up to COMPLETE."""

    COMPLETE = "COMPLETE"
    COMPLETE_EXPLAINED = "COMPLETE_EXPLAINED"
    INCOMPLETE = "INCOMPLETE"
    UNKNOWN = "UNKNOWN"


class Outcome(StrEnum):
    """Which column of the statement a unit is counted in; each unit in exactly one."""

    CAPTURED = "captured"
    EXCUSED = "excused"
    PENDING = "pending"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTotal:
    """One line: expected = captured + excused + pending + missing.

    Every side is counted from its own list of units, none is derived from the others; `is_balanced` compares them.
    `extra` counts captured units that no witness named. `evidence_hash` is the SHA-256 of the sorted list of units.
    """

    period: str
    channel: str
    direction: str
    source: str
    expected: int
    captured: int
    excused: int
    pending: int
    missing: int
    extra: int
    grade: Grade
    evidence_hash: str

    @property
    def is_balanced(self) -> bool:
        """Whether the equation of the statement holds."""
        return self.expected == self.captured + self.excused + self.pending + self.missing
