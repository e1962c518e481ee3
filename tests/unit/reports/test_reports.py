from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.domain.communication import ItemState
from crmbridge.domain.decision import Excluded, NeedsReview, ReviewReason
from crmbridge.domain.directory import Client
from crmbridge.domain.identifier import Identifier, Zone
from crmbridge.domain.reading import Part, PartState
from crmbridge.ledger.communications import as_tracking_number
from crmbridge.ledger.gaps import record_findings
from crmbridge.reports.exports import COLUMNS, Exporter, as_sentence
from crmbridge.reports.history import list_history
from crmbridge.reports.story import Line, tell_communication, tell_item
from crmbridge.reports.table_files import defuse, write_csv, write_json_lines
from crmbridge.reports.verify import VerifyReport, verify_installation
from crmbridge.review import assign_client
from crmbridge.testing.directory import DirectoryInMemory
from tests.builders import (
    NOBODY,
    NOW,
    Office,
    communication_of,
    fingerprint_of,
    item_at,
    make_evidence,
    make_finding,
    make_link,
    make_question,
    tampering,
)

LONDON = ZoneInfo("Europe/London")
ANNA = Client(id="c1", number="C-000001", kind="person", name="Anna Kay", emails=("anna@kay.example",))
PUBLISHED = {
    "communications": "communication, repository, locator, fingerprint, channel, direction, occurred_at, sender,"
    " recipients, subject, state, reason, tracking_number, contact_reason, automatic",
    "links": "repository, locator, communication, client_id, client_number, case_id, case_number, status, probability,"
    " decided_by, evidence",
    "identifiers": "repository, locator, part, page, kind, value, normalised, start, end, quote, in_crm",
    "gaps": "gap, kind, severity, channel, key_type, key, also, witness, repository, locator, client_id, occurred_at,"
    " found_at, status, explanation",
    "statement": "period, channel, direction, source, expected, captured, excused, pending, missing, extra, grade,"
    " evidence_hash",
}
"""The columns as they are published; they may grow at the end, and never change."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.close()


def export(office: Office, name: str) -> list[dict[str, Any]]:
    with office.ledger.reading() as connection:
        return list(Exporter(connection, DirectoryInMemory([ANNA]), LONDON).iter_rows(name))


def story(office: Office, content: bytes) -> list[Line]:
    with office.ledger.reading() as connection:
        return tell_communication(connection, communication_of(office.ledger, content), LONDON)


def told(lines: list[Line], chapter: str) -> list[str]:
    return [one.sentence for one in lines if one.chapter == chapter]


def verify(office: Office) -> VerifyReport:
    return verify_installation(office.ledger, office.store)


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_columns_of_an_export_are_those_that_are_published_in_their_order(name: str) -> None:
    assert COLUMNS[name] == tuple(PUBLISHED[name].split(", "))


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_every_row_has_exactly_the_columns_in_their_order(office: Office, name: str) -> None:
    office.add("a.pdf", b"a", make_link(1), identifiers=(make_identifier(),))
    office.deliver()
    with office.ledger.entering() as entering:
        record_findings(entering, [make_finding()], [])
    rows = export(office, name)
    assert {tuple(row) for row in rows} <= {COLUMNS[name]}
    assert rows or name == "statement"


def make_identifier(**changes: Any) -> Identifier:
    facts: dict[str, Any] = {
        "kind": "email",
        "value": "Anna@Kay.example",
        "normalised": "anna@kay.example",
        "part": "0",
        "page": None,
        "start": 5,
        "end": 21,
        "quote": "from Anna@Kay.example today",
        "zone": Zone.BODY,
    }
    return Identifier(**(facts | changes))


def test_a_communication_has_one_row_for_each_sighting(office: Office) -> None:
    office.add("a.pdf", b"same", make_link(1))
    office.add("b.pdf", b"same")
    office.deliver()
    rows = export(office, "communications")
    assert [row["locator"] for row in rows] == ["a.pdf", "b.pdf"]
    assert {row["tracking_number"] for row in rows} == {as_tracking_number(fingerprint_of(b"same"))}
    assert {row["state"] for row in rows} == {"delivered"}


def test_what_was_never_captured_has_its_row_too_with_its_reason(office: Office) -> None:
    office.add("a.pdf", b"a")
    office.scans.failures["a.pdf"] = ValueError()
    office.capture()
    (row,) = export(office, "communications")
    assert (row["state"], row["reason"], row["fingerprint"]) == ("failed", "plugin 'scans' failed with ValueError", "")


def test_times_are_in_the_organisations_zone_with_their_offset(office: Office) -> None:
    office.add("a", b"a", occurred_at=datetime(2025, 7, 1, 23, 30, tzinfo=UTC))
    office.read()
    (row,) = export(office, "communications")
    assert row["occurred_at"] == "2025-07-02T00:30:00+01:00"


def test_a_link_of_the_machine_is_automatic_with_its_evidence(office: Office) -> None:
    office.add("a", b"a", make_link(1, 2, case="m1"))
    office.decide()
    rows = export(office, "links")
    assert [(row["client_id"], row["case_id"], row["status"], row["decided_by"]) for row in rows] == [
        ("c1", "m1", "automatic", "machine"),
        ("c2", "m1", "automatic", "machine"),
    ]
    assert rows[0]["evidence"] == "+ it names the client's number [number, part 0, page 1, +12.5 bits]"


def test_a_link_of_a_person_is_confirmed_under_the_name(office: Office) -> None:
    office.add("a", b"a", make_question(1))
    office.decide()
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", ANNA)
    (row,) = export(office, "links")
    assert (row["client_number"], row["status"], row["decided_by"]) == ("C-000001", "confirmed", "clerk")


def test_a_question_has_one_row_for_each_candidate(office: Office) -> None:
    office.add("a", b"a", make_question(1, 2))
    office.decide()
    rows = export(office, "links")
    assert [(row["client_id"], row["status"]) for row in rows] == [
        ("c1", "review"),
        ("c2", "review"),
    ]


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (NOBODY, "none"),
        (NeedsReview(why=ReviewReason.NOT_READABLE, reason="it is a picture", candidates=()), "review"),
        (Excluded(rule="newsletter", reason="it is one"), "excluded"),
    ],
)
def test_an_item_without_a_link_has_one_row_with_its_reason(office: Office, made: Excluded, status: str) -> None:
    office.add("a", b"a", made)
    office.decide()
    (row,) = export(office, "links")
    assert (row["client_id"], row["case_id"], row["status"], row["evidence"]) == ("", "", status, made.reason)


def test_an_item_that_is_not_decided_has_one_row_without_a_link(office: Office) -> None:
    office.add("a", b"a")
    office.capture()
    (row,) = export(office, "links")
    assert (row["status"], row["decided_by"]) == ("none", "")


def test_an_item_left_out_before_its_capture_is_excluded_by_its_rule(office: Office) -> None:
    office.add("Thumbs.db", b"a")
    office.scans.exclusions["Thumbs.db"] = "not in include"
    office.capture()
    (row,) = export(office, "links")
    assert (row["status"], row["evidence"]) == ("excluded", "not in include")


def test_identifiers_say_whether_the_crm_knows_them(office: Office) -> None:
    known, unknown = make_identifier(), make_identifier(normalised="nobody@kay.example", page=2)
    office.add("a", b"a", identifiers=(known, unknown))
    office.read()
    rows = export(office, "identifiers")
    assert [(row["normalised"], row["page"], row["in_crm"]) for row in rows] == [
        ("anna@kay.example", "", True),
        ("nobody@kay.example", 2, False),
    ]


def test_further_keys_of_a_gap_are_divided_by_bars(office: Office) -> None:
    with office.ledger.entering() as entering:
        record_findings(entering, [make_finding(also=("communication=CB-1", "fingerprint=ab"))], [])
    (row,) = export(office, "gaps")
    assert (row["gap"], row["severity"], row["also"]) == ("G-2025-000001", 1, "communication=CB-1|fingerprint=ab")
    assert row["found_at"] == "2025-03-17T09:00:00+00:00"


@pytest.mark.parametrize("cell", ["=1+1", "+44 1632", "-1", "@sum", "\tx", "\rx", "\x00x"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "a=b", "a@b", 5, -5, -0.5, None, True])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert defuse(cell) == cell


TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


@given(st.lists(st.tuples(TEXT, st.integers() | st.booleans())))
def test_a_csv_read_again_has_the_same_rows_and_no_formula(cells: list[tuple[str, Any]]) -> None:
    target = io.StringIO()
    assert write_csv(target, ["a", "b"], [{"a": one, "b": two} for one, two in cells]) == len(cells)
    target.seek(0)
    header, *rows = csv.reader(target)
    assert header == ["a", "b"]
    assert len(rows) == len(cells)
    for (text, value), row in zip(cells, rows, strict=True):
        assert row[0] in {as_one_line_end(text), f"'{as_one_line_end(text)}"}
        assert row[1] == (str(value).lower() if isinstance(value, bool) else str(value))
        assert not row[0].startswith(("=", "+", "-", "@"))


def as_one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_json_lines_are_one_object_a_line() -> None:
    target = io.StringIO()
    assert write_json_lines(target, [{"a": "é\n", "b": None}, {"a": 1}]) == 2
    assert [json.loads(line) for line in target.getvalue().splitlines()] == [{"a": "é\n", "b": None}, {"a": 1}]
    assert "é" in target.getvalue()


def test_evidence_is_a_sentence_with_rule_place_and_weight() -> None:
    assert as_sentence(make_evidence(page=None, weight=-3.25)) == (
        "+ it names the client's number [number, part 0, -3.2 bits]"
    )


# --- verify


def deliver_some(office: Office) -> None:
    for name in "abc":
        office.add(name, name.encode(), make_link(1))
    office.deliver()


def test_an_installation_that_nobody_touched_holds(office: Office) -> None:
    deliver_some(office)
    report = verify(office)
    assert (report.problems, report.originals) == ((), 3)
    assert report.entries > 12


def test_a_flipped_byte_in_the_store_is_named(office: Office) -> None:
    deliver_some(office)
    path = office.store.path_of(fingerprint_of(b"b"))
    path.chmod(0o600)
    path.write_bytes(b"B")
    (problem,) = verify(office).problems
    assert problem.where == f"communication:{communication_of(office.ledger, b'b')}"
    assert fingerprint_of(b"b") in problem.problem
    assert "altered" in problem.problem


def test_an_original_that_is_gone_from_the_store_is_named(office: Office) -> None:
    deliver_some(office)
    office.store.path_of(fingerprint_of(b"b")).unlink()
    (problem,) = verify(office).problems
    assert "not in the store" in problem.problem


def test_a_removed_item_is_named(office: Office) -> None:
    deliver_some(office)
    with tampering(office.ledger) as database:
        database.execute("DELETE FROM item WHERE id = 2")
    assert [one.where for one in verify(office).problems] == ["item:2"]


def test_a_removed_communication_is_named(office: Office) -> None:
    deliver_some(office)
    with tampering(office.ledger) as database:
        database.execute("DELETE FROM communication WHERE id = 2")
    assert [one.where for one in verify(office).problems] == ["communication:2"]


def test_a_state_changed_by_hand_is_named_with_both_states(office: Office) -> None:
    deliver_some(office)
    with tampering(office.ledger) as database:
        database.execute("UPDATE item SET state = 'excluded' WHERE id = 3")
    (problem,) = verify(office).problems
    assert (problem.where, problem.problem) == ("item:3", "its state is excluded, and the journal says delivered")


def test_an_item_put_in_by_hand_is_named(office: Office) -> None:
    deliver_some(office)
    with tampering(office.ledger) as database:
        database.execute(
            "INSERT INTO item SELECT 99, repository, 'z', version, size, modified_at, listed_at, state, state_at,"
            " reason, attempts, communication_id, sidecar, superseded_at, gone_at FROM item WHERE id = 1"
        )
    assert [one.where for one in verify(office).problems] == ["item:99"]


def test_a_journal_altered_by_hand_is_named_by_its_entry(office: Office) -> None:
    deliver_some(office)
    with tampering(office.ledger) as database:
        database.execute("UPDATE journal SET actor = 'nobody' WHERE seq = 5")
    assert [one.where for one in verify(office).problems] == ["journal:5"]


# --- stories


def test_the_story_tells_sightings_states_reading_evidence_and_receipt(office: Office) -> None:
    part = Part(
        path="1", name="scan.png", media_type="image/png", size=9, state=PartState.NEEDS_OCR, reason="a picture"
    )
    office.add("in/a.pdf", b"a", make_link(1), parts=(part,))
    office.add("b.pdf", b"a")
    office.deliver()
    lines = story(office, b"a")
    assert told(lines, "sighting") == ["scans:b.pdf", "scans:in/a.pdf"]
    assert told(lines, "state")[:5] == ["listed", "captured", "read", "linked", "delivered"]
    assert told(lines, "part") == ["part 1, scan.png, image/png, needs_ocr, a picture"]
    assert told(lines, "decision") == ["linked by rules fake-1: by its number"]
    assert told(lines, "link") == ["Client 1 (C-000001), probability 0.999"]
    assert told(lines, "evidence") == ["+ it names the client's number [number, part 0, page 1, +12.5 bits]"]
    assert told(lines, "quote") == ["“our ref C-000001”"]
    assert told(lines, "receipt") == [
        f"the CRM holds it as r-{communication_of(office.ledger, b'a')}, read back and compared"
    ]


def test_the_story_names_the_person_who_decided(office: Office) -> None:
    office.add("a.pdf", b"a", make_question(1))
    office.decide()
    assign_client(office.ledger, communication_of(office.ledger, b"a"), "clerk", ANNA)
    lines = story(office, b"a")
    assert told(lines, "decision") == [
        "review by rules fake-1: two clients share the address",
        "linked by clerk: assigned by clerk",
    ]
    assert told(lines, "candidate") == ["Client 1 (C-000001), probability 0.999"]
    assert "linked by clerk" in told(lines, "state")


def test_the_story_marks_older_versions_and_what_is_no_longer_there(office: Office) -> None:
    office.add("a", b"old")
    office.add("b", b"b")
    office.capture()
    office.add("a", b"new")
    office.capture()
    del office.scans.contents["a"]
    office.capture()
    assert told(story(office, b"old"), "sighting") == ["scans:a (older version)"]
    assert told(story(office, b"new"), "sighting") == ["scans:a (no longer at the source)"]


def test_an_item_that_was_never_captured_has_a_story_too(office: Office) -> None:
    office.add("a", b"a")
    office.scans.failures["a"] = ValueError()
    office.capture()
    with office.ledger.reading() as connection:
        lines = list(tell_item(connection, item_at(office.ledger, "a"), LONDON))
    assert told(lines, "state") == ["listed", "failed"]
    assert told(lines, "reason") == ["plugin 'scans' failed with ValueError"]


def test_a_history_is_one_dated_list_oldest_first_with_the_cases(office: Office) -> None:
    office.add("a", b"a", make_link(1, case="m1"), occurred_at=NOW)
    office.add("b", b"b", make_link(1, 2), occurred_at=NOW - timedelta(days=1))
    office.add("c", b"c", make_link(2), occurred_at=NOW)
    office.add("d", b"d", make_link(1), occurred_at=None)
    office.add("e", b"e", make_question(1))
    office.clock.advance(timedelta(hours=1))
    office.decide()
    with office.ledger.reading() as connection:
        rows = list_history(connection, "c1")
    found = [(row.communication.fingerprint, row.cases) for row in rows]
    assert found == [(fingerprint_of(b"b"), ()), (fingerprint_of(b"a"), ("m1",)), (fingerprint_of(b"d"), ())]
    assert rows[-1].at == NOW + timedelta(hours=1)
    assert office.state("e") is ItemState.REVIEW


@pytest.mark.parametrize(("table", "says"), [("decision", "decision"), ("reading", "reading")])
def test_verify_names_a_decision_or_reading_that_was_altered_behind_the_products_back(
    office: Office, table: str, says: str
) -> None:
    office.add("a.pdf", b"a", make_link(1))
    office.deliver()
    with tampering(office.ledger) as database:
        database.execute(f"UPDATE {table} SET content = replace(content, 'c1', 'c9') WHERE content LIKE '%c1%'")
        database.execute(f'UPDATE {table} SET content = replace(content, \'"state":"read"\', \'"state":"empty"\')')
    (problem,) = verify(office).problems
    assert problem.where == "communication:1"
    assert says in problem.problem
