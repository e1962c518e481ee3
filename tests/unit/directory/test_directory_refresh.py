from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, insert, text

from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.directory import (
    DirectoryMirror,
    OwnIdentifiers,
    current_version,
    rebuild_directory,
    refresh_directory,
)
from crmbridge.domain.communication import Receipt
from crmbridge.domain.directory import Case, Client, Contact, KnownMessage, RecordChange, RecordKind
from crmbridge.errors import CrmUnreachableError
from crmbridge.ledger.directory_rows import MOST_CARRIERS, read_cursor
from crmbridge.ledger.directory_tables import directory_key
from crmbridge.ledger.metadata import metadata
from crmbridge.ports import CrmHolding, Delivery, DeliveryRefusal
from crmbridge.testing.clock import FixedClock

ANNA = Client(id="c1", number="C-1", kind="person", name="Anna Kay", emails=("anna@kay.example",))
BERT = Client(id="c2", number="C-2", kind="person", name="Bert Moor")
CARL = Client(id="c3", number="C-3", kind="person", name="Carl Dee")
BEN = Contact(id="k1", client_id="c1", first_name="Ben", last_name="Lee", emails=("ben@kay.example",))
CLAIM = Case(id="m1", number="2025-0001", client_id="c1")
MESSAGE = KnownMessage(message_id="a@b.example", case_id="m1")


class BreakingCrm:
    """A CRM that is lost after some changes."""

    def __init__(self, changes: Sequence[RecordChange]) -> None:
        self._changes = changes

    @property
    def calls(self) -> int:
        return 0

    def list_changes(self, after: int) -> Iterator[RecordChange]:
        yield from (change for change in self._changes if change.cursor > after)
        raise CrmUnreachableError("the line is dead")

    def deliver(self, batch: Sequence[Delivery]) -> Sequence[Receipt | DeliveryRefusal]:
        raise CrmUnreachableError("the line is dead")

    def list_holdings(self) -> Iterator[CrmHolding]:
        raise CrmUnreachableError("the line is dead")


class FeedCrm(BreakingCrm):
    """A CRM whose change feed is given."""

    def list_changes(self, after: int) -> Iterator[RecordChange]:
        return iter([change for change in self._changes if change.cursor > after])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables = [table for name, table in metadata.tables.items() if name.startswith("directory_")]
    metadata.create_all(engine, tables=tables)
    yield engine
    engine.dispose()


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[EmbeddedCrm]:
    with EmbeddedCrm(tmp_path / "crm.db", FixedClock(datetime(2025, 3, 17, tzinfo=UTC))) as crm:
        for record in (ANNA, BERT, CARL, BEN, CLAIM, MESSAGE):
            crm.upsert(record)
        yield crm


@pytest.fixture
def mirror(engine: Engine, crm: EmbeddedCrm) -> DirectoryMirror:
    refresh_directory(engine, crm, country="GB")
    return DirectoryMirror(engine, OwnIdentifiers())


def version(engine: Engine) -> int:
    with engine.connect() as connection:
        return current_version(connection)


def clients_of(mirror: DirectoryMirror, kind: str, normalised: str) -> list[str]:
    return [carrier.client_id for carrier in mirror.find_carriers(kind, normalised)]


def test_a_refresh_without_changes_keeps_the_version(engine: Engine, crm: EmbeddedCrm, mirror: DirectoryMirror) -> None:
    before = version(engine)
    result = refresh_directory(engine, crm, country="GB")
    assert (result.changes, result.applied, version(engine)) == (0, 0, before)


def test_a_change_that_leaves_the_record_as_it_is_keeps_the_version(engine: Engine) -> None:
    change = RecordChange(cursor=1, kind=RecordKind.CLIENT, record_id="c1", record=ANNA)
    refresh_directory(engine, FeedCrm([change]), country="GB")
    before = version(engine)
    result = refresh_directory(engine, FeedCrm([replace(change, cursor=2)]), country="GB")
    assert (result.changes, result.applied, version(engine)) == (1, 0, before)


