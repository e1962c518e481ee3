from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from crmbridge.clock import SystemClock, clock_at
from crmbridge.testing.clock import FixedClock

MOMENT = datetime(2025, 3, 17, 9, 0, tzinfo=timezone(timedelta(hours=2)))


def test_the_clock_of_the_computer_is_aware_and_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_the_clock_of_a_replay_stands_still_in_utc() -> None:
    clock = clock_at(MOMENT)
    assert [str(clock.now()) for _ in range(2)] == ["2025-03-17 07:00:00+00:00"] * 2


def test_the_clock_for_tests_goes_on_when_it_is_told() -> None:
    clock = FixedClock(MOMENT)
    clock.advance(timedelta(minutes=5))
    assert clock.now() == MOMENT + timedelta(minutes=5)


def test_a_moment_without_a_zone_sets_no_clock() -> None:
    naive = MOMENT.replace(tzinfo=None)
    for make in (clock_at, FixedClock):
        with pytest.raises(ValueError, match="no time zone"):
            make(naive)
