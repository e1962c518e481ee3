from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from crmbridge.domain.gap import GapKind, GapStatus, Severity
from crmbridge.domain.statement import ControlTotal, Grade
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.gaps import (
    Scope,
    change_gap,
    find_excused_identities,
    find_gap,
    list_gap_events,
    list_gaps,
    record_findings,
)
from crmbridge.ledger.runs import close_run, list_runs, open_run
from crmbridge.ledger.statements import list_latest_totals, save_totals
from crmbridge.testing.clock import FixedClock
from tests.builders import NOW, actions_of, make_finding

SCOPE = ("repository", "scans")


def record(ledger: Ledger, *keys: str, scopes: tuple[Scope, ...] = (SCOPE,)) -> list[str]:
    with ledger.entering() as entering:
        return record_findings(entering, [make_finding(key=one) for one in keys], scopes)


def status_of(ledger: Ledger, number: str) -> GapStatus:
    with ledger.reading() as connection:
        found = find_gap(connection, number)
    assert found is not None
    return found[1].status


def life_of(ledger: Ledger, gap_id: int) -> list[tuple[str, str]]:
    with ledger.reading() as connection:
        return [(row.actor, row.status) for row in list_gap_events(connection, gap_id)]


def close(ledger: Ledger, gap_id: int, status: GapStatus) -> None:
    with ledger.entering("clerk") as entering:
        change_gap(entering, gap_id, status, cause="human", note="so it is")


def test_a_finding_opens_a_gap_with_a_number_an_event_and_an_entry(ledger: Ledger) -> None:
    assert record(ledger, "a", "b") == ["G-2025-000001", "G-2025-000002"]
    assert life_of(ledger, 1) == [("machine", "detected")]
    assert actions_of(ledger, "gap:1") == ["gap_detected"]


def test_a_gap_gives_back_the_finding_whole(ledger: Ledger) -> None:
    finding = make_finding(also=("communication=CB-1", "x=y"), client_id="c1", occurred_at=NOW, witness="post-room")
    with ledger.entering() as entering:
        record_findings(entering, [finding], [])
    with ledger.reading() as connection:
        (gap,) = list_gaps(connection)
    assert (gap.finding, gap.found_at, gap.closed_at) == (finding, NOW, None)


def test_the_same_finding_again_is_the_same_gap(ledger: Ledger) -> None:
    record(ledger, "a")
    assert record(ledger, "a", "a") == []
    with ledger.reading() as connection:
        assert len(list_gaps(connection)) == 1
    assert actions_of(ledger, "gap:1") == ["gap_detected"]


def test_the_same_finding_in_other_words_or_graver_is_the_same_gap_with_the_newer_words(ledger: Ledger) -> None:
    record(ledger, "a")
    with ledger.entering() as entering:
        worse = make_finding(key="a", severity=Severity.INTEGRITY, explanation="in other words", occurred_at=NOW)
        assert record_findings(entering, [worse], []) == []
    with ledger.reading() as connection:
        (gap,) = list_gaps(connection)
    assert (gap.finding.severity, gap.finding.explanation) == (Severity.INTEGRITY, "in other words")


def test_another_kind_key_or_scope_is_another_gap(ledger: Ledger) -> None:
    findings = [
        make_finding(),
        make_finding(kind=GapKind.REPO_DELETED),
        make_finding(key="other"),
        make_finding(key_type="fax_file"),
        make_finding(repository="faxes"),
        make_finding(witness="post-room"),
    ]
    with ledger.entering() as entering:
        assert len(record_findings(entering, findings, [])) == len(findings)


def test_a_gap_that_is_no_longer_found_is_recovered(ledger: Ledger) -> None:
    first, second = record(ledger, "a", "b")
    record(ledger, "b")
    assert (status_of(ledger, first), status_of(ledger, second)) == (GapStatus.RECOVERED, GapStatus.DETECTED)
    assert life_of(ledger, 1) == [("machine", "detected"), ("machine", "recovered")]


def test_a_gap_that_comes_back_is_opened_again_with_its_history(ledger: Ledger) -> None:
    (number,) = record(ledger, "a")
    record(ledger)
    assert record(ledger, "a") == [number]
    assert [status for _, status in life_of(ledger, 1)] == ["detected", "recovered", "detected"]
    with ledger.reading() as connection:
        found = find_gap(connection, number)
    assert found is not None
    assert found[1].closed_at is None


@pytest.mark.parametrize("status", [GapStatus.EXPLAINED, GapStatus.ACCEPTED, GapStatus.FALSE_ALARM])
def test_a_gap_that_a_person_closed_stays_closed_though_it_is_found_again(ledger: Ledger, status: GapStatus) -> None:
    (number,) = record(ledger, "a")
    close(ledger, 1, status)
    assert record(ledger, "a") == []
    assert record(ledger) == []
    assert status_of(ledger, number) is status
    with ledger.reading() as connection:
        assert find_excused_identities(connection) == {make_finding(key="a").identity}
        assert list_gaps(connection, is_open=True) == []


