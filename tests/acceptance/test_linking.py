"""Missions 16-18, 22, 26, 27: the right client, the right case, or an honest question."""

from __future__ import annotations

import pytest

from tests.acceptance.office import Office, last_json, write_mail


@pytest.mark.parametrize("change", [1, -1, 10])
def test_a_number_one_digit_off_is_never_linked_by_itself(office: Office, change: int) -> None:
    number = f"C-{int(office.clients[3].number[2:]) + change}"
    office.put("letter.txt", f"My client number is {number}. Please write to me.".encode())
    office.run("sync", "--quiet")
    assert office.states()["letter.txt"] == "review"
    assert [status for _, _, status in office.links("letter.txt")] == ["review"]


def test_a_case_number_of_one_client_from_another_goes_to_review_and_names_both(office: Office) -> None:
    sender, other = office.clients[1], office.clients[2]
    office.put("mail.eml", write_mail(sender.email, f"About case {other.case_number}.", subject="my case"))
    office.run("sync", "--quiet")
    assert office.states()["mail.eml"] == "review"
    reason = office.reason("mail.eml")
    assert sender.name in reason
    assert other.name in reason
    assert {number for number, _, _ in office.links("mail.eml")} == {sender.number, other.number}


def test_an_address_shared_by_two_clients_is_not_guessed_and_a_number_decides(office: Office) -> None:
    rows = [
        {"id": "sh1", "number": "C-700001", "kind": "person", "name": "Una Vale", "emails": "vale@post.example"},
        {"id": "sh2", "number": "C-800002", "kind": "person", "name": "Tom Vale", "emails": "vale@post.example"},
    ]
    office.write_csv("more.csv", ["id", "number", "kind", "name", "emails"], rows)
    assert office.run("crm", "import", "--clients", office.path("more.csv")) == 0
    office.put("shared.eml", write_mail("vale@post.example", "Please call us."))
    office.put("decided.eml", write_mail("vale@post.example", "My client number is C-800002. Please call."))
    office.run("sync", "--quiet")
    assert office.states() == {"shared.eml": "review", "decided.eml": "delivered"}
    assert "C-700001" in office.reason("shared.eml")
    assert "C-800002" in office.reason("shared.eml")
    assert office.links("decided.eml") == [("C-800002", "", "automatic")]


def test_a_new_mail_of_a_known_client_goes_to_the_client_and_to_no_case_without_evidence(office: Office) -> None:
    client = office.clients[4]
    office.put("mail.eml", write_mail(client.email, "A new question."))
    office.put("case.eml", write_mail(client.email, f"About case {client.case_number}: thank you."))
    office.run("sync", "--quiet")
    assert office.links("mail.eml") == [(client.number, "", "automatic")]
    assert office.links("case.eml") == [(client.number, client.case_number, "automatic")]


def test_explain_gives_rule_quote_place_and_weight_and_says_the_same_again(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    client = office.clients[5]
    office.put("letter.txt", f"Your ref: {client.case_number}\n\nThank you.\n{client.name}\n".encode())
    office.run("sync", "--quiet")
    capsys.readouterr()
    told = []
    for _ in range(2):
        assert office.run("explain", "letter.txt") == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert client.case_number in told[0]
    assert "part 0" in told[0]
    assert "bits]" in told[0]
    assert f"“Your ref: {client.case_number}" in told[0]


def test_a_link_moved_by_a_person_is_not_moved_back_by_ten_runs_and_both_stay_in_its_history(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    machine, person = office.clients[6], office.clients[7]
    office.put("mail.eml", write_mail(machine.email, "Hello."))
    office.run("sync", "--quiet")
    assert office.run("review", "assign", "mail.eml", "--client", person.number, "--as", "anna") == 0
    for _ in range(10):
        assert office.run("sync", "--quiet") == 0
    assert office.links("mail.eml") == [(person.number, "", "confirmed")]
    assert office.states() == {"mail.eml": "delivered"}
    assert office.run("check", "--quiet") == 0
    capsys.readouterr()
    office.run("explain", "mail.eml")
    story = capsys.readouterr().out
    assert machine.number in story
    assert "assigned by anna" in story


def test_a_mail_that_came_before_its_client_was_entered_is_linked_by_the_run_after(office: Office) -> None:
    office.put("early.eml", write_mail("new.client@post.example", "I sign up today."))
    office.run("sync", "--quiet")
    assert office.states() == {"early.eml": "unlinked"}
    row = {
        "id": "nc",
        "number": "C-999999",
        "kind": "person",
        "name": "N. Client",
        "emails": "new.client@post.example",
    }
    office.write_csv("new.csv", list(row), [row])
    assert office.run("crm", "import", "--clients", office.path("new.csv")) == 0
    assert office.run("sync", "--quiet") == 0
    assert office.links("early.eml") == [("C-999999", "", "automatic")]


def test_a_forged_sender_is_never_linked_by_itself(office: Office) -> None:
    client = office.clients[8]
    forged = {"Authentication-Results": "mx.harbour.example; spf=fail; dkim=none; dmarc=fail"}
    office.put("mail.eml", write_mail(client.email, f"case {client.case_number}: pay elsewhere", headers=forged))
    office.run("sync", "--quiet")
    assert office.states() == {"mail.eml": "review"}
    assert "forged" in office.reason("mail.eml")


def test_a_reply_joins_the_case_of_the_message_it_answers(office: Office) -> None:
    client = office.clients[9]
    first = write_mail(client.email, f"About case {client.case_number}", message_id="first@post.example")
    reply = write_mail(
        "service@harbour.example",
        "We will look into it.",
        to=client.email,
        headers={"References": "<first@post.example>"},
    )
    office.put("b-first.eml", first)
    office.put("a-reply.eml", reply)
    assert office.run("sync", "--quiet") == 0
    assert office.links("a-reply.eml") == [(client.number, client.case_number, "automatic")]


def test_a_dry_run_writes_nothing_and_plans_what_the_real_run_then_does(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, client in enumerate(office.clients):
        office.put(f"{place}.eml", write_mail(client.email, f"mail {place}"))
    office.put("stranger.eml", write_mail("nobody@else.example", "Buy now"))
    office.run("sync", "--quiet", "--dry-run")
    files = {path: path.stat().st_mtime_ns for path in (office.folder / "var").rglob("*") if path.is_file()}
    capsys.readouterr()
    assert office.run("sync", "--dry-run", "--json") == 0
    plan = last_json(capsys)
    after = {path: path.stat().st_mtime_ns for path in (office.folder / "var").rglob("*") if path.is_file()}
    assert after == files
    assert office.states() == {}
    capsys.readouterr()
    assert office.run("sync", "--json") == 0
    done = last_json(capsys)
    assert plan["states"] == done["states"]
    assert plan["planned_deliveries"] == len(office.clients) == done["states"]["delivered"]
