"""Missions 11 and 13: whatever the format and wherever in it the number stands, it is found there and linked."""

from __future__ import annotations

import pytest

from tests.acceptance.office import Client, Office, write_mail
from tests.acceptance.papers import (
    OPENING,
    find_ocr_problem,
    write_as,
    write_enclosing_mail,
    write_scan,
    write_tiff,
)
from tests.unit.extractors.extractor_builders import make_pdf

STORED_AS_TEXT = (
    "eml", "msg", "dat", "text.pdf", "form.pdf", "files.pdf", "docx", "rtf", "odt", "html", "txt", "zip",
)  # fmt: skip
STRANGER = "stranger@elsewhere.example"


@pytest.fixture(scope="module")
def ocr_problem() -> str:
    return find_ocr_problem()


def find_number(office: Office, locator: str, client: Client) -> tuple[str, str]:
    """Part and page of the only place where the number of the client stands, after it was looked up in the CRM."""
    (found,) = (row for row in office.identifiers(locator) if row["value"] == client.number)
    assert found["in_crm"] == "true"
    assert client.number in found["quote"]
    return found["part"], found["page"]


def test_every_format_is_captured_read_and_linked_by_the_number_that_stands_in_it(office: Office) -> None:
    client = office.clients[4]
    for suffix in STORED_AS_TEXT:
        lines = (f"This is the letter in the form of {suffix}.", f"My client number is {client.number}.")
        office.put(f"letter.{suffix}", write_as(suffix, lines))
    assert office.run("sync", "--quiet") == 0
    assert office.states() == {f"letter.{suffix}": "delivered" for suffix in STORED_AS_TEXT}
    for suffix in STORED_AS_TEXT:
        assert office.links(f"letter.{suffix}") == [(client.number, "", "automatic")], suffix


def test_pictures_of_words_are_captured_read_and_linked_by_the_number_that_stands_in_them(
    office: Office, ocr_problem: str
) -> None:
    if ocr_problem:
        pytest.skip(f"nothing can be recognised here: {ocr_problem}")
    client = office.clients[4]
    for suffix in ("tif", "scan.pdf"):
        office.put(f"letter.{suffix}", write_as(suffix, (*OPENING, f"My client number is {client.number}.")))
    assert office.run("sync", "--quiet") == 0
    assert office.links("letter.tif") == office.links("letter.scan.pdf") == [(client.number, "", "automatic")]
    assert find_number(office, "letter.tif", client) == ("0", "2")
    assert find_number(office, "letter.scan.pdf", client) == ("0", "1")


def test_a_number_is_found_in_the_subject_the_body_the_quoted_words_and_on_the_page_of_an_enclosure(
    office: Office,
) -> None:
    client = office.clients[5]
    number = f"client number {client.number}"
    quoted = f"Thank you, that is all.\n\nOn 3 March 2025 Harbour Mutual wrote:\n> Please name your {number}.\n"
    enclosure = make_pdf("A page.", "Another page.", f"My {number}.")
    office.put("subject.eml", write_mail(STRANGER, "Please call.", subject=f"My {number}"))
    office.put("body.eml", write_mail(STRANGER, f"My {number}."))
    office.put("quoted.eml", write_mail(STRANGER, quoted))
    office.put("enclosed.eml", write_enclosing_mail(STRANGER, ("letter.pdf", enclosure)))
    office.run("sync", "--quiet")
    assert find_number(office, "subject.eml", client)[1] == ""
    assert find_number(office, "body.eml", client)[1] == ""
    assert find_number(office, "quoted.eml", client)[1] == ""
    part, page = find_number(office, "enclosed.eml", client)
    assert (part != "0", page) == (True, "3")
    assert {locator: client.number in str(office.links(locator)) for locator in office.states()} == dict.fromkeys(
        ("subject.eml", "body.eml", "quoted.eml", "enclosed.eml"), True
    )


def test_a_number_that_no_client_has_is_found_and_said_not_to_be_in_the_crm(office: Office) -> None:
    office.put("letter.txt", b"My client number is C-999999. Please write to me.")
    office.run("sync", "--quiet")
    assert [(row["value"], row["in_crm"]) for row in office.identifiers("letter.txt")] == [("C-999999", "false")]


def test_the_line_that_a_fax_machine_printed_gives_its_number_its_pages_and_its_time(
    office: Office, capsys: pytest.CaptureFixture[str], ocr_problem: str
) -> None:
    if ocr_problem:
        pytest.skip(f"nothing can be recognised here: {ocr_problem}")
    client = office.clients[6]
    office.write_csv(
        "phones.csv",
        ["id", "number", "name", "phones"],
        [{"id": client.id, "number": client.number, "name": client.name, "phones": "+44 1632 960417"}],
    )
    assert office.run("crm", "import", "--clients", office.path("phones.csv")) == 0
    header = "06-MAR-2025 07:12   FROM: QUAYSIDE BAKERY   +44 1632 960417   P. {page:02}/03"
    office.put("fax.tif", write_tiff(OPENING, OPENING, header=header, sent="2025:03:06 07:12:00"))
    office.run("sync", "--quiet")
    reading = office.extract("fax.tif", capsys)
    assert [(one["number"], one["total"]) for one in reading["fax_pages"]] == [(1, 3), (2, 3)]
    assert reading["missing_pages"] == [3]
    assert reading["state"] == "not_fully_read"
    assert reading["occurred_at"].startswith("2025-03-06T07:12:00")
    phones = [row for row in office.identifiers("fax.tif") if row["kind"] == "phone"]
    assert {(row["page"], row["in_crm"]) for row in phones} == {("1", "true"), ("2", "true")}
    assert client.number in str(office.links("fax.tif"))
    assert "page 3, which other pages count, is not there" in office.explain("fax.tif", capsys)


def test_a_scan_within_a_mail_is_found_on_its_own_part_and_page(office: Office, ocr_problem: str) -> None:
    if ocr_problem:
        pytest.skip(f"nothing can be recognised here: {ocr_problem}")
    client = office.clients[7]
    scan = write_scan((*OPENING, f"My client number is {client.number}."))
    office.put("mail.eml", write_enclosing_mail(STRANGER, ("scan.pdf", scan)))
    office.run("sync", "--quiet")
    part, page = find_number(office, "mail.eml", client)
    assert (part != "0", page) == (True, "1")
    assert office.links("mail.eml") == [(client.number, "", "automatic")]
