from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbridge.config import WitnessSettings
from crmbridge.domain.communication import Direction
from crmbridge.errors import RepositoryUnreachableError
from crmbridge.ports import MalformedLine, Sighted
from crmbridge.witnesses.register import RegisterLog

LONDON = ZoneInfo("Europe/London")
HEADER = "reg_no,received_date,received_time,sender_name,status,remarks\n"
COLUMNS = {
    "key": "reg_no",
    "date": "received_date",
    "time": "received_time",
    "sender": "sender_name",
    "status": "status",
}


def make_log(path: Path, **changes: Any) -> RegisterLog:
    facts: dict[str, Any] = {
        "name": "post-room",
        "type": "register",
        "path": "register/*.csv",
        "channel": "letter",
        "direction": "in",
        "repositories": ("scans",),
        "columns": COLUMNS,
        "counts": ("SCANNED",),
        "void": ("VOID",),
    }
    return RegisterLog(WitnessSettings.model_validate(facts | changes), path, LONDON)


def sight(tmp_path: Path, content: str | bytes, **changes: Any) -> list[Sighted]:
    """What a register of one file says, which must be without fault."""
    found = read(tmp_path, content, **changes)
    assert [one for one in found if isinstance(one, MalformedLine)] == []
    return [one for one in found if isinstance(one, Sighted)]


def read(tmp_path: Path, content: str | bytes, **changes: Any) -> list[Sighted | MalformedLine]:
    path = tmp_path / "march.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(make_log(path, **changes).list_sightings())


def list_faults(found: list[Sighted | MalformedLine]) -> list[tuple[int, str]]:
    return [(one.line, one.problem) for one in found if isinstance(one, MalformedLine)]


def list_keys(found: list[Sighted | MalformedLine]) -> list[str]:
    return [one.key for one in found if isinstance(one, Sighted)]


def test_a_row_becomes_a_sighting_in_utc(tmp_path: Path) -> None:
    assert sight(tmp_path, HEADER + 'P-2025-003101,2025-06-17,08:36,"Zielinski, Jolene",SCANNED,\n') == [
        Sighted(
            key_type="register_no",
            key="P-2025-003101",
            occurred_at=datetime(2025, 6, 17, 7, 36, tzinfo=UTC),
            direction=Direction.IN,
            excused="",
            sender="Zielinski, Jolene",
            line=2,
        )
    ]


@pytest.mark.parametrize(
    ("status", "excused"),
    [("SCANNED", ""), ("scanned ", ""), ("VOID", "void"), ("CIRCULAR", "CIRCULAR"), ("", ""), ("SCAN", "SCAN")],
)
def test_a_status_counts_or_excuses_under_its_own_name(tmp_path: Path, status: str, excused: str) -> None:
    (row,) = sight(tmp_path, f"{HEADER}P-1,2025-03-17,08:36,Jo,{status},\n")
    assert row.excused == excused


def test_every_status_but_void_counts_where_none_is_named(tmp_path: Path) -> None:
    rows = sight(tmp_path, HEADER + "P-1,2025-03-17,,Jo,ANY,\nP-2,2025-03-17,,Jo,VOID,\n", counts=())
    assert [row.excused for row in rows] == ["", "void"]


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2025-03-17", "08:36:20", "2025-03-17T08:36:20+00:00"),
        ("2025-06-17", "8:36", "2025-06-17T07:36:00+00:00"),
        ("2025-06-17", "8.36", "2025-06-17T07:36:00+00:00"),
        ("2025-06-17", "", "2025-06-16T23:00:00+00:00"),
        ("2025-06-17T08:36", "", "2025-06-17T07:36:00+00:00"),
        ("2025-06-17T08:36:00+02:00", "", "2025-06-17T06:36:00+00:00"),
        ("2025-10-26", "01:30", "2025-10-26T00:30:00+00:00"),  # comes twice: the first
        ("2025-03-30", "01:30", "2025-03-30T01:30:00+00:00"),  # never comes: a clock that was not put forward
    ],
)
def test_local_time_is_understood_on_every_day_of_the_year(tmp_path: Path, day: str, clock: str, moment: str) -> None:
    (row,) = sight(tmp_path, f"{HEADER}P-1,{day},{clock},Jo,SCANNED,\n")
    assert row.occurred_at == datetime.fromisoformat(moment)


