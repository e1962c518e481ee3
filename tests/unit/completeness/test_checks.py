from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crmbridge.completeness.check import CheckReport, run_checks
from crmbridge.completeness.content_check import check_content
from crmbridge.completeness.counting import CheckResult
from crmbridge.completeness.crm_check import check_crm
from crmbridge.completeness.inventory import Inventory, UnlistedPlace
from crmbridge.completeness.register_check import check_register
from crmbridge.completeness.repository_check import check_repository, record_problems
from crmbridge.completeness.store_check import check_store
from crmbridge.domain.communication import Direction, ItemState
from crmbridge.domain.decision import Excluded, Link
from crmbridge.domain.directory import Client
from crmbridge.domain.gap import GapCause, GapKind, GapStatus, Severity
from crmbridge.domain.reading import PartState
from crmbridge.domain.statement import Grade, Outcome
from crmbridge.ledger.communications import find_communication
from crmbridge.ledger.database import Ledger
from crmbridge.ledger.gaps import list_gaps
from crmbridge.ledger.items import Move, move_items
from crmbridge.ledger.statements import list_latest_totals
from crmbridge.ports import MalformedLine, ReadFailure, Sighted
from crmbridge.review import assign_client, explain_gap, reopen_gap
from tests.builders import (
    NOW,
    WHOLE,
    FakeWitness,
    Office,
    communication_of,
    fingerprint_of,
    item_at,
    make_check_bench,
    make_link,
    make_question,
    make_reading,
    make_settings,
    tampering,
)

LATER = NOW + timedelta(days=3)
WITNESS: dict[str, Any] = {
    "name": "post-room",
    "type": "register",
    "path": "register/*.csv",
    "channel": "letter",
    "direction": "in",
    "repositories": ["scans"],
    "columns": {"key": "reg_no", "date": "date"},
    "match": r"REG (?P<key>P-\d+)",
    "consecutive": True,
}


class CheckedOffice(Office):
    """An office of which the repositories are real folders too, since the checks look for themselves."""

    def __init__(self, folder: Path, *names: str, **witness: Any) -> None:
        super().__init__(folder, *names)
        self.folder = folder
        repositories = [
            {"name": name, "url": name, "channel": "letter", "direction": "in", "key": r"(?P<key>K-\d+)\.pdf$"}
            for name in self.repositories
        ]
        self.settings = make_settings(
            folder, repositories=repositories, witnesses=[WITNESS | witness], store={"url": "originals"}
        )
        self.witness = FakeWitness()
        for name in self.repositories:
            (folder / name).mkdir()

    def put(self, locator: str, content: bytes, made: Any = None, *, repository: str = "scans") -> None:
        """Puts a file into the real folder and into the fake repository."""
        path = self.folder / repository / locator
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        moment = (NOW - timedelta(days=3)).timestamp()
        os.utime(path, (moment, moment))
        self.repositories[repository].contents[locator] = content
        self.linker.decisions[content.decode()] = made or make_link(1)

    def remove(self, locator: str) -> None:
        (self.folder / "scans" / locator).unlink()
        self.scans.contents.pop(locator, None)

    def check_scans(self, now: datetime = NOW) -> CheckResult:
        return check_repository(make_check_bench(self.ledger, self.settings, now), self.settings.repositories[0])

    def check_content(self, now: datetime = NOW) -> CheckResult:
        return check_content(make_check_bench(self.ledger, self.settings, now), self.settings.repositories[0])

    def check_crm(self, *missing: str) -> CheckResult:
        return check_crm(make_check_bench(self.ledger, self.settings), self.crm, missing)

    def check_register(self, now: datetime = LATER, *seen: Sighted | MalformedLine) -> CheckResult:
        self.witness.seen = list(seen)
        return check_register(
            make_check_bench(self.ledger, self.settings, now), self.settings.witnesses[0], self.witness
        )

    def check(self, now: datetime = NOW) -> CheckReport:
        bench = make_check_bench(self.ledger, self.settings, now)
        return run_checks(bench, self.crm, [(self.settings.witnesses[0], self.witness)], WHOLE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CheckedOffice]:
    opened = CheckedOffice(tmp_path)
    yield opened
    opened.close()


def outcomes(result: CheckResult) -> dict[str, Outcome]:
    return {unit.key: unit.outcome for unit in result.units}


def kinds(result: CheckResult) -> list[tuple[GapKind, str]]:
    return [(one.kind, one.key) for one in result.findings]


