"""Missions 53, 55, 56 and bad input: the office runs by itself, says what is wrong, and does the rest."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crmbridge.domain.reader_settings import OcrSettings
from extractors.ocr import find_obstacle
from jobs.cli import run_command
from jobs.demo import build_office
from tests.acceptance.office import CONFIG, Office, fill_inbox, last_json, write_mail

GAPS_OPEN, UNREACHABLE, CONFIGURATION = 10, 4, 2


def _command(office: Office, *words: str) -> list[str]:
    return [sys.executable, "-m", "jobs", "--config", str(office.folder / "crmbridge.toml"), *words]


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, ended by its id at the end."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _wait_for_line(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(f"the process ended without saying '{words}'")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_demo_runs_the_main_job_and_finds_the_three_planted_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    assert run_command(["demo", str(folder)]) == 0
    said = capsys.readouterr().out
    office = build_office(tmp_path / "again")
    assert run_command(["--config", str(folder / "crmbridge.toml"), "--json", "gaps", "list"]) == 0
    gaps = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for planted in office.planted:
        assert planted.key in said
        assert str(planted.kind) in {gap["kind"] for gap in gaps}


def test_the_demo_files_every_communication_as_its_truth_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    run_command(["demo", str(folder)])
    capsys.readouterr()
    run_command(["--config", str(folder / "crmbridge.toml"), "export", "links", "-o", "-", "--format", "jsonl"])
    found: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for line in capsys.readouterr().out.splitlines():
        row = json.loads(line)
        links = found.setdefault((row["repository"], row["locator"]), set())
        if row["status"] == "automatic":
            links.add((row["client_number"], row["case_number"], "linked"))
    can_recognise = not find_obstacle(OcrSettings())
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as source:
        for truth in csv.DictReader(source):
            is_linked = truth["expected"] == "linked" and (can_recognise or not truth["needs_ocr"])
            expected = {(truth["client_number"], truth["case_number"], "linked")} if is_linked else set()
            assert found[truth["repository"], truth["locator"]] == expected, truth["locator"]


def test_a_second_scheduler_steps_aside(office: Office) -> None:
    with _running(_command(office, "run", "--no-desk")) as first:
        _wait_for_line(first, "scheduler at work")
        command = _command(office, "run", "--no-desk")
        second = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        assert second.returncode == 0
        assert "steps aside" in second.stdout
        assert first.poll() is None


def test_the_scheduler_syncs_at_once_serves_the_desk_and_stops_cleanly_on_sigterm(tmp_path: Path) -> None:
    port = _free_port()
    office = Office(tmp_path / "office", config=CONFIG + f'[web]\nbind = "127.0.0.1:{port}"\n')
    fill_inbox(office, 12)
    with _running(_command(office, "run")) as process:
        _wait_for_line(process, "job_ended")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert set(office.states().values()) == {"delivered"}


def test_a_standby_scheduler_takes_over_when_the_first_is_killed(office: Office) -> None:
    with _running(_command(office, "run", "--no-desk")) as first:
        _wait_for_line(first, "scheduler at work")
        with _running(_command(office, "run", "--no-desk", "--standby")) as second:
            _wait_for_line(second, "steps aside")
            first.kill()
            _wait_for_line(second, "scheduler at work")


def test_two_syncs_at_once_do_the_work_once(office: Office) -> None:
    fill_inbox(office, 120)
    with _running(_command(office, "sync", "--json")) as first, _running(_command(office, "sync", "--json")) as second:
        codes = {first.wait(120), second.wait(120)}
    assert codes <= {0, UNREACHABLE}
    assert 0 in codes
    assert list(office.states().values()) == ["delivered"] * 120


def test_a_missing_folder_is_named_with_a_non_zero_exit_and_the_other_sources_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = '[[repositories]]\nname = "scans"\ntype = "folder"\nurl = "not-there"\n'
    office = Office(tmp_path / "office", config=CONFIG + extra)
    fill_inbox(office, 6)
    capsys.readouterr()
    assert office.run("sync") == UNREACHABLE
    assert "'scans'" in capsys.readouterr().out
    assert list(office.states().values()) == ["delivered"] * 6
    assert office.run("check") == GAPS_OPEN
    said = capsys.readouterr().out
    assert "UNKNOWN: scans" in said
    assert office.run("doctor") == UNREACHABLE
    assert "repository scans" in capsys.readouterr().out


def _as_ordinary_user(command: list[str]) -> list[str]:
    """Root reads every file; without these two capabilities it is refused like anybody else."""
    if os.geteuid() != 0:
        return command
    caps = "-dac_override,-dac_read_search"
    return ["setpriv", "--inh-caps", caps, "--bounding-set", caps, "--", *command]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or (os.geteuid() == 0 and not shutil.which("setpriv")),
    reason="needs POSIX permissions, and as root the program setpriv",
)
def test_a_file_without_permission_is_failed_with_its_reason_and_captured_when_it_may_be_read(office: Office) -> None:
    path = office.put("closed.eml", write_mail(office.clients[0].email, "closed"))
    fill_inbox(office, 6)
    path.chmod(0)
    command = _as_ordinary_user(_command(office, "sync", "--quiet"))
    assert subprocess.run(command, check=False, timeout=60).returncode == GAPS_OPEN
    assert office.states()["closed.eml"] == "failed"
    assert "Permission denied" in office.reason("closed.eml")
    path.chmod(0o644)
    assert office.run("sync", "--quiet") == 0
    assert office.states()["closed.eml"] == "delivered"


def test_strange_files_each_get_a_state_and_a_reason_and_the_rest_is_done(office: Office) -> None:
    client = office.clients[0]
    office.put("empty.pdf", b"")
    office.put("wrong-name.pdf", f"Client number {client.number}: really text".encode())
    office.put("cut.pdf", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog")
    office.put("mail.txt", write_mail(client.email, "a mail by its bytes"))
    office.put("good.txt", f"Client number {client.number}".encode())
    assert office.run("sync", "--quiet") == GAPS_OPEN
    assert office.states() == {
        "empty.pdf": "quarantined",
        "wrong-name.pdf": "delivered",
        "cut.pdf": "quarantined",
        "mail.txt": "delivered",
        "good.txt": "delivered",
    }
    assert office.reason("empty.pdf")
    assert office.run("check", "--quiet") == GAPS_OPEN
    gaps = {row["locator"]: row["kind"] for row in office.export("gaps")}
    assert gaps == {"empty.pdf": "unreadable", "cut.pdf": "unreadable"}


def test_bad_rows_of_an_import_are_refused_with_line_and_reason_and_the_good_ones_loaded(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    (office.folder / "bad.csv").write_text(
        "id,number,name,birth_date\nx1,C-1,Good One,1970-01-02\nx2,C-2,Bad Date,02.01.1970\n,C-3,No Id,\n", "utf-8"
    )
    capsys.readouterr()
    assert office.run("crm", "import", "--clients", office.path("bad.csv")) == GAPS_OPEN
    said = capsys.readouterr().out
    assert "refused: 2" in said
    assert "birth_date" in said
    assert office.run("history", "C-1") == 0


def test_five_mistakes_in_the_configuration_are_reported_together(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    (office.folder / "crmbridge.toml").write_text(
        '[organisation]\nnam = "X"\ntimezone = "Mars/North"\n[identifiers.a]\npattern = "("\n[wrokers]\n'
        '[[repositories]]\nname = "a"\ntype = "foldr"\nurl = "x"\n',
        "utf-8",
    )
    assert office.run("sync") == CONFIGURATION
    said = capsys.readouterr().err
    for word in ("organisation.name", "did you mean 'name'", "Mars/North", "identifiers.a.pattern", "wrokers", "foldr"):
        assert word in said
    assert "Traceback" not in said


def test_a_past_day_can_be_replayed_with_every_clock_at_that_time(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_inbox(office, 6)
    office.put("0000-cut.pdf", b"%PDF-1.4\n1 0 obj")
    assert office.run("sync", "--quiet", "--as-of", "2025-03-18T09:00") == GAPS_OPEN
    assert office.run("check", "--quiet", "--as-of", "2025-03-18T09:30") == GAPS_OPEN
    assert {row["found_at"] for row in office.export("gaps")} == {"2025-03-18T09:30:00+00:00"}
    assert {row["gap"] for row in office.export("gaps")} == {"G-2025-000001"}
    capsys.readouterr()


def test_logs_and_output_of_a_run_hold_no_text_of_documents(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    word = "heliotrope-7731"
    office.put("a.eml", write_mail(office.clients[0].email, f"secret {word}"))
    office.put("b.pdf", b"%PDF-1.4 " + word.encode())
    office.put("c.docx", b"PK\x03\x04" + word.encode())
    for words in (["sync"], ["check"], ["review", "list"], ["gaps", "list"]):
        office.run(*words)
    capture = capfd.readouterr()
    assert word not in capture.out + capture.err
    journal = (office.folder / "var" / "ledger.db").with_name("journal.txt")
    subprocess.run(
        [sys.executable, "-c", _DUMP, str(office.folder / "var" / "ledger.db"), str(journal)], check=True, timeout=60
    )
    assert word not in journal.read_text("utf-8")


_DUMP = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT * FROM journal").fetchall()
open(sys.argv[2], "w", encoding="utf-8").write(repr(rows))
"""