def test_a_zone_of_its_own_goes_before_that_of_the_organisation(tmp_path: Path) -> None:
    (row,) = sight(tmp_path, HEADER + "P-1,2025-06-17,08:00,Jo,SCANNED,\n", timezone="Asia/Tokyo", direction="auto")
    assert (row.occurred_at.hour, row.direction) == (23, Direction.UNKNOWN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_registers_of_all_usual_spreadsheets_say_the_same(
    tmp_path: Path, encoding: str, delimiter: str, ending: str
) -> None:
    text = (HEADER + "P-1,2025-03-17,08:36,Müller,SCANNED,\n,,,,,\n\n").replace(",", delimiter).replace("\n", ending)
    (row,) = sight(tmp_path, text.encode(encoding))
    assert (row.key, row.sender, row.line) == ("P-1", "Müller", 2)


def test_a_cell_may_hold_several_lines(tmp_path: Path) -> None:
    rows = sight(tmp_path, HEADER + 'P-1,2025-03-17,,Jo,SCANNED,"two\nlines"\nP-2,2025-03-17,,Jo,SCANNED,\n')
    assert [(row.key, row.line) for row in rows] == [("P-1", 2), ("P-2", 4)]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",2025-03-17,08:36,Jo,SCANNED,", "the row has no register number"),
        ("P-1,17/03/2025,08:36,Jo,SCANNED,", "date and time are not understood"),
        ("P-1,2025-02-30,08:36,Jo,SCANNED,", "date and time are not understood"),
        ("P-1,,08:36,Jo,SCANNED,", "date and time are not understood"),
        ("P-1,2025-03-17,25:00,Jo,SCANNED,", "date and time are not understood"),
        ("P-1,2025-03-17,soon,Jo,SCANNED,", "date and time are not understood"),
        ("P-1,0001-01-01,00:00,Jo,SCANNED,", ""),
        ("P-1,2025-03-17,08:36,Zielinski, Jo,SCANNED,", "the row has 7 cells, the header 6"),
        ("P-1,2025-03-17,08:36,Jo", "the row has 4 cells, the header 6"),
        ('P-1,2025-03-17,08:36,"Jo,SCANNED,', "the row is no CSV"),
        ('P-1,2025-03-17,08:36,"Jo"x,SCANNED,', "the row is no CSV"),
    ],
)
def test_a_row_that_is_not_understood_is_reported_and_takes_no_other_along(
    tmp_path: Path, row: str, problem: str
) -> None:
    found = read(tmp_path, f"{HEADER}P-0,2025-03-17,,Jo,SCANNED,\n{row}\nP-2,2025-03-17,,Jo,SCANNED,\n")
    faults = list_faults(found)
    assert [(line, text[: len(problem)]) for line, text in faults] == ([(3, problem)] if problem else [])
    assert [one for one in list_keys(found) if one != "P-1"] == ["P-0", "P-2"]


def test_a_quotation_mark_that_is_closed_rows_later_hides_none_of_them(tmp_path: Path) -> None:
    rows = ['P-1,2025-03-17,,"Jo,SCANNED,', "P-2,2025-03-17,,Al,SCANNED,", 'P-3,2025-03-17,,Bo",SCANNED,']
    found = read(tmp_path, HEADER + "\n".join([*rows, "P-4,2025-03-17,,Cy,SCANNED,"]))
    assert [line for line, _ in list_faults(found)] == [2]
    assert list_keys(found) == ["P-2", "P-3", "P-4"]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", "reg_no, received_date, received_time, status, sender_name"),
        ("number,received_date,received_time,sender_name,status\n1,2025-03-17,,Jo,SCANNED\n", "reg_no"),
        (HEADER.replace("remarks", "status") + "P-1,2025-03-17,,Jo,SCANNED,VOID\n", "status"),
    ],
)
def test_a_file_whose_header_is_not_the_configured_one_is_reported_and_not_read(
    tmp_path: Path, content: str, named: str
) -> None:
    problem = f"the header does not name {named} exactly once; nothing in this file was read"
    assert read(tmp_path, content) == [MalformedLine(file="march.csv", line=1, problem=problem)]


def test_a_register_of_a_quiet_day_has_no_rows(tmp_path: Path) -> None:
    assert sight(tmp_path, HEADER) == []


def test_copies_and_overlapping_files_count_each_row_once(tmp_path: Path) -> None:
    rows = [f"P-{number},2025-03-17,08:36,Jo,SCANNED,\n" for number in range(1, 5)]
    for name, part in {"a.csv": rows[:2], "copy of a.csv": rows[:2], "b.csv": rows[1:], "c.txt": rows}.items():
        (tmp_path / name).write_text(HEADER + "".join(part), "utf-8")
    assert list_keys(list(make_log(tmp_path / "*.csv").list_sightings())) == ["P-1", "P-2", "P-3", "P-4"]


def test_what_is_wrong_in_a_file_and_its_copy_is_reported_once(tmp_path: Path) -> None:
    for name in ("a.csv", "copy of a.csv"):
        (tmp_path / name).write_text(HEADER + ",2025-03-17,,Jo,SCANNED,\n", "utf-8")
    assert len(list(make_log(tmp_path / "*.csv").list_sightings())) == 1


@pytest.mark.parametrize("statuses", [("VOID", "SCANNED"), ("SCANNED", "VOID")])
def test_a_key_with_two_stories_is_reported_and_still_expected(tmp_path: Path, statuses: tuple[str, str]) -> None:
    found = read(tmp_path, HEADER + "".join(f"P-1,2025-03-17,08:36,Jo,{one},\n" for one in statuses))
    assert list_faults(found) == [(3, "P-1 stands in the register twice, with different facts")]
    assert [one.excused for one in found if isinstance(one, Sighted)] == [""]


@pytest.mark.parametrize("name", ["nothing.csv", "*.csv", "missing/*.csv", "folder"])
def test_a_register_that_is_not_there_cannot_be_reached(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(RepositoryUnreachableError, match="'post-room'"):
        list(make_log(tmp_path / name).list_sightings())


def test_a_folder_with_wildcard_signs_in_its_name_is_taken_literally_where_it_exists(tmp_path: Path) -> None:
    (tmp_path / "2025 [old]").mkdir()
    (tmp_path / "2025 [old]" / "a.csv").write_text(HEADER + "P-1,2025-03-17,,Jo,SCANNED,\n", "utf-8")
    log = make_log(tmp_path / "2025 [old]" / "a.csv")
    assert (log.name, list_keys(list(log.list_sightings()))) == ("post-room", ["P-1"])


@given(st.text(max_size=200) | st.text(alphabet='P-1,;"\n\r 2025:0', max_size=200))
def test_whatever_stands_below_the_header_is_sighted_or_reported(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    path = tmp_path_factory.mktemp("register")
    found = read(path, HEADER + "P-9,2025-03-17,08:36,Jo,SCANNED,\n" + content)
    assert "P-9" in list_keys(found)
    if any(sign.isalnum() for sign in content):
        assert len(found) > 1
