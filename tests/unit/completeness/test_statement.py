from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.completeness.counting import CountedUnit
from crmbridge.completeness.statement import compute_statement, excuse_settled, sum_up
from crmbridge.domain.period import Period
from crmbridge.domain.statement import Grade, Outcome
from tests.builders import NOW, WHOLE, make_unit

DAY = NOW.date()
UNITS = st.lists(
    st.builds(
        CountedUnit,
        source=st.sampled_from(["scans", "faxes"]),
        channel=st.sampled_from(["letter", "fax"]),
        direction=st.sampled_from(["in", "out"]),
        day=st.dates(date(2025, 3, 1), date(2025, 3, 5)),
        key=st.text(max_size=3),
        outcome=st.sampled_from(Outcome),
        fingerprint=st.sampled_from(["", "f1", "f2"]),
        is_extra=st.booleans(),
        gap=st.sampled_from(["", "g1", "g2"]),
    ),
    unique_by=lambda unit: (unit.source, unit.key),
    max_size=30,
)
SETTLED = st.sets(st.sampled_from(["g1", "g2"]))


def grade(*units: CountedUnit, unknown: dict[str, str] | None = None, settled: frozenset[str] = frozenset()) -> Grade:
    (total,) = compute_statement(units, period=WHOLE, unknown=unknown or {}, settled=settled)
    return total.grade


@given(UNITS, SETTLED)
def test_each_unit_is_counted_in_one_column_and_the_equation_holds(units: list[CountedUnit], settled: set[str]) -> None:
    totals = compute_statement(units, period=WHOLE, unknown={}, settled=settled)
    assert all(total.is_balanced for total in totals)
    assert sum(total.expected for total in totals) == len(units)
    for outcome in Outcome:
        assert sum(getattr(total, outcome) for total in totals) == [unit.outcome for unit in units].count(outcome)


@given(UNITS, st.randoms())
def test_the_statement_and_its_evidence_do_not_depend_on_the_order(units: list[CountedUnit], random: Random) -> None:
    shuffled = random.sample(units, len(units))
    assert compute_statement(units, period=WHOLE, unknown={}, settled=()) == compute_statement(
        shuffled, period=WHOLE, unknown={}, settled=()
    )


@given(UNITS)
def test_the_sum_over_a_period_is_the_sum_of_its_days(units: list[CountedUnit]) -> None:
    totals = compute_statement(units, period=WHOLE, unknown={}, settled=())
    summary = sum_up(totals, period=WHOLE)
    for name in ("expected", "captured", "excused", "pending", "missing", "extra"):
        assert sum(getattr(one, name) for one in summary) == sum(getattr(one, name) for one in totals)
    assert all(one.is_balanced for one in summary)
    assert len({(one.channel, one.direction, one.source) for one in totals}) == len(summary)


@given(UNITS, SETTLED)
def test_settling_only_moves_missing_units_of_a_settled_gap(units: list[CountedUnit], settled: set[str]) -> None:
    for before, after in zip(units, excuse_settled(units, settled), strict=True):
        is_moved = before.outcome is Outcome.MISSING and before.gap in settled
        assert after.outcome is (Outcome.EXCUSED if is_moved else before.outcome)


@pytest.mark.parametrize("change", [{"key": "other"}, {"outcome": Outcome.EXCUSED}, {"fingerprint": "other"}], ids=str)
def test_the_evidence_hash_binds_key_outcome_and_fingerprint(change: dict[str, Any]) -> None:
    (before,) = compute_statement([make_unit("a")], period=WHOLE, unknown={}, settled=())
    after_unit = replace(make_unit("a"), **change)
    (after,) = compute_statement([after_unit], period=WHOLE, unknown={}, settled=())
    assert before.evidence_hash != after.evidence_hash


def test_lines_come_by_day_channel_direction_and_source() -> None:
    units = [
        make_unit("a", day=DAY),
        make_unit("b", day=DAY - timedelta(days=1), source="z"),
        make_unit("c", direction="out", day=DAY - timedelta(days=1)),
        make_unit("d", channel="fax"),
    ]
    totals = compute_statement(units, period=WHOLE, unknown={}, settled=())
    lines = [(one.period, one.channel, one.direction, one.source) for one in totals]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_units_outside_the_period_are_left_out() -> None:
    units = [make_unit(str(days), day=DAY + timedelta(days=days)) for days in range(-3, 4)]
    period = Period(first=DAY - timedelta(days=1), last=DAY + timedelta(days=1))
    totals = compute_statement(units, period=period, unknown={}, settled=())
    assert sum(one.expected for one in totals) == 3


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.CAPTURED, Grade.COMPLETE),
        (Outcome.EXCUSED, Grade.COMPLETE),
        (Outcome.PENDING, Grade.INCOMPLETE),
        (Outcome.MISSING, Grade.INCOMPLETE),
    ],
)
def test_what_is_pending_or_missing_is_not_complete(outcome: Outcome, expected: Grade) -> None:
    assert grade(make_unit("a"), make_unit("b", outcome)) is expected


def test_complete_with_an_explanation_is_said_so() -> None:
    settled = frozenset({"g1"})
    units = excuse_settled([make_unit("a", Outcome.MISSING, gap="g1"), make_unit("b")], settled)
    assert grade(*units, settled=settled) is Grade.COMPLETE_EXPLAINED


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_source_that_could_not_be_looked_at_is_never_complete(outcome: Outcome) -> None:
    assert grade(make_unit("a", outcome), unknown={"scans": "not mounted"}) is Grade.UNKNOWN


def test_unknown_on_one_day_makes_the_whole_period_unknown() -> None:
    totals = [
        *compute_statement([make_unit("a", day=DAY - timedelta(days=1))], period=WHOLE, unknown={}, settled=()),
        *compute_statement([make_unit("b")], period=WHOLE, unknown={"scans": "down"}, settled=()),
    ]
    assert [one.grade for one in sum_up(totals, period=WHOLE)] == [Grade.UNKNOWN]
