"""Where the product reads the time: the computer's clock, or one moment that a past day is replayed at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from crmbridge.ports import Clock


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _StandingClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


def clock_at(moment: datetime) -> Clock:
    """A clock that stands still at an aware moment, so that a replay of a past day gives the same result each time.

    Raises ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return _StandingClock(moment.astimezone(UTC))
