from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crmbridge.crm.embedded import EmbeddedCrm
from crmbridge.crm.import_csv import ImportResult, import_records
from crmbridge.domain.directory import Case, Client, Contact, KnownMessage
from crmbridge.errors import RequestError
from crmbridge.testing.clock import FixedClock

CLIENTS = (
    "id,number,kind,name,first_name,last_name,former_names,emails,phones,accounts,"
    "street,city,postcode,country,birth_date,status,created,segment\n"
    "c1,C-104233,person,Zoë Kay,Zoë,Kay,Zoë Brown|Zoë Green,zoe@kay.example | z@w.example,01632 960123,HL-1234-5678-K,"
    '"12 Quay Street",Port Arden,PA1 4ZZ,GB,1970-05-01,active,2020-01-02,gold\n'
    "c2,C-104234,organisation,Quay Chandlers Ltd,,,,,,,,,,,,,,\n"
)
CONTACTS = "id,client_id,first_name,last_name,role,emails,phones\nk1,c2,Ben,Moor,director,ben@quay.example,\n"
CASES = (
    "id,number,client_id,subject,opened,closed,status,accounts,former_numbers\n"
    "m1,20250001,c1,Claim,2025-01-02,,open,,19990001|19990002\n"
)
MESSAGES = "message_id,case_id,sent,subject\n<a@b.example>,m1,2025-01-03T10:00:00+01:00,Re: Claim\n"


@pytest.fixture
def crm(tmp_path: Path) -> Iterator[EmbeddedCrm]:
    with EmbeddedCrm(tmp_path / "crm.db", FixedClock(datetime(2025, 3, 17, 12, 0, tzinfo=UTC))) as crm:
        yield crm


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def import_all(crm: EmbeddedCrm, folder: Path) -> ImportResult:
    return import_records(
        crm,
        clients=write(folder, "clients.csv", CLIENTS),
        contacts=write(folder, "contacts.csv", CONTACTS),
        cases=write(folder, "cases.csv", CASES),
        messages=write(folder, "messages.csv", MESSAGES),
    )


def import_clients(crm: EmbeddedCrm, folder: Path, content: str | bytes) -> ImportResult:
    return import_records(crm, clients=write(folder, "clients.csv", content))


def refusals(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(error.line, error.column, error.problem) for error in result.refused]


def test_every_column_of_every_file_arrives(crm: EmbeddedCrm, tmp_path: Path) -> None:
    result = import_all(crm, tmp_path)
    assert result.loaded == {"client": 2, "contact": 1, "case": 1, "message": 1}
    assert result.refused == ()
    zoe = Client(
        id="c1",
        number="C-104233",
        kind="person",
        name="Zoë Kay",
        first_name="Zoë",
        last_name="Kay",
        former_names=("Zoë Brown", "Zoë Green"),
        emails=("zoe@kay.example", "z@w.example"),
        phones=("01632 960123",),
        accounts=("HL-1234-5678-K",),
        street="12 Quay Street",
        city="Port Arden",
        postcode="PA1 4ZZ",
        country="GB",
        birth_date=date(1970, 5, 1),
        status="active",
        created=date(2020, 1, 2),
    )
    chandlers = Client(id="c2", number="C-104234", kind="organisation", name="Quay Chandlers Ltd")
    ben = Contact(
        id="k1", client_id="c2", first_name="Ben", last_name="Moor", role="director", emails=("ben@quay.example",)
    )
    claim = Case(
        id="m1",
        number="20250001",
        client_id="c1",
        subject="Claim",
        opened=date(2025, 1, 2),
        status="open",
        former_numbers=("19990001", "19990002"),
    )
    message = KnownMessage(message_id="a@b.example", case_id="m1")
    assert [change.record for change in crm.list_changes(0)] == [zoe, chandlers, ben, claim, message]


def test_an_unknown_column_is_kept_as_an_attribute(crm: EmbeddedCrm, tmp_path: Path) -> None:
    import_all(crm, tmp_path)
    assert crm.find_attributes("client", "c1") == {"segment": "gold"}
    assert crm.find_attributes("client", "c2") == {}


