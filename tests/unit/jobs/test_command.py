from __future__ import annotations

import csv
import json
import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jobs.cli import hoist_global_options, run_command
from jobs.lock import holding

CONFIG = r"""
[organisation]
name = "Harbour Mutual"
domains = ["harbour.example"]
timezone = "Europe/London"
[identifiers.client_number]
pattern = 'C-\d{6}'
[[repositories]]
name = "inbox"
url = "inbox"
channel = "letter"
direction = "in"
settle_seconds = 0
"""
CLIENTS = "id,number,name,emails\nc1,C-100001,Anna Kay,anna@kay.example\nc2,C-100002,Ben Moor,ben@moor.example\n"
LONG_AGO = 1_741_000_000
"""3 March 2025."""


@dataclass(frozen=True)
class Shell:
    """The command as it is typed in the office's folder."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self.capture.readouterr()
        code = run_command(["--config", str(self.folder / "crmbridge.toml"), *words])
        out, err = self.capture.readouterr()
        return code, out, err

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """The JSON lines that it prints."""
        _, out, _ = self.run(*words, "--json")
        return [json.loads(line) for line in out.splitlines()]

    def put(self, locator: str, content: str) -> None:
        """A document that has lain in the inbox for long."""
        path = self.folder / "inbox" / locator
        path.write_text(content, "utf-8")
        os.utime(path, (LONG_AGO, LONG_AGO))


def build_office(folder: Path) -> None:
    (folder / "inbox").mkdir(parents=True)
    (folder / "crmbridge.toml").write_text(CONFIG, "utf-8")
    (folder / "clients.csv").write_text(CLIENTS, "utf-8")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """An office in which nothing has happened yet."""
    build_office(tmp_path)
    return Shell(tmp_path, capsys)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office after its first sync and check; tests look at it and change nothing."""
    folder = tmp_path_factory.mktemp("office")
    build_office(folder)
    for locator, content in (("a.txt", "Your ref: C-100001\nDear Sir"), ("b.txt", "Dear Sir, who am I?")):
        (folder / "inbox" / locator).write_text(content, "utf-8")
        os.utime(folder / "inbox" / locator, (LONG_AGO, LONG_AGO))
    config = str(folder / "crmbridge.toml")
    assert run_command(["--config", config, "crm", "import", "--clients", str(folder / "clients.csv"), "--quiet"]) == 0
    assert run_command(["--config", config, "sync", "--quiet"]) == 0
    assert run_command(["--config", config, "check", "--quiet"]) in {0, 10}
    return folder


@pytest.fixture
def office(synced: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(synced, capsys)


# --- exit codes


def test_a_mistake_in_the_configuration_is_exit_2_and_named(shell: Shell) -> None:
    path = shell.folder / "crmbridge.toml"
    path.write_text(CONFIG.replace("channel", "chanel"), "utf-8")
    code, out, err = shell.run("sync")
    assert (code, out) == (2, "")
    assert "repositories[1].chanel: unknown key (did you mean 'channel'?)" in err


def test_a_configuration_that_is_not_there_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--config", str(tmp_path / "none.toml"), "sync"]) == 2
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["sync", "--no-such-option"],
        ["export", "nothing", "-o", "-"],
        ["check", "--show", "everything"],
        ["gaps", "explain", "G-1", "--cause", "bad luck", "--note", "x"],
    ],
)
def test_a_word_that_is_not_understood_is_exit_2_without_a_traceback(office: Shell, words: list[str]) -> None:
    code, _, err = office.run(*words)
    assert code == 2
    assert "Traceback" not in err
    assert err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sync", "--repository", "nowhere"], "no repository answers to 'nowhere'"),
        (["explain", "nothing"], "no item answers to 'nothing'"),
        (["history", "C-999999"], "no client answers to 'C-999999'"),
        (["gaps", "show", "G-2025-999999"], "no gap answers to"),
        (["review", "assign", "a.txt", "--client", "C-999999"], "no client answers to"),
        (["review", "retry", "a.txt"], "not quarantined"),
        (["review", "accept", "a.txt"], "there is no candidate 1 of 0"),
        (["check", "--from", "yesterday"], "--from 'yesterday' is no day"),
        (["sync", "--as-of", "noon"], "--as-of 'noon' is no ISO 8601 time"),
        (["export", "links", "-o", "no/such/folder/x.csv"], "cannot be written"),
        (["crm", "import"], "name at least one file"),
    ],
)
def test_a_request_that_cannot_be_done_is_exit_2_with_a_sentence(office: Shell, words: list[str], said: str) -> None:
    code, out, err = office.run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("crmbridge: ")
    assert said in err


