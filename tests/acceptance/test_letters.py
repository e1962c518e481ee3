"""Mission 19: a letter without any e-mail address is linked by what it says about its writer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.acceptance.office import Office
from tests.unit.extractors.extractor_builders import make_docx, make_pdf

HEAD = ("14 March 2025", "", "To Harbour Mutual", "12 Quay Street, Port Arden PA1 4ZZ", "")
WORDS = ("Dear Sirs,", "the roof is dry again and the damp has gone from the hall.", "Thank you for your patience.")
WAYS = {
    "number": (*HEAD, "Client number C-555014", "", *WORDS, "", "Yours faithfully", "O. Thorne"),
    "birth date": (*HEAD, *WORDS, "", "Yours faithfully", "Oswin Thorne", "born on 9 July 1961"),
    "phone": (*HEAD, *WORDS, "", "Yours faithfully", "Oswin Thorne", "Tel. 01632 960344"),
    "address": ("Oswin Thorne", "8 Almond Close", "Dunford DF3 3PN", "", *HEAD, *WORDS, "", "Yours faithfully",
                "Oswin Thorne"),
}  # fmt: skip


@pytest.fixture
def town(office: Office) -> Office:
    """The office, one of whose clients is known by everything but an e-mail address."""
    thorne = {
        "id": "th1",
        "number": "C-555014",
        "kind": "person",
        "name": "Oswin Thorne",
        "first_name": "Oswin",
        "last_name": "Thorne",
        "phones": "+44 1632 960344",
        "street": "8 Almond Close",
        "city": "Dunford",
        "postcode": "DF3 3PN",
        "country": "GB",
        "birth_date": "1961-07-09",
    }
    namesake = {"id": "th2", "number": "C-666021", "kind": "person", "name": "Oswin Thorne", "birth_date": "1990-01-30"}
    office.write_csv("town.csv", list(thorne), [thorne, namesake])
    assert office.run("crm", "import", "--clients", office.path("town.csv")) == 0
    return office


def make_letter(suffix: str, lines: Sequence[str]) -> bytes:
    if suffix == "pdf":
        return make_pdf("\n".join(lines))
    return make_docx(*lines) if suffix == "docx" else "\n".join(lines).encode()


@pytest.mark.parametrize("way", WAYS)
def test_a_letter_without_an_address_of_a_mailbox_leads_to_its_writer_and_not_to_his_namesake(
    town: Office, way: str
) -> None:
    for suffix in ("pdf", "docx", "txt"):
        town.put(f"letter.{suffix}", make_letter(suffix, WAYS[way]))
    assert town.run("sync", "--quiet") == 0
    for suffix in ("pdf", "docx", "txt"):
        assert town.links(f"letter.{suffix}") == [("C-555014", "", "automatic")], (suffix, way)


def test_a_letter_that_gives_nothing_but_a_name_of_two_clients_is_a_question_that_names_both(town: Office) -> None:
    town.put("letter.txt", make_letter("txt", (*HEAD, *WORDS, "", "Yours faithfully", "Oswin Thorne")))
    town.run("sync", "--quiet")
    assert town.states() == {"letter.txt": "review"}
    assert {number for number, _, _ in town.links("letter.txt")} == {"C-555014", "C-666021"}


def test_a_letter_tells_its_date_its_writer_and_where_its_evidence_stands(
    town: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    town.put("letter.txt", make_letter("txt", WAYS["address"]))
    town.run("sync", "--quiet")
    told = town.explain("letter.txt", capsys)
    assert "dated 14 March 2025" in told
    assert "signed Oswin Thorne" in told
    assert "“Oswin Thorne 8 Almond Close Dunford DF3 3PN" in told
