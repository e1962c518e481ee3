"""Examines an installation, part by part; each finding says how to mend what is amiss."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crmbridge.clock import SystemClock
from crmbridge.config import Settings
from crmbridge.domain.communication import Item
from crmbridge.domain.reader_settings import OcrEngine
from crmbridge.errors import CrmbridgeError
from crmbridge.ledger.database import check_integrity, open_ledger
from crmbridge.ledger.items import count_states
from crmbridge.plugins import guard
from crmbridge.ports import ReadFailure, ReadTask
from extractors.executor import ProcessExecutor
from extractors.ocr import find_engines, find_obstacle
from jobs.schedule import check_schedule
from jobs.wiring import open_installation, open_repository

EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
"""A computer's clock before this is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part examined: what was found and, where it is not well, how to mend it."""

    what: str
    is_well: bool
    found: str
    mend: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Every part of the installation; one that is not well does not keep the others from being looked at."""
    checks: list[tuple[str, Callable[[], str], str]] = [
        ("clock", _examine_clock, "set the clock of this computer"),
        ("ledger", lambda: _examine_ledger(settings), "see [ledger] url; the folder must be writable and local"),
        ("store", lambda: _examine_store(settings), "see [store] url; the folder must be writable"),
        ("CRM", lambda: _examine_crm(settings), "see [crm]; load it with `crmbridge crm import`"),
        ("schedule", lambda: check_schedule(settings), "see [schedule]"),
        (
            "text recognition",
            lambda: _examine_ocr(settings),
            "apt-get install tesseract-ocr, or pip install 'crmbridge[ocr]'",
        ),
        ("readers", lambda: _examine_readers(settings), "reinstall crmbridge with its dependencies"),
    ]
    findings = [
        Finding(
            what="configuration",
            is_well=True,
            found=f"repositories: {len(settings.repositories)}, witnesses: {len(settings.witnesses)}",
        )
    ]
    findings += [_examine(what, check, mend) for what, check, mend in checks]
    findings += [
        _examine(
            f"repository {one.name}",
            partial(_count_items, settings, one.name),
            f"see url '{one.url}'; the folder must be there and readable",
        )
        for one in settings.repositories
    ]
    return findings


def _examine(what: str, check: Callable[[], str], mend: str) -> Finding:
    try:
        return Finding(what=what, is_well=True, found=check())
    except CrmbridgeError as error:
        return Finding(what=what, is_well=False, found=str(error), mend=mend)
    except OSError as error:
        return Finding(what=what, is_well=False, found=error.strerror or type(error).__name__, mend=mend)


def _examine_clock() -> str:
    now = SystemClock().now()
    if now < EARLIEST:
        raise OSError(0, f"it says {now.date()}")
    return f"{now.isoformat(timespec='seconds')}"


def _examine_ledger(settings: Settings) -> str:
    path = settings.as_sqlite_path(settings.ledger.url)
    ledger = open_ledger(path, SystemClock())
    try:
        check_integrity(ledger)
        with ledger.reading() as connection:
            return f"{sum(count_states(connection).values())} items in {path.name}"
    finally:
        ledger.close()


def _examine_store(settings: Settings) -> str:
    root = settings.as_path(settings.store.url)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=root) as probe:
        probe.write(b"probe")
    return f"writable, {shutil.disk_usage(root).free // 1024**3} GiB free"


def _examine_crm(settings: Settings) -> str:
    with open_installation(settings) as installation:
        clients = sum(1 for _ in installation.embedded_crm.list_clients()) if settings.crm.type == "embedded" else 0
        return f"{settings.crm.type}, {clients} clients" if settings.crm.type == "embedded" else settings.crm.type


def _examine_readers(settings: Settings) -> str:
    with tempfile.TemporaryDirectory() as folder, ProcessExecutor(settings.as_reader_settings(), workers=1) as executor:
        path = Path(folder) / "probe.txt"
        path.write_text("Dear Sir, our ref C-100001.\n", "utf-8")
        task = ReadTask(key=1, path=path, fingerprint="", name=path.name, channel=None, direction=None)
        outcome = next(iter(executor.read_all([task])))
    if isinstance(outcome.result, ReadFailure):
        raise OSError(0, outcome.result.reason)
    return "a document was read in a process of its own"


def _count_items(settings: Settings, name: str) -> str:
    one = next(one for one in settings.repositories if one.name == name)
    items, problems = 0, 0
    with guard(name):
        for found in open_repository(settings, one).list_items():
            items, problems = (items + 1, problems) if isinstance(found, Item) else (items, problems + 1)
    if problems:
        raise OSError(0, f"{items} items, and {problems} places in it cannot be listed")
    return f"{items} items"


def _examine_ocr(settings: Settings) -> str:
    wanted = settings.as_reader_settings().ocr
    obstacle = find_obstacle(wanted)
    if obstacle and wanted.engine is not OcrEngine.OFF:
        raise OSError(0, obstacle)
    return obstacle or ", ".join(find_engines())
