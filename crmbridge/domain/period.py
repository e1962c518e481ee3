"""Days and spans of days in the organisation's own time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first to the last day, both included; None leaves an end open."""

    first: date | None = None
    last: date | None = None

    def is_holding(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        if self.first is None and self.last is None:
            return "all days"
        return f"{self.first or '…'}/{self.last or '…'}"


def as_local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an aware moment in the organisation's zone."""
    return moment.astimezone(zone).date()