def test_a_refresh_with_changes_raises_the_version(engine: Engine, crm: EmbeddedCrm, mirror: DirectoryMirror) -> None:
    before = version(engine)
    crm.upsert(replace(ANNA, city="Port Arden"))
    refresh_directory(engine, crm, country="GB")
    assert version(engine) > before
    assert mirror.find_client("c1") == replace(ANNA, city="Port Arden")


def test_an_identifier_that_was_taken_away_leads_nowhere(
    engine: Engine, crm: EmbeddedCrm, mirror: DirectoryMirror
) -> None:
    crm.upsert(replace(ANNA, emails=("new@kay.example",)))
    refresh_directory(engine, crm, country="GB")
    assert clients_of(mirror, "email", "anna@kay.example") == []
    assert clients_of(mirror, "email", "new@kay.example") == ["c1"]


def test_deleted_records_and_their_keys_leave_the_mirror(
    engine: Engine, crm: EmbeddedCrm, mirror: DirectoryMirror
) -> None:
    crm.delete("client", "c1")
    refresh_directory(engine, crm, country="GB")
    assert (mirror.find_client("c1"), mirror.find_contact("k1"), mirror.find_case("m1")) == (None, None, None)
    assert mirror.find_known_message("a@b.example") is None
    assert clients_of(mirror, "email", "anna@kay.example") == []
    assert clients_of(mirror, "email", "ben@kay.example") == []
    with engine.connect() as connection:
        left = connection.scalar(text("SELECT count(*) FROM directory_message"))
    assert left == 0


def test_a_merge_leads_everything_of_the_loser_to_the_survivor(
    engine: Engine, crm: EmbeddedCrm, mirror: DirectoryMirror
) -> None:
    crm.merge_clients("c1", "c2")
    refresh_directory(engine, crm, country="GB")
    assert mirror.find_client("c1") == BERT
    assert clients_of(mirror, "email", "ben@kay.example") == ["c2"]
    assert clients_of(mirror, "case_number", "20250001") == ["c2"]
    assert mirror.find_known_message("a@b.example") == ("m1", "c2")


def test_a_merge_of_a_survivor_leads_its_losers_on(engine: Engine, crm: EmbeddedCrm, mirror: DirectoryMirror) -> None:
    crm.merge_clients("c1", "c2")
    refresh_directory(engine, crm, country="GB")
    crm.merge_clients("c2", "c3")
    refresh_directory(engine, crm, country="GB")
    assert (mirror.find_client("c1"), mirror.find_client("c2")) == (CARL, CARL)


def test_a_feed_that_names_only_the_merge_moves_what_hung_on_the_loser(engine: Engine) -> None:
    changes = [
        RecordChange(cursor=1, kind=RecordKind.CLIENT, record_id="c1", record=ANNA),
        RecordChange(cursor=2, kind=RecordKind.CLIENT, record_id="c2", record=BERT),
        RecordChange(cursor=3, kind=RecordKind.CASE, record_id="m1", record=CLAIM),
        RecordChange(cursor=4, kind=RecordKind.CLIENT, record_id="c1", record=None, merged_into="c2"),
    ]
    refresh_directory(engine, FeedCrm(changes), country="GB", batch=1)
    mirror = DirectoryMirror(engine, OwnIdentifiers())
    assert clients_of(mirror, "case_number", "20250001") == ["c2"]
    assert mirror.list_cases("c2") == (replace(CLAIM, client_id="c2"),)


def test_a_merged_client_that_comes_back_is_itself_again(engine: Engine) -> None:
    merge = RecordChange(cursor=1, kind=RecordKind.CLIENT, record_id="c1", record=None, merged_into="c2")
    back = RecordChange(cursor=2, kind=RecordKind.CLIENT, record_id="c1", record=ANNA)
    refresh_directory(engine, FeedCrm([merge, back]), country="GB", batch=1)
    assert DirectoryMirror(engine, OwnIdentifiers()).find_client("c1") == ANNA


