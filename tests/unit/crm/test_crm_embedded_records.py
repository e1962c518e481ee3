from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.crm.embedded_records import FieldChange, Kept
from crmbridge.domain.directory import Case, Client, Contact, KnownMessage, RecordKind
from crmbridge.errors import CrmUnreachableError, NotFoundError, RequestError
from crmbridge.testing.clock import FixedClock

NOON = datetime(2025, 3, 17, 12, 0, tzinfo=UTC)
ANNA = Client(
    id="c1",
    number="C-104233",
    kind="person",
    name="Anna Kay",
    emails=("anna@kay.example", "a.kay@work.example"),
    birth_date=date(1970, 5, 1),
)
BERT = Client(id="c2", number="C-104234", kind="person", name="Bert Moor")
CASE = Case(id="m1", number="20250001", client_id="c1", opened=date(2025, 1, 2), former_numbers=("19990001",))
CONTACT = Contact(id="k1", client_id="c1", first_name="Carl", last_name="Dee", phones=("01632 960123",))
MESSAGE = KnownMessage(message_id="a@b.example", case_id="m1")


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[EmbeddedCrm]:
    with EmbeddedCrm(tmp_path / "crm.db", FixedClock(NOON)) as crm:
        for record in (ANNA, BERT, CASE, CONTACT, MESSAGE):
            crm.upsert(record)
        yield crm


def last_cursor(crm: EmbeddedCrm) -> int:
    return list(crm.list_changes(0))[-1].cursor


def test_the_feed_gives_records_as_they_were_written(crm: EmbeddedCrm) -> None:
    assert [change.record for change in crm.list_changes(0)] == [ANNA, BERT, CASE, CONTACT, MESSAGE]


def test_a_known_message_is_a_change_without_a_record_kind(crm: EmbeddedCrm) -> None:
    assert [change.kind for change in crm.list_changes(0)][-2:] == [RecordKind.CONTACT, None]


def test_an_unchanged_upsert_writes_no_change(crm: EmbeddedCrm) -> None:
    before = last_cursor(crm)
    assert [crm.upsert(record) for record in (ANNA, CASE, CONTACT, MESSAGE)] == [Kept.UNCHANGED] * 4
    assert list(crm.list_changes(before)) == []
    assert crm.list_field_changes("client", "c1") == ()


def test_an_update_is_one_change_with_a_history_of_its_fields(crm: EmbeddedCrm) -> None:
    before = last_cursor(crm)
    moved = replace(ANNA, city="Port Arden", emails=("anna@kay.example",))
    assert crm.upsert(moved) is Kept.CHANGED
    assert [change.record for change in crm.list_changes(before)] == [moved]
    assert set(crm.list_field_changes("client", "c1")) == {
        FieldChange(field="emails", old="anna@kay.example|a.kay@work.example", new="anna@kay.example", at=NOON),
        FieldChange(field="city", old="", new="Port Arden", at=NOON),
    }


def test_an_earlier_change_gives_the_record_as_it_is_now(crm: EmbeddedCrm) -> None:
    moved = replace(ANNA, city="Port Arden")
    crm.upsert(moved)
    assert next(crm.list_changes(0)).record == moved


@pytest.mark.parametrize(
    "record",
    [
        replace(CASE, id="m2", client_id="nobody"),
        replace(CONTACT, id="k2", client_id="nobody"),
        KnownMessage(message_id="c@d.example", case_id="nothing"),
    ],
)
def test_a_record_of_an_unknown_owner_is_refused(crm: EmbeddedCrm, record: Case | Contact | KnownMessage) -> None:
    before = last_cursor(crm)
    with pytest.raises(RequestError, match="there is no"):
        crm.upsert(record)
    assert list(crm.list_changes(before)) == []


def test_deleting_a_client_deletes_what_belongs_to_it_and_says_so_in_the_feed(crm: EmbeddedCrm) -> None:
    before = last_cursor(crm)
    crm.delete("client", "c1")
    changes = [(change.kind, change.record_id, change.record) for change in crm.list_changes(before)]
    assert changes == [
        (RecordKind.CONTACT, "k1", None),
        (None, "a@b.example", None),
        (RecordKind.CASE, "m1", None),
        (RecordKind.CLIENT, "c1", None),
    ]
    assert list(crm.list_clients()) == [BERT]


def test_deleting_what_is_not_there_is_refused(crm: EmbeddedCrm) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        crm.delete("client", "nobody")


def test_a_merge_moves_cases_and_contacts_and_names_the_survivor(crm: EmbeddedCrm) -> None:
    before = last_cursor(crm)
    crm.merge_clients("c1", "c2")
    changes = list(crm.list_changes(before))
    assert [change.record for change in changes] == [
        replace(CONTACT, client_id="c2"),
        replace(CASE, client_id="c2"),
        None,
    ]
    assert (changes[-1].record_id, changes[-1].merged_into) == ("c1", "c2")
    assert crm.list_field_changes("case", "m1") == (FieldChange(field="client_id", old="c1", new="c2", at=NOON),)


@pytest.mark.parametrize(("loser", "survivor"), [("c1", "c1"), ("c1", "nobody"), ("nobody", "c1")])
def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(
    crm: EmbeddedCrm, loser: str, survivor: str
) -> None:
    before = last_cursor(crm)
    with pytest.raises(RequestError):
        crm.merge_clients(loser, survivor)
    assert list(crm.list_changes(before)) == []


@pytest.mark.parametrize("words", ["c1", "C-104233", "c104233", "C 104 233", "anna kay", " Anna Kay "])
def test_a_client_is_found_by_id_number_or_name(crm: EmbeddedCrm, words: str) -> None:
    assert crm.find_client(words) == ANNA


def test_nobody_is_found_for_a_part_of_a_name(crm: EmbeddedCrm) -> None:
    assert crm.find_client("Kay") is None


def test_a_name_of_two_clients_asks_for_the_number(crm: EmbeddedCrm) -> None:
    crm.upsert(replace(ANNA, id="c3", number="C-104235"))
    with pytest.raises(RequestError, match="C-104233, C-104235"):
        crm.find_client("Anna Kay")


def test_clients_and_changes_are_listed_over_many_pages(crm: EmbeddedCrm) -> None:
    rows = [{"id": f"d{one:05d}", "number": f"D{one}", "kind": "person", "name": "X"} for one in range(1201)]
    crm.upsert_rows("client", rows)
    assert len({client.id for client in crm.list_clients()}) == 1203
    assert [change.cursor for change in crm.list_changes(0)] == list(range(1, 1207))


def test_columns_that_a_row_does_not_name_are_left_alone(crm: EmbeddedCrm) -> None:
    crm.upsert_rows("client", [{"id": "c1", "number": "C-104233", "city": "Port Arden"}])
    assert crm.find_client("c1") == replace(ANNA, city="Port Arden")


def test_what_was_written_is_there_when_the_file_is_opened_again(crm: EmbeddedCrm, tmp_path: Path) -> None:
    crm.close()
    with EmbeddedCrm(tmp_path / "crm.db", FixedClock(NOON)) as again:
        assert list(again.list_clients()) == [ANNA, BERT]


def test_a_file_that_is_no_database_is_an_unreachable_crm(tmp_path: Path) -> None:
    (tmp_path / "crm.db").write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(CrmUnreachableError, match="not a database"):
        EmbeddedCrm(tmp_path / "crm.db", FixedClock(NOON))


def test_a_folder_that_cannot_be_made_is_an_unreachable_crm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(CrmUnreachableError, match="folder"):
        EmbeddedCrm(tmp_path / "file" / "crm.db", FixedClock(NOON))
