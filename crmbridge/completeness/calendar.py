"""When a grace period ends, on the organisation's calendar of business days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from crmbridge.config import as_business_days, as_timedelta


def compute_deadline(moment: datetime, grace: str, holidays: Collection[date], zone: ZoneInfo) -> datetime:
    """The end of a grace period: `60m` counts hours, `1 business day` ends at the close of that many working days.

    Saturdays, Sundays and the holidays given are no business days. The result is aware, in the organisation's zone.
    """
    span = as_timedelta(grace)
    if span is not None:
        return (moment.astimezone(UTC) + span).astimezone(zone)  # real hours, though the clocks may change
    day = moment.astimezone(zone).date()
    left = as_business_days(grace)
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            left -= 1
    return datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=1)
