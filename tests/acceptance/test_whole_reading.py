"""Mission 8: what is large is read whole, or said not to be."""

from __future__ import annotations

import pytest

from tests.acceptance.office import Office, write_mail
from tests.acceptance.papers import write_enclosing_mail

_LINE = "Nothing of note was said in this line of the long letter that follows the others.\n"


def test_the_number_at_the_very_end_of_a_body_of_200_000_characters_is_found_and_linked(office: Office) -> None:
    client = office.clients[2]
    body = f"{_LINE * (200_000 // len(_LINE))}My client number is {client.number}."
    office.put("long.eml", write_mail("stranger@elsewhere.example", body))
    office.run("sync", "--quiet")
    assert office.links("long.eml") == [(client.number, "", "automatic")], office.reason("long.eml")


def test_a_mail_of_60_megabytes_has_its_words_read_and_each_file_in_it_has_a_state(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    client = office.clients[3]
    picture = b"\x89PNG\r\n\x1a\n" + bytes(44 * 1024 * 1024)
    text = f"The photographs are enclosed. My client number is {client.number}."
    mail = write_enclosing_mail("stranger@elsewhere.example", ("roof.png", picture), text=text)
    assert len(mail) > 60_000_000
    office.put("large.eml", mail)
    office.run("sync", "--quiet")
    reading = office.extract("large.eml", capsys)
    states = {part["name"]: part["state"] for part in reading["parts"]}
    assert states["roof.png"] == "damaged"
    assert "roof.png" in reading["reason"]
    assert reading["text"].startswith(text)
    assert client.number in {row["value"] for row in office.identifiers("large.eml")}


def test_a_body_longer_than_what_is_searched_is_said_not_to_be_fully_read(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    client = office.clients[4]
    body = f"{_LINE * (2_100_000 // len(_LINE))}My client number is {client.number}."
    office.put("endless.eml", write_mail("stranger@elsewhere.example", body))
    office.run("sync", "--quiet")
    reading = office.extract("endless.eml", capsys)
    assert reading["state"] == "not_fully_read"
    assert "only its first 2,000,000 characters were searched" in reading["reason"]
    assert office.states() == {"endless.eml": "review"}
    assert "2,000,000" in office.reason("endless.eml")