def test_a_ledger_that_is_no_database_is_exit_3(shell: Shell) -> None:
    (shell.folder / "var").mkdir()
    (shell.folder / "var" / "ledger.db").write_bytes(b"this is no database" * 100)
    code, _, err = shell.run("review", "list")
    assert code == 3
    assert err.startswith("crmbridge: ledger ledger.db: cannot be opened")


def test_a_ledger_that_breaks_while_it_is_used_is_exit_3_without_a_traceback(shell: Shell) -> None:
    assert shell.run("review", "list")[0] == 0
    connection = sqlite3.connect(shell.folder / "var" / "ledger.db")
    connection.execute("DROP TABLE decision")
    connection.commit()
    connection.close()
    code, _, err = shell.run("review", "list")
    assert code == 3
    assert "ledger ledger.db" in err


def test_a_repository_out_of_reach_is_exit_4_and_named(shell: Shell) -> None:
    (shell.folder / "inbox").rmdir()
    code, out, _ = shell.run("sync")
    assert code == 4
    assert "NOT REACHED: repository 'inbox'" in out


def test_a_second_run_at_once_steps_aside_with_exit_4(shell: Shell) -> None:
    with holding(shell.folder / "var" / "ledger.lock", "sync"):
        code, _, err = shell.run("sync")
    assert code == 4
    assert f"sync, process {os.getpid()}" in err


def test_open_gaps_are_exit_10(shell: Shell) -> None:
    shell.put("a.txt", "Dear Sir")
    code, out, _ = shell.run("check")
    assert code == 10
    assert "a.txt" in out


def test_refused_rows_of_an_import_are_exit_10_with_file_line_and_reason(shell: Shell) -> None:
    (shell.folder / "clients.csv").write_text(CLIENTS + ",C-100003,Nobody,\n", "utf-8")
    rows = shell.rows("crm", "import", "--clients", str(shell.folder / "clients.csv"))
    assert {"file": "client", "loaded": 2} in rows
    assert [row["line"] for row in rows if "line" in row] == [4]
    assert shell.run("crm", "import", "--clients", str(shell.folder / "clients.csv"))[0] == 10