def sighted(key: str, *, excused: str = "", at: datetime = NOW) -> Sighted:
    return Sighted(
        key_type="register_no", key=key, occurred_at=at, direction=Direction.IN, excused=excused, sender="A. Kay"
    )


def statuses(ledger: Ledger) -> list[tuple[GapKind, GapStatus]]:
    with ledger.reading() as connection:
        return [(one.finding.kind, one.status) for one in list_gaps(connection)]


# --- the repository


def test_what_is_captured_counts_as_captured_and_is_no_finding(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.capture()
    result = office.check_scans()
    assert (outcomes(result), kinds(result)) == ({"a.pdf": Outcome.CAPTURED}, [])


def test_five_rows_deleted_behind_the_ledgers_back_are_named_and_no_others(office: CheckedOffice) -> None:
    for place in range(12):
        office.put(f"{place}.pdf", str(place).encode())
    office.capture()
    victims = {f"{place}.pdf" for place in (1, 3, 5, 7, 9)}
    with tampering(office.ledger) as database:
        for victim in victims:
            database.execute("DELETE FROM item WHERE locator = ?", (victim,))
    result = office.check_scans(LATER)
    assert {one.key for one in result.findings} == victims
    assert {key for key, one in outcomes(result).items() if one is Outcome.MISSING} == victims
    assert {one.severity for one in result.findings} == {Severity.LOSS}


def test_a_file_that_came_after_the_last_sync_is_pending_until_its_grace_is_over(office: CheckedOffice) -> None:
    office.capture()
    office.put("a.pdf", b"a")
    moment = (NOW + timedelta(minutes=1)).timestamp()
    os.utime(office.folder / "scans" / "a.pdf", (moment, moment))
    assert outcomes(office.check_scans(NOW + timedelta(minutes=30))) == {"a.pdf": Outcome.PENDING}
    assert outcomes(office.check_scans(NOW + timedelta(minutes=62))) == {"a.pdf": Outcome.MISSING}


def test_a_file_that_the_last_sync_should_have_seen_is_missing_at_once(office: CheckedOffice) -> None:
    office.capture()
    office.put("old.pdf", b"a")
    assert kinds(office.check_scans()) == [(GapKind.MISSING, "old.pdf")]


def test_an_item_that_cannot_be_captured_is_pending_and_then_missing_with_the_reason(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.scans.failures["a.pdf"] = ValueError()
    office.capture()
    assert outcomes(office.check_scans()) == {"a.pdf": Outcome.PENDING}
    (finding,) = office.check_scans(NOW + timedelta(minutes=61)).findings
    assert finding.explanation == "plugin 'scans' failed with ValueError"


def test_an_excluded_item_is_excused_under_its_rule(office: CheckedOffice) -> None:
    office.put("Thumbs.db", b"a")
    office.scans.exclusions["Thumbs.db"] = "not in include"
    office.capture()
    (unit,) = office.check_scans().units
    assert (unit.outcome, unit.reason) == (Outcome.EXCUSED, "not in include")


def test_an_item_deleted_before_it_was_captured_is_missing(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.put("b.pdf", b"b")
    office.list()
    office.remove("a.pdf")
    office.capture()
    assert kinds(office.check_scans()) == [(GapKind.MISSING, "a.pdf")]


def test_a_captured_file_deleted_at_the_source_is_captured_and_the_deletion_is_named(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.put("b.pdf", b"b")
    office.capture()
    office.remove("a.pdf")
    before_sync = office.check_scans()
    assert (kinds(before_sync), outcomes(before_sync)["a.pdf"]) == ([], Outcome.CAPTURED)
    assert before_sync.units[-1].reason == "it has left its place since the last sync"
    office.capture()
    result = office.check_scans()
    assert kinds(result) == [(GapKind.REPO_DELETED, "a.pdf")]
    assert outcomes(result)["a.pdf"] is Outcome.CAPTURED


def test_a_moved_file_is_no_finding(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.put("b.pdf", b"b")
    office.capture()
    office.remove("a.pdf")
    office.put("done/a.pdf", b"a")
    office.capture()
    assert kinds(office.check_scans()) == []


def test_a_file_that_got_other_content_after_its_capture_is_named_with_the_old_fingerprint(
    office: CheckedOffice,
) -> None:
    office.put("a.pdf", b"first")
    office.capture()
    office.put("a.pdf", b"second")
    office.capture()
    (finding,) = office.check_scans().findings
    assert finding.kind is GapKind.REPO_MODIFIED
    assert finding.also == (f"fingerprint={fingerprint_of(b'first')}",)


def test_a_folder_that_is_not_mounted_is_unknown_and_proves_nothing(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.capture()
    office.remove("a.pdf")
    result = office.check_scans()
    assert kinds(result) == [(GapKind.WITNESS_OUTAGE, "letter@2025-03-17")]
    assert "is the share mounted?" in result.unknown["scans"]
    assert result.scopes == []


# --- the content


def test_what_could_not_be_read_is_a_gap_with_its_reason(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.executor.results[b"a"] = ReadFailure(why="crash", reason="the reader crashed")
    office.read()
    (finding,) = office.check_content().findings
    assert (finding.kind, finding.explanation) == (GapKind.UNREADABLE, "the reader crashed")


def test_what_was_read_in_part_is_a_gap_until_a_person_has_decided(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a", make_question(1))
    office.executor.results[b"a"] = make_reading(b"a", state=PartState.NEEDS_OCR, reason="page 2 is a picture")
    office.decide()
    assert [one.explanation for one in office.check_content().findings] == ["page 2 is a picture"]
    client = Client(id="c1", number="C-000001", kind="person", name="Anna Kay")
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", client)
    assert office.check_content().findings == []


def test_what_the_crm_refused_is_a_gap(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.crm.refused = {"a"}
    office.deliver()
    (finding,) = office.check_content().findings
    assert (finding.kind, finding.explanation) == (GapKind.UNLINKED, "the case is closed")


def test_what_waits_for_a_person_is_a_gap_after_two_days(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a", make_question(1, 2))
    office.decide()
    assert office.check_content(NOW + timedelta(hours=48)).findings == []
    assert kinds(office.check_content(NOW + timedelta(hours=49))) == [(GapKind.UNLINKED, "a.pdf")]


@pytest.mark.parametrize("stage", ["capture", "read", "decide"])
def test_what_stays_behind_on_its_way_is_late_after_two_days(office: CheckedOffice, stage: str) -> None:
    office.put("a.pdf", b"a")
    getattr(office, stage)()
    assert office.check_content(NOW + timedelta(hours=48)).findings == []
    assert kinds(office.check_content(NOW + timedelta(hours=49))) == [(GapKind.LATE, "a.pdf")]


@pytest.mark.parametrize("made", [make_link(1), Excluded(rule="newsletter", reason="it is one"), None])
def test_what_has_come_to_its_end_is_no_gap_however_old_it_is(office: CheckedOffice, made: Any) -> None:
    office.put("a.pdf", b"a", made)
    office.deliver()
    assert office.check_content(NOW + timedelta(days=365)).findings == []


# --- the CRM


def test_a_crm_that_holds_what_it_gave_receipts_for_is_no_finding(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.deliver()
    assert office.check_crm().findings == []


def test_a_record_that_vanished_from_the_crm_is_named_with_its_client(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.put("b.pdf", b"b")
    office.deliver()
    del office.crm.holdings[fingerprint_of(b"a")]
    (finding,) = office.check_crm().findings
    assert (finding.kind, finding.client_id) == (GapKind.CRM_DELETED, "c1")
    assert finding.communication_id == communication_of(office.ledger, b"a")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fingerprint": "0" * 64}, "other content"),
        ({"targets": (("c2", ""),)}, "other clients or cases"),
        ({"targets": ()}, "other clients or cases"),
        ({"targets": (("c1", "m9"),)}, "other clients or cases"),
    ],
)
def test_a_record_altered_in_the_crm_is_named(office: CheckedOffice, change: dict[str, Any], reason: str) -> None:
    office.put("a.pdf", b"a")
    office.deliver()
    name = fingerprint_of(b"a")
    office.crm.holdings[name] = replace(office.crm.holdings[name], **change)
    (finding,) = office.check_crm().findings
    assert finding.kind is GapKind.CRM_MODIFIED
    assert reason in finding.explanation


def test_a_link_that_a_person_moved_is_no_finding_while_it_waits_for_the_next_sync(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.deliver()
    client = Client(id="c2", number="C-000002", kind="person", name="Ben Moor")
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", client)
    assert office.check_crm().findings == []


def test_the_order_of_targets_does_not_matter(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a", Link(targets=tuple(reversed(make_link(1, 2).targets))))
    office.deliver()
    assert office.check_crm().findings == []


def test_what_the_crm_holds_and_the_ledger_does_not_know_is_unregistered(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.deliver()
    holding = office.crm.holdings[fingerprint_of(b"a")]
    office.crm.holdings["stranger"] = holding.__class__(
        external_id="stranger", record_id="r9", fingerprint="stranger", targets=()
    )
    assert kinds(office.check_crm()) == [(GapKind.UNREGISTERED, "stranger")]
    assert office.check_crm("stranger").findings == [], "another check has named it as lost already"


def test_a_crm_that_does_not_answer_is_unknown_and_recovers_nothing(office: CheckedOffice) -> None:
    office.crm.is_down = True
    result = office.check_crm()
    assert kinds(result) == [(GapKind.WITNESS_OUTAGE, "crm")]
    assert (list(result.unknown), result.scopes) == (["crm"], [])


# --- the register


def test_a_letter_is_found_by_its_number_in_the_path_or_on_the_document(office: CheckedOffice) -> None:
    office.put("K-1.pdf", b"nothing in it")
    office.put("b.pdf", b"stamped REG P-2 and signed")
    office.read()
    result = office.check_register(LATER, sighted("K-1"), sighted("P-2"))
    assert outcomes(result) == {"K-1": Outcome.CAPTURED, "P-2": Outcome.CAPTURED}
    assert result.findings == []


def test_a_letter_that_states_no_time_is_dated_by_the_register_and_one_that_does_keeps_its_own(
    office: CheckedOffice,
) -> None:
    own = datetime(2025, 3, 11, 9, 0, tzinfo=UTC)
    for name, content, stated in (("K-1.pdf", b"undated", None), ("K-2.pdf", b"dated", own)):
        office.put(name, content)
        office.executor.results[content] = make_reading(content, occurred_at=stated)
    office.read()
    office.witness.seen = [sighted("K-1", at=NOW), sighted("K-2", at=NOW)]
    for _ in range(2):
        office.check()
    with office.ledger.reading() as connection:
        undated = find_communication(connection, communication_of(office.ledger, b"undated"))
        dated = find_communication(connection, communication_of(office.ledger, b"dated"))
    assert undated is not None
    assert dated is not None
    assert (undated.occurred_at, undated.occurred_at_source) == (NOW, "register")
    assert dated.occurred_at == own


def test_a_registered_letter_that_is_nowhere_is_pending_and_then_missing(office: CheckedOffice) -> None:
    friday = datetime(2025, 3, 14, 9, 0, tzinfo=UTC)
    monday_evening = datetime(2025, 3, 17, 23, 59, tzinfo=UTC)
    assert outcomes(office.check_register(monday_evening, sighted("P-1", at=friday))) == {"P-1": Outcome.PENDING}
    result = office.check_register(monday_evening + timedelta(minutes=2), sighted("P-1", at=friday))
    (finding,) = result.findings
    assert (finding.kind, finding.key_type, finding.key) == (GapKind.MISSING, "register_no", "P-1")
    assert "from A. Kay" in finding.explanation
    assert result.units[0].gap == finding.identity


def test_an_excused_line_is_excused_unless_the_letter_turned_up_all_the_same(office: CheckedOffice) -> None:
    office.put("K-1.pdf", b"x")
    office.read()
    result = office.check_register(LATER, sighted("K-1", excused="VOID"), sighted("K-2", excused="VOID"))
    assert outcomes(result) == {"K-1": Outcome.CAPTURED, "K-2": Outcome.EXCUSED}


def test_a_letter_that_the_register_does_not_name_is_unregistered(office: CheckedOffice) -> None:
    office.put("b.pdf", b"no stamp")
    office.read()
    assert kinds(office.check_register()) == [(GapKind.UNREGISTERED, "b.pdf")]
    (extra,) = [unit for unit in office.check_register().units if unit.is_extra]
    assert (extra.key, extra.outcome) == ("scans:b.pdf", Outcome.CAPTURED)
    totals = [one for one in office.check().summary if one.extra]
    assert [(one.extra, one.is_balanced) for one in totals] == [(1, True)]


def test_the_same_bytes_in_two_places_are_registered_once(office: CheckedOffice) -> None:
    office.put("K-1.pdf", b"same")
    office.put("z-copy.pdf", b"same")
    office.read()
    assert office.check_register(LATER, sighted("K-1")).findings == []


def test_numbers_on_documents_are_looked_for_in_every_repository(tmp_path: Path) -> None:
    office = CheckedOffice(tmp_path, "scans", "more", repositories=["scans", "more"])
    for place in (1, 2, 3):
        office.put(f"K-{place}.pdf", str(place).encode())
    office.put("a.pdf", b"stamped REG P-9", repository="more")
    office.read()
    seen = [sighted(f"K-{place}") for place in (1, 2, 3)]
    result = office.check_register(LATER, *seen, sighted("P-9"))
    assert (set(outcomes(result).values()), result.findings) == ({Outcome.CAPTURED}, [])
    office.close()


def test_a_hole_in_the_numbers_is_named(office: CheckedOffice) -> None:
    result = office.check_register(NOW, sighted("P-1"), sighted("P-2", excused="VOID"), sighted("P-5"))
    assert kinds(result) == [(GapKind.SEQUENCE_GAP, "P-3"), (GapKind.SEQUENCE_GAP, "P-4")]


def test_a_key_that_a_witness_names_twice_is_one_unit_and_what_expects_it_stands(office: CheckedOffice) -> None:
    result = office.check_register(LATER, sighted("P-1"), sighted("P-1", excused="VOID"), sighted("P-1"))
    assert [(unit.key, unit.outcome) for unit in result.units] == [("P-1", Outcome.MISSING)]


def test_a_line_that_is_not_understood_is_a_gap_with_its_place(office: CheckedOffice) -> None:
    line = MalformedLine(file="march.csv", line=7, problem="there is no date")
    (finding,) = office.check_register(LATER, line).findings
    assert (finding.kind, finding.key) == (GapKind.WITNESS_GAP, "march.csv:7")
    assert "there is no date" in finding.explanation


def test_a_register_that_cannot_be_read_to_its_end_is_unknown_and_counts_nothing(office: CheckedOffice) -> None:
    office.witness.outage = "permission denied"
    result = office.check_register(LATER, sighted("P-1"))
    assert kinds(result) == [(GapKind.WITNESS_OUTAGE, "letter@2025-03-20")]
    assert (result.units, result.scopes) == ([], [])
    assert "permission denied" in result.unknown["post-room"]


# --- all together


def test_a_complete_office_is_complete_and_its_statement_is_kept(office: CheckedOffice) -> None:
    office.put("K-1.pdf", b"a")
    office.deliver()
    office.witness.seen = [sighted("K-1")]
    report = office.check()
    assert {one.grade for one in report.totals} == {Grade.COMPLETE}
    assert (report.has_open_gaps, report.unknown) == (False, {})
    with office.ledger.reading() as connection:
        assert list_latest_totals(connection) == report.totals


def test_a_gap_is_explained_and_then_counts_as_excused_and_reopened_it_is_missing_again(
    office: CheckedOffice,
) -> None:
    office.witness.seen = [sighted("P-1")]
    first = office.check(LATER)
    (gap,) = first.opened
    assert [one.grade for one in first.totals] == [Grade.INCOMPLETE]
    explain_gap(office.ledger, gap.number, "clerk", cause=GapCause.HUMAN, note="it was returned unopened")
    second = office.check(LATER)
    assert [(one.excused, one.missing, one.grade) for one in second.totals] == [(1, 0, Grade.COMPLETE_EXPLAINED)]
    assert (second.opened, second.open_gaps) == ([], [])
    reopen_gap(office.ledger, gap.number, "clerk", "it was not returned after all")
    third = office.check(LATER)
    assert [(one.excused, one.missing) for one in third.totals] == [(0, 1)]


def test_a_gap_recovers_when_the_letter_turns_up(office: CheckedOffice) -> None:
    office.witness.seen = [sighted("K-1")]
    office.check(LATER)
    office.put("K-1.pdf", b"a")
    office.deliver()
    office.check(LATER)
    assert statuses(office.ledger) == [(GapKind.MISSING, GapStatus.RECOVERED)]


def test_what_was_not_looked_at_is_not_recovered_and_its_line_is_unknown(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a")
    office.put("K-1.pdf", b"k")
    office.deliver()
    office.witness.seen = [sighted("P-1"), sighted("K-1")]
    office.check(LATER)
    office.witness.outage = "permission denied"
    report = office.check(LATER)
    assert (GapKind.MISSING, GapStatus.DETECTED) in statuses(office.ledger)
    assert list(report.unknown) == ["post-room"]


def test_a_row_lost_from_the_ledger_is_one_matter_though_the_crm_holds_it(office: CheckedOffice) -> None:
    office.put("K-1.pdf", b"a")
    office.deliver()
    office.witness.seen = [sighted("K-1")]
    with tampering(office.ledger) as database:
        for table in ("receipt", "link", "reading", "item", "decision", "communication"):
            database.execute(f"DELETE FROM {table}")
    found = {(one.finding.kind, one.finding.key) for one in office.check(LATER).opened}
    assert found == {(GapKind.MISSING, "K-1.pdf"), (GapKind.MISSING, "K-1")}


def test_an_item_in_two_columns_is_impossible(office: CheckedOffice) -> None:
    for place in range(6):
        office.put(f"K-{place}.pdf", str(place).encode())
    office.deliver()
    with office.ledger.entering() as entering:
        row = item_at(office.ledger, "K-0.pdf")
        move_items(entering, [Move(item_id=row.id, from_=row.state, to=ItemState.UNLINKED)])
    report = office.check(LATER)
    assert len({(unit.source, unit.key) for unit in report.units}) == len(report.units)
    assert sum(unit.source == "scans" for unit in report.units) == 6
    assert all(one.is_balanced for one in report.totals)


def test_a_record_for_which_the_ledger_lost_its_receipt_is_named(office: CheckedOffice) -> None:
    office.add("a.pdf", b"a", make_link(1))
    office.deliver()
    with tampering(office.ledger) as database:
        database.execute("DELETE FROM receipt")
    (finding,) = office.check_crm().findings
    assert (finding.kind, finding.locator) == (GapKind.CRM_MODIFIED, "a.pdf")
    assert "no receipt" in finding.explanation


def check_store_at(office: CheckedOffice, now: datetime) -> CheckResult:
    return check_store(make_check_bench(office.ledger, office.settings, now))


def test_a_kept_original_that_is_gone_or_cut_is_named_at_once(office: CheckedOffice) -> None:
    for name in ("gone", "cut", "whole"):
        office.add(f"{name}.pdf", name.encode(), make_link(1))
    office.deliver()
    gone, cut = (office.store.path_of(hashlib.sha256(name).hexdigest()) for name in (b"gone", b"cut"))
    gone.unlink()
    cut.chmod(0o600)
    cut.write_bytes(b"c")
    found = {one.kind: one.explanation for one in check_store_at(office, NOW).findings}
    assert set(found) == {GapKind.REPO_DELETED, GapKind.TRUNCATED}
    assert "1 bytes of 3" in found[GapKind.TRUNCATED]


def test_an_altered_original_is_named_within_thirty_days(office: CheckedOffice) -> None:
    office.add("a.pdf", b"whole", make_link(1))
    office.deliver()
    path = office.store.path_of(hashlib.sha256(b"whole").hexdigest())
    path.chmod(0o600)
    path.write_bytes(b"other")
    found = [check_store_at(office, NOW + timedelta(days=day)).findings for day in range(30)]
    assert [one.kind for some in found for one in some] == [GapKind.REPO_MODIFIED]


def test_a_link_among_the_documents_is_a_gap_and_hides_nothing_else(office: CheckedOffice) -> None:
    office.put("a.pdf", b"a", make_link(1))
    (office.folder / "scans" / "link.pdf").symlink_to("a.pdf")
    office.deliver()
    report = office.check()
    assert report.unknown == {}
    assert (GapKind.UNREADABLE, "link.pdf") in [(gap.finding.kind, gap.finding.locator) for gap in report.open_gaps]
    scans = [one for one in report.summary if one.source == "scans"]
    assert (sum(one.expected for one in scans), sum(one.missing for one in scans)) == (2, 1)


def test_every_place_that_could_not_be_listed_is_a_gap_of_its_own(office: CheckedOffice) -> None:
    settings = office.settings.repositories[0]
    places = tuple(UnlistedPlace(locator=f"shut{place}", reason="permission denied") for place in range(7))
    inventory = Inventory(repository="scans", units=(), unlisted=places)
    result = CheckResult()
    record_problems(make_check_bench(office.ledger, office.settings), result, settings, inventory)
    assert {one.locator for one in result.findings} == {f"shut{place}" for place in range(7)}
    assert "scans" in result.unknown