def test_the_same_import_again_changes_nothing(crm: EmbeddedCrm, tmp_path: Path) -> None:
    import_all(crm, tmp_path)
    cursor = list(crm.list_changes(0))[-1].cursor
    result = import_all(crm, tmp_path)
    assert sum(result.loaded.values()) == 0
    assert result.unchanged == {"client": 2, "contact": 1, "case": 1, "message": 1}
    assert list(crm.list_changes(cursor)) == []


def test_a_changed_row_is_loaded_and_the_others_are_unchanged(crm: EmbeddedCrm, tmp_path: Path) -> None:
    import_all(crm, tmp_path)
    result = import_clients(crm, tmp_path, CLIENTS.replace("Port Arden", "Old Arden"))
    assert (result.loaded, result.unchanged) == ({"client": 1}, {"client": 1})
    (change,) = crm.list_field_changes("client", "c1")
    assert (change.field, change.old, change.new) == ("city", "Port Arden", "Old Arden")


def test_a_byte_order_mark_is_no_part_of_the_first_column(crm: EmbeddedCrm, tmp_path: Path) -> None:
    assert import_clients(crm, tmp_path, b"\xef\xbb\xbf" + CLIENTS.encode()).loaded == {"client": 2}


def test_the_kind_of_a_client_is_person_where_it_is_not_said(crm: EmbeddedCrm, tmp_path: Path) -> None:
    import_clients(crm, tmp_path, "id,number,name,kind\nc1,1,A B,\nc2,2,C,Organisation\n")
    assert [client.kind for client in crm.list_clients()] == ["person", "organisation"]


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("x,,person,A B,,", "number", "is missing"),
        (",C1,person,A B,,", "id", "is missing"),
        ("x,C1,person, ,,", "name", "is missing"),
        ("x,C1,robot,A B,,", "kind", "'robot' must be person or organisation"),
        ("x,C1,person,A B,31.12.1970,", "birth_date", "'31.12.1970' is no date; write 2025-03-17"),
        ("x,C1,person,A B,2025-02-30,", "birth_date", "'2025-02-30' is no date; write 2025-03-17"),
        ("x,C1,person,A\0B,,", "name", "holds a NUL byte"),
        ("x,C1,person,A B,", "row", "has 5 cells, the header has 6"),
        ("x,C1,person,A B,,,y", "row", "has 7 cells, the header has 6"),
        ("good,C1,person,A B,,", "id", "stands already in line 2"),
        ('x,C1,person,"A B" jr,,', "row", "is no CSV: ',' expected after '\"'"),
    ],
)
def test_a_bad_row_is_refused_with_line_column_and_reason_and_the_good_ones_are_loaded(
    crm: EmbeddedCrm, tmp_path: Path, row: str, column: str, problem: str
) -> None:
    header = "id,number,kind,name,birth_date,note\n"
    result = import_clients(crm, tmp_path, f"{header}good,C0,person,A B,,\n{row}\nlast,C2,person,C D,,\n")
    assert refusals(result) == [(3, column, problem)]
    assert str(result.refused[0]) == f"clients.csv:3: {column}: {problem}"
    assert [client.id for client in crm.list_clients()] == ["good", "last"]


def test_bytes_that_are_no_utf_8_spoil_their_own_row_only(crm: EmbeddedCrm, tmp_path: Path) -> None:
    result = import_clients(crm, tmp_path, b"id,number,name\nc1,1,Zo\xeb Kay\nc2,2,Bert Moor\n")
    assert refusals(result) == [(2, "name", "is not valid UTF-8")]
    assert [client.id for client in crm.list_clients()] == ["c2"]


def test_lines_are_counted_through_quoted_line_breaks_and_empty_lines(crm: EmbeddedCrm, tmp_path: Path) -> None:
    content = 'id,number,name,street\r\nc1,1,A B,"Quay House\r\n12 Quay Street"\r\n\r\nc2,,C D,\r\n'
    result = import_clients(crm, tmp_path, content)
    assert refusals(result) == [(5, "number", "is missing")]
    client = crm.find_client("c1")
    assert client is not None
    assert client.street == "Quay House\r\n12 Quay Street"