def test_a_second_sync_with_nothing_new_changes_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    fill_inbox(office, 20)
    office.run("sync", "--quiet")
    before = office.export("communications") + office.export("links")
    capsys.readouterr()
    assert office.run("sync", "--json") == 0
    assert last_json(capsys)["crm_calls"] == 1
    assert office.export("communications") + office.export("links") == before


def test_the_statement_adds_up_and_every_number_opens_its_items(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_inbox(office, 18)
    office.put("0000-cut.pdf", b"%PDF-1.4\n1 0 obj")
    office.run("sync", "--quiet")
    capsys.readouterr()
    office.run("check", "--json")
    totals = [row for row in map(json.loads, capsys.readouterr().out.splitlines()) if "expected" in row]
    on_disk = sum(1 for path in office.inbox.rglob("*") if path.is_file())
    assert sum(row["expected"] for row in totals) == on_disk == 19
    for row in totals:
        assert row["expected"] == row["captured"] + row["excused"] + row["pending"] + row["missing"]
    office.run("check", "--json", "--show", "captured")
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(shown) == sum(row["captured"] for row in totals)


def test_a_dry_run_in_a_new_office_makes_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    (folder / "inbox").mkdir(parents=True)
    (folder / "inbox" / "a.eml").write_bytes(write_mail("a@post.example", "Hello"))
    (folder / "crmbridge.toml").write_text(CONFIG, "utf-8")
    assert run_command(["--config", str(folder / "crmbridge.toml"), "sync", "--dry-run", "--quiet"]) == 0
    assert sorted(path.name for path in folder.rglob("*")) == ["a.eml", "crmbridge.toml", "inbox"]


def test_our_own_files_inside_a_watched_folder_are_a_mistake_of_the_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "crmbridge.toml").write_text(CONFIG.replace('url = "inbox"', 'url = "."'), "utf-8")
    assert run_command(["--config", str(tmp_path / "crmbridge.toml"), "sync"]) == CONFIGURATION
    said = capsys.readouterr().err
    for key in ("ledger.url", "store.url", "crm.url"):
        assert key in said


def test_a_period_that_ends_before_it_begins_is_refused(office: Office) -> None:
    assert office.run("check", "--from", "2025-05-01", "--to", "2024-01-01") == CONFIGURATION


def test_what_nobody_foresaw_is_one_sentence_and_no_trace(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    fill_inbox(office, 3)
    office.run("sync", "--quiet")
    ledger = office.folder / "var" / "ledger.db"
    for beside in office.folder.glob("var/ledger.db-*"):
        beside.unlink()
    content = bytearray(ledger.read_bytes())
    content[4096:40960] = b"\xa5" * 36864
    ledger.write_bytes(bytes(content))
    for words in (["sync"], ["review", "list"], ["verify"], ["doctor"]):
        capsys.readouterr()
        assert office.run(*words) in {3, 4, GAPS_OPEN}
        assert "Traceback" not in capsys.readouterr().err