@pytest.mark.parametrize("status", [GapStatus.DETECTED, GapStatus.TRIAGED, GapStatus.RECOVERED])
def test_what_no_person_settled_is_not_excused(ledger: Ledger, status: GapStatus) -> None:
    record(ledger, "a")
    close(ledger, 1, status)
    with ledger.reading() as connection:
        assert find_excused_identities(connection) == set()


@pytest.mark.parametrize("scopes", [(), (("repository", "faxes"),), (("content", "scans"),)])
def test_what_was_not_looked_at_is_not_recovered(ledger: Ledger, scopes: tuple[Scope, ...]) -> None:
    (number,) = record(ledger, "a")
    record(ledger, scopes=scopes)
    assert status_of(ledger, number) is GapStatus.DETECTED


def test_a_gap_of_a_witness_recovers_only_when_the_witness_was_read(ledger: Ledger) -> None:
    with ledger.entering() as entering:
        record_findings(entering, [make_finding(check="register", witness="post-room")], [])
    record(ledger, scopes=(("register", "scans"),))
    assert status_of(ledger, "G-2025-000001") is GapStatus.DETECTED
    record(ledger, scopes=(("register", "post-room"),))
    assert status_of(ledger, "G-2025-000001") is GapStatus.RECOVERED


def test_an_event_keeps_who_why_and_when(ledger: Ledger) -> None:
    record(ledger, "a")
    assert isinstance(ledger.clock, FixedClock)
    ledger.clock.advance(timedelta(days=1))
    close(ledger, 1, GapStatus.EXPLAINED)
    with ledger.reading() as connection:
        last = list_gap_events(connection, 1)[-1]
    assert (last.actor, last.status, last.cause, last.note, last.at) == (
        "clerk",
        "explained",
        "human",
        "so it is",
        NOW + timedelta(days=1),
    )


def test_gaps_come_gravest_and_oldest_first(ledger: Ledger) -> None:
    with ledger.entering() as entering:
        record_findings(entering, [make_finding(key="mild", severity=Severity.LATE), make_finding(key="grave")], [])
    assert isinstance(ledger.clock, FixedClock)
    ledger.clock.advance(timedelta(days=1))
    record(ledger, "grave later", scopes=())
    with ledger.reading() as connection:
        assert [gap.finding.key for gap in list_gaps(connection)] == ["grave", "grave later", "mild"]


def test_a_gap_is_found_by_its_number_in_any_case(ledger: Ledger) -> None:
    record(ledger, "a")
    with ledger.reading() as connection:
        assert find_gap(connection, "g-2025-000001") is not None
        assert find_gap(connection, "G-2025-000002") is None


def total(**changes: object) -> ControlTotal:
    facts: dict[str, object] = {
        "period": "2025-03-17",
        "channel": "letter",
        "direction": "in",
        "source": "scans",
        "expected": 3,
        "captured": 2,
        "excused": 0,
        "pending": 0,
        "missing": 1,
        "extra": 0,
        "grade": Grade.INCOMPLETE,
        "evidence_hash": "e" * 64,
    }
    return ControlTotal(**(facts | changes))  # type: ignore[arg-type] # facts are mixed on purpose


def test_the_statement_in_force_is_that_of_the_latest_check(ledger: Ledger) -> None:
    with ledger.entering() as entering:
        save_totals(entering, [total()])
    open_run(ledger, "check")
    with ledger.entering() as entering:
        save_totals(entering, [total(source="b"), total(source="a")])
    with ledger.reading() as connection:
        assert [one.source for one in list_latest_totals(connection)] == ["a", "b"]
    assert actions_of(ledger, "run:2")[-1] == "statement_issued"


def test_the_database_refuses_a_line_that_does_not_add_up(ledger: Ledger) -> None:
    with pytest.raises(IntegrityError, match="balanced"), ledger.entering() as entering:
        save_totals(entering, [total(captured=3)])


def test_a_planned_moment_is_run_once(ledger: Ledger) -> None:
    assert open_run(ledger, "sync", NOW) is not None
    assert open_run(ledger, "sync", NOW) is None
    assert open_run(ledger, "check", NOW) is not None
    assert open_run(ledger, "sync", NOW + timedelta(minutes=5)) is not None


def test_runs_by_hand_have_no_planned_moment_and_never_collide(ledger: Ledger) -> None:
    assert open_run(ledger, "sync") != open_run(ledger, "sync")


def test_a_run_keeps_how_it_ended(ledger: Ledger) -> None:
    run = open_run(ledger, "sync")
    assert run is not None
    close_run(ledger, run, 10, {"delivered": 5})
    with ledger.reading() as connection:
        latest = list_runs(connection)[0]
    assert (latest.exit_code, latest.counts, ledger.run_id) == (10, {"delivered": 5}, None)
