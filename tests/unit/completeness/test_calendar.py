from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.completeness.calendar import compute_deadline

LONDON = ZoneInfo("Europe/London")
HOLIDAYS = (date(2025, 4, 18), date(2025, 4, 21))
"""Good Friday and Easter Monday."""


def midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON) + timedelta(days=1)


@pytest.mark.parametrize(
    ("came", "grace", "last_day"),
    [
        (datetime(2025, 3, 12, 15, 0, tzinfo=LONDON), "1 business day", date(2025, 3, 13)),
        (datetime(2025, 3, 14, 15, 0, tzinfo=LONDON), "1 business day", date(2025, 3, 17)),
        (datetime(2025, 3, 15, 15, 0, tzinfo=LONDON), "1 business day", date(2025, 3, 17)),
        (datetime(2025, 3, 14, 15, 0, tzinfo=LONDON), "3 business days", date(2025, 3, 19)),
        (datetime(2025, 4, 17, 15, 0, tzinfo=LONDON), "1 business day", date(2025, 4, 22)),
        (datetime(2025, 4, 17, 15, 0, tzinfo=LONDON), "0 business days", date(2025, 4, 17)),
    ],
)
def test_business_days_end_at_midnight_after_weekends_and_holidays(came: datetime, grace: str, last_day: date) -> None:
    assert compute_deadline(came, grace, HOLIDAYS, LONDON) == midnight_after(last_day)


def test_the_day_of_arrival_is_that_of_the_organisation() -> None:
    late_in_london = datetime(2025, 6, 12, 23, 30, tzinfo=UTC)
    assert compute_deadline(late_in_london, "1 business day", (), LONDON) == midnight_after(date(2025, 6, 16))


@pytest.mark.parametrize(
    "came",
    [
        datetime(2025, 3, 29, 12, 0, tzinfo=LONDON),
        datetime(2025, 10, 25, 12, 0, tzinfo=LONDON),
        datetime(2025, 10, 26, 1, 30, tzinfo=LONDON),
    ],
)
@pytest.mark.parametrize(("grace", "hours"), [("60m", 1), ("48h", 48), ("2d", 48), ("90s", 0.025)])
def test_hours_are_real_hours_though_the_clocks_change(came: datetime, grace: str, hours: float) -> None:
    deadline = compute_deadline(came, grace, (), LONDON)
    assert deadline.astimezone(UTC) - came.astimezone(UTC) == timedelta(hours=hours)


def test_the_night_of_a_clock_change_ends_at_midnight_as_any_other() -> None:
    friday = datetime(2025, 10, 24, 12, 0, tzinfo=LONDON)
    deadline = compute_deadline(friday, "1 business day", (), LONDON)
    assert deadline.astimezone(UTC) == datetime(2025, 10, 28, 0, 0, tzinfo=UTC)


@given(
    st.integers(0, 10**8).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.sampled_from(["0 business days", "1 business day", "5 business days", "1m", "3d"]),
)
def test_a_deadline_is_aware_and_never_before_the_moment(moment: datetime, grace: str) -> None:
    deadline = compute_deadline(moment, grace, HOLIDAYS, LONDON)
    assert deadline.tzinfo is not None
    assert deadline > moment
