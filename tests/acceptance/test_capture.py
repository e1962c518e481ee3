"""Missions 1-10: what lies in the repository is captured, all of it, once, and the repository is not touched."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.acceptance.office import OLD, Office, fill_inbox, last_json, write_mail

GAPS_OPEN = 10


def _snapshot(folder: Path) -> dict[str, tuple[str, int, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
            path.stat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_of_1000_mixed_items_each_is_in_exactly_one_state_and_the_states_sum_to_1000(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_inbox(office, 1000)
    capsys.readouterr()
    assert office.run("sync", "--json") == 0
    report = last_json(capsys)
    assert report["total"] == 1000
    assert sum(report["states"].values()) == 1000
    locators = Counter(row["locator"] for row in office.export("communications"))
    assert len(locators) == 1000
    assert set(locators.values()) == {1}


def test_five_rows_deleted_behind_its_back_are_named_by_the_next_check_and_no_others(office: Office) -> None:
    fill_inbox(office, 60)
    assert office.run("sync", "--quiet") == 0
    assert office.run("check", "--quiet") == 0
    database = sqlite3.connect(office.folder / "var" / "ledger.db")
    victims = [row[0] for row in database.execute("SELECT locator FROM item ORDER BY id LIMIT 5 OFFSET 20")]
    database.executemany("DELETE FROM item WHERE locator = ?", [(one,) for one in victims])
    database.commit()
    database.close()
    assert office.run("check", "--quiet") == GAPS_OPEN
    missing = [row for row in office.export("gaps") if row["status"] == "detected"]
    assert sorted(row["locator"] for row in missing) == sorted(victims)
    assert {(row["kind"], row["severity"], row["key_type"]) for row in missing} == {("missing", "1", "path")}


def test_rows_deleted_with_all_that_hangs_on_them_are_still_reported_once_each(office: Office) -> None:
    fill_inbox(office, 30)
    assert office.run("sync", "--quiet") == 0
    database = sqlite3.connect(office.folder / "var" / "ledger.db")
    victims = list(database.execute("SELECT id, locator, communication_id FROM item ORDER BY id LIMIT 5"))
    for item_id, _, communication in victims:
        database.execute("DELETE FROM item WHERE id = ?", (item_id,))
        for table in ("reading", "thread_reference", "link", "receipt", "decision"):
            database.execute(f"DELETE FROM {table} WHERE communication_id = ?", (communication,))
        database.execute("DELETE FROM communication WHERE id = ?", (communication,))
    database.commit()
    database.close()
    assert office.run("check", "--quiet") == GAPS_OPEN
    assert sorted(row["locator"] for row in office.export("gaps")) == sorted(one[1] for one in victims)
    assert office.run("verify", "--quiet") == GAPS_OPEN


def test_an_unparsable_item_first_of_50_does_not_stop_the_others_and_is_read_once_repaired(office: Office) -> None:
    office.put("0000-broken.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    fill_inbox(office, 49)
    assert office.run("sync", "--quiet") == GAPS_OPEN
    states = office.states()
    assert states["0000-broken.pdf"] == "quarantined"
    assert "damaged" in office.reason("0000-broken.pdf")
    assert sum(state == "delivered" for state in states.values()) == 49
    client = office.clients[0]
    office.put("0000-broken.pdf", f"Client number {client.number}: repaired".encode(), modified=OLD + 999)
    office.run("sync", "--quiet")
    rows = [row for row in office.export("communications") if row["locator"] == "0000-broken.pdf"]
    assert [row["state"] for row in rows] == ["quarantined", "delivered"]


def test_mails_marked_as_read_beforehand_by_renaming_as_maildir_does_are_captured_all_the_same(office: Office) -> None:
    for place, client in enumerate(office.clients):
        office.put(f"cur/{place}.host", write_mail(client.email, f"mail {place}"))
    for path in sorted((office.inbox / "cur").iterdir()):
        path.rename(path.with_name(f"{path.name},2,S"))
    assert office.run("sync", "--quiet") == 0
    assert Counter(office.states().values()) == {"delivered": len(office.clients)}


def test_a_90_day_old_mail_moved_into_the_folder_is_captured_by_the_next_run(office: Office) -> None:
    office.put("new.eml", write_mail(office.clients[0].email, "new"), modified=OLD)
    assert office.run("sync", "--quiet") == 0
    elsewhere = office.folder / "old.eml"
    elsewhere.write_bytes(write_mail(office.clients[1].email, "an old one"))
    os.utime(elsewhere, (OLD - 90 * 86400,) * 2)
    elsewhere.rename(office.inbox / "old.eml")
    assert office.run("sync", "--quiet") == 0
    assert office.states() == {"new.eml": "delivered", "old.eml": "delivered"}


def test_a_folder_renamed_and_refilled_is_noticed_and_nothing_is_delivered_twice(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_inbox(office, 30)
    assert office.run("sync", "--quiet") == 0
    (office.inbox / "3").rename(office.inbox / "third")
    capsys.readouterr()
    assert office.run("sync", "--json") == 0
    assert last_json(capsys)["total"] == 30
    assert office.run("check", "--quiet") == 0
    rows = office.export("communications")
    assert len({row["communication"] for row in rows}) == 30
    crm = sqlite3.connect(office.folder / "var" / "crm.db")
    assert crm.execute("SELECT count(*) FROM communications").fetchone() == (30,)
    crm.close()


def test_two_different_mails_with_one_message_id_are_both_kept(office: Office) -> None:
    for place in (0, 1):
        content = write_mail(office.clients[0].email, f"text {place}", message_id="same@post.example")
        office.put(f"{place}.eml", content)
    assert office.run("sync", "--quiet") == 0
    assert len({row["fingerprint"] for row in office.export("communications")}) == 2


def test_one_mail_in_three_places_is_one_communication_with_three_sightings(office: Office) -> None:
    for name in ("a", "b", "c"):
        office.put(f"{name}/mail.eml", write_mail(office.clients[0].email, "the same"))
    assert office.run("sync", "--quiet") == 0
    rows = office.export("communications")
    assert len(rows) == 3
    assert len({row["communication"] for row in rows}) == 1
    assert {row["state"] for row in rows} == {"delivered"}


def test_the_repository_is_after_many_runs_what_it_was_before(office: Office) -> None:
    fill_inbox(office, 40)
    before = _snapshot(office.inbox)
    for _ in range(3):
        office.run("sync", "--quiet")
        office.run("check", "--quiet")
    assert _snapshot(office.inbox) == before


def test_a_file_that_changes_and_one_that_is_deleted_are_noticed_and_their_originals_kept(office: Office) -> None:
    first = write_mail(office.clients[0].email, "first version")
    office.put("changes.eml", first)
    office.put("goes.eml", write_mail(office.clients[1].email, "goes"))
    office.put("stays.eml", write_mail(office.clients[2].email, "stays"))
    assert office.run("sync", "--quiet") == 0
    office.put("changes.eml", write_mail(office.clients[0].email, "second version"), modified=OLD + 60)
    (office.inbox / "goes.eml").unlink()
    office.run("sync", "--quiet")
    assert office.run("check", "--quiet") == GAPS_OPEN
    kinds = {row["locator"]: row["kind"] for row in office.export("gaps")}
    assert kinds == {"changes.eml": "repo_modified", "goes.eml": "repo_deleted"}
    fingerprint = hashlib.sha256(first).hexdigest()
    kept = office.folder / "var" / "originals" / fingerprint[:2] / fingerprint[2:4] / fingerprint
    assert kept.read_bytes() == first


def test_an_emptied_folder_is_doubted_and_capture_goes_on_with_the_next_item(office: Office) -> None:
    fill_inbox(office, 5)
    assert office.run("sync", "--quiet") == 0
    for path in [one for one in office.inbox.rglob("*") if one.is_file()]:
        path.unlink()
    assert office.run("sync", "--quiet") == 4
    assert office.run("check", "--quiet") == GAPS_OPEN
    assert office.run("sync", "--quiet", "--empty", "inbox") == GAPS_OPEN
    office.put("next.eml", write_mail(office.clients[0].email, "the next one"))
    office.run("sync", "--quiet")
    assert office.states()["next.eml"] == "delivered"
    office.run("check", "--quiet")
    kinds = [row["kind"] for row in office.export("gaps") if row["status"] == "detected"]
    assert kinds == ["repo_deleted"] * 5


def test_a_subject_or_text_altered_in_the_crm_is_named_by_the_next_check(office: Office) -> None:
    fill_inbox(office, 6)
    assert office.run("sync", "--quiet") == 0
    crm = sqlite3.connect(office.folder / "var" / "crm.db")
    crm.execute("UPDATE communications SET text = 'something else' WHERE id = 3")
    crm.commit()
    crm.close()
    assert office.run("check", "--quiet") == GAPS_OPEN
    (gap,) = office.export("gaps")
    assert (gap["kind"], gap["severity"]) == ("crm_modified", "2")
    assert office.run("gaps", "repair", gap["gap"], "--as", "anna") == 0
    office.run("sync", "--quiet")
    assert office.run("check", "--quiet") == 0
