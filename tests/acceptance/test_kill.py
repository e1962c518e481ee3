"""Mission 54: kill -9 at any moment, any number of times: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from crmbridge.clock import SystemClock
from crmbridge.ledger.database import open_ledger
from crmbridge.ledger.journal import verify_chain
from tests.acceptance.office import Office, fill_inbox

ITEMS = 300
KILLS = 200

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a POSIX matter")


def _start_sync(office: Office) -> int:
    """Runs `sync` in a child of its own; returns its process id."""
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 70  # whatever happens, the child must not go on as a second test run
        try:
            code = office.run("sync", "--quiet")
        finally:
            os._exit(code)
    return child


def _run_and_kill(office: Office, delay: float) -> bool:
    """Whether the run was killed before it ended by itself."""
    child = _start_sync(office)
    deadline = time.monotonic() + delay
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG) != (0, 0):
            return False
        time.sleep(0.001)  # a random moment is what is wanted here
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _describe(office: Office) -> dict[str, object]:
    """Everything that must not depend on how often a run was killed."""
    crm = sqlite3.connect(office.folder / "var" / "crm.db")
    holdings = crm.execute(
        "SELECT external_id, fingerprint, subject, channel FROM communications ORDER BY 1"
    ).fetchall()
    links = crm.execute(
        "SELECT c.external_id, l.client_id, l.case_id FROM communication_links l"
        " JOIN communications c ON c.id = l.communication_id ORDER BY 1, 2, 3"
    ).fetchall()
    crm.close()
    originals = sorted(path.name for path in (office.folder / "var" / "originals").rglob("*") if len(path.name) == 64)
    exports = {what: office.export(what) for what in ("communications", "links", "identifiers")}
    return {"holdings": holdings, "links": links, "originals": originals, **exports}


def _count_kills(office: Office, chance: random.Random, longest: float, at_most: int) -> int:
    """Kills runs at random moments until one gets to its end, or there were enough."""
    kills = 0
    while kills < at_most and _run_and_kill(office, chance.uniform(0, longest)):
        kills += 1
    return kills


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_after_200_kills_at_random_moments_everything_is_as_after_an_undisturbed_run(tmp_path: Path) -> None:
    undisturbed = Office(tmp_path / "undisturbed")
    fill_inbox(undisturbed, ITEMS)
    began = time.monotonic()
    assert undisturbed.run("sync", "--quiet") == 0
    longest = time.monotonic() - began
    expected = _describe(undisturbed)
    chance, kills, worlds = random.Random(54), 0, 0
    while kills < KILLS:
        office = Office(tmp_path / f"world{worlds}")
        fill_inbox(office, ITEMS)
        # Short lives hit the early stages often, long ones the late stages.
        kills += _count_kills(office, chance, longest * chance.choice((0.3, 0.6, 1.0)), KILLS - kills)
        worlds += 1
        assert office.run("sync", "--quiet") == 0
        assert _describe(office) == expected
        assert office.run("check", "--quiet") == 0
        assert office.run("verify", "--quiet") == 0
    assert kills == KILLS


def test_a_run_killed_in_the_middle_leaves_a_journal_that_verifies(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    fill_inbox(office, 60)
    for delay in (0.2, 0.4, 0.6):
        _run_and_kill(office, delay)
        ledger = open_ledger(office.folder / "var" / "ledger.db", SystemClock())
        with ledger.reading() as connection:
            verify_chain(connection)
        ledger.close()
    assert office.run("sync", "--quiet") == 0
    assert office.run("verify", "--quiet") == 0
