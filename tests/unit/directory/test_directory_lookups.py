"""The mirror and the directory in memory must answer alike: every test here runs against both."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from crmbridge.config import Organisation
from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.directory import DirectoryMirror, OwnIdentifiers, refresh_directory
from crmbridge.domain.directory import Carrier, Case, Client, Contact, CrmRecord, KnownMessage, RecordKind
from crmbridge.ledger.metadata import metadata
from crmbridge.testing.clock import FixedClock
from crmbridge.testing.directory import DirectoryInMemory

AnyDirectory = DirectoryMirror | DirectoryInMemory

OWN = OwnIdentifiers.from_settings(
    Organisation(name="Harbour Mutual", domains=("harbour.example",), identifiers=("HL-0000-0001-X",))
)
ANNA = Client(
    id="c1",
    number="C-104233",
    kind="person",
    name="Dr Zoë Kay",
    first_name="Zoë",
    last_name="Kay",
    former_names=("Brown", "Zoë Green"),
    emails=("Zoe.Kay@Example.org", "family@kay.example"),
    phones=("01632 960123",),
    accounts=("HL-1234-5678-K",),
    postcode="pa1 4zz",
)
BERT = Client(
    id="c2",
    number="C-104234",
    kind="person",
    name="Bert Kay",
    emails=("family@kay.example",),
    phones=("030 901820", "01632 960124"),
    country="DE",
)
QUAY = Client(id="c3", number="C-104235", kind="organisation", name="Quay Chandlers Ltd", former_names=("Chandlers",))
BEN = Contact(
    id="k1",
    client_id="c3",
    first_name="Ben",
    last_name="Moor",
    emails=("ben@quay.example",),
    phones=("+44 1632 960999",),
)
CLAIM = Case(id="m1", number="2025-0001", client_id="c1", opened=date(2025, 1, 2), former_numbers=("1999/17",))
POLICY = Case(id="m2", number="2025-0002", client_id="c1", opened=date(2025, 2, 3), accounts=("HL-9999-0000-A",))
OLD = Case(id="m3", number="1990-0003", client_id="c1")
MESSAGE = KnownMessage(message_id="<CASE.Sensitive@b.example>", case_id="m1")
ORPHAN = KnownMessage(message_id="lost@b.example", case_id="m9")

CLIENT_1 = Carrier(kind=RecordKind.CLIENT, record_id="c1", client_id="c1")
CLIENT_2 = Carrier(kind=RecordKind.CLIENT, record_id="c2", client_id="c2")
CLIENT_3 = Carrier(kind=RecordKind.CLIENT, record_id="c3", client_id="c3")
CONTACT_1 = Carrier(kind=RecordKind.CONTACT, record_id="k1", client_id="c3")
CASE_1 = Carrier(kind=RecordKind.CASE, record_id="m1", client_id="c1")
CASE_2 = Carrier(kind=RecordKind.CASE, record_id="m2", client_id="c1")


def make_mirror(folder: Path) -> Iterator[DirectoryMirror]:
    engine = create_engine(f"sqlite:///{folder / 'ledger.db'}")
    metadata.create_all(engine, tables=[metadata.tables[name] for name in TABLES])
    records: tuple[CrmRecord, ...] = (ANNA, BERT, QUAY, BEN, CLAIM, POLICY, OLD, MESSAGE)
    with EmbeddedCrm(folder / "crm.db", FixedClock(datetime(2025, 3, 17, tzinfo=UTC))) as crm:
        crm.upsert(Client(id="c0", number="C-000000", kind="person", name="Zoë Kay"))
        for record in records:
            crm.upsert(record)
        crm.merge_clients("c0", "c1")
        refresh_directory(engine, crm, country="GB", batch=3)
    yield DirectoryMirror(engine, OWN)
    engine.dispose()


def make_fake(_folder: Path) -> Iterator[DirectoryInMemory]:
    yield DirectoryInMemory(
        [ANNA, BERT, QUAY], [BEN], [CLAIM, POLICY, OLD], [MESSAGE, ORPHAN], own=OWN, merges=[("c0", "c1")]
    )


TABLES = [name for name in metadata.tables if name.startswith("directory_")]


@pytest.fixture(params=[make_mirror, make_fake], ids=["mirror", "in memory"])
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyDirectory]:
    make: Callable[[Path], Iterator[AnyDirectory]] = request.param
    yield from make(tmp_path)


@pytest.mark.parametrize(
    ("kind", "normalised", "carriers"),
    [
        ("email", "zoe.kay@example.org", (CLIENT_1,)),
        ("email", "family@kay.example", (CLIENT_1, CLIENT_2)),
        ("email", "ben@quay.example", (CONTACT_1,)),
        ("email", "nobody@kay.example", ()),
        ("phone", "+441632960123", (CLIENT_1,)),
        ("phone", "+4930901820", (CLIENT_2,)),
        ("phone", "+441632960999", (CONTACT_1,)),
        ("name", "dr zoe kay", (CLIENT_1,)),
        ("name", "zoe kay", (CLIENT_1,)),
        ("name", "zoe brown", (CLIENT_1,)),
        ("name", "zoe green", (CLIENT_1,)),
        ("name", "quay chandlers ltd", (CLIENT_3,)),
        ("name", "chandlers", (CLIENT_3,)),
        ("name", "ben moor", (CONTACT_1,)),
        ("name", "kay", ()),
        ("name", "brown", ()),
        ("name", "z kay", ()),
        ("postcode", "PA14ZZ", (CLIENT_1,)),
        ("client_number", "C104233", (CLIENT_1,)),
        ("case_number", "20250001", (CASE_1,)),
        ("case_number", "199917", (CASE_1,)),
        ("account_number", "HL12345678K", (CLIENT_1,)),
        ("account_number", "HL99990000A", (CASE_2,)),
        ("client_number", "20250001", ()),
        ("case_number", "C104233", ()),
        ("policy_number", "20250002", (CASE_2,)),
        ("reference", "C104235", (CLIENT_3,)),
        ("reference", "HL12345678K", (CLIENT_1,)),
        ("reference", "C10423", ()),
        ("date", "20250001", ()),
        ("message_id", "CASE.Sensitive@b.example", (CASE_1,)),
        ("message_id", "case.sensitive@b.example", ()),
        ("message_id", "lost@b.example", ()),
        ("email", "", ()),
    ],
)
def test_an_identifier_leads_to_the_records_that_carry_exactly_it(
    directory: AnyDirectory, kind: str, normalised: str, carriers: tuple[Carrier, ...]
) -> None:
    assert directory.find_carriers(kind, normalised) == carriers


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("email", "zoe.kay@example.org"),
        ("phone", "+441632960999"),
        ("client_number", "C104233"),
        ("case_number", "199917"),
        ("reference", "HL12345678K"),
        ("policy_number", "20250002"),
    ],
)
def test_of_many_values_those_that_anybody_carries_are_found_at_once(
    directory: AnyDirectory, kind: str, known: str
) -> None:
    strangers = [f"X{number:07}" for number in range(1500)]
    assert directory.find_known(kind, [*strangers, known, known]) == {known}


@pytest.mark.parametrize(("kind", "value"), [("client_number", "20250001"), ("date", "20250001"), ("reference", "")])
def test_a_value_carried_under_another_kind_is_not_known(directory: AnyDirectory, kind: str, value: str) -> None:
    assert directory.find_known(kind, [value]) == frozenset()


def test_of_no_values_none_is_known(directory: AnyDirectory) -> None:
    assert directory.find_known("reference", []) == frozenset()


def test_records_are_found_by_id(directory: AnyDirectory) -> None:
    assert directory.find_client("c1") == ANNA
    assert directory.find_contact("k1") == BEN
    assert directory.find_case("m1") == CLAIM


def test_an_id_that_is_not_there_finds_nothing(directory: AnyDirectory) -> None:
    assert directory.find_client("m1") is None
    assert directory.find_contact("c1") is None
    assert directory.find_case("k1") is None


def test_a_merged_client_is_found_as_its_survivor(directory: AnyDirectory) -> None:
    assert directory.find_client("c0") == ANNA
    assert directory.list_cases("c0") == directory.list_cases("c1")


def test_cases_are_listed_newest_first_and_undated_ones_last(directory: AnyDirectory) -> None:
    assert directory.list_cases("c1") == (POLICY, CLAIM, OLD)
    assert directory.list_cases("c2") == ()


def test_a_known_message_leads_to_its_case_and_client(directory: AnyDirectory) -> None:
    assert directory.find_known_message("<CASE.Sensitive@b.example>") == ("m1", "c1")
    assert directory.find_known_message("lost@b.example") is None


def test_the_organisations_own_identifiers_are_own(directory: AnyDirectory) -> None:
    assert directory.is_own("email", "anyone@harbour.example")
    assert directory.is_own("account_number", "HL00000001X")
    assert not directory.is_own("email", "zoe.kay@example.org")
