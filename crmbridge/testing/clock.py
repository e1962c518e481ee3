"""A clock for tests: it stands still until it is told to go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Fulfils `Clock`. Starts at an aware moment; `advance` moves it."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("the moment has no time zone")
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it stands at, aware, UTC."""
        return self._moment

    def advance(self, span: timedelta) -> None:
        """Moves the clock by a span; a negative one puts it back."""
        self._moment += span
