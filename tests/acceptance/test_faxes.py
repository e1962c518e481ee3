"""Missions 11 and 13: what came as pictures is linked by the numbers on it, with page and place, or is a question."""

from __future__ import annotations

import pytest

from tests.acceptance.office import Client, Office
from tests.acceptance.papers import OPENING, find_ocr_problem, write_scan, write_tiff


def sign(client: Client) -> tuple[str, ...]:
    return ("", "Yours faithfully", client.name)


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    problem = find_ocr_problem()
    if problem:
        pytest.skip(f"nothing can be recognised here: {problem}")


def test_a_fax_of_three_pages_is_linked_by_the_case_number_on_its_last_page(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    client = office.clients[3]
    last = (f"Your ref: {client.case_number}", "We wait for your answer.", *sign(client))
    office.put("fax.tif", write_tiff(OPENING, OPENING, last))
    office.run("sync", "--quiet")
    assert office.states() == {"fax.tif": "delivered"}, office.reason("fax.tif")
    assert office.links("fax.tif") == [(client.number, client.case_number, "automatic")]
    capsys.readouterr()
    office.run("explain", "fax.tif")
    story = capsys.readouterr().out
    assert f"case number {client.case_number}" in story
    assert "page 3" in story
    assert "read by text recognition" in story


def test_a_letter_that_was_scanned_into_a_pdf_is_linked_by_the_number_on_it(office: Office) -> None:
    client = office.clients[5]
    office.put("scan.pdf", write_scan((*OPENING, f"My client number is {client.number}.", *sign(client))))
    office.run("sync", "--quiet")
    assert office.states() == {"scan.pdf": "delivered"}, office.reason("scan.pdf")
    assert office.links("scan.pdf") == [(client.number, "", "automatic")]


def test_a_number_with_one_wrong_sign_goes_to_a_person_together_with_the_client_it_may_mean(office: Office) -> None:
    client = office.clients[6]
    wrong = f"{client.number[:-1]}8"
    office.put("fax.tif", write_tiff((*OPENING, f"My client number is {wrong}.")))
    office.run("sync", "--quiet")
    assert office.states() == {"fax.tif": "review"}
    assert office.links("fax.tif") == [(client.number, "", "review")]
    assert f"{wrong} (on file {client.number}: 8 for 2)" in office.reason("fax.tif")


def test_a_number_with_one_wrong_sign_is_linked_where_the_name_of_its_only_client_stands_below(office: Office) -> None:
    client = office.clients[6]
    wrong = f"{client.number[:-1]}8"
    office.put("fax.tif", write_tiff((*OPENING, f"My client number is {wrong}.", *sign(client))))
    office.run("sync", "--quiet")
    assert office.links("fax.tif") == [(client.number, "", "automatic")]


def test_a_fax_of_a_stranger_with_numbers_of_its_own_is_linked_to_nobody(office: Office) -> None:
    office.put(
        "fax.tif", write_tiff((*OPENING, "Our invoice INV899911, order 77-4410-B.", "Yours faithfully", "Q. Vane"))
    )
    office.run("sync", "--quiet")
    assert office.states() == {"fax.tif": "unlinked"}, office.reason("fax.tif")
