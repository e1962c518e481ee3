from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from crmbridge.domain.communication import Channel
from crmbridge.domain.identifier import Zone
from crmbridge.domain.reading import PartState, Party
from tests.unit.extractors.extractor_builders import find_part, list_found, read

_FORM = {
    "sid": "W2001",
    "submitted": "2025-07-01T09:30:00",
    "name": "Anna Kay",
    "email": "anna@kay.example",
    "membership": "C-104233",
    "message": "Please send\nthe form.",
}
_FIELDS = (("text", "message"), ("client_number", "membership"), ("occurred_at", "submitted"), ("key", "sid"))


def test_a_json_submission_fills_sender_time_key_and_text() -> None:
    reading = read(json.dumps(_FORM).encode(), fields=_FIELDS)
    assert reading.channel is Channel.FORM
    assert reading.sender == Party(role="from", name="Anna Kay", address="anna@kay.example")
    assert reading.occurred_at == datetime(2025, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    assert reading.key == "W2001"
    assert reading.text.endswith("message: Please send\nthe form.")


def test_the_obvious_names_are_used_where_none_are_configured() -> None:
    reading = read(b'{"id": 7, "date": "1 March 2025 10:00", "name": "Bob", "comment": "Hi there"}')
    assert (reading.key, reading.sender) == ("7", Party(role="from", name="Bob", address=""))
    assert reading.occurred_at == datetime(2025, 3, 1, 10, tzinfo=ZoneInfo("Europe/London"))


def test_the_named_fields_are_identifiers_with_the_zone_of_a_field() -> None:
    reading = read(json.dumps(_FORM).encode(), fields=_FIELDS)
    number = list_found(reading, "client_number")[0]
    assert (number.value, number.zone) == ("C-104233", Zone.FIELD)
    assert [(one.value, one.label) for one in list_found(reading, "name")] == [("Anna Kay", "sender name")]
    assert list_found(reading, "email")[0].zone is Zone.FIELD


def test_words_that_the_person_typed_are_body() -> None:
    reading = read(b'{"name": "Bob", "message": "my number is C-104233"}')
    assert list_found(reading, "client_number")[0].zone is Zone.BODY


def test_one_row_of_a_table_is_the_document_itself() -> None:
    reading = read(b"name,message\nAnna Kay,Hello\n", "form.csv")
    assert reading.sender == Party(role="from", name="Anna Kay", address="")
    assert [part.path for part in reading.parts] == ["0"]


def test_each_of_many_rows_is_a_part() -> None:
    reading = read(b"name;message\nAnna;Hello\nBob;Good-bye\n", "forms.csv")
    assert [part.path for part in reading.parts] == ["0", "1", "2"]
    assert "Good-bye" in find_part(reading, "2").text
    assert reading.state is PartState.READ


def test_a_row_that_does_not_fit_is_named_and_the_others_are_read() -> None:
    reading = read(b"name,message\nAnna,Hello\nBob\nCy,Bye\n", "forms.csv")
    assert reading.state is PartState.NOT_FULLY_READ
    assert "row 3" in reading.reason
    assert "Bye" in reading.text


def test_a_list_of_objects_gives_a_part_for_each() -> None:
    reading = read(b'[{"message": "one"}, {"message": "two"}, 5]')
    assert [part.path for part in reading.parts] == ["0", "1", "2"]
    assert "entry 3" in reading.reason


def test_a_time_that_cannot_be_understood_is_none_and_said() -> None:
    reading = read(b'{"date": "sometime", "message": "x"}')
    assert reading.occurred_at is None
    assert "time" in reading.reason