def test_a_merge_seen_again_changes_nothing(engine: Engine) -> None:
    merge = RecordChange(cursor=1, kind=RecordKind.CLIENT, record_id="c1", record=None, merged_into="c2")
    refresh_directory(engine, FeedCrm([merge]), country="GB")
    assert refresh_directory(engine, FeedCrm([replace(merge, cursor=2)]), country="GB").applied == 0


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_the_mirror_is_the_same_whatever_the_size_of_a_batch(
    engine: Engine, crm: EmbeddedCrm, tmp_path: Path, batch: int
) -> None:
    crm.upsert(replace(BERT, emails=("b@moor.example",)))
    crm.delete("contact", "k1")
    crm.merge_clients("c1", "c2")
    refresh_directory(engine, crm, country="GB", batch=batch)
    with engine.connect() as connection:
        keys = connection.execute(text("SELECT kind, value, record_id, client_id FROM directory_key")).all()
    assert {tuple(key) for key in keys} == {
        ("client_number", "C2", "c2", "c2"),
        ("client_number", "C3", "c3", "c3"),
        ("name", "bert moor", "c2", "c2"),
        ("name", "carl dee", "c3", "c3"),
        ("email", "b@moor.example", "c2", "c2"),
        ("case_number", "20250001", "m1", "c2"),
    }


def test_what_was_applied_before_the_crm_was_lost_stays_and_is_not_asked_for_again(
    engine: Engine, crm: EmbeddedCrm
) -> None:
    changes = list(crm.list_changes(0))[:3]
    with pytest.raises(CrmUnreachableError):
        refresh_directory(engine, BreakingCrm(changes), country="GB", batch=2)
    with engine.connect() as connection:
        assert read_cursor(connection) == changes[1].cursor
    assert DirectoryMirror(engine, OwnIdentifiers()).find_client("c2") == BERT
    assert refresh_directory(engine, crm, country="GB").changes == 4


def test_a_rebuild_follows_another_crm_from_its_start(engine: Engine, mirror: DirectoryMirror, tmp_path: Path) -> None:
    before = version(engine)
    with EmbeddedCrm(tmp_path / "other.db", FixedClock(datetime(2025, 3, 17, tzinfo=UTC))) as other:
        other.upsert(replace(BERT, id="c9", number="C-9"))
        rebuild_directory(engine, other, country="GB")
    assert mirror.find_client("c1") is None
    assert clients_of(mirror, "client_number", "C9") == ["c9"]
    assert version(engine) > before


def test_a_placeholder_that_too_many_records_carry_identifies_nobody(engine: Engine) -> None:
    rows = [
        {
            "kind": "email",
            "value": "none@none.example",
            "carrier_kind": "client",
            "record_id": f"c{number}",
            "client_id": f"c{number}",
            "role": "current",
        }
        for number in range(MOST_CARRIERS + 1)
    ]
    mirror = DirectoryMirror(engine, OwnIdentifiers())
    with engine.begin() as connection:
        connection.execute(insert(directory_key), rows[:-1])
    assert len(mirror.find_carriers("email", "none@none.example")) == MOST_CARRIERS
    with engine.begin() as connection:
        connection.execute(insert(directory_key), rows[-1:])
    assert mirror.find_carriers("email", "none@none.example") == ()


@pytest.mark.parametrize(
    "look_up",
    [
        "SELECT * FROM directory_key WHERE kind IN ('email', 'phone') AND value = 'x'",
        "SELECT * FROM directory_key WHERE carrier_kind = 'case' AND record_id IN ('x', 'y')",
        "SELECT * FROM directory_case WHERE client_id = 'x'",
        "SELECT * FROM directory_contact WHERE client_id = 'x'",
        "SELECT * FROM directory_client WHERE id IN ('x', 'y')",
        "SELECT * FROM directory_message WHERE message_id = 'x'",
        "SELECT * FROM directory_merge WHERE survivor = 'x'",
    ],
)
def test_every_look_up_goes_through_an_index(engine: Engine, look_up: str) -> None:
    with engine.connect() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {look_up}")).all()
    assert all(str(step[-1]).startswith("SEARCH") for step in plan)