@pytest.mark.parametrize("words", [[], ["gaps"]])
def test_a_command_without_its_words_is_answered_with_its_help(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(words) == 2
    assert capsys.readouterr().err.startswith("Usage: ")


def test_asking_for_help_is_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--help"]) == 0
    assert "sync" in capsys.readouterr().out


# --- options


@pytest.mark.parametrize(
    ("words", "hoisted"),
    [
        (["sync", "--json"], ["--json", "sync"]),
        (["sync", "--config", "a.toml", "--quiet"], ["--config", "a.toml", "--quiet", "sync"]),
        (["gaps", "list", "--config=a.toml", "--all"], ["--config=a.toml", "gaps", "list", "--all"]),
        (["explain", "--", "--json"], ["explain", "--", "--json"]),
        (["sync", "--config"], ["--config", "sync"]),
        ([], []),
    ],
)
def test_global_options_may_stand_after_the_command(words: list[str], hoisted: list[str]) -> None:
    assert hoist_global_options(words) == hoisted


def test_json_before_and_after_the_command_is_the_same(office: Shell) -> None:
    assert office.run("--json", "review", "list")[1] == office.run("review", "list", "--json")[1]


def test_quiet_leaves_the_results_and_nothing_else(office: Shell) -> None:
    _, out, err = office.run("check", "--quiet")
    assert "COMPLETENESS STATEMENT" in out
    assert "Unaccounted for" not in out
    assert err == ""


@pytest.mark.parametrize(
    "words",
    [
        ["sync", "--dry-run"],
        ["check"],
        ["check", "--show", "captured"],
        ["explain", "a.txt"],
        ["history", "C-100001"],
        ["review", "list"],
        ["gaps", "list", "--all"],
        ["verify"],
        ["extract", "crmbridge.toml"],
    ],
)
def test_every_line_printed_with_json_is_an_object(office: Shell, words: list[str]) -> None:
    words = [str(office.folder / one) if one.endswith(".toml") else one for one in words]
    assert all(isinstance(row, dict) for row in office.rows(*words))


def test_the_configuration_may_be_named_by_the_environment(
    synced: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRMBRIDGE_CONFIG", str(synced / "crmbridge.toml"))
    assert run_command(["history", "C-100001"]) == 0
    assert "Anna Kay" in capsys.readouterr().out


# --- commands


def test_the_first_sync_counts_every_item_in_one_state(office: Shell) -> None:
    (row,) = office.rows("sync", "--dry-run")
    assert (row["total"], row["plan"], row["planned_deliveries"]) == (2, True, 0)
    assert {state: count for state, count in row["states"].items() if count} == {"delivered": 1, "unlinked": 1}


def test_a_dry_run_writes_nothing_and_says_what_would_be_done(shell: Shell) -> None:
    shell.run("crm", "import", "--clients", str(shell.folder / "clients.csv"))
    shell.put("a.txt", "Your ref: C-100001")
    (plan,) = shell.rows("sync", "--dry-run")
    assert (plan["planned_deliveries"], plan["crm_calls"]) == (1, 0)
    assert list((shell.folder / "var").glob("originals/*")) == []
    assert shell.run("explain", "a.txt")[0] == 2
    (done,) = shell.rows("sync")
    assert done["states"] == plan["states"]


def test_as_of_sets_every_clock(shell: Shell) -> None:
    shell.run("crm", "import", "--clients", str(shell.folder / "clients.csv"))
    shell.put("a.txt", "Your ref: C-100001")
    shell.run("sync", "--as-of", "2025-03-18T09:00")
    times = {row["at"] for row in shell.rows("explain", "a.txt") if row["chapter"] in {"state", "receipt"}}
    assert times == {"2025-03-18T09:00:00+00:00"}


def test_as_of_without_an_offset_is_the_organisations_time(shell: Shell) -> None:
    shell.put("a.txt", "Dear Sir")
    shell.run("sync", "--as-of", "2025-07-01T09:00")
    times = {row["at"] for row in shell.rows("explain", "a.txt") if row["chapter"] == "state"}
    assert times == {"2025-07-01T09:00:00+01:00"}


def test_init_writes_a_configuration_and_never_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["init", str(tmp_path / "new")]) == 0
    path = tmp_path / "new" / "crmbridge.toml"
    path.write_text("mine", "utf-8")
    assert run_command(["init", str(tmp_path / "new")]) == 2
    assert "is there already; nothing was written" in capsys.readouterr().err
    assert path.read_text("utf-8") == "mine"


def test_doctor_finds_a_sound_office_well(office: Shell) -> None:
    rows = {row["what"]: row["state"] for row in office.rows("doctor")}
    assert set(rows.values()) == {"ok"}
    assert {"configuration", "ledger", "store", "CRM", "readers", "clock", "repository inbox"} <= set(rows)


def test_doctor_names_each_part_that_is_amiss_with_the_mend_and_looks_at_the_others(shell: Shell) -> None:
    (shell.folder / "inbox").rmdir()
    (shell.folder / "var").mkdir()
    (shell.folder / "var" / "originals").write_text("in the way", "utf-8")
    code, out, _ = shell.run("doctor", "--json")
    rows = {row["what"]: row for row in map(json.loads, out.splitlines())}
    assert code == 4
    assert {what for what, row in rows.items() if row["state"] != "ok"} == {"store", "repository inbox"}
    assert "the folder must be there and readable" in rows["repository inbox"]["found"]
    assert "see [store] url" in rows["store"]["found"]


@pytest.mark.parametrize("name", ["communications", "links", "identifiers", "gaps", "statement"])
def test_an_export_is_the_same_in_a_file_and_on_standard_output(office: Shell, tmp_path: Path, name: str) -> None:
    target = tmp_path / "rows.csv"
    assert office.run("export", name, "-o", str(target))[0] == 0
    _, out, _ = office.run("export", name, "-o", "-")
    assert target.read_text("utf-8") == out
    assert len(list(csv.reader(out.splitlines()))) >= 1


def test_an_export_as_json_lines_has_the_same_rows(office: Shell) -> None:
    _, out, _ = office.run("export", "communications", "-o", "-", "--format", "jsonl")
    assert [json.loads(line)["locator"] for line in out.splitlines()] == ["a.txt", "b.txt"]


def test_verify_is_exit_0_where_everything_holds_and_10_where_a_byte_was_flipped(
    shell: Shell,
) -> None:
    shell.put("a.txt", "Dear Sir")
    shell.run("sync")
    assert shell.run("verify")[0] == 0
    (original,) = [path for path in (shell.folder / "var" / "originals").glob("??/??/*") if path.is_file()]
    original.chmod(0o600)
    original.write_bytes(b"dear Sir")
    code, out, _ = shell.run("verify")
    assert code == 10
    assert original.name in out


def test_a_person_assigns_and_the_next_sync_delivers(shell: Shell) -> None:
    shell.run("crm", "import", "--clients", str(shell.folder / "clients.csv"))
    shell.put("a.txt", "Dear Sir, who am I?")
    shell.run("sync")
    assert shell.run("review", "assign", "a.txt", "--client", "C-100002", "--as", "Clara")[0] == 0
    shell.run("sync")
    (row,) = shell.rows("history", "C-100002")
    _, out, _ = shell.run("export", "links", "-o", "-", "--format", "jsonl")
    link = json.loads(out)
    assert row["item"] == link["communication"]
    assert (link["client_id"], link["status"], link["decided_by"]) == ("c2", "confirmed", "Clara")


def test_a_gap_is_explained_from_the_shell_under_a_name(shell: Shell) -> None:
    shell.put("a.txt", "Dear Sir")
    shell.run("check")
    (gap,) = shell.rows("gaps", "list")
    code, _, _ = shell.run("gaps", "explain", gap["gap"], "--cause", "test", "--note", "a trial", "--as", "Clara")
    assert code == 0
    assert shell.rows("gaps", "list") == []
    events = shell.rows("gaps", "show", gap["gap"])
    assert [(one["actor"], one["status"], one["note"]) for one in events] == [
        ("machine", "detected", ""),
        ("Clara", "explained", "a trial"),
    ]


def test_extract_needs_no_configuration_and_names_what_it_cannot_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CRMBRIDGE_CONFIG", raising=False)
    (tmp_path / "a.txt").write_text("write to anna@kay.example", "utf-8")
    code = run_command(["extract", "a.txt", "none.txt", "."])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 10
    assert [row["file"] for row in rows] == ["a.txt", "none.txt", "."]
    assert [row.get("reason") for row in rows[1:]] == ["there is no such file", "is a folder"]
    assert "anna@kay.example" in {one["normalised"] for one in rows[0]["identifiers"]}


@pytest.mark.skipif(sys.platform == "win32", reason="names outside every charset and pipes are for POSIX")
def test_extract_prints_names_in_no_charset_and_does_not_wait_at_a_pipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "\udcff.txt").write_text("our ref C-100001", "utf-8")
    os.mkfifo(tmp_path / "pipe")
    assert run_command(["extract", "\udcff.txt", "pipe"]) == 10
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["file"], row["state"], row["reason"]) for row in rows] == [
        ("\udcff.txt", "read", ""),
        ("pipe", "damaged", "is no ordinary file"),
    ]
    assert rows[0].keys() | {"failure"} == rows[1].keys()