def test_a_quote_that_is_never_closed_swallows_no_row_silently(crm: EmbeddedCrm, tmp_path: Path) -> None:
    result = import_clients(crm, tmp_path, 'id,number,name\nc1,1,A B\nc2,2,"C D\nc3,3,E F\n')
    assert refusals(result) == [(3, "row", "is no CSV: unexpected end of data")]
    assert result.loaded == {"client": 1}


def test_records_of_an_unknown_owner_are_refused(crm: EmbeddedCrm, tmp_path: Path) -> None:
    result = import_records(
        crm,
        clients=write(tmp_path, "clients.csv", CLIENTS),
        contacts=write(tmp_path, "contacts.csv", CONTACTS + "k2,nobody,A,B,,,\n"),
        cases=write(tmp_path, "cases.csv", CASES + "m2,2,nobody,,,,,,\n"),
        messages=write(tmp_path, "messages.csv", MESSAGES + "<x@y.example>,nothing,,\n"),
    )
    assert [str(error) for error in result.refused] == [
        "contacts.csv:3: client_id: there is no client 'nobody'",
        "cases.csv:3: client_id: there is no client 'nobody'",
        "messages.csv:3: case_id: there is no case 'nothing'",
    ]
    assert result.loaded == {"client": 2, "contact": 1, "case": 1, "message": 1}


def test_a_time_that_is_none_is_refused(crm: EmbeddedCrm, tmp_path: Path) -> None:
    import_all(crm, tmp_path)
    messages = write(tmp_path, "messages.csv", "message_id,case_id,sent\n<x@y.example>,m1,yesterday\n")
    result = import_records(crm, messages=messages)
    assert refusals(result) == [(2, "sent", "'yesterday' is no time; write 2025-03-17T08:36:00+00:00")]


@pytest.mark.parametrize(
    ("header", "column", "problem"),
    [
        ("id,name", "header", "the column number is missing"),
        ("", "header", "the column id, number, name is missing"),
        ("id;number;name", "header", "the column id, number, name is missing"),
        ("id,number,name,name", "header", "the column name stands twice"),
        ("id,number,name,email", "email", "is no column we know (did you mean 'emails'?)"),
    ],
)
def test_a_wrong_header_refuses_the_file_once(
    crm: EmbeddedCrm, tmp_path: Path, header: str, column: str, problem: str
) -> None:
    result = import_clients(crm, tmp_path, f"{header}\nc1,1,A B,x\nc2,2,C D,y\n")
    assert refusals(result) == [(1, column, f"{problem}; nothing of this file was loaded")]
    assert list(crm.list_clients()) == []


def test_a_column_that_the_file_does_not_have_keeps_what_is_there(crm: EmbeddedCrm, tmp_path: Path) -> None:
    import_all(crm, tmp_path)
    result = import_clients(crm, tmp_path, "id,number,name\nc1,C-104233,Zoë Kay\n")
    assert result.unchanged == {"client": 1}
    assert crm.find_attributes("client", "c1") == {"segment": "gold"}


def test_a_missing_file_stops_the_import_before_anything_is_loaded(crm: EmbeddedCrm, tmp_path: Path) -> None:
    clients = write(tmp_path, "clients.csv", CLIENTS)
    with pytest.raises(RequestError, match="cannot be read"):
        import_records(crm, clients=clients, cases=tmp_path / "none.csv")
    assert list(crm.list_clients()) == []


def test_a_cell_of_monstrous_length_spoils_its_own_row_only(crm: EmbeddedCrm, tmp_path: Path) -> None:
    result = import_clients(crm, tmp_path, f"id,number,name\nc1,1,{'x' * 200_000}\nc2,2,C D\n")
    assert [(error.line, error.column) for error in result.refused] == [(2, "row")]
    assert [client.id for client in crm.list_clients()] == ["c2"]


def test_twenty_thousand_clients_are_loaded(crm: EmbeddedCrm, tmp_path: Path) -> None:
    rows = "".join(f"c{n:06d},C-{n:06d},person,Name {n},n{n}@x.example\n" for n in range(20_000))
    result = import_clients(crm, tmp_path, "id,number,kind,name,emails\n" + rows)
    assert (result.loaded, result.refused) == ({"client": 20_000}, ())
    assert sum(1 for _ in crm.list_clients()) == 20_000
